//! Lots drawn area by area.

use super::{nothing_varies, too_early, too_few_of_either, within_shares};
use crate::by_area::{StratumMeans, area_means_in_strata};
use crate::interval::Level;
use crate::notes::few_areas;
use crate::sums::BinarySums;
use domain::{Bilingual, Verdict};

/// Areas below which an arm of an area lot gets no answer.
pub const FEWEST_AREAS: usize = 3;

/// Name of the area-lot estimator in the result table.
pub const AREA_ESTIMATOR: &str = "t-test of area means, pooled variance, K - 2 degrees of freedom";

/// Name of the estimator of area lots drawn inside strata.
pub const AREA_STRATA_ESTIMATOR: &str = "t-test of area means inside strata, pooled variance";

/// Name of the estimator of area lots drawn inside pairs.
pub const AREA_PAIRS_ESTIMATOR: &str = "t-test of differences inside pairs of areas, pairs - 1 degrees of freedom";

/// Rates of an area lot: the mean of area means, each area counting once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaRates {
    /// Of the treated areas; `None` without any.
    pub treated: Option<f64>,
    /// Of the held-out areas; `None` without any.
    pub held_out: Option<f64>,
    /// Treated areas with members.
    pub areas_treated: usize,
    /// Held-out areas with members.
    pub areas_held_out: usize,
}

/// The areas of one stratum of an area lot, one entry an area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaStratum {
    /// Areas assigned to the channel.
    pub treated: Vec<BinarySums>,
    /// Areas held out.
    pub held_out: Vec<BinarySums>,
}

/// Uplift of a lot drawn area by area: one entry an area, areas without members are skipped; t-test of area means.
///
/// A difference of shares lies from -1 to 1, so the interval ends there; estimate and p-value are those of the t-test.
///
/// Too early below [`FEWEST_AREAS`] areas in an arm, below [`super::FEWEST_OF_EITHER_OUTCOME`] kept or not kept over all, or
/// where areas of an arm do not differ at all. Add [`area_notes`] to the row.
pub fn uplift_by_area(treated: &[BinarySums], held_out: &[BinarySums], level: Level) -> (Verdict, AreaRates) {
    uplift_by_area_in_strata(&[AreaStratum { treated: treated.to_vec(), held_out: held_out.to_vec() }], level)
}

/// The same for a lot drawn inside strata: differences inside strata, so that strata do not widen the interval.
///
/// The rates are those the uplift is the difference of: strata weighted as in [`area_means_in_strata`].
pub fn uplift_by_area_in_strata(strata: &[AreaStratum], level: Level) -> (Verdict, AreaRates) {
    let means = |areas: &[BinarySums]| areas.iter().filter_map(|a| a.rate()).collect::<Vec<f64>>();
    let strata_means: Vec<StratumMeans> = strata
        .iter()
        .map(|s| StratumMeans { treated: means(&s.treated), control: means(&s.held_out) })
        .filter(|s| !s.treated.is_empty() || !s.control.is_empty())
        .collect();
    let fit = area_means_in_strata(&strata_means, level).ok();
    let rates = rates(&strata_means, fit.map(|f| (f.test.mean_treated, f.test.mean_control)));
    let (t, h) = (rates.areas_treated, rates.areas_held_out);
    if t < FEWEST_AREAS || h < FEWEST_AREAS {
        let verdict = too_early(
            format!("Perlu sedikitnya {FEWEST_AREAS} wilayah di tiap kelompok; kini {t} disapa dan {h} tidak disapa."),
            format!("At least {FEWEST_AREAS} areas are needed in each arm; now {t} treated and {h} held out."),
        );
        return (verdict, rates);
    }
    let areas = strata.iter().flat_map(|s| s.treated.iter().chain(&s.held_out));
    if let Some(verdict) = too_few_of_either(areas.fold(BinarySums::default(), |sum, area| sum.merged(*area))) {
        return (verdict, rates);
    }
    let verdict = match fit.map(|f| f.test) {
        None => too_early(
            "Perlu sedikitnya satu strata yang berisi wilayah disapa dan wilayah tidak disapa, dan wilayah lebih banyak \
             daripada strata.",
            "At least one stratum with both treated and held-out areas is needed, and more areas than strata.",
        ),
        Some(test) => match test.interval.zip(test.p_value) {
            Some((interval, p_value)) => within_shares(Verdict::Estimate {
                uplift: test.difference,
                low: interval.low,
                high: interval.high,
                level: level.get(),
                p_value,
            }),
            None => nothing_varies(),
        },
    };
    (verdict, rates)
}

/// What an analyst must read beside an area lot's uplift: a warning below ten areas in an arm.
pub fn area_notes(rates: &AreaRates) -> Vec<Bilingual> {
    few_areas(rates.areas_treated, rates.areas_held_out).into_iter().collect()
}

/// The fitted rates, else plain means of area means.
fn rates(strata: &[StratumMeans], fitted: Option<(f64, f64)>) -> AreaRates {
    let all = |part: fn(&StratumMeans) -> &Vec<f64>| strata.iter().flat_map(part).copied().collect::<Vec<f64>>();
    let (treated, control) = (all(|s| &s.treated), all(|s| &s.control));
    let mean = |m: &[f64]| (!m.is_empty()).then(|| m.iter().sum::<f64>() / m.len() as f64);
    AreaRates {
        treated: fitted.map(|f| f.0).or_else(|| mean(&treated)),
        held_out: fitted.map(|f| f.1).or_else(|| mean(&control)),
        areas_treated: treated.len(),
        areas_held_out: control.len(),
    }
}
