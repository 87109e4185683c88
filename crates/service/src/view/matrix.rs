//! Segment by channel at one glance: verdict, effect, grade and price in each cell.

use super::results::tone_of;
use crate::numbers;
use crate::words::say;
use domain::{Channel, Concluded, CostPerAdditional, Grade, Language, UpliftRow, Verdict};
use serde::Serialize;

/// The table over all channels.
#[derive(Debug, Serialize)]
pub(crate) struct Matrix {
    channels: Vec<String>,
    rows: Vec<MatrixRow>,
    /// The grades that occur, with what they mean.
    grades: Vec<String>,
}

#[derive(Debug, Serialize)]
struct MatrixRow {
    segment: String,
    everyone: bool,
    cells: Vec<MatrixCell>,
}

/// A segment on a channel.
#[derive(Debug, Serialize)]
struct MatrixCell {
    channel: String,
    /// `None` where the segment has no lot on the channel.
    verdict: Option<MatrixVerdict>,
}

#[derive(Debug, Serialize)]
struct MatrixVerdict {
    words: String,
    /// What is still needed, where it is too early.
    needs: Option<String>,
    tone: &'static str,
    effect: Option<String>,
    /// Why an interval that leaves zero outside is no verdict.
    caveat: Option<String>,
    grade: String,
    grade_meaning: String,
    /// What one more cost; `None` where that says nothing.
    price: Option<String>,
}

impl Matrix {
    /// `None` where no line was concluded.
    pub(crate) fn of(language: Language, rows: &[UpliftRow]) -> Option<Self> {
        let channels: Vec<Channel> = Channel::ALL
            .into_iter()
            .filter(|c| rows.iter().any(|r| r.channel == *c && r.judgement.is_some()))
            .collect();
        if channels.is_empty() {
            return None;
        }
        let mut segments: Vec<&UpliftRow> = Vec::new();
        for row in rows {
            if !segments.iter().any(|s| s.segment == row.segment) {
                segments.push(row);
            }
        }
        segments.sort_by_key(|r| !r.counts_everyone());
        let mut grades: Vec<Grade> = rows.iter().filter_map(|r| Some(r.judgement.as_ref()?.grade)).collect();
        grades.sort_unstable();
        grades.dedup();
        let row = |segment: &&UpliftRow| MatrixRow {
            segment: segment.segment_name.in_language(language).to_owned(),
            everyone: segment.counts_everyone(),
            cells: channels
                .iter()
                .map(|channel| MatrixCell {
                    channel: channel.name().in_language(language).to_owned(),
                    verdict: rows
                        .iter()
                        .find(|r| r.channel == *channel && r.segment == segment.segment)
                        .and_then(|r| verdict(language, r)),
                })
                .collect(),
        };
        Some(Self {
            rows: segments.iter().map(row).collect(),
            channels: channels.iter().map(|c| c.name().in_language(language).to_owned()).collect(),
            grades: grades.into_iter().map(|g| g.in_words().in_language(language).to_owned()).collect(),
        })
    }
}

fn verdict(language: Language, row: &UpliftRow) -> Option<MatrixVerdict> {
    let judgement = row.judgement.as_ref()?;
    let effect = match &row.verdict {
        Verdict::Estimate { uplift, low, high, .. } => Some(say(
            language,
            "matrix-effect",
            &[
                ("uplift", &numbers::signed_points(language, *uplift)),
                ("low", &numbers::signed_points(language, *low)),
                ("high", &numbers::signed_points(language, *high)),
            ],
        )),
        Verdict::TooEarly { .. } => None,
    };
    let told = judgement.words.in_language(language);
    let (words, needs) = in_short(told);
    Some(MatrixVerdict {
        words: words.to_owned(),
        needs,
        tone: tone_of(judgement.conclusion),
        effect,
        caveat: caveat(language, row, judgement.conclusion),
        grade: judgement.grade.to_string(),
        grade_meaning: judgement.grade.meaning().in_language(language).to_owned(),
        price: price_in_short(language, &row.cost_per_additional),
    })
}

/// A verdict's first words, and what is still needed, which stands behind them in brackets.
pub(super) fn in_short(told: &str) -> (&str, Option<String>) {
    match told.split_once(" (") {
        Some((words, needs)) => (words, Some(needs.trim_end_matches(')').to_owned())),
        None => (told, None),
    }
}

/// A segment's own interval may leave zero outside where the family of all segments does not let it count.
fn caveat(language: Language, row: &UpliftRow, conclusion: Concluded) -> Option<String> {
    let Verdict::Estimate { low, high, .. } = row.verdict else { return None };
    let concluded = matches!(conclusion, Concluded::Works | Concluded::DoesHarm);
    ((low > 0.0 || high < 0.0) && !concluded).then(|| say(language, "matrix-caveat", &[]))
}

/// What one more kept member cost, on one line.
fn price_in_short(language: Language, cost: &CostPerAdditional) -> Option<String> {
    match cost {
        CostPerAdditional::Price { estimate, low, high } => Some(say(
            language,
            "matrix-price",
            &[
                ("price", &numbers::rupiah(*estimate)),
                ("low", &numbers::rupiah(*low)),
                ("high", &numbers::rupiah(*high)),
            ],
        )),
        CostPerAdditional::Unbounded { low: Some(low), .. } => {
            Some(say(language, "price-from", &[("low", &numbers::rupiah(*low))]))
        }
        CostPerAdditional::Unbounded { .. } | CostPerAdditional::NoAnswer => None,
    }
}
