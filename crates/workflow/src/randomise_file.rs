//! Randomise: give every person or area of any file an arm, by a lot that can be drawn again.

mod balances;
mod units;

use crate::out_file::refuse_out;
use anyhow::{Context, Result, bail};
use balances::balances;
use domain::Bilingual;
use intake::{ColumnValues, TextTable, read_table, write_export};
use planning::balance::BalanceRow;
use planning::lot::draw_arms;
use planning::matched::{draw_matched, matched_groups};
use serde::Serialize;
use std::path::{Path, PathBuf};
use units::{Units, units};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LotUnit {
    /// One row, one person.
    Person,
    /// Whole areas: a row each, or rows of people that name their area.
    Area,
}

/// How the lot is to be drawn.
#[derive(Debug, Clone)]
pub struct LotQuestion {
    /// What is drawn.
    pub unit: LotUnit,
    /// Column of the person's or area's key.
    pub key: String,
    /// Columns of strata: all values together are one stratum.
    pub strata: Vec<String>,
    /// Columns of numbers on which areas are matched; empty for no matching.
    pub matched_on: Vec<String>,
    /// Arms and their shares, the first being the control.
    pub arms: Vec<(String, f64)>,
    /// Seed of the lot: the same seed and keys give the same arms.
    pub seed: String,
    /// Columns of the balance table; empty for every column that can be compared.
    pub balance: Vec<String>,
    /// Where the file with its arms goes; CSV, XLSX or Parquet.
    pub out: PathBuf,
}

/// How many of an arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmCount {
    /// The arm.
    pub arm: String,
    /// Its share as asked for.
    pub share: f64,
    /// Units drawn into it.
    pub units: u64,
    /// Rows of the file in these.
    pub rows: u64,
}

/// The lot that was drawn.
#[derive(Debug, Clone, Serialize)]
pub struct DrawnLot {
    /// The file.
    pub file: String,
    /// Where the arms stand.
    pub out: String,
    /// What was drawn.
    pub unit: LotUnit,
    /// Its seed.
    pub seed: String,
    /// The arms, the control first.
    pub arms: Vec<ArmCount>,
    /// Strata.
    pub strata: u64,
    /// Matched groups, where areas were matched.
    pub matched_groups: Option<u64>,
    /// How alike the arms are.
    pub balance: Vec<BalanceRow>,
    /// In words.
    pub sentence: Bilingual,
}

/// Reads a file, draws, and writes the file again with a column `arm` (and `matched_group`).
pub fn randomise_file(path: &Path, question: &LotQuestion) -> Result<DrawnLot> {
    let shares = checked_shares(question)?;
    refuse_out(&question.out, &[path])?;
    let table = read_table(path)?;
    for column in ["arm", "matched_group"] {
        if table.columns.iter().any(|c| c.name == column) {
            bail!("{}: there is a column `{column}` already; rename it, for the lot writes its own", table.file);
        }
    }
    let units = units(&table, question)?;
    if units.keys.len() < question.arms.len() {
        bail!("{}, column {}: {} units for {} arms", table.file, question.key, units.keys.len(), question.arms.len());
    }
    let lot = match question.unit {
        LotUnit::Person => "person",
        LotUnit::Area => "area",
    };
    let keys: Vec<&str> = units.keys.iter().map(String::as_str).collect();
    let (drawn, groups) = if question.matched_on.is_empty() {
        let in_strata: Vec<(&str, &str)> = units.strata.iter().map(String::as_str).zip(keys.iter().copied()).collect();
        (draw_arms(&question.seed, lot, &in_strata, &shares), None)
    } else {
        let columns = units.means(&table, &question.matched_on)?;
        let groups = groups_inside_strata(&keys, &units.strata, &columns, question.arms.len());
        (draw_matched(&question.seed, &keys, &groups, question.arms.len()), Some(groups))
    };
    write(&table, question, &units, &drawn, groups.as_deref())?;
    let balance = balances(&table, &units, question, &drawn)?;
    let mut arms: Vec<ArmCount> = question
        .arms
        .iter()
        .zip(&shares)
        .map(|((arm, _), share)| ArmCount { arm: arm.clone(), share: *share, units: 0, rows: 0 })
        .collect();
    for arm in &drawn {
        arms[*arm].units += 1;
    }
    for unit in &units.of_row {
        arms[drawn[*unit]].rows += 1;
    }
    let mut strata = units.strata.clone();
    strata.sort_unstable();
    strata.dedup();
    Ok(DrawnLot {
        file: table.file.clone(),
        out: question.out.display().to_string(),
        unit: question.unit,
        seed: question.seed.clone(),
        arms,
        strata: strata.len() as u64,
        matched_groups: groups.map(|g| g.iter().max().map_or(0, |last| *last as u64 + 1)),
        sentence: balances::sentence(&balance),
        balance,
    })
}

