//! Evaluate any experiment from a file: columns are named, the rest of the file is looked at for areas.

use anyhow::{Context, Result, bail};
use domain::Bilingual;
use effectiveness::experiment::{Column, Evaluation, Experiment, Grouping, evaluate};
use effectiveness::{Level, area_assignment, refuse_if_area_assigned};
use intake::{TextTable, read_table};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct ExperimentColumns {
    /// The arm as assigned.
    pub arm: String,
    /// Which value of it is the control.
    pub control: String,
    /// The outcome.
    pub outcome: String,
    /// The person or household of each row; must not repeat.
    pub unit: Option<String>,
    /// The area that was randomised.
    pub cluster: Option<String>,
    /// Strata of the lot.
    pub strata: Option<String>,
    /// Segments to answer one by one.
    pub segment: Option<String>,
    /// A number known before.
    pub covariate: Option<String>,
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileEvaluation {
    /// The file.
    pub file: String,
    /// Rows with every needed value.
    pub rows: u64,
    /// Rows left out because the outcome is empty, by arm.
    pub left_out: BTreeMap<String, u64>,
    /// Sentences about the file.
    pub notes: Vec<Bilingual>,
    /// The answers.
    #[serde(flatten)]
    pub evaluation: Evaluation,
}

/// Reads a file and compares every arm with the control.
pub fn evaluate_file(path: &Path, columns: &ExperimentColumns, level: f64) -> Result<FileEvaluation> {
    let level = Level::new(level)?;
    let table = read_table(path)?;
    let arms = words(&table, &columns.arm)?;
    if !arms.contains(&columns.control.as_str()) {
        let mut known: Vec<&str> = arms.clone();
        known.sort_unstable();
        known.dedup();
        known.truncate(12);
        bail!(
            "{}, column {}: the control value `{}` does not occur; values are {}",
            table.file,
            columns.arm,
            columns.control,
            known.join(", ")
        );
    }
    if let Some(unit) = &columns.unit {
        refuse_repeated_units(&table, unit)?;
    }
    let outcome = table.numbers(&columns.outcome)?;
    let kept: Vec<usize> = (0..table.rows()).filter(|row| outcome[*row].is_some()).collect();
    let left_out = left_out_by_arm(&arms, &outcome);
    if kept.is_empty() {
        bail!("{}, column {}: every value is empty, so there is nothing to compare", table.file, columns.outcome);
    }
    let grouping = |name: &str| -> Result<Grouping> {
        let all = words(&table, name)?;
        Ok(Grouping::from_labels(name, &kept.iter().map(|row| all[*row]).collect::<Vec<_>>()))
    };
    let covariate = columns.covariate.as_deref().map(|name| covariate(&table, name, &kept)).transpose()?;
    let experiment = Experiment {
        outcome: Column {
            column: columns.outcome.clone(),
            values: kept.iter().filter_map(|row| outcome[*row]).collect(),
        },
        arm: grouping(&columns.arm)?,
        control: columns.control.clone(),
        cluster: columns.cluster.as_deref().map(grouping).transpose()?,
        strata: columns.strata.as_deref().map(grouping).transpose()?,
        segment: columns.segment.as_deref().map(grouping).transpose()?,
        covariate,
        planned_shares: None,
    };
    refuse_wider_areas(&experiment, &other_columns(&table, columns, &kept), &table.file)?;
    let evaluation = evaluate(&experiment, level).with_context(|| table.file.clone())?;
    Ok(FileEvaluation { rows: kept.len() as u64, notes: notes(&left_out), left_out, evaluation, file: table.file })
}

/// Refuses where the arm was assigned by wider areas than the analysis allows for: persons where areas were drawn, or a named
/// area column that is narrower than the one drawn. Wider areas than those drawn are allowed; they err on the safe side.
fn refuse_wider_areas(experiment: &Experiment, others: &[Grouping], file: &str) -> Result<()> {
    let Some(named) = &experiment.cluster else {
        return refuse_if_area_assigned(&experiment.arm, others)
            .with_context(|| format!("{file} cannot be judged person by person"));
    };
    match area_assignment(&experiment.arm, others) {
        Some(drawn) if drawn.groups < named.labels.len() => bail!(
            "{file}: column `{}` holds {} areas, and every one of the {} groups of column `{}` has one arm only: those wider \
             areas were assigned; name `{3}` as the area column",
            named.column,
            named.labels.len(),
            drawn.groups,
            drawn.column
        ),
        _ => Ok(()),
    }
}

/// A column as labels; an empty cell in it is refused with its place.
pub(crate) fn words<'a>(table: &'a TextTable, name: &str) -> Result<Vec<&'a str>> {
    let column = table.column(name)?;
    column
        .values
        .iter()
        .enumerate()
        .map(|(row, value)| {
            value.as_deref().with_context(|| {
                format!(
                    "{}, line {}, column {name}: empty; every row needs a value here",
                    table.file,
                    table.line_of(row)
                )
            })
        })
        .collect()
}

fn covariate(table: &TextTable, name: &str, kept: &[usize]) -> Result<Column> {
    let numbers = table.numbers(name)?;
    let values = kept
        .iter()
        .map(|row| {
            numbers[*row].with_context(|| {
                format!(
                    "{}, line {}, column {name}: empty; a covariate must be known for everyone",
                    table.file,
                    table.line_of(*row)
                )
            })
        })
        .collect::<Result<_>>()?;
    Ok(Column { column: name.to_owned(), values })
}

pub(crate) fn refuse_repeated_units(table: &TextTable, name: &str) -> Result<()> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (row, unit) in words(table, name)?.into_iter().enumerate() {
        if let Some(earlier) = first.insert(unit, row) {
            bail!(
                "{}, column {name}: the same unit stands on lines {} and {}; one row for each unit is expected",
                table.file,
                table.line_of(earlier),
                table.line_of(row)
            );
        }
    }
    Ok(())
}

/// Every column that was not named, as possible areas. Empty cells are areas of nobody and are not looked at.
fn other_columns(table: &TextTable, columns: &ExperimentColumns, kept: &[usize]) -> Vec<Grouping> {
    let named = [
        Some(&columns.arm),
        Some(&columns.outcome),
        columns.unit.as_ref(),
        columns.covariate.as_ref(),
        columns.cluster.as_ref(),
    ];
    table
        .columns
        .iter()
        .filter(|c| !named.contains(&Some(&c.name)))
        .map(|c| {
            let labels: Vec<&str> = kept.iter().map(|row| c.values[*row].as_deref().unwrap_or_default()).collect();
            Grouping::from_labels(c.name.clone(), &labels)
        })
        .collect()
}

pub(crate) fn left_out_by_arm(arms: &[&str], outcome: &[Option<f64>]) -> BTreeMap<String, u64> {
    let mut left_out = BTreeMap::new();
    for (arm, _) in arms.iter().zip(outcome).filter(|(_, value)| value.is_none()) {
        *left_out.entry((*arm).to_owned()).or_default() += 1;
    }
    left_out
}

pub(crate) fn notes(left_out: &BTreeMap<String, u64>) -> Vec<Bilingual> {
    if left_out.is_empty() {
        return Vec::new();
    }
    let list: Vec<String> = left_out.iter().map(|(arm, n)| format!("{arm}: {n}")).collect();
    let list = list.join(", ");
    vec![Bilingual::new(
        format!(
            "Baris tanpa hasil tidak dihitung ({list}). Bila jumlahnya berbeda antar kelompok, perbandingan dapat menyesatkan."
        ),
        format!(
            "Rows without an outcome are left out ({list}). Where their numbers differ between arms, the comparison may mislead."
        ),
    )]
}
