//! `jangkau compare` and `jangkau attribution`: files of contacts that nobody drew by lot.

use crate::args::{AttributionArgs, CompareArgs, CompareMethod};
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result, bail};
use charts::{BalancePoint, DoublePoint};
use domain::Language;
use journeys::{Bootstrap, Rule};
use observational::{Folds, SyntheticPeriod, TOLERATED};
use std::path::Path;
use workflow::attribute_file::{FileAttribution, JourneyColumns, attribute_file};
use workflow::evaluate_observational::{ComparisonColumns, ComparisonMethod, FileComparison, evaluate_observational};

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
    if let Some(path) = &args.chart {
        write(path, &compared(&answer, out.language)?)?;
    }
    out.answer(&answer, |language| table::observational(&answer, language))
}

/// The unit beside its double, or the covariates before and after, the furthest apart first.
fn compared(answer: &FileComparison, language: Language) -> Result<String> {
    let c = &answer.comparison;
    let id = language == Language::Id;
    let grade = c.grade.in_words();
    if let Some(s) = &c.synthetic {
        let point = |p: &SyntheticPeriod| DoublePoint {
            period: p.period.trim_end_matches(".0").to_owned(),
            observed: p.observed,
            synthetic: p.synthetic,
            since: p.since,
        };
        let points: Vec<DoublePoint> = s.periods.iter().map(point).collect();
        let title = if id { "dan kembaran sintetisnya" } else { "and its synthetic double" };
        let under = format!("{}; {}", answer.outcome, grade.in_language(language));
        return Ok(charts::synthetic_lines(language, &format!("{} {title}", s.unit), &under, &s.unit, &points)?);
    }
    if c.balance.is_empty() {
        bail!(
            "--chart: this method has neither covariates to balance nor a synthetic double, so there is nothing to draw"
        );
    }
    let mut rows: Vec<BalancePoint> = c
        .balance
        .iter()
        .map(|row| BalancePoint { label: row.column.clone(), before: row.before, after: row.after })
        .collect();
    rows.sort_by(|a, b| b.before.abs().total_cmp(&a.before.abs()));
    rows.truncate(40);
    let (title, axis) = if id {
        ("Apakah kedua pihak sebanding?", "Selisih baku, dihubungi dikurangi tidak")
    } else {
        ("Are the two sides alike?", "Standardised difference, contacted minus others")
    };
    let under = format!("{axis}; {}", grade.in_language(language));
    Ok(charts::balance_plot(language, title, &under, TOLERATED, &rows)?)
}

fn write(path: &Path, svg: &str) -> Result<()> {
    std::fs::write(path, svg).with_context(|| format!("{} cannot be written", path.display()))
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
        write(path, &credited(&answer, out.language)?)?;
    }
    out.answer(&answer, |language| table::attribution(&answer, language))
}

/// Markov credit as bars, under the label.
fn credited(answer: &FileAttribution, language: Language) -> Result<String> {
    let a = &answer.attribution;
    let rule = a.rules.iter().find(|r| matches!(r.rule, Rule::Markov(_))).context("there is no Markov credit")?;
    let mut items: Vec<(String, f64)> = rule.channels.iter().map(|c| (c.channel.clone(), c.share * 100.0)).collect();
    items.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (title, unit) = match language {
        Language::Id => ("Kredit pembayaran menurut kanal", "% pembayaran"),
        Language::En => ("Credit for payments by channel", "% of payments"),
    };
    let under = format!("{unit}, {}; {}", rule.name.in_language(language), a.label.in_language(language));
    Ok(charts::bars(language, title, &under, &items)?)
}
