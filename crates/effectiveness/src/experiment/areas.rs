//! Contrasts of lots drawn by area, and of lots by person whose areas must be allowed for.

use super::contrast::{AreaCounts, Contrast, Estimate};
use super::whole_areas::{placebo, whole_areas};
use super::{Experiment, Grouping, robust_rows};
use crate::area_check::area_assignment;
use crate::by_area::{
    AreaSums, HouseholdDifference, PLACEBO_CONTROLS, correlation_within_arms, household_difference,
    intra_area_correlation,
};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;
use crate::sums::Moments;

/// Assignments drawn and bootstrap replicates over all rows.
const DRAWS: u32 = crate::by_area::DRAWS;

/// The same inside one segment of many.
const DRAWS_IN_SEGMENTS: u32 = 999;

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
    if counts.mixed > 0 {
        refuse_miscoded_areas(experiment, cluster, &areas, arm_label)?;
    }
    let households = household_difference(&areas, level)?;
    let by_household = Estimate::from_test(
        "difference of rows, CR1 cluster-robust standard error, t with areas - 1 degrees of freedom",
        &households.test,
    );
    let moments: Vec<_> = areas.iter().map(|a| a.treated.merged(a.control)).collect();
    let correlation = intra_area_correlation(&moments);
    let of_arm = |of: fn(&AreaSums) -> Moments| areas.iter().map(of).collect::<Vec<Moments>>();
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
        within_arms: correlation_within_arms(&of_arm(|a| a.treated), &of_arm(|a| a.control)),
        ..Contrast::default()
    };
    // One segment of many is answered with fewer replicates.
    let draws = if rows.len() == experiment.outcome.values.len() { DRAWS } else { DRAWS_IN_SEGMENTS };
    if counts.treated == 1 {
        placebo(experiment, cluster, &areas, &mut answer, level)?;
        return Ok(answer.with_common_notes(level.alpha()));
    }
    if counts.mixed == 0 {
        whole_areas(experiment, cluster, (&areas, rows), &mut answer, (draws, level))?;
    } else {
        inside_areas(cluster, counts, &households, &mut answer);
        for covariate in &experiment.covariates {
            answer.notes.push(notes::covariate_unused(&covariate.column));
        }
    }
    answer.beside.extend(robust_rows::estimates(&areas, draws, level));
    answer.notes.extend(notes::few_areas(counts.treated, counts.control));
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
    let placebo = counts.treated == 1 && counts.mixed == 0;
    if counts.treated == 1 && counts.control > 1 && (counts.mixed > 0 || counts.control < PLACEBO_CONTROLS) {
        let place = areas.iter().position(|a| a.treated.count > 0).unwrap_or_default();
        return Err(EffectivenessError::OneTreatedArea {
            arm: arm.into(),
            area: cluster.labels[place].clone(),
            controls: counts.control - counts.mixed,
        });
    }
    for (label, areas) in [(arm, counts.treated), (control, counts.control)] {
        if areas < 2 && !(placebo && label == arm && counts.control > 1) {
            return Err(EffectivenessError::TooFewAreas { arm: label.into(), areas });
        }
    }
    Ok(())
}

/// Refuses a lot drawn by area in which some areas hold rows of both arms.
fn refuse_miscoded_areas(
    experiment: &Experiment,
    cluster: &Grouping,
    areas: &[AreaSums],
    arm: &str,
) -> Result<(), EffectivenessError> {
    let Some(drawn) = area_assignment(&experiment.arm, std::slice::from_ref(cluster)) else {
        return Ok(());
    };
    let first = areas.iter().position(AreaSums::is_mixed).unwrap_or_default();
    Err(EffectivenessError::AreaInTwoArms {
        area: cluster.labels[first].clone(),
        column: cluster.column.clone(),
        arm: arm.into(),
        control: experiment.control.clone(),
        single: drawn.single,
        groups: drawn.groups,
        mixed: areas.iter().filter(|a| a.is_mixed()).count(),
    })
}

/// The arm varies inside areas: rows first, and say so.
fn inside_areas(cluster: &Grouping, counts: AreaCounts, households: &HouseholdDifference, answer: &mut Contrast) {
    answer.notes.push(notes::mixed_areas(counts.mixed, households.areas, &cluster.column));
    if counts.mixed * 10 <= households.areas {
        answer.notes.push(notes::nearly_whole_areas(counts.mixed, households.areas));
    }
}
