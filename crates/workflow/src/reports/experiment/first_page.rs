//! The answer in words: what a person can read aloud and be right.

use super::Asked;
use crate::reports::frequencies::Frequencies;
use crate::reports::pen::{capital, places_for};
use effectiveness::experiment::{ArmAnswer, Contrast, Finding, OutcomeKind};
use report::Answer;

/// Arms that are told one by one; more are summed in a sentence.
const MOST_TOLD: usize = 2;

pub(super) fn answer(asked: Asked<'_>) -> Answer {
    let (pen, answers) = (asked.pen, &asked.evaluation().answers);
    let finding = |arm: &ArmAnswer| pen.of(&arm.overall.conclusion.finding.in_words());
    let verdict = match answers.as_slice() {
        [only] => capital(&finding(only)),
        several => {
            let told: Vec<String> =
                several.iter().map(|arm| format!("{}: {}", asked.arm(&arm.overall.arm), finding(arm))).collect();
            told.join("; ")
        }
    };
    let mut sentences = Vec::new();
    if answers.len() <= MOST_TOLD {
        sentences.extend(answers.iter().map(|arm| asked.happened(&arm.overall)));
    } else {
        sentences.push(asked.happened_in_short());
    }
    sentences.push(asked.compared());
    sentences.extend(asked.price());
    sentences.push(asked.what_to_do());
    sentences.push(asked.not_said());
    let graded: Vec<_> = answers
        .iter()
        .map(|arm| {
            let told = &arm.overall.conclusion;
            (asked.arm(&arm.overall.arm), told.grade, told.faults.as_slice())
        })
        .collect();
    Answer { verdict, sentences, grade: pen.grades(&graded) }
}

