//! A table of text: every cell as the file has it, every row with its line.

use crate::error::{IntakeError, shown_name};
use crate::quarantine::masked;
use crate::{csv_text, parquet_file};
use std::path::Path;

/// One column of text; an empty cell is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextColumn {
    /// Name in the header.
    pub name: String,
    /// One value a row.
    pub values: Vec<Option<String>>,
}

/// A file as text, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTable {
    /// The file, as messages name it.
    pub file: String,
    /// The columns in the file's order.
    pub columns: Vec<TextColumn>,
    /// Line of each row; empty where rows are counted from `first_line` without gaps.
    pub(crate) lines: Vec<u64>,
    pub(crate) first_line: u64,
}

impl TextTable {
    /// Rows below the header.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.values.len())
    }

    /// Where a row (from 0) stands: its line in a CSV file (the header is line 1), its number from 1 in a Parquet file.
    pub fn line_of(&self, row: usize) -> u64 {
        self.lines.get(row).copied().unwrap_or(self.first_line + row as u64)
    }

    /// A column by name; the error lists the columns there are and the nearest name.
    pub fn column(&self, name: &str) -> Result<&TextColumn, IntakeError> {
        self.columns.iter().find(|c| c.name == name).ok_or_else(|| {
            let columns: Vec<String> = self.columns.iter().map(|c| c.name.clone()).collect();
            no_column(&self.file, name, columns)
        })
    }

    /// A column as numbers; an empty cell is `None`, anything else that is no finite number is refused with its place.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, IntakeError> {
        let read = |(row, cell): (usize, &Option<String>)| match cell {
            None => Ok(None),
            Some(text) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(IntakeError::Value {
                    file: self.file.clone(),
                    line: self.line_of(row),
                    column: name.to_owned(),
                    value: masked(text),
                    expected: "a number such as 12 or 0.5".to_owned(),
                }),
            },
        };
        self.column(name)?.values.iter().enumerate().map(read).collect()
    }
}

/// Reads a CSV, gzipped CSV or Parquet file as text. CSV may be separated by `,` or `;` and may begin with a byte order mark.
pub fn read_table(path: &Path) -> Result<TextTable, IntakeError> {
    let bytes = read_bytes(path)?;
    table_from_bytes(path, &bytes)
}

pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, IntakeError> {
    let bytes = std::fs::read(path).map_err(|e| IntakeError::io(path, "read", e))?;
    if bytes.is_empty() { Err(IntakeError::Empty { file: shown_name(path) }) } else { Ok(bytes) }
}

pub(crate) fn table_from_bytes(path: &Path, bytes: &[u8]) -> Result<TextTable, IntakeError> {
    if is_parquet(bytes) { parquet_file::read_text(path, bytes) } else { csv_text::read_text(path, bytes) }
}

pub(crate) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}

pub(crate) fn no_column(file: &str, column: &str, columns: Vec<String>) -> IntakeError {
    let nearest = nearest_name(column, columns.iter().map(String::as_str));
    IntakeError::NoColumn { file: file.to_owned(), column: column.to_owned(), nearest, columns }
}

/// The name with the fewest edits, when at most a third of its letters differ.
pub(crate) fn nearest_name<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    names
        .map(|name| (edits(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance * 3 <= name.chars().count().max(wanted.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut current = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = previous[j] + usize::from(letter != *other);
            current.push(replaced.min(previous[j + 1] + 1).min(current[j] + 1));
        }
        previous = current;
    }
    previous[b.len()]
}
