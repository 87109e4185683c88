//! `jangkau compare` and `jangkau attribution`: files of contacts that nobody drew by lot.

use crate::args::{AttributionArgs, CompareArgs, CompareMethod};
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result};
use journeys::{Bootstrap, Rule};
use observational::Folds;
use workflow::attribute_file::{FileAttribution, JourneyColumns, attribute_file};
use workflow::evaluate_observational::{ComparisonColumns, ComparisonMethod, evaluate_observational};

/// Compares contacted and not contacted after adjustment.
pub fn compare(out: &Out, args: &CompareArgs) -> Result<()> {
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
    out.answer(&answer, |language| table::observational(&answer, language))
}

/// Credit by rule.
pub fn attribution(out: &Out, args: &AttributionArgs) -> Result<()> {
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
        std::fs::write(path, drawn(&answer, out)?).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    out.answer(&answer, |language| table::attribution(&answer, language))
}

/// Markov credit as bars, under the label.
fn drawn(answer: &FileAttribution, out: &Out) -> Result<String> {
    let a = &answer.attribution;
    let rule = a.rules.iter().find(|r| matches!(r.rule, Rule::Markov(_))).context("there is no Markov credit")?;
    let mut items: Vec<(String, f64)> = rule.channels.iter().map(|c| (c.channel.clone(), c.share * 100.0)).collect();
    items.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (title, unit) = match out.language {
        domain::Language::Id => ("Kredit pembayaran menurut kanal", "% pembayaran"),
        domain::Language::En => ("Credit for payments by channel", "% of payments"),
    };
    let under = format!("{unit}, {}; {}", rule.name.in_language(out.language), a.label.in_language(out.language));
    Ok(charts::bars(out.language, title, &under, &items)?)
}
