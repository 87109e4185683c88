//! `jangkau evaluate`: a campaign of the home, or any experiment file; and `jangkau calibrate`.

use crate::args::{CalibrateArgs, DesignArg, EvaluateArgs};
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result};
use workflow::Home;
use workflow::calibrate::calibration_table;
use workflow::evaluate_file::{Design, ExperimentColumns, evaluate_file};

/// Answers for a file, or for a campaign.
pub async fn evaluate(out: &Out, args: &EvaluateArgs) -> Result<()> {
    if let Some(file) = &args.file {
        let answer = evaluate_file(file, &columns(args)?, args.level)?;
        return out.answer(&answer, |language| table::experiment(&answer, language));
    }
    let campaign = args.campaign.as_deref().context("a file or --campaign is needed")?;
    let home = Home::open_existing(&args.home.home)?;
    let rows = workflow::evaluate::evaluate(&home, campaign, &out.bars).await?;
    out.answer(&rows, |language| table::uplift(&rows, language))
}

/// What was typed about the file's columns.
fn columns(args: &EvaluateArgs) -> Result<ExperimentColumns> {
    Ok(ExperimentColumns {
        arm: args.arm.clone().context("--arm is needed with a file")?,
        control: args.control.clone().context("--control is needed with a file")?,
        outcome: args.outcome.clone().context("--outcome is needed with a file")?,
        design: args.design.map(|design| match design {
            DesignArg::Person => Design::Person,
            DesignArg::Area => Design::Area,
        }),
        unit: args.unit.clone(),
        cluster: args.cluster.clone(),
        strata: args.strata.clone(),
        segment: args.segment.clone(),
        covariates: args.covariate.clone(),
        count: args.count.clone(),
        per: args.per.clone(),
        reached: args.reached.clone(),
        assigned_on: args.assigned_on.clone(),
        outcome_on: args.outcome_on.clone(),
        shares: args.shares.clone(),
        ratio_reason: args.ratio_reason.clone(),
        worthwhile: args.worthwhile,
        cost: args.cost.clone(),
        cost_each: args.cost_each,
        worth: args.worth,
    })
}

/// False alarms and coverage of each estimator.
pub fn calibrate(out: &Out, args: &CalibrateArgs) -> Result<()> {
    let rows = calibration_table(args.only.as_deref(), args.runs)?;
    out.answer(&rows, |language| {
        if args.markdown { effectiveness::calibration::markdown(&rows) } else { table::calibration(&rows, language) }
    })
}
