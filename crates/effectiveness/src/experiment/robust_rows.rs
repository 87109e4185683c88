//! What stands beside every analysis of rows in areas: standard errors for few or unequal areas.

use super::contrast::Estimate;
use super::whole_areas::SEED;
use crate::by_area::{AreaSums, WildWeights, bell_mccaffrey_difference, jackknife_difference, wild_bootstrap};
use crate::interval::Level;

/// CR3, CR2 with its own degrees of freedom, and the wild cluster bootstrap; those that the areas allow.
pub(super) fn estimates(areas: &[AreaSums], draws: u32, level: Level) -> Vec<Estimate> {
    let jackknife = jackknife_difference(areas, level).ok().map(|test| {
        Estimate::from_test(
            "difference of rows, CR3 (jackknife) standard error, t with areas - 1 degrees of freedom",
            &test,
        )
    });
    let reduced = bell_mccaffrey_difference(areas, level).ok().map(|test| {
        Estimate::from_test(
            "difference of rows, CR2 (Bell-McCaffrey) standard error, Satterthwaite degrees of freedom",
            &test,
        )
    });
    let wild = wild_bootstrap(areas, SEED, draws, level).ok().flatten().map(|fit| Estimate {
        estimator: format!(
            "difference of rows, wild cluster bootstrap-t, {} replicates with {} weights",
            fit.replicates,
            match fit.weights {
                WildWeights::Rademacher => "Rademacher",
                WildWeights::Webb => "Webb",
            }
        ),
        estimate: fit.difference,
        statistic: Some(fit.t),
        interval: fit.interval,
        p_value: Some(fit.p_value),
        ..Estimate::default()
    });
    [jackknife, reduced, wild].into_iter().flatten().collect()
}
