//! Cells of a comparison: sides, outcomes, covariates and groups, every cell that cannot be read with its place.

use crate::measured::measured;
use anyhow::{Context, Result, bail};
use intake::TextTable;
use observational::Covariate;
use std::collections::HashMap;

/// A column of words with more labels is a name or a number of somebody, not a group.
const MOST_LABELS: usize = 100;

/// 1 for yes, 0 for no, in the words of both languages.
fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "1.0" | "yes" | "y" | "ya" | "true" | "benar" => Some(true),
        "0" | "0.0" | "no" | "n" | "tidak" | "false" | "salah" => Some(false),
        _ => None,
    }
}

fn place(table: &TextTable, row: usize, name: &str) -> String {
    format!("{}, line {}, column {name}", table.file, table.line_of(row))
}

/// A column of numbers, or of yes and no; an empty cell is `None`.
pub(super) fn numbers_or_words(table: &TextTable, name: &str) -> Result<Vec<Option<f64>>> {
    let column = table.column(name)?;
    let words: Option<Vec<Option<f64>>> = column
        .values
        .iter()
        .map(|cell| {
            cell.as_deref().map_or(Some(None), |text| yes_or_no(text).map(|yes| Some(f64::from(u8::from(yes)))))
        })
        .collect();
    match words {
        Some(read) => Ok(read),
        None => measured(table, name),
    }
}

/// Which side each row is on: by the values given, or by yes and no. `None` for a third value, or an empty cell.
pub(super) fn sides(
    table: &TextTable,
    name: &str,
    treated: Option<&str>,
    control: Option<&str>,
) -> Result<Vec<Option<bool>>> {
    let column = table.column(name)?;
    if let Some(wanted) = treated {
        if !column.values.iter().any(|cell| cell.as_deref() == Some(wanted)) {
            bail!("{}, column {name}: the value `{wanted}` does not occur", table.file);
        }
        let side = |cell: &Option<String>| match (cell.as_deref()?, control) {
            (value, _) if value == wanted => Some(true),
            (value, Some(control)) => (value == control).then_some(false),
            (_, None) => Some(false),
        };
        return Ok(column.values.iter().map(side).collect());
    }
    let side = |(row, cell): (usize, &Option<String>)| match cell.as_deref() {
        None => Ok(None),
        Some(text) => match yes_or_no(text) {
            Some(yes) => Ok(Some(yes)),
            None => bail!(
                "{}: neither yes nor no; 1 or 0, yes or no is expected, or the value that means contacted with --treated-value",
                place(table, row, name)
            ),
        },
    };
    column.values.iter().enumerate().map(side).collect()
}

/// A number known for each of some rows.
pub(super) fn known(table: &TextTable, name: &str, kept: &[usize]) -> Result<Vec<f64>> {
    let numbers = measured(table, name)?;
    kept.iter()
        .map(|row| {
            numbers[*row]
                .with_context(|| format!("{}: empty; a covariate must be known for everyone", place(table, *row, name)))
        })
        .collect()
}

/// A covariate: a number where every cell is one, otherwise a group.
pub(super) fn covariate(table: &TextTable, name: &str, kept: &[usize]) -> Result<Covariate> {
    if table.numbers(name).is_ok() {
        return Ok(Covariate::Number { column: name.to_owned(), values: known(table, name, kept)? });
    }
    let (labels, codes) = codes(table, name, kept)?;
    if labels.len() > MOST_LABELS {
        bail!(
            "{}, column {name}: {} different words are no group to adjust for, expected at most {MOST_LABELS} or numbers",
            table.file,
            labels.len()
        );
    }
    Ok(Covariate::Group { column: name.to_owned(), codes, labels })
}

/// Labels in the order in which they first stand, and the code of each row kept.
pub(super) fn codes(table: &TextTable, name: &str, kept: &[usize]) -> Result<(Vec<String>, Vec<u32>)> {
    let column = table.column(name)?;
    let mut labels: Vec<String> = Vec::new();
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut codes = Vec::with_capacity(kept.len());
    for row in kept {
        let value = column.values[*row]
            .as_deref()
            .with_context(|| format!("{}: empty; every row needs a value here", place(table, *row, name)))?;
        let next = labels.len() as u32;
        let code = *known.entry(value).or_insert(next);
        if code == next {
            labels.push(value.to_owned());
        }
        codes.push(code);
    }
    Ok((labels, codes))
}
