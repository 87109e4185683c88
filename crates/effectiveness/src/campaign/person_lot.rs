//! Lots drawn person by person.

use super::{nothing_varies, too_early, too_few_of_either, within_shares};
use crate::by_person::{Stratum, difference_of_proportions, stratified_difference};
use crate::interval::Level;
use crate::sums::BinarySums;
use domain::Verdict;

/// Members below which an arm of a person lot gets no answer: with fewer, the score interval is wider than any uplift a
/// campaign can have.
pub const FEWEST_PEOPLE: u64 = 20;

/// Name of the person-lot estimator in the result table.
pub const PERSON_ESTIMATOR: &str = "difference of proportions, Newcombe hybrid score interval, pooled z test";

/// Name of the estimator over several person lots with holdouts of different shares.
pub const PERSON_STRATA_ESTIMATOR: &str = "difference of proportions inside strata weighted by size, normal interval";

/// Uplift of a lot drawn person by person, as assigned: rate of the treated minus rate of the held out, Newcombe's interval
/// (1998, method 10), pooled z.
///
/// Too early below [`FEWEST_PEOPLE`] in an arm or [`super::FEWEST_OF_EITHER_OUTCOME`] kept or not kept over both arms.
pub fn uplift_by_person(treated: BinarySums, held_out: BinarySums, level: Level) -> Verdict {
    if let Some(verdict) = too_few_people(treated, held_out).or_else(|| too_few_of_either(treated.merged(held_out))) {
        return verdict;
    }
    let compared = difference_of_proportions(treated, held_out, level).ok();
    match compared.and_then(|d| Some((d, d.p_value?))) {
        Some((d, p_value)) => Verdict::Estimate {
            uplift: d.difference,
            low: d.newcombe.low,
            high: d.newcombe.high,
            level: level.get(),
            p_value,
        },
        None => nothing_varies(),
    }
}

/// One lot of several, for example one segment: members of both arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonStratum {
    /// Assigned to the channel.
    pub treated: BinarySums,
    /// Held out.
    pub held_out: BinarySums,
}

/// Uplift over several lots drawn separately, each weighted by its members: for `all` where segments keep different shares
/// as holdout (adding their members up would mistake segments for effects). Also the two rates with those weights.
///
/// One lot alone is answered as [`uplift_by_person`] does. Lots with fewer than two members in an arm are left out.
pub fn uplift_by_person_in_strata(strata: &[PersonStratum], level: Level) -> (Verdict, Option<(f64, f64)>) {
    let add = |part: fn(&PersonStratum) -> BinarySums| {
        strata.iter().map(part).fold(BinarySums::default(), BinarySums::merged)
    };
    let (treated, held_out) = (add(|s| s.treated), add(|s| s.held_out));
    let occupied = strata.iter().filter(|s| s.treated.count() + s.held_out.count() > 0).count();
    if occupied < 2 {
        let rates = treated.rate().zip(held_out.rate());
        return (uplift_by_person(treated, held_out, level), rates);
    }
    let moments = |s: &PersonStratum| Stratum { treated: s.treated.moments(), control: s.held_out.moments() };
    let fit = stratified_difference(&strata.iter().map(moments).collect::<Vec<Stratum>>(), level);
    let rates = fit.map(|f| (f.mean_treated, f.mean_control));
    if let Some(verdict) = too_few_people(treated, held_out).or_else(|| too_few_of_either(treated.merged(held_out))) {
        return (verdict, rates);
    }
    let answer = fit.and_then(|f| Some((f.difference, f.interval?, f.p_value?)));
    let verdict = match answer {
        Some((uplift, interval, p_value)) => within_shares(Verdict::Estimate {
            uplift,
            low: interval.low,
            high: interval.high,
            level: level.get(),
            p_value,
        }),
        None => nothing_varies(),
    };
    (verdict, rates)
}

/// Too few people in an arm.
fn too_few_people(treated: BinarySums, held_out: BinarySums) -> Option<Verdict> {
    let (t, h) = (treated.count(), held_out.count());
    (t < FEWEST_PEOPLE || h < FEWEST_PEOPLE).then(|| {
        too_early(
            format!("Perlu sedikitnya {FEWEST_PEOPLE} orang di tiap kelompok; kini {t} disapa dan {h} tidak disapa."),
            format!("At least {FEWEST_PEOPLE} people are needed in each arm; now {t} treated and {h} held out."),
        )
    })
}
