//! Compare contacts that nobody drew by lot, from a file: columns are named, the rest is not looked at.

mod arms;
mod periods;
mod picture;
mod read;

pub use arms::ArmSides;
pub use picture::comparison_picture;

use crate::evaluate_file::roles::refuse_two_roles;
use crate::measured::thousands_doubted;
use anyhow::{Context, Result, bail};
use domain::written::count;
use domain::{Bilingual, Language};
use intake::{TextTable, read_table};
use observational::{
    Comparison, Contacts, Folds, Level, Panel, TwoByTwo, compare, did_panel, did_two_by_two, panel_effects,
    synthetic_control,
};
use periods::in_time;
use read::{codes, covariate, known, numbers_or_words, sides};
use serde::Serialize;
use std::path::Path;

/// How to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonMethod {
    /// People as they are: AIPW with covariates.
    Aipw,
    /// The same people over periods: unit and period effects.
    Panel,
    /// Difference in differences.
    Did,
    /// Synthetic control.
    Synthetic,
}

/// Which column says what.
#[derive(Debug, Clone, Default)]
pub struct ComparisonColumns {
    /// Who was contacted (in that period); for two groups before and after, who belongs to the group.
    pub treated: Option<String>,
    /// Its value that means contacted; yes, 1, ya or true without it.
    pub treated_value: Option<String>,
    /// Its value that means not contacted; rows with a third value are left out.
    pub control_value: Option<String>,
    /// The outcome.
    pub outcome: String,
    /// What was known of everybody before.
    pub covariates: Vec<String>,
    /// The person or area that is followed.
    pub unit: Option<String>,
    /// The period.
    pub period: Option<String>,
    /// Whether a row is from after the start, where nobody is followed.
    pub after: Option<String>,
    /// The one treated unit, in place of a column.
    pub treated_unit: Option<String>,
    /// Its first treated period.
    pub since: Option<String>,
}

