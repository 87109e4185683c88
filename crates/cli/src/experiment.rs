//! `jangkau evaluate`: a campaign of the home, or any experiment file; and `jangkau calibrate`.

use crate::args::{CalibrateArgs, EvaluateArgs, EvaluatedDesign};
use crate::clock::today;
use crate::say::Out;
use crate::{observed, reporting, table};
use anyhow::{Context, Result};
use workflow::Home;
use workflow::calibrate::calibration_table;
use workflow::evaluate_file::{Design, ExperimentColumns, evaluate_file};
use workflow::levers::from_experiment;
use workflow::reports::{CampaignResults, campaign_report, experiment_report, load_campaign};

/// Answers for a file, or for a campaign.
pub async fn evaluate(out: &Out, args: &EvaluateArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    if let Some(file) = &args.file {
        if args.design == Some(EvaluatedDesign::Observational) {
            return observed::evaluate(out, args, file, report.as_ref());
        }
        observed::refuse_treated(args)?;
        let columns = columns(args)?;
        let answer = evaluate_file(file, &columns, args.level)?;
        out.answer(&answer, |language| table::experiment(&answer, language))?;
        if let Some((lever, arm)) = &args.lever {
            let home = Home::open_existing(&args.home.home)?;
            out.line(&from_experiment(&home, *lever, arm.as_deref(), &answer, today())?)?;
        }
        let Some(report) = report else { return Ok(()) };
        let made = experiment_report(&answer, &columns, &reporting::origin(file)?, out.language)?;
        return reporting::write(out, &report, &made);
    }
    let campaign = args.campaign.as_deref().context("a file or --campaign is needed")?;
    let home = Home::open_existing(&args.home.home)?;
    let rows = workflow::evaluate::evaluate(&home, campaign, &out.bars).await?;
    out.answer(&rows, |language| table::uplift(&rows, language))?;
    let Some(report) = report else { return Ok(()) };
    let (campaign, exclusions) = load_campaign(&home, campaign).await?;
    let results = CampaignResults { campaign: &campaign, exclusions: &exclusions, rows: &rows };
    reporting::write(out, &report, &campaign_report(results, out.language)?)
}

/// What was typed about the file's columns.
fn columns(args: &EvaluateArgs) -> Result<ExperimentColumns> {
    Ok(ExperimentColumns {
        arm: args.arm.clone().context("--arm is needed with a file")?,
        control: args.control.clone().context("--control is needed with a file")?,
        outcome: args.outcome.clone().context("--outcome is needed with a file")?,
        design: args.design.and_then(|design| match design {
            EvaluatedDesign::Person => Some(Design::Person),
            EvaluatedDesign::Area => Some(Design::Area),
            EvaluatedDesign::Observational => None,
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
