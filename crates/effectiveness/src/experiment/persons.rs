//! Contrasts of lots drawn by person.

use super::Experiment;
use super::contrast::{Contrast, Estimate};
use crate::by_person::{Stratum, cuped, difference_of_proportions, stratified_difference, welch};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::notes;
use crate::sums::{BinarySums, JointMoments, Moments};

/// One arm against the control among `rows`, by person.
pub(super) fn contrast(
    experiment: &Experiment,
    (arm, control): (u32, u32),
    rows: &[usize],
    binary: bool,
    level: Level,
) -> Result<Contrast, EffectivenessError> {
    let values_of = |code: u32| {
        let codes = &experiment.arm.codes;
        rows.iter().filter(move |row| codes[**row] == code).map(|row| experiment.outcome.values[*row])
    };
    let (treated, held_out) = (Moments::of(values_of(arm)), Moments::of(values_of(control)));
    let arm_label = &experiment.arm.labels[arm as usize];
    for (label, moments) in [(arm_label, treated), (&experiment.control, held_out)] {
        if moments.count == 0 {
            return Err(EffectivenessError::EmptyArm { arm: label.clone() });
        }
        if moments.count < 2 && !binary {
            return Err(EffectivenessError::TooFewRows { arm: label.clone(), rows: moments.count });
        }
    }
    let (primary, mut beside) = if binary {
        let sums = |code| {
            let kept = values_of(code).filter(|v| *v > 0.5).count() as u64;
            BinarySums::new(values_of(code).count() as u64, kept)
        };
        proportions(sums(arm)?, sums(control)?, level)?
    } else {
        let test = welch(treated, held_out, level)?;
        (Estimate::from_test("difference of means, Welch t test and interval", &test), Vec::new())
    };
    let mut answer = Contrast {
        arm: arm_label.clone(),
        control: experiment.control.clone(),
        rows_treated: treated.count,
        rows_control: held_out.count,
        areas: None,
        mean_treated: treated.mean,
        mean_control: held_out.mean,
        primary,
        beside: Vec::new(),
        intra_area_correlation: None,
        design_effect: None,
        within_arms: None,
        notes: Vec::new(),
    };
    if let Some(strata) = &experiment.strata {
        let mut groups = vec![Stratum::default(); strata.labels.len()];
        for &row in rows {
            let group = &mut groups[strata.codes[row] as usize];
            match experiment.arm.codes[row] {
                code if code == arm => group.treated.add(experiment.outcome.values[row]),
                code if code == control => group.control.add(experiment.outcome.values[row]),
                _ => {}
            }
        }
        let Some(fit) = stratified_difference(&groups, level) else {
            return Err(EffectivenessError::NoComparableStratum {
                column: strata.column.clone(),
                arm: arm_label.clone(),
                control: experiment.control.clone(),
            });
        };
        let stratified = Estimate {
            estimator: "difference inside strata weighted by stratum size, normal interval".into(),
            estimate: fit.difference,
            standard_error: Some(fit.standard_error),
            statistic: fit.p_value.map(|_| fit.difference / fit.standard_error),
            df: None,
            interval: fit.interval,
            p_value: fit.p_value,
        };
        beside.insert(0, std::mem::replace(&mut answer.primary, stratified));
        answer.mean_treated = fit.mean_treated;
        answer.mean_control = fit.mean_control;
        answer.notes.extend(notes::strata_left_out(fit.strata_left_out, fit.rows_left_out));
    }
    if let Some(covariate) = &experiment.covariate {
        let joint = |code: u32| {
            let of_arm = rows.iter().filter(|row| experiment.arm.codes[**row] == code);
            JointMoments::of(of_arm.map(|row| (experiment.outcome.values[*row], covariate.values[*row])))
        };
        if let Ok(fit) = cuped(joint(arm), joint(control), level) {
            let name = format!("CUPED on `{}` (theta {:.6e}), Welch interval", covariate.column, fit.theta);
            beside.push(Estimate::from_test(&name, &fit.adjusted));
            answer.notes.push(notes::covariate_help(&covariate.column, fit.variance_ratio));
        }
    }
    answer.beside = beside;
    Ok(answer.with_common_notes(level.alpha()))
}

/// The primary and the other intervals of a difference of rates.
fn proportions(
    treated: BinarySums,
    control: BinarySums,
    level: Level,
) -> Result<(Estimate, Vec<Estimate>), EffectivenessError> {
    let d = difference_of_proportions(treated, control, level)?;
    let primary = Estimate {
        estimator: crate::campaign::PERSON_ESTIMATOR.into(),
        estimate: d.difference,
        standard_error: Some(d.standard_error),
        statistic: d.z,
        df: None,
        interval: Some(d.newcombe),
        p_value: d.p_value,
    };
    let score = Estimate {
        estimator: "difference of proportions, Miettinen-Nurminen score interval".into(),
        interval: Some(d.score),
        ..primary.clone()
    };
    let ratio = d.ratio.map(|r| Estimate {
        estimator: "ratio of proportions, log interval (1 is no effect)".into(),
        estimate: r.ratio,
        standard_error: None,
        statistic: None,
        df: None,
        interval: Some(r.interval),
        p_value: d.p_value,
    });
    Ok((primary, std::iter::once(score).chain(ratio).collect()))
}