/// Shares that sum to one; refused where they are none or where matching needs equal ones.
fn checked_shares(question: &LotQuestion) -> Result<Vec<f64>> {
    let total: f64 = question.arms.iter().map(|(_, share)| share).sum();
    if question.arms.len() < 2 || question.arms.iter().any(|(_, share)| !(*share > 0.0 && share.is_finite())) {
        bail!("at least two arms with shares above 0 are needed, such as --arm holdout=1 --arm print=2");
    }
    let mut names: Vec<&str> = question.arms.iter().map(|(arm, _)| arm.as_str()).collect();
    names.sort_unstable();
    if let Some([twice, _]) = names.array_windows().find(|[one, next]| one == next) {
        bail!("arm `{twice}` is named twice");
    }
    if !question.matched_on.is_empty() {
        if question.unit == LotUnit::Person {
            bail!("--match pairs areas; people are drawn inside --strata");
        }
        let first = question.arms[0].1;
        if question.arms.iter().any(|(_, share)| (share - first).abs() > 1e-9 * first) {
            bail!("matched areas give one to each arm, so the shares must be equal");
        }
    }
    Ok(question.arms.iter().map(|(_, share)| share / total).collect())
}

/// Matched groups made stratum by stratum, numbered through in the order of strata names.
fn groups_inside_strata(keys: &[&str], strata: &[String], columns: &[Vec<Option<f64>>], size: usize) -> Vec<usize> {
    let mut names: Vec<&String> = strata.iter().collect();
    names.sort_unstable();
    names.dedup();
    let mut groups = vec![0; keys.len()];
    let mut next = 0;
    for name in names {
        let members: Vec<usize> = (0..keys.len()).filter(|i| strata[*i] == *name).collect();
        let own_keys: Vec<&str> = members.iter().map(|i| keys[*i]).collect();
        let own: Vec<Vec<Option<f64>>> = columns.iter().map(|c| members.iter().map(|i| c[*i]).collect()).collect();
        let own_groups = matched_groups(&own_keys, &own, size);
        for (place, group) in members.iter().zip(&own_groups) {
            groups[*place] = next + group;
        }
        next += own_groups.iter().max().map_or(0, |last| last + 1);
    }
    groups
}

/// The file with its arms.
fn write(
    table: &TextTable,
    question: &LotQuestion,
    units: &Units,
    drawn: &[usize],
    groups: Option<&[usize]>,
) -> Result<()> {
    let words =
        |values: &[Option<String>]| ColumnValues::Words(values.iter().map(|v| v.clone().unwrap_or_default()).collect());
    let mut columns: Vec<(&str, ColumnValues)> =
        table.columns.iter().map(|c| (c.name.as_str(), words(&c.values))).collect();
    let arms = units.of_row.iter().map(|unit| question.arms[drawn[*unit]].0.clone()).collect();
    columns.push(("arm", ColumnValues::Words(arms)));
    if let Some(groups) = groups {
        let of_row = units.of_row.iter().map(|unit| (groups[*unit] + 1).to_string()).collect();
        columns.push(("matched_group", ColumnValues::Words(of_row)));
    }
    write_export(&question.out, &columns, "arms").with_context(|| "the arms could not be written")
}
