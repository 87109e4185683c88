//! `jangkau evaluate --design observational`: arms that nobody drew by lot.

use crate::args::EvaluateArgs;
use crate::say::Out;
use crate::{reporting, table};
use anyhow::{Context, Result, bail};
use std::path::Path;
use workflow::evaluate_observational::{ArmSides, ComparisonColumns, evaluate_arms};
use workflow::reports::{ReportFile, comparison_report};

/// Compares two arms after adjustment, as `jangkau compare` does.
pub fn evaluate(out: &Out, args: &EvaluateArgs, file: &Path, report: Option<&ReportFile>) -> Result<()> {
    if let Some((option, why)) = of_a_lot(args) {
        bail!(
            "{option} belongs to a lot ({why}), and --design observational says that nobody drew one; leave it out, or name the \
             design of the lot"
        );
    }
    let sides = ArmSides {
        arm: args.arm.clone().context("--arm is needed with a file")?,
        control: args.control.clone().context("--control is needed with a file")?,
        treated: args.treated.clone(),
    };
    let columns = ComparisonColumns {
        outcome: args.outcome.clone().context("--outcome is needed with a file")?,
        covariates: args.covariate.clone(),
        unit: args.unit.clone(),
        ..ComparisonColumns::default()
    };
    let (answer, columns) = evaluate_arms(file, &sides, &columns, args.level)?;
    out.answer(&answer, |language| table::observational(&answer, language))?;
    let Some(report) = report else { return Ok(()) };
    let made = comparison_report(&answer, &columns, &reporting::origin(file)?, out.language)?;
    reporting::write(out, report, &made)
}

/// `--treated` says nothing of a lot, where every arm is compared with the control.
pub fn refuse_treated(args: &EvaluateArgs) -> Result<()> {
    if args.treated.is_some() {
        bail!(
            "--treated names the compared arm of --design observational; of a lot every arm is compared with the control"
        );
    }
    Ok(())
}

/// The first option given that only a lot gives a meaning to, and that meaning.
fn of_a_lot(args: &EvaluateArgs) -> Option<(&'static str, &'static str)> {
    [
        (args.cluster.is_some(), "--cluster", "the areas that were drawn"),
        (args.strata.is_some(), "--strata", "the strata of the draw"),
        (args.segment.is_some(), "--segment", "answers by segment"),
        (args.count.is_some(), "--count", "rows that are counts of people drawn"),
        (args.per.is_some(), "--per", "a ratio of sums by arm"),
        (args.reached.is_some(), "--reached", "whom the assignment reached"),
        (!args.shares.is_empty(), "--shares", "the planned shares"),
        (args.ratio_reason.is_some(), "--ratio-reason", "why sizes are off the plan"),
        (args.assigned_on.is_some(), "--assigned-on", "the day of the draw"),
        (args.outcome_on.is_some(), "--outcome-on", "an outcome after the draw"),
        (args.worthwhile.is_some(), "--worthwhile", "the smallest effect worth acting on"),
        (args.cost.is_some(), "--cost", "the price of what was caused"),
        (args.cost_each.is_some(), "--cost-each", "the price of what was caused"),
        (args.worth.is_some(), "--worth", "the worth of what was caused"),
    ]
    .into_iter()
    .find_map(|(given, option, why)| given.then_some((option, why)))
}
