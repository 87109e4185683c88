//! Rows put aside with a reason, and cells made safe to open in a spreadsheet.

use crate::error::IntakeError;
use std::path::Path;

/// A value that kept a row out, with where it stands and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadRow {
    /// The file.
    pub file: String,
    /// Line in a CSV file (header is 1), row from 1 in a Parquet file.
    pub line: u64,
    /// The column of the file; of the mapping where the file has none.
    pub column: String,
    /// The value, masked where it identifies a person.
    pub value: String,
    /// What would have been accepted.
    pub expected: String,
}

/// Writes the quarantine as CSV: `file,line,column,value,expected`. Cells that a spreadsheet would run are defused.
pub fn write_quarantine(path: &Path, rows: &[BadRow]) -> Result<(), IntakeError> {
    let fail = |e: csv::Error| IntakeError::io(path, "written", e.into());
    let mut writer = csv::Writer::from_path(path).map_err(fail)?;
    writer.write_record(["file", "line", "column", "value", "expected"]).map_err(fail)?;
    for row in rows {
        let line = row.line.to_string();
        let cells = [&row.file, &line, &row.column, &row.value, &row.expected];
        writer.write_record(cells.map(|cell| defused(cell))).map_err(fail)?;
    }
    writer.flush().map_err(|e| IntakeError::io(path, "written", e))
}

/// A cell that no spreadsheet takes for a formula: one beginning with `=`, `+`, `-`, `@`, tab or return, also behind `'`, gets
/// a leading `'`.
pub(crate) fn defused(cell: &str) -> String {
    if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell that [`defused`] was given.
pub(crate) fn armed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A value as messages may show it: what could be an identity number becomes `****` and its last two digits.
pub(crate) fn masked(value: &str) -> String {
    let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 14 { hidden(value) } else { value.chars().take(80).collect() }
}

/// Only the last two characters of a value that identifies a person.
pub(crate) fn hidden(value: &str) -> String {
    let count = value.chars().count();
    if count <= 4 { "****".to_owned() } else { format!("****{}", value.chars().skip(count - 2).collect::<String>()) }
}
