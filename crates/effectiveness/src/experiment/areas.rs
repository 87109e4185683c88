//! Contrasts of lots drawn by area, and of lots by person whose areas must be allowed for.

use super::contrast::{AreaCounts, Contrast, Estimate};
use super::{Experiment, Grouping};
use crate::by_area::{
    AreaMeansDifference, AreaSums, HouseholdDifference, StratumMeans, area_means_in_strata, household_difference,
    intra_area_correlation, welch_of_area_means,
};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;

/// One arm against the control among `rows`, where `cluster` names the areas.
pub(super) fn contrast(
    experiment: &Experiment,
    cluster: &Grouping,
    (arm, control): (u32, u32),
    rows: &[usize],
    level: Level,
) -> Result<Contrast, EffectivenessError> {
    let mut areas = vec![AreaSums::default(); cluster.labels.len()];
    for &row in rows {
        let area = &mut areas[cluster.codes[row] as usize];
        match experiment.arm.codes[row] {
            code if code == arm => area.treated.add(experiment.outcome.values[row]),
            code if code == control => area.control.add(experiment.outcome.values[row]),
            _ => {}
        }
    }
    let arm_label = &experiment.arm.labels[arm as usize];
    let holding = |of: fn(&AreaSums) -> u64| areas.iter().filter(|a| of(a) > 0).count();
    let counts = AreaCounts {
        treated: holding(|a| a.treated.count),
        control: holding(|a| a.control.count),
        mixed: areas.iter().filter(|a| a.is_mixed()).count(),
    };
    refuse_too_few(cluster, &areas, counts, arm_label, &experiment.control)?;
    let households = household_difference(&areas, level)?;
    let by_household = Estimate::from_test(
        "difference of rows, CR1 cluster-robust standard error, t with areas - 1 degrees of freedom",
        &households.test,
    );
    let moments: Vec<_> = areas.iter().map(|a| a.treated.merged(a.control)).collect();
    let correlation = intra_area_correlation(&moments);
    let rows_of = |of: fn(&AreaSums) -> u64| areas.iter().map(of).sum();
    let mut answer = Contrast {
        arm: arm_label.clone(),
        control: experiment.control.clone(),
        rows_treated: rows_of(|a| a.treated.count),
        rows_control: rows_of(|a| a.control.count),
        areas: Some(counts),
        mean_treated: households.test.mean_treated,
        mean_control: households.test.mean_control,
        primary: by_household,
        beside: Vec::new(),
        intra_area_correlation: correlation.map(|c| c.icc),
        design_effect: correlation.map(|c| c.design_effect),
        ..Contrast::default()
    };
    if counts.mixed == 0 {
        whole_areas(experiment, cluster, &areas, &mut answer, level)?;
    } else {
        inside_areas(cluster, counts, &households, &mut answer);
    }
    answer.notes.extend(notes::few_areas(counts.treated, counts.control));
    for covariate in &experiment.covariates {
        answer.notes.push(notes::covariate_unused(&covariate.column));
    }
    Ok(answer.with_common_notes(level.alpha()))
}

/// Fewer than two areas in an arm; one treated area among several has its own sentence.
fn refuse_too_few(
    cluster: &Grouping,
    areas: &[AreaSums],
    counts: AreaCounts,
    arm: &str,
    control: &str,
) -> Result<(), EffectivenessError> {
    for (label, areas) in [(arm, counts.treated), (control, counts.control)] {
        if areas == 0 {
            return Err(EffectivenessError::EmptyArm { arm: label.into() });
        }
    }
    if counts.treated == 1 && counts.control > 1 {
        let place = areas.iter().position(|a| a.treated.count > 0).unwrap_or_default();
        return Err(EffectivenessError::OneTreatedArea { arm: arm.into(), area: cluster.labels[place].clone() });
    }
    for (label, areas) in [(arm, counts.treated), (control, counts.control)] {
        if areas < 2 {
            return Err(EffectivenessError::TooFewAreas { arm: label.into(), areas });
        }
    }
    Ok(())
}

/// Whole areas have one arm: area means first, rows beside.
fn whole_areas(
    experiment: &Experiment,
    cluster: &Grouping,
    areas: &[AreaSums],
    answer: &mut Contrast,
    level: Level,
) -> Result<(), EffectivenessError> {
    let stratum_of_area = match &experiment.strata {
        Some(strata) => strata_of_areas(cluster, strata)?,
        None => vec![0; areas.len()],
    };
    let mut strata = vec![StratumMeans::default(); experiment.strata.as_ref().map_or(1, |s| s.labels.len())];
    for (area, &stratum) in areas.iter().zip(&stratum_of_area) {
        if area.treated.count > 0 {
            strata[stratum as usize].treated.push(area.treated.mean);
        } else if area.control.count > 0 {
            strata[stratum as usize].control.push(area.control.mean);
        }
    }
    let means = area_means_in_strata(&strata, level).map_err(|error| match (error, &experiment.strata) {
        (EffectivenessError::NoComparableStratum { .. }, Some(s)) => EffectivenessError::NoComparableStratum {
            column: s.column.clone(),
            arm: answer.arm.clone(),
            control: answer.control.clone(),
        },
        (other, _) => other,
    })?;
    let AreaMeansDifference { test, .. } = means;
    let name = if experiment.strata.is_some() {
        crate::campaign::AREA_STRATA_ESTIMATOR
    } else {
        crate::campaign::AREA_ESTIMATOR
    };
    let rows = std::mem::replace(&mut answer.primary, Estimate::from_test(name, &test));
    answer.mean_treated = test.mean_treated;
    answer.mean_control = test.mean_control;
    let all = |part: fn(&StratumMeans) -> &Vec<f64>| strata.iter().flat_map(part).copied().collect::<Vec<f64>>();
    let unequal = welch_of_area_means(&all(|s| &s.treated), &all(|s| &s.control), level)?;
    answer.beside = vec![Estimate::from_test("t-test of area means, Welch", &unequal), rows];
    Ok(())
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

/// The arm varies inside areas: rows first, and say so.
fn inside_areas(cluster: &Grouping, counts: AreaCounts, households: &HouseholdDifference, answer: &mut Contrast) {
    answer.notes.push(notes::mixed_areas(counts.mixed, households.areas, &cluster.column));
    if counts.mixed * 10 <= households.areas {
        answer.notes.push(notes::nearly_whole_areas(counts.mixed, households.areas));
    }
}
