//! Columns of an experiment file, every empty or unreadable cell with its place.

use crate::measured::measured;
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use effectiveness::experiment::{Column, Grouping};
use intake::TextTable;

/// A column as labels; an empty cell in it is refused with its place.
pub(crate) fn words<'a>(table: &'a TextTable, name: &str) -> Result<Vec<&'a str>> {
    let column = table.column(name)?;
    let read = |(row, value): (usize, &'a Option<String>)| {
        value.as_deref().with_context(|| {
            format!("{}, line {}, column {name}: empty; every row needs a value here", table.file, table.line_of(row))
        })
    };
    column.values.iter().enumerate().map(read).collect()
}

/// The labels of some rows.
pub(crate) fn categories(table: &TextTable, name: &str, kept: &[usize]) -> Result<Grouping> {
    let all = words(table, name)?;
    Ok(Grouping::from_labels(name, &kept.iter().map(|row| all[*row]).collect::<Vec<_>>()))
}

/// A number known for each of some rows.
pub(crate) fn known_numbers(table: &TextTable, name: &str, kept: &[usize]) -> Result<Column> {
    let numbers = measured(table, name)?;
    let known = |row: &usize| {
        numbers[*row].with_context(|| {
            format!(
                "{}, line {}, column {name}: empty; this must be known for everyone",
                table.file,
                table.line_of(*row)
            )
        })
    };
    Ok(Column { column: name.to_owned(), values: kept.iter().map(known).collect::<Result<_>>()? })
}

/// The same where nothing below zero can be: rupiah spent, months due.
pub(super) fn not_negative(table: &TextTable, name: &str, kept: &[usize]) -> Result<Column> {
    let column = known_numbers(table, name, kept)?;
    if let Some((row, value)) = kept.iter().zip(&column.values).find(|(_, value)| **value < 0.0) {
        bail!("{}, line {}, column {name}: {value}; expected 0 or more", table.file, table.line_of(*row));
    }
    Ok(column)
}

/// How many people each row stands for.
pub(super) fn counts(table: &TextTable, name: &str) -> Result<Vec<u64>> {
    let whole = |(row, value): (usize, Option<f64>)| match value {
        Some(count) if count >= 0.0 && count.fract() == 0.0 && count <= 1e12 => Ok(count as u64),
        found => bail!(
            "{}, line {}, column {name}: {}; a whole number of people, 0 or more, is expected",
            table.file,
            table.line_of(row),
            found.map_or_else(|| "empty".to_owned(), |count| format!("the value is {count}"))
        ),
    };
    measured(table, name)?.into_iter().enumerate().map(whole).collect()
}

/// A column of days; an empty cell is `None`, a time after the day is not looked at.
pub(super) fn days(table: &TextTable, name: &str) -> Result<Vec<Option<NaiveDate>>> {
    let column = table.column(name)?;
    let read = |(row, value): (usize, &Option<String>)| {
        let Some(text) = value.as_deref().map(str::trim) else {
            return Ok(None);
        };
        let day = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
        day.map(Some).with_context(|| {
            format!(
                "{}, line {}, column {name}: `{}` is no day such as 2026-11-30",
                table.file,
                table.line_of(row),
                text.chars().take(80).collect::<String>()
            )
        })
    };
    column.values.iter().enumerate().map(read).collect()
}

/// A dozen of the distinct values, in order.
pub(super) fn listed<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = values.collect();
    known.sort_unstable();
    known.dedup();
    known.truncate(12);
    known.join(", ")
}
