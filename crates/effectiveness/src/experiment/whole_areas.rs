//! Contrasts of lots that gave whole areas one arm: area means first, the lot's own assignments beside them.

use super::contrast::{Contrast, Estimate};
use super::{Experiment, Grouping};
use crate::by_area::{
    AreaSums, DrawnArea, RandomisationTest, adjusted_area_means, area_means_in_strata, is_paired,
    paired_difference_by_rows, randomisation_test, stratum_means, welch_of_area_means,
};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;
use crate::sums::Moments;

/// The seed of drawn assignments and bootstrap weights: fixed, so that the same rows give the same answer.
pub(super) const SEED: u64 = 2026;

/// Area means first; Welch, pairs by rows, adjusted means, the randomisation test and rows beside.
pub(super) fn whole_areas(
    experiment: &Experiment,
    cluster: &Grouping,
    (areas, rows): (&[AreaSums], &[usize]),
    answer: &mut Contrast,
    (draws, level): (u32, Level),
) -> Result<(), EffectivenessError> {
    let (drawn, places) = drawn_areas(experiment, cluster, areas)?;
    let strata = stratum_means(&drawn);
    let test = area_means_in_strata(&strata, level).map_err(|error| named(error, experiment, answer))?.test;
    let paired = is_paired(&drawn);
    let name = match (&experiment.strata, paired) {
        (Some(_), true) => crate::campaign::AREA_PAIRS_ESTIMATOR,
        (Some(_), false) => crate::campaign::AREA_STRATA_ESTIMATOR,
        (None, _) => crate::campaign::AREA_ESTIMATOR,
    };
    let by_rows = std::mem::replace(&mut answer.primary, Estimate::from_test(name, &test));
    answer.mean_treated = test.mean_treated;
    answer.mean_control = test.mean_control;
    let chance = randomisation_test(&drawn, SEED, draws, level).map_err(|error| named(error, experiment, answer))?;
    answer.beside.push(randomisation_estimate(&chance));
    if let Some(error) = chance.monte_carlo_error.filter(|e| *e > 0.0) {
        answer.notes.push(notes::drawn_assignments(chance.assignments, error));
    }
    if paired {
        let by_size = paired_difference_by_rows(&drawn, level)?;
        answer.beside.push(Estimate::from_test("difference inside pairs weighted by rows, t with pairs - 1", &by_size));
    } else {
        let of = |treated: bool| drawn.iter().filter(|a| a.treated == treated).map(|a| a.mean).collect::<Vec<f64>>();
        let unequal = welch_of_area_means(&of(true), &of(false), level)?;
        answer.beside.push(Estimate::from_test("t-test of area means, Welch", &unequal));
    }
    for covariate in &experiment.covariates {
        let mut baseline = vec![Moments::default(); areas.len()];
        for &row in rows {
            baseline[cluster.codes[row] as usize].add(covariate.values[row]);
        }
        let baseline: Vec<f64> = places.iter().map(|place| baseline[*place].mean).collect();
        match adjusted_area_means(&drawn, &baseline, level) {
            Ok(fit) => {
                let name = format!("area means adjusted for `{}` (slope {:.6e})", covariate.column, fit.slope);
                answer.beside.push(Estimate::from_test(&name, &fit.test));
                answer.notes.push(notes::covariate_help(&covariate.column, fit.variance_ratio));
            }
            Err(_) => answer.notes.push(notes::covariate_useless(&covariate.column)),
        }
    }
    answer.beside.push(by_rows);
    Ok(())
}

/// One treated area: where it stands among the others, each taken for the treated one in turn.
pub(super) fn placebo(
    experiment: &Experiment,
    cluster: &Grouping,
    areas: &[AreaSums],
    answer: &mut Contrast,
    level: Level,
) -> Result<(), EffectivenessError> {
    let (mut drawn, _) = drawn_areas(experiment, cluster, areas)?;
    // Strata would leave the others of its own stratum only.
    for area in &mut drawn {
        area.stratum = 0;
    }
    let chance = randomisation_test(&drawn, SEED, crate::by_area::DRAWS, level)?;
    let of = |treated: bool| Moments::of(drawn.iter().filter(|a| a.treated == treated).map(|a| a.mean)).mean;
    (answer.mean_treated, answer.mean_control) = (of(true), of(false));
    let treated = of(true);
    let below = drawn.iter().filter(|a| a.mean < treated).count() + 1;
    answer.primary = Estimate {
        estimator: format!("placebo over {} areas, one treated", drawn.len()),
        ..randomisation_estimate(&chance)
    };
    answer.beside.clear();
    answer.notes.push(notes::placebo(below, drawn.len()));
    Ok(())
}

/// The randomisation test as a line of the answer.
fn randomisation_estimate(chance: &RandomisationTest) -> Estimate {
    let how = if chance.exact { "all" } else { "drawn" };
    Estimate {
        estimator: format!("randomisation test of area means, {} assignments of the lot ({how})", chance.assignments),
        estimate: chance.difference,
        interval: chance.interval,
        p_value: chance.p_value,
        ..Estimate::default()
    }
}

/// The areas as the lot drew them, and the place of each among the labels.
fn drawn_areas(
    experiment: &Experiment,
    cluster: &Grouping,
    areas: &[AreaSums],
) -> Result<(Vec<DrawnArea>, Vec<usize>), EffectivenessError> {
    let stratum_of_area = match &experiment.strata {
        Some(strata) => strata_of_areas(cluster, strata)?,
        None => vec![0; areas.len()],
    };
    let occupied = areas.iter().enumerate().filter(|(_, a)| a.treated.count + a.control.count > 0);
    Ok(occupied
        .map(|(place, area)| {
            let treated = area.treated.count > 0;
            let rows = if treated { area.treated } else { area.control };
            (DrawnArea { treated, stratum: stratum_of_area[place], mean: rows.mean, rows: rows.count }, place)
        })
        .unzip())
}

/// The refusal with the file's own names.
fn named(error: EffectivenessError, experiment: &Experiment, answer: &Contrast) -> EffectivenessError {
    match (error, &experiment.strata) {
        (EffectivenessError::NoComparableStratum { .. }, Some(s)) => EffectivenessError::NoComparableStratum {
            column: s.column.clone(),
            arm: answer.arm.clone(),
            control: answer.control.clone(),
        },
        (other, _) => other,
    }
}

/// Each area's stratum; refused where an area lies in two.
fn strata_of_areas(cluster: &Grouping, strata: &Grouping) -> Result<Vec<u32>, EffectivenessError> {
    let mut found: Vec<Option<u32>> = vec![None; cluster.labels.len()];
    for (row, (&area, &stratum)) in cluster.codes.iter().zip(&strata.codes).enumerate() {
        match found[area as usize] {
            None => found[area as usize] = Some(stratum),
            Some(first) if first != stratum => {
                return Err(EffectivenessError::StratumVariesInArea {
                    area: cluster.label_of(row).into(),
                    first: strata.labels[first as usize].clone(),
                    second: strata.label_of(row).into(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(found.into_iter().map(Option::unwrap_or_default).collect())
}
