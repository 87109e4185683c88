//! `jangkau evaluate`: a campaign of the home, or any experiment file.

use crate::args::EvaluateArgs;
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result};
use workflow::Home;
use workflow::evaluate_file::{ExperimentColumns, evaluate_file};

/// Answers for a file, or for a campaign.
pub async fn evaluate(out: &Out, args: &EvaluateArgs) -> Result<()> {
    if let Some(file) = &args.file {
        let columns = ExperimentColumns {
            arm: args.arm.clone().context("--arm is needed with a file")?,
            control: args.control.clone().context("--control is needed with a file")?,
            outcome: args.outcome.clone().context("--outcome is needed with a file")?,
            unit: args.unit.clone(),
            cluster: args.cluster.clone(),
            strata: args.strata.clone(),
            segment: args.segment.clone(),
            covariate: args.covariate.clone(),
        };
        let answer = evaluate_file(file, &columns, args.level)?;
        return out.answer(&answer, |language| table::experiment(&answer, language));
    }
    let campaign = args.campaign.as_deref().context("a file or --campaign is needed")?;
    let home = Home::open_existing(&args.home.home)?;
    let rows = workflow::evaluate::evaluate(&home, campaign, &out.bars).await?;
    out.answer(&rows, |language| table::uplift(&rows, language))
}