impl ComparisonColumns {
    /// Every column that is named, with the flag that names it.
    fn roles(&self) -> Vec<(&str, &str)> {
        let optional = [
            ("--treated", &self.treated),
            ("--unit", &self.unit),
            ("--period", &self.period),
            ("--after", &self.after),
        ];
        [("--outcome", self.outcome.as_str())]
            .into_iter()
            .chain(optional.into_iter().filter_map(|(role, column)| Some((role, column.as_deref()?))))
            .chain(self.covariates.iter().map(|column| ("--covariate", column.as_str())))
            .collect()
    }
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileComparison {
    /// The file.
    pub file: String,
    /// Rows compared.
    pub rows: u64,
    /// The outcome's column.
    pub outcome: String,
    /// What must be read before the answers.
    pub warnings: Vec<Bilingual>,
    /// Sentences about the file.
    pub file_notes: Vec<Bilingual>,
    /// The comparison.
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// Reads a file and compares; `method` is found from the columns where it is not given: a treated unit alone or treatment that stays is a
/// difference in differences, contacts that come and go a panel, everything else AIPW.
pub fn evaluate_observational(
    path: &Path,
    columns: &ComparisonColumns,
    method: Option<ComparisonMethod>,
    level: f64,
    folds: Option<Folds>,
) -> Result<FileComparison> {
    compared(read_table(path)?, columns, method, level, folds)
}

/// Reads a file whose sides are named as the arms of an experiment, and compares them by AIPW. The other columns are those of
/// `columns`; its sides are not looked at. Gives the columns with the sides that were found.
pub fn evaluate_arms(
    path: &Path,
    sides: &ArmSides,
    columns: &ComparisonColumns,
    level: f64,
) -> Result<(FileComparison, ComparisonColumns)> {
    let table = read_table(path)?;
    let columns = sides.on(&table, columns)?;
    Ok((compared(table, &columns, Some(ComparisonMethod::Aipw), level, None)?, columns))
}

fn compared(
    table: TextTable,
    columns: &ComparisonColumns,
    method: Option<ComparisonMethod>,
    level: f64,
    folds: Option<Folds>,
) -> Result<FileComparison> {
    let level = Level::new(level)?;
    refuse_two_roles(&table.file, &columns.roles())?;
    if let (Some(treated), Some(control)) = (&columns.treated_value, &columns.control_value)
        && treated == control
    {
        bail!("--treated-value and --control-value are both `{treated}`; contacted and not contacted are two values");
    }
    let warnings = thousands_doubted(&table, [columns.outcome.as_str()])?;
    let mut file_notes = Vec::new();
    let kept = kept(&table, columns, &mut file_notes)?;
    let method = method.unwrap_or_else(|| likely(columns));
    let comparison = match method {
        ComparisonMethod::Aipw => compare(&contacts(&table, columns, &kept)?, level, folds),
        ComparisonMethod::Did if columns.unit.is_none() || columns.period.is_none() => {
            did_two_by_two(&two_by_two(&table, columns, &kept)?, level)
        }
        ComparisonMethod::Panel => {
            let panel = panel(&table, columns, &kept, &mut file_notes)?;
            let numbers = |name: &String| Ok((name.clone(), known(&table, name, &kept)?));
            let covariates = columns.covariates.iter().map(numbers).collect::<Result<Vec<_>>>()?;
            panel_effects(&panel, &covariates, level)
        }
        ComparisonMethod::Did => did_panel(&panel(&table, columns, &kept, &mut file_notes)?, level),
        ComparisonMethod::Synthetic => synthetic_control(&panel(&table, columns, &kept, &mut file_notes)?, level),
    }
    .with_context(|| table.file.clone())?;
    let rows = kept.len() as u64;
    Ok(FileComparison { rows, outcome: columns.outcome.clone(), warnings, file_notes, comparison, file: table.file })
}

fn likely(columns: &ComparisonColumns) -> ComparisonMethod {
    if columns.after.is_some() || columns.treated_unit.is_some() {
        ComparisonMethod::Did
    } else if columns.unit.is_some() && columns.period.is_some() {
        ComparisonMethod::Panel
    } else {
        ComparisonMethod::Aipw
    }
}

/// Rows that have an outcome and belong to one of the two sides; the others are told.
fn kept(table: &TextTable, columns: &ComparisonColumns, notes: &mut Vec<Bilingual>) -> Result<Vec<usize>> {
    let outcome = numbers_or_words(table, &columns.outcome)?;
    let sides = match &columns.treated {
        Some(name) => sides(table, name, columns.treated_value.as_deref(), columns.control_value.as_deref())?,
        None => vec![Some(false); table.rows()],
    };
    let kept: Vec<usize> = (0..table.rows()).filter(|row| outcome[*row].is_some() && sides[*row].is_some()).collect();
    let third = sides.iter().filter(|side| side.is_none()).count();
    if third > 0 {
        notes.push(Bilingual::new(
            format!("{} baris tidak termasuk kedua pihak dan tidak dihitung.", count(Language::Id, third as u64)),
            format!("{} rows belong to neither side and are left out.", count(Language::En, third as u64)),
        ));
    }
    let empty = table.rows() - third - kept.len();
    if empty > 0 {
        notes.push(Bilingual::new(
            format!(
                "{} baris tanpa hasil tidak dihitung; bila lebih banyak di satu pihak, perbandingan dapat menyesatkan.",
                count(Language::Id, empty as u64)
            ),
            format!(
                "{} rows without an outcome are left out; where one side has more of them, the comparison may mislead.",
                count(Language::En, empty as u64)
            ),
        ));
    }
    if kept.is_empty() {
        bail!(
            "{}, column {}: no row has an outcome and a side, so there is nothing to compare",
            table.file,
            columns.outcome
        );
    }
    Ok(kept)
}

fn outcomes(table: &TextTable, columns: &ComparisonColumns, kept: &[usize]) -> Result<Vec<f64>> {
    let outcome = numbers_or_words(table, &columns.outcome)?;
    Ok(kept.iter().filter_map(|row| outcome[*row]).collect())
}

/// Who was contacted, of the rows kept.
fn treated(table: &TextTable, columns: &ComparisonColumns, kept: &[usize]) -> Result<Vec<bool>> {
    let name = columns.treated.as_deref().context("--treated is needed: the column that says who was contacted")?;
    let sides = sides(table, name, columns.treated_value.as_deref(), columns.control_value.as_deref())?;
    Ok(kept.iter().map(|row| sides[*row] == Some(true)).collect())
}

fn contacts(table: &TextTable, columns: &ComparisonColumns, kept: &[usize]) -> Result<Contacts> {
    if let Some(unit) = &columns.unit {
        let (units, _) = codes(table, unit, kept)?;
        if units.len() < kept.len() {
            bail!(
                "{}, column {unit}: {} units stand on {} rows; one row for each unit is expected, or --period, which compares units \
                 with themselves at other times",
                table.file,
                units.len(),
                kept.len()
            );
        }
    }
    Ok(Contacts {
        outcome: outcomes(table, columns, kept)?,
        treated: treated(table, columns, kept)?,
        covariates: columns.covariates.iter().map(|name| covariate(table, name, kept)).collect::<Result<_>>()?,
    })
}

fn two_by_two(table: &TextTable, columns: &ComparisonColumns, kept: &[usize]) -> Result<TwoByTwo> {
    let after = columns.after.as_deref().context(
        "a difference in differences needs --unit and --period, or --after: the column that says which rows are from after the start",
    )?;
    let after_sides = sides(table, after, None, None)?;
    let read = |row: &usize| {
        after_sides[*row].with_context(|| {
            let line = table.line_of(*row);
            format!("{}, line {line}, column {after}: empty; yes or no (1 or 0) is expected", table.file)
        })
    };
    Ok(TwoByTwo {
        outcome: outcomes(table, columns, kept)?,
        group: treated(table, columns, kept)?,
        after: kept.iter().map(read).collect::<Result<_>>()?,
        clusters: columns
            .unit
            .as_deref()
            .map(|unit| Ok::<_, anyhow::Error>(codes(table, unit, kept)?.1))
            .transpose()?,
    })
}

fn panel(table: &TextTable, columns: &ComparisonColumns, kept: &[usize], notes: &mut Vec<Bilingual>) -> Result<Panel> {
    let unit = columns.unit.as_deref().context("--unit is needed: the person or area that is followed")?;
    let period = columns.period.as_deref().context("--period is needed: the month, quarter or year of the row")?;
    let (units, unit) = codes(table, unit, kept)?;
    let (periods, period) = in_time(codes(table, period, kept)?, notes);
    let outcome = outcomes(table, columns, kept)?;
    let panel = Panel { units, periods, unit, period, treated: vec![false; outcome.len()], outcome };
    match (&columns.treated_unit, &columns.since) {
        (Some(unit), Some(since)) => {
            // Years that a data frame wrote as 1989.0 are asked for as 1989.
            let since = if panel.periods.contains(since) { since.clone() } else { format!("{since}.0") };
            panel.with_one_treated(unit, &since).with_context(|| table.file.clone())
        }
        (Some(_), None) => bail!("--treated-unit needs --since: the first period with the programme"),
        (None, _) => Ok(Panel { treated: treated(table, columns, kept)?, ..panel }),
    }
}
