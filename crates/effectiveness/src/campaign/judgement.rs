//! Verdicts in words over all segments of one channel.

use crate::by_area::FEW_AREAS;
use crate::experiment::{ConclusionTerms, Finding, Judged};
use crate::interval::{Interval, Level};
use crate::multiplicity::{Heterogeneity, heterogeneity, holm, shrunk_effects};
use crate::notes;
use domain::judgement::{Concluded, ExpectedUplift, Judgement};
use domain::{Grade, Verdict};

/// What is known of one lot.
#[derive(Debug, Clone, PartialEq)]
pub struct LotAnswer {
    /// The estimate, or why there is none.
    pub verdict: Verdict,
    /// Standard error of the estimate, where there is one.
    pub standard_error: Option<f64>,
    /// Share of the held out who stayed.
    pub rate_held_out: Option<f64>,
    /// Members, both arms.
    pub people: u64,
    /// Areas treated and held out, where areas were drawn.
    pub areas: Option<(usize, usize)>,
}

/// The verdicts of the segments of one channel, and whether the segments differ by more than chance (`None` below two answers).
///
/// A segment is judged by its p-value after Holm over the segments that have one, so that one lucky segment of many is not
/// called a success; its interval stays as it is.
pub fn judge_segments(lots: &[LotAnswer], level: Level) -> (Vec<Judgement>, Option<Heterogeneity>) {
    let estimates: Vec<Option<(f64, Interval, f64)>> = lots.iter().map(|lot| estimate(&lot.verdict)).collect();
    let tested: Vec<f64> = estimates.iter().flatten().map(|(_, _, p)| *p).collect();
    let mut adjusted = holm(&tested).into_iter();
    let effects: Vec<(f64, f64)> = lots
        .iter()
        .zip(&estimates)
        .filter_map(|(lot, estimate)| estimate.map(|(effect, _, _)| (effect, lot.standard_error.unwrap_or(f64::NAN))))
        .collect();
    let mut shrunk = shrunk_effects(&effects, level).into_iter();
    let judgements = lots
        .iter()
        .zip(&estimates)
        .map(|(lot, estimate)| {
            let (p, expected) = match estimate {
                Some(_) => (adjusted.next(), shrunk.next().flatten()),
                None => (None, None),
            };
            let expected = expected.map(|e| ExpectedUplift {
                uplift: e.effect,
                low: e.interval.low,
                high: e.interval.high,
                deviation: e.deviation_with_mean,
            });
            Judgement { p_holm: p, expected, ..judgement(lot, estimate.map(|(_, i, _)| i), p, level) }
        })
        .collect();
    (judgements, heterogeneity(&effects, level))
}

/// The verdict of a line that belongs to no family: everyone together.
pub fn judge_alone(lot: &LotAnswer, level: Level) -> Judgement {
    let estimate = estimate(&lot.verdict);
    judgement(lot, estimate.map(|(_, i, _)| i), estimate.map(|(_, _, p)| p), level)
}

fn estimate(verdict: &Verdict) -> Option<(f64, Interval, f64)> {
    match verdict {
        Verdict::Estimate { uplift, low, high, p_value, .. } => {
            Some((*uplift, Interval { low: *low, high: *high }, *p_value))
        }
        Verdict::TooEarly { .. } => None,
    }
}

fn judgement(lot: &LotAnswer, interval: Option<Interval>, p_value: Option<f64>, level: Level) -> Judgement {
    let judged = Judged {
        interval,
        p_value,
        alpha: level.alpha(),
        mean_control: lot.rate_held_out.unwrap_or_default(),
        people: lot.people,
        areas: lot.areas.map(|(treated, held_out)| treated + held_out),
        fewest_of_either: None,
        arms_of_amounts: None,
    };
    let finding = judged.finding(&ConclusionTerms::default());
    let faults: Vec<_> = lot
        .areas
        .filter(|(treated, held_out)| *treated < FEW_AREAS || *held_out < FEW_AREAS)
        .map(|(treated, held_out)| notes::fault_few_areas(treated, held_out))
        .into_iter()
        .collect();
    let conclusion = match finding {
        Finding::Works => Concluded::Works,
        Finding::DoesHarm => Concluded::DoesHarm,
        Finding::NoEvidence => Concluded::NoEvidence,
        Finding::TooEarly { .. } => Concluded::TooEarly,
    };
    Judgement {
        conclusion,
        words: finding.in_words(),
        grade: if faults.is_empty() { Grade::A } else { Grade::B },
        faults,
        p_holm: None,
        expected: None,
    }
}
