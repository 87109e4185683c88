//! Contrasts of lots drawn by person.

use super::contrast::{Complier, Contrast, Estimate};
use super::{Column, Experiment, rates};
use crate::by_person::{
    AdjustedRows, MeanDifference, Stratum, complier_effect, cuped, cuped_on_rows, difference_of_ratios, lin,
    stratified_difference, welch,
};
use crate::error::EffectivenessError;
use crate::interval::Level;
use crate::money::price_by_fieller;
use crate::notes;
use crate::sums::{BinarySums, JointMoments, Moments};
use domain::{Bilingual, Grade};

/// Share of people in strata that hold no comparison, above which post-stratification answers for too few.
const MOST_LEFT_OUT: f64 = 0.2;

/// The rows of one arm and the control.
struct Pair<'a> {
    experiment: &'a Experiment,
    arm: u32,
    control: u32,
    rows: &'a [usize],
}

impl Pair<'_> {
    fn rows_of(&self, code: u32) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().copied().filter(move |row| self.experiment.arm.codes[*row] == code)
    }

    fn moments(&self, code: u32) -> Moments {
        let mut moments = Moments::default();
        for row in self.rows_of(code) {
            moments.add_times(self.experiment.outcome.values[row], self.experiment.people(row));
        }
        moments
    }

    fn binary(&self, code: u32) -> Result<BinarySums, EffectivenessError> {
        let (mut people, mut kept) = (0, 0);
        for row in self.rows_of(code) {
            people += self.experiment.people(row);
            if self.experiment.outcome.values[row] > 0.5 {
                kept += self.experiment.people(row);
            }
        }
        BinarySums::new(people, kept)
    }

    /// The outcome with another column, treated and control.
    fn joint(&self, column: &Column) -> [JointMoments; 2] {
        [self.arm, self.control].map(|code| {
            let mut joint = JointMoments::default();
            for row in self.rows_of(code) {
                let people = self.experiment.people(row);
                joint.add_times(self.experiment.outcome.values[row], column.values[row], people);
            }
            joint
        })
    }
}

/// One arm against the control among `rows`, by person.
pub(super) fn contrast(
    experiment: &Experiment,
    (arm, control): (u32, u32),
    rows: &[usize],
    binary: bool,
    level: Level,
) -> Result<Contrast, EffectivenessError> {
    let pair = Pair { experiment, arm, control, rows };
    let (treated, held_out) = (pair.moments(arm), pair.moments(control));
    let arm_label = &experiment.arm.labels[arm as usize];
    for (label, moments) in [(arm_label, treated), (&experiment.control, held_out)] {
        match moments.count {
            0 => return Err(EffectivenessError::EmptyArm { arm: label.clone() }),
            1 => return Err(EffectivenessError::TooFewRows { arm: label.clone(), rows: 1 }),
            _ => {}
        }
    }
    let mut answer = Contrast {
        arm: arm_label.clone(),
        control: experiment.control.clone(),
        rows_treated: treated.count,
        rows_control: held_out.count,
        mean_treated: treated.mean,
        mean_control: held_out.mean,
        plain_mean_control: held_out.mean,
        ..Contrast::default()
    };
    if let Some(denominator) = &experiment.denominator {
        ratio_metric(&pair, denominator, &mut answer, level)?;
    } else if binary {
        (answer.primary, answer.beside, answer.notes) =
            rates::estimates(pair.binary(arm)?, pair.binary(control)?, level)?;
    } else {
        let test = welch(treated, held_out, level)?;
        answer.primary = Estimate::from_test("difference of means, Welch t test and interval", &test);
    }
    if experiment.denominator.is_none() {
        strata(&pair, &mut answer, level)?;
        covariates(&pair, &mut answer, level);
    }
    compliers(&pair, &mut answer, binary, level)?;
    if let (Some(costs), Some(money)) = (&experiment.terms.costs, &experiment.terms.money) {
        let [treated, held_out] = pair.joint(costs);
        answer.conclusion.price = Some(price_by_fieller(treated, held_out, level, money.what)?);
    }
    Ok(answer.with_common_notes(level.alpha()))
}

/// Sum of the outcome over sum of the denominator.
fn ratio_metric(
    pair: &Pair<'_>,
    denominator: &Column,
    answer: &mut Contrast,
    level: Level,
) -> Result<(), EffectivenessError> {
    let [treated, control] = pair.joint(denominator);
    let fit = difference_of_ratios(treated, control, level).map_err(|error| match error {
        EffectivenessError::NothingToDivideBy { arm } if arm == "treated" => {
            EffectivenessError::NothingToDivideBy { arm: answer.arm.clone() }
        }
        EffectivenessError::NothingToDivideBy { .. } => {
            EffectivenessError::NothingToDivideBy { arm: answer.control.clone() }
        }
        other => other,
    })?;
    (answer.mean_treated, answer.mean_control) = (fit.ratio_treated, fit.ratio_control);
    answer.primary = Estimate {
        estimator: format!("difference of ratios of sums (over `{}`), delta method", denominator.column),
        estimate: fit.difference,
        standard_error: Some(fit.standard_error),
        statistic: fit.z,
        interval: fit.interval,
        p_value: fit.p_value,
        ..Estimate::default()
    };
    Ok(())
}

