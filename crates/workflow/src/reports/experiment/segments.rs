//! The effect as a forest, over everybody and by segment, then each segment in words.

use super::Asked;
use crate::reports::pen::{forests, paragraph, places_for, section, table};
use anyhow::Result;
use charts::ForestRow;
use domain::Rupiah;
use effectiveness::experiment::{ArmAnswer, Contrast, OutcomeKind, SegmentAnswer};
use report::{Block, Section};

/// Rows that a picture holds; the table holds all.
const MOST_DRAWN: usize = 40;

/// One section over all arms without segments; with segments one an arm.
pub(super) fn sections(asked: Asked<'_>) -> Result<Vec<Section>> {
    let (pen, answers) = (asked.pen, &asked.evaluation().answers);
    if answers.iter().all(|arm| arm.segments.is_empty()) {
        let rows: Vec<ForestRow> =
            answers.iter().filter_map(|arm| asked.row(asked.arm(&arm.overall.arm), &arm.overall)).collect();
        let mut blocks = asked.forest(pen.say("Dampak terhadap pembanding", "Effect against the control"), &rows)?;
        blocks.extend(answers.iter().map(|arm| {
            paragraph(format!("{}: {}", asked.arm(&arm.overall.arm), pen.of(&arm.overall.conclusion.sentence)))
        }));
        return Ok(vec![section(pen.say("Dampak", "Effect"), blocks)]);
    }
    answers.iter().map(|arm| by_segment(asked, arm)).collect()
}

fn by_segment(asked: Asked<'_>, arm: &ArmAnswer) -> Result<Section> {
    let pen = asked.pen;
    let name = asked.arm(&arm.overall.arm);
    let mut blocks: Vec<Block> = arm.heterogeneity.iter().map(|h| paragraph(pen.of(&h.sentence))).collect();
    let mut rows: Vec<ForestRow> =
        asked.row(pen.say("Semua", "Everybody").to_owned(), &arm.overall).into_iter().collect();
    let drawn = arm.segments.iter().filter_map(|s| asked.row(s.segment.clone(), s.contrast.as_ref()?));
    rows.extend(drawn.take(MOST_DRAWN));
    let title =
        if pen.is_id() { format!("Dampak {name} menurut segmen") } else { format!("Effect of {name} by segment") };
    blocks.extend(asked.forest(&title, &rows)?);
    blocks.push(asked.in_words(arm));
    blocks.extend(arm.family.iter().map(|family| paragraph(pen.of(family))));
    Ok(section(&title, blocks))
}

impl Asked<'_> {
    fn is_rate(&self) -> bool {
        self.evaluation().outcome_kind == OutcomeKind::Rate
    }

    /// Rates in points of a hundred, everything else as it is.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        if self.is_rate() { value * 100.0 } else { value }
    }

    pub(super) fn unit(&self) -> String {
        if self.is_rate() {
            self.pen.say("poin persen", "percentage points").to_owned()
        } else {
            format!("{} {}", self.pen.say("satuan", "unit of"), self.evaluation().outcome)
        }
    }

    fn row(&self, label: String, c: &Contrast) -> Option<ForestRow> {
        let i = c.primary.interval?;
        let (low, high) = (self.scaled(i.low), self.scaled(i.high));
        Some(ForestRow { label, estimate: self.scaled(c.primary.estimate), low, high, truth: None })
    }

    fn forest(&self, title: &str, rows: &[ForestRow]) -> Result<Vec<Block>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let axis = format!(
            "{}, {}; {} {}",
            self.pen.say("disapa dikurangi pembanding", "treated minus control"),
            self.unit(),
            self.pen.say("selang", "interval"),
            self.level()
        );
        Ok(forests(self.pen, title, &axis, rows)?)
    }

    /// Every segment with its verdict.
    fn in_words(&self, arm: &ArmAnswer) -> Block {
        let pen = self.pen;
        let prices: Vec<Option<Rupiah>> = arm
            .segments
            .iter()
            .map(|s| s.contrast.as_ref().and_then(|c| c.conclusion.price.as_ref()).and_then(|p| p.estimate))
            .collect();
        let priced = prices.iter().any(Option::is_some);
        let rows = arm.segments.iter().zip(&prices).filter_map(|(s, price)| {
            let mut row = self.line(s)?;
            if priced {
                row.push(price.map_or_else(|| "\u{2013}".to_owned(), |p| p.to_string()));
            }
            Some(row)
        });
        let mut heads = vec![
            pen.say("Segmen", "Segment"),
            pen.say("Kesimpulan", "Verdict"),
            pen.say("Mutu", "Grade"),
            pen.say("Selisih", "Difference"),
            pen.say("Selang", "Interval"),
            pen.say("Diharapkan", "To expect"),
            "p Holm",
            "p BH",
        ];
        if priced {
            heads.push(pen.say("Biaya satu tambahan", "Cost of one more"));
        }
        let caption = if pen.is_id() {
            format!("Kesimpulan per segmen, selisih dalam {}", self.unit())
        } else {
            format!("Verdict by segment, differences in {}", self.unit())
        };
        table(&caption, 3, &heads, rows.collect())
    }

    fn line(&self, s: &SegmentAnswer) -> Option<Vec<String>> {
        let (pen, c) = (self.pen, s.contrast.as_ref()?);
        let width = c.primary.interval.map_or(c.primary.estimate.abs(), |i| i.high - i.low);
        let places = places_for(self.scaled(width)).max(usize::from(self.is_rate()));
        let dash = || "\u{2013}".to_owned();
        Some(vec![
            s.segment.clone(),
            pen.of(&c.conclusion.finding.in_words()),
            c.conclusion.grade.to_string(),
            pen.signed(self.scaled(c.primary.estimate), places),
            c.primary.interval.map_or_else(dash, |i| pen.range((self.scaled(i.low), self.scaled(i.high)), places)),
            s.shrunk.map_or_else(dash, |shrunk| pen.signed(self.scaled(shrunk.effect), places)),
            pen.chance(s.p_holm),
            pen.chance(s.p_benjamini_hochberg),
        ])
    }
}
