//! Lots of a campaign whose outcomes still come in: the only answers a dashboard may show before the outcome is judged.

use super::area_lot::{AreaRates, uplift_by_area};
use super::months::{months_by_area, months_by_person};
use super::person_lot::uplift_by_person;
use super::{too_early, within_shares};
use crate::by_area::FEW_AREAS;
use crate::interval::Level;
use crate::looks::ConfidenceSequence;
use crate::sums::{BinarySums, Moments};
use domain::{Bilingual, Concluded, Judgement, Language, StillRunning, Verdict, written};

/// Name of the estimator of person lots while outcomes come in.
pub const PERSON_RUNNING_ESTIMATOR: &str = "difference of proportions, confidence sequence valid at every look";

/// Name of the estimator of area lots while outcomes come in.
pub const AREA_RUNNING_ESTIMATOR: &str = "difference of area means, confidence sequence valid at every look";

/// [`uplift_by_person`] for a lot whose outcomes still come in: the interval and the p-value may be looked at every day.
///
/// Everybody is in the lot from the first day, so the sequence is narrowest at all of them. That looking every day while
/// payments come in raises no more false alarms than the level allows is shown by simulation in the crate's tests.
pub fn uplift_by_person_while_running(treated: BinarySums, held_out: BinarySums, level: Level) -> Verdict {
    let verdict = uplift_by_person(treated, held_out, level);
    within_shares(always_valid(verdict, treated.moments(), held_out.moments(), level))
}

/// [`uplift_by_area`] for a lot whose outcomes still come in; too early below ten areas in an arm.
pub fn uplift_by_area_while_running(
    treated: &[BinarySums],
    held_out: &[BinarySums],
    level: Level,
) -> (Verdict, AreaRates) {
    let (verdict, rates) = uplift_by_area(treated, held_out, level);
    let means = |areas: &[BinarySums]| Moments::of(areas.iter().filter_map(|a| a.rate()));
    (within_shares(by_area(verdict, means(treated), means(held_out), level)), rates)
}

/// [`months_by_person`] for a lot whose outcomes still come in.
pub fn months_by_person_while_running(treated: Moments, held_out: Moments, level: Level) -> Verdict {
    always_valid(months_by_person(treated, held_out, level), treated, held_out, level)
}

/// [`months_by_area`] for a lot whose outcomes still come in; too early below ten areas in an arm.
pub fn months_by_area_while_running(treated: &[f64], held_out: &[f64], level: Level) -> Verdict {
    let means = |areas: &[f64]| Moments::of(areas.iter().copied());
    by_area(months_by_area(treated, held_out, level), means(treated), means(held_out), level)
}

/// The sequence is a large-sample one: few areas get no answer before the end.
fn by_area(verdict: Verdict, treated: Moments, held_out: Moments, level: Level) -> Verdict {
    let (t, h) = (treated.count as usize, held_out.count as usize);
    if matches!(verdict, Verdict::Estimate { .. }) && (t < FEW_AREAS || h < FEW_AREAS) {
        return too_early(
            format!(
                "Selama kampanye berjalan perlu sedikitnya {FEW_AREAS} wilayah di tiap kelompok; ada {t} disapa dan {h} \
                 tidak disapa. Jawabannya menunggu hari penilaian."
            ),
            format!(
                "While the campaign runs at least {FEW_AREAS} areas are needed in each arm; there are {t} treated and {h} \
                 held out. The answer waits for the day of judgement."
            ),
        );
    }
    always_valid(verdict, treated, held_out, level)
}

/// The same estimate with the interval and the p-value of the confidence sequence; a reason for no answer stays.
fn always_valid(verdict: Verdict, treated: Moments, held_out: Moments, level: Level) -> Verdict {
    let Verdict::Estimate { uplift, .. } = verdict else { return verdict };
    let units = treated.count + held_out.count;
    let sequence = ConfidenceSequence::narrowest_at(units, level);
    let share = |arm: Moments| arm.variance().map(|v| v / arm.count as f64);
    let error = share(treated).zip(share(held_out)).map(|(t, h)| (t + h).sqrt());
    match (sequence.of_means(treated, held_out), error) {
        (Some(interval), Some(error)) => Verdict::Estimate {
            uplift,
            low: interval.low,
            high: interval.high,
            level: level.get(),
            p_value: sequence.p_value(units, uplift / error),
        },
        _ => too_early(
            "Selama kampanye berjalan, tiap kelompok perlu hasil yang berbeda-beda; salah satunya masih sama semua.",
            "While the campaign runs each arm needs outcomes that differ; in one of them they are still all alike.",
        ),
    }
}

/// While outcomes come in an effect may be found, but "no evidence" and "needs more people" wait for the day of judgement.
pub(super) fn not_before_the_end(judgement: Judgement, running: Option<StillRunning>) -> Judgement {
    match (running, judgement.conclusion) {
        (Some(running), Concluded::NoEvidence | Concluded::TooEarly) => {
            let day = |language| written::day(language, running.closes);
            let words = Bilingual::new(
                format!("terlalu dini (dinilai {})", day(Language::Id)),
                format!("too early (judged on {})", day(Language::En)),
            );
            Judgement { conclusion: Concluded::TooEarly, words, ..judgement }
        }
        _ => judgement,
    }
}
