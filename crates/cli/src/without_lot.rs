//! `jangkau compare` and `jangkau attribution`: files of contacts that nobody drew by lot.

use crate::args::{AttributionArgs, CompareArgs, CompareMethod};
use crate::say::Out;
use crate::{reporting, table};
use anyhow::{Context, Result};
use journeys::Bootstrap;
use observational::Folds;
use std::path::Path;
use workflow::attribute_file::{JourneyColumns, attribute_file, credit_picture};
use workflow::evaluate_observational::{
    ComparisonColumns, ComparisonMethod, comparison_picture, evaluate_observational,
};
use workflow::reports::{attribution_report, comparison_report};

/// Compares contacted and not contacted after adjustment.
pub fn compare(out: &Out, args: &CompareArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    let columns = ComparisonColumns {
        treated: args.treated.clone(),
        treated_value: args.treated_value.clone(),
        control_value: args.control_value.clone(),
        outcome: args.outcome.clone(),
        covariates: args.covariates.clone(),
        unit: args.unit.clone(),
        period: args.period.clone(),
        after: args.after.clone(),
        treated_unit: args.treated_unit.clone(),
        since: args.since.clone(),
    };
    let method = args.method.map(|method| match method {
        CompareMethod::Aipw => ComparisonMethod::Aipw,
        CompareMethod::Panel => ComparisonMethod::Panel,
        CompareMethod::Did => ComparisonMethod::Did,
        CompareMethod::Synthetic => ComparisonMethod::Synthetic,
    });
    let folds = args.folds.map(|folds| Folds { folds, seed: args.seed });
    let answer = evaluate_observational(&args.file, &columns, method, args.level, folds)?;
    if let Some(path) = &args.chart {
        let picture = comparison_picture(&answer, out.language)?.context(
            "--chart: this method has neither covariates to balance nor a synthetic double, so there is nothing to draw",
        )?;
        write(path, &picture)?;
    }
    out.answer(&answer, |language| table::observational(&answer, language))?;
    let Some(report) = report else { return Ok(()) };
    let made = comparison_report(&answer, &columns, &reporting::origin(&args.file)?, out.language)?;
    reporting::write(out, &report, &made)
}

fn write(path: &Path, svg: &str) -> Result<()> {
    std::fs::write(path, svg).with_context(|| format!("{} cannot be written", path.display()))
}

/// Credit by rule.
pub fn attribution(out: &Out, args: &AttributionArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    let columns = JourneyColumns {
        path: args.path.clone(),
        conversions: args.conversions.clone(),
        nulls: args.nulls.clone(),
        value: args.value.clone(),
        separator: args.separator.clone(),
    };
    let how = Bootstrap { draws: args.draws, seed: args.seed, level: args.level };
    let answer = attribute_file(&args.file, &columns, args.order, how)?;
    if let Some(path) = &args.chart {
        write(path, &credit_picture(&answer, out.language)?)?;
    }
    out.answer(&answer, |language| table::attribution(&answer, language))?;
    let Some(report) = report else { return Ok(()) };
    let made = attribution_report(&answer, &columns, &reporting::origin(&args.file)?, out.language)?;
    reporting::write(out, &report, &made)
}