impl Asked<'_> {
    /// What happened under one arm, and how sure that is.
    fn happened(&self, c: &Contrast) -> String {
        match self.evaluation().outcome_kind {
            OutcomeKind::Rate => self.happened_to_rate(c),
            OutcomeKind::Mean | OutcomeKind::Ratio => self.happened_to_mean(c),
        }
    }

    fn happened_to_rate(&self, c: &Contrast) -> String {
        let (pen, units) = (self.pen, self.units());
        let f = Frequencies::of(c.mean_treated, c.mean_control, c.primary.estimate, interval(c));
        let (of, arm, control) = (f.base(pen), self.arm(&c.arm), self.arm(&c.control));
        let (treated, without) = (Frequencies::people(pen, f.treated), Frequencies::people(pen, f.control));
        let (outcome, more) = (&self.evaluation().outcome, f.more_or_fewer(pen));
        let first = if pen.is_id() {
            format!(
                "Dari {of} {units} yang diundi ke {arm}, sekitar {treated} mencapai hasil ({outcome}); dari {of} pembanding ({control}) \
                 sekitar {without}: {more}."
            )
        } else {
            format!(
                "Of {of} {units} assigned to {arm}, about {treated} reached the outcome ({outcome}); of {of} in the control \
                 ({control}) about {without}: {more}."
            )
        };
        format!("{first} {}", self.how_sure(c, f.range_in_words(pen)))
    }

    fn happened_to_mean(&self, c: &Contrast) -> String {
        let (pen, outcome) = (self.pen, &self.evaluation().outcome);
        let places = places_for(interval(c).map_or(c.primary.estimate.abs(), |(low, high)| high - low));
        let number = |value: f64| pen.number(value, places);
        let (from, to, change) =
            (number(c.mean_control), number(c.mean_treated), pen.signed(c.primary.estimate, places));
        let (arm, control) = (self.arm(&c.arm), self.arm(&c.control));
        let first = match (pen.is_id(), self.evaluation().outcome_kind) {
            (true, OutcomeKind::Ratio) => {
                format!("{outcome} adalah {to} di kelompok {arm} dan {from} di pembanding ({control}): beda {change}.")
            }
            (false, OutcomeKind::Ratio) => {
                format!(
                    "{outcome} is {to} in arm {arm} and {from} in the control ({control}): a difference of {change}."
                )
            }
            (true, _) => format!(
                "Rata-rata {outcome} adalah {to} di kelompok {arm} dan {from} di pembanding ({control}): beda {change}."
            ),
            (false, _) => format!(
                "Mean {outcome} is {to} in arm {arm} and {from} in the control ({control}): a difference of {change}."
            ),
        };
        let range =
            interval(c).map(|(low, high)| format!("{} {} {}", number(low), pen.say("sampai", "to"), number(high)));
        format!("{first} {}", self.how_sure(c, range))
    }

    /// What the interval allows to say.
    fn how_sure(&self, c: &Contrast, range: Option<String>) -> String {
        let (pen, level) = (self.pen, self.level());
        let Some(range) = range else {
            return pen
                .say(
                    "Seberapa jauh angka ini bisa meleset tidak dapat dihitung.",
                    "How far this may be off cannot be told.",
                )
                .to_owned();
        };
        let range = if pen.is_id() {
            format!("Dampak sebenarnya kira-kira {range} (selang {level})")
        } else {
            format!("The true effect is plausibly {range} ({level} interval)")
        };
        let holds_zero = interval(c).is_some_and(|(low, high)| low <= 0.0 && high >= 0.0);
        let reading = match (c.conclusion.finding, holds_zero) {
            (Finding::Works | Finding::DoesHarm, _) => pen.say(
                "; kebetulan saja bukan penjelasan yang baik.",
                "; chance alone is no good explanation.",
            ),
            (Finding::NoEvidence, true) => pen.say(
                "; tidak berdampak sama sekali juga masuk akal, padahal pengukurannya cukup tajam.",
                "; no effect at all is plausible too, although the measurement was sharp enough to see one worth acting on.",
            ),
            (Finding::TooEarly { .. }, true) => pen.say(
                "; terlalu lebar untuk berkata ada atau tidak ada dampak.",
                "; too wide to say whether there is an effect or not.",
            ),
            (_, false) => pen.say(
                "; cara hitung lain belum sepakat, jadi belum boleh disebut terbukti.",
                "; other checks do not agree yet, so it must not be called proven.",
            ),
        };
        format!("{range}{reading}")
    }

    /// Several arms in a sentence.
    fn happened_in_short(&self) -> String {
        let (pen, is_rate) = (self.pen, self.evaluation().outcome_kind == OutcomeKind::Rate);
        let one = |arm: &ArmAnswer| {
            let c = &arm.overall;
            let scale = if is_rate { 100.0 } else { 1.0 };
            let places = places_for(interval(c).map_or(c.primary.estimate.abs(), |(low, high)| high - low) * scale);
            let unit = if is_rate { pen.say(" per 100 orang", " of each 100 people") } else { "" };
            let range = interval(c).map_or_else(String::new, |(low, high)| {
                format!(" ({})", pen.range((low * scale, high * scale), places))
            });
            format!("{} {}{unit}{range}", self.arm(&c.arm), pen.signed(c.primary.estimate * scale, places))
        };
        let told: Vec<String> = self.evaluation().answers.iter().map(one).collect();
        let start = if pen.is_id() {
            format!("Beda hasil ({}) terhadap pembanding, dengan selang {}", self.evaluation().outcome, self.level())
        } else {
            format!(
                "Difference in the outcome ({}) from the control, with {} intervals",
                self.evaluation().outcome,
                self.level()
            )
        };
        format!("{start}: {}.", told.join("; "))
    }

    /// To how many this happened.
    fn compared(&self) -> String {
        let (pen, units, e) = (self.pen, self.units(), self.evaluation());
        let people = |label: &str| e.arms.iter().find(|arm| arm.arm == label).map_or(0, |arm| arm.rows);
        let treated: Vec<String> = e
            .answers
            .iter()
            .map(|arm| format!("{} {units} ({})", pen.count(arm.overall.rows_treated), self.arm(&arm.overall.arm)))
            .collect();
        let control = pen.count(people(&self.columns.control));
        let areas = e.answers.first().and_then(|arm| arm.overall.areas).filter(|_| !self.rows_are_areas());
        let inside = areas.map_or_else(String::new, |a| {
            let all = pen.count((a.treated + a.control - a.mixed) as u64);
            let is_by_means = e.answers.iter().all(|arm| arm.overall.primary.estimator.contains("area means"));
            let once =
                if is_by_means { pen.say(", setiap wilayah dihitung sekali", ", each area counting once") } else { "" };
            if pen.is_id() { format!(", di {all} wilayah{once}") } else { format!(", in {all} areas{once}") }
        });
        let (treated, left) = (pen.listed(&treated), self.answer.left_out.values().sum::<u64>());
        let missing = if left == 0 {
            String::new()
        } else if pen.is_id() {
            format!(" {} {units} tanpa hasil tidak ikut dihitung.", pen.count(left))
        } else {
            format!(" {} {units} without an outcome are not counted.", pen.count(left))
        };
        if pen.is_id() {
            format!("Yang dibandingkan: {treated} dengan {control} pembanding{inside}.{missing}")
        } else {
            format!("Compared were {treated} with {control} in the control{inside}.{missing}")
        }
    }

    /// What one more cost, of every arm that has a price.
    fn price(&self) -> Option<String> {
        let (pen, answers) = (self.pen, &self.evaluation().answers);
        let told: Vec<String> = answers
            .iter()
            .filter_map(|arm| {
                let price = arm.overall.conclusion.price.as_ref()?;
                let name = if answers.len() > 1 { format!("{}: ", self.arm(&arm.overall.arm)) } else { String::new() };
                Some(format!("{name}{}", pen.of(&price.sentence)))
            })
            .collect();
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// What must not be read into it.
    fn not_said(&self) -> String {
        let pen = self.pen;
        let which = if self.evaluation().answers.len() > 1 {
            pen.say(
                ", kelompok mana yang lebih baik di antara yang berhasil",
                ", which of the arms is better than another",
            )
        } else {
            ""
        };
        if pen.is_id() {
            format!(
                "Laporan ini tidak berkata mengapa itu terjadi{which}, dan tidak berlaku begitu saja untuk orang, tempat, atau waktu lain."
            )
        } else {
            format!("This does not say why it happened{which}, and it need not hold for other people, places or times.")
        }
    }
}

fn interval(c: &Contrast) -> Option<(f64, f64)> {
    c.primary.interval.map(|i| (i.low, i.high))
}