/// Where the lot was drawn inside strata, the difference inside them goes first.
fn strata(pair: &Pair<'_>, answer: &mut Contrast, level: Level) -> Result<(), EffectivenessError> {
    let experiment = pair.experiment;
    let Some(strata) = &experiment.strata else {
        return Ok(());
    };
    let mut groups = vec![Stratum::default(); strata.labels.len()];
    for &row in pair.rows {
        let group = &mut groups[strata.codes[row] as usize];
        let (value, people) = (experiment.outcome.values[row], experiment.people(row));
        match experiment.arm.codes[row] {
            code if code == pair.arm => group.treated.add_times(value, people),
            code if code == pair.control => group.control.add_times(value, people),
            _ => {}
        }
    }
    let Some(fit) = stratified_difference(&groups, level) else {
        return Err(EffectivenessError::NoComparableStratum {
            column: strata.column.clone(),
            arm: answer.arm.clone(),
            control: experiment.control.clone(),
        });
    };
    let stratified = Estimate {
        estimator: "difference inside strata weighted by stratum size, normal interval".into(),
        estimate: fit.difference,
        standard_error: Some(fit.standard_error),
        statistic: fit.p_value.map(|_| fit.difference / fit.standard_error),
        interval: fit.interval,
        p_value: fit.p_value,
        ..Estimate::default()
    };
    answer.beside.insert(0, std::mem::replace(&mut answer.primary, stratified));
    answer.mean_treated = fit.mean_treated;
    answer.mean_control = fit.mean_control;
    answer.notes.extend(notes::strata_left_out(fit.strata_left_out, fit.rows_left_out));
    answer.mostly_left_out =
        fit.rows_left_out as f64 > MOST_LEFT_OUT * (answer.rows_treated + answer.rows_control) as f64;
    Ok(())
}

/// CUPED and Lin beside, with what the covariates brought; a note where they cannot be fitted.
fn covariates(pair: &Pair<'_>, answer: &mut Contrast, level: Level) {
    let experiment = pair.experiment;
    let named: Vec<&str> = experiment.covariates.iter().map(|c| c.column.as_str()).collect();
    let list = named.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if named.is_empty() {
        return;
    }
    let used: Vec<usize> = {
        let both = |row: &usize| [pair.arm, pair.control].contains(&experiment.arm.codes[*row]);
        pair.rows.iter().copied().filter(both).collect()
    };
    let of = |values: &[f64]| used.iter().map(|row| values[*row]).collect::<Vec<f64>>();
    let outcome = of(&experiment.outcome.values);
    let treated: Vec<bool> = used.iter().map(|row| experiment.arm.codes[*row] == pair.arm).collect();
    let columns: Vec<(String, Vec<f64>)> =
        experiment.covariates.iter().map(|c| (c.column.clone(), of(&c.values))).collect();
    let counts = experiment.counts.as_ref().map(|_| used.iter().map(|row| experiment.people(*row) as f64).collect());
    let counts: Option<&Vec<f64>> = counts.as_ref();
    let rows =
        AdjustedRows { outcome: &outcome, treated: &treated, covariates: &columns, counts: counts.map(Vec::as_slice) };
    let by_cuped: Result<(f64, Vec<f64>, MeanDifference), EffectivenessError> = match experiment.covariates.as_slice() {
        [one] => {
            let [treated, control] = pair.joint(one);
            cuped(treated, control, level).map(|fit| (fit.variance_ratio, vec![fit.theta], fit.adjusted))
        }
        _ => cuped_on_rows(rows, level).map(|fit| (fit.variance_ratio, fit.thetas, fit.adjusted)),
    };
    match by_cuped {
        Ok((variance_ratio, thetas, adjusted)) => {
            let thetas = thetas.iter().map(|theta| format!("{theta:.6e}")).collect::<Vec<_>>().join(", ");
            let name = format!("CUPED on {list} (theta {thetas}), Welch interval");
            answer.beside.push(Estimate::from_test(&name, &adjusted));
            answer.notes.push(notes::covariate_help(&named.join(", "), variance_ratio));
        }
        Err(error) => answer.notes.push(notes::covariates_unfit(&error.to_string())),
    }
    if let Ok(fit) = lin(rows, level) {
        let name = format!("Lin interacted least squares on {list}, HC2");
        answer.beside.push(Estimate::from_test(&name, &fit));
    }
}

/// Effect on those reached, where a column says who was.
fn compliers(pair: &Pair<'_>, answer: &mut Contrast, rate: bool, level: Level) -> Result<(), EffectivenessError> {
    let (Some(reached), None) = (&pair.experiment.reached, &pair.experiment.denominator) else {
        return Ok(());
    };
    let [treated, control] = pair.joint(reached);
    let effect = complier_effect(treated, control, level)?;
    let assumptions: Bilingual = notes::complier_assumptions(effect.compliers, effect.reached_control);
    if rate && effect.effect.abs() > 1.0 {
        answer.notes.push(notes::complier_impossible());
    }
    answer.complier = Some(Complier { effect, grade: Grade::B, assumptions });
    Ok(())
}
