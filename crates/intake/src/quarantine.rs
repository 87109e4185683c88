//! Rows put aside with a reason, kept so that they can be mended and taken in again; and cells made safe for spreadsheets.

use crate::error::IntakeError;
use crate::table::{Misfit, Source, TextTable};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// First column of a quarantine file: the line the row had. A file that begins with it is read as a mended quarantine.
pub(crate) const LINE_COLUMN: &str = "jangkau_line";
/// Second column: every reason.
const REASON_COLUMN: &str = "jangkau_reason";
/// Third column: all cells of a row that does not fit the header, one after the other.
const ROW_COLUMN: &str = "jangkau_row";

/// A value that kept a row out, with where it stands and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadRow {
    /// The file.
    pub file: String,
    /// Line in a CSV file (header is 1), row in a sheet, row from 1 in a Parquet file.
    pub line: u64,
    /// The column of the file; of the mapping where the file has none.
    pub column: String,
    /// The value, masked where it identifies a person.
    pub value: String,
    /// What would have been accepted.
    pub expected: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            write!(f, "column `{}` is empty, expected {}", self.column, self.expected)
        } else {
            write!(f, "column `{}`: `{}`, expected {}", self.column, self.value, self.expected)
        }
    }
}

/// A row as the file has it.
#[derive(Clone)]
struct AsideRow {
    line: u64,
    reasons: String,
    whole: String,
    cells: Vec<String>,
}

/// What an import put aside: every reason, masked, and the rows themselves for the one who mends them.
#[derive(Clone, Default)]
pub struct Quarantine {
    /// Every bad value of the rows that were kept out.
    pub reasons: Vec<BadRow>,
    /// Rows kept out.
    pub rows: u64,
    header: Vec<String>,
    aside: Vec<AsideRow>,
}

/// The rows hold identity numbers and phones, so they are never printed.
impl fmt::Debug for Quarantine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quarantine").field("rows", &self.rows).field("reasons", &self.reasons).finish_non_exhaustive()
    }
}

impl Quarantine {
    /// Nothing yet, of a file with these columns.
    pub(crate) fn of<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let header = header.into_iter().filter(|name| !is_ours(name)).map(str::to_owned).collect();
        Self { header, ..Self::default() }
    }

    /// The rows of a source that are no rows of its table.
    pub(crate) fn of_misfits(source: &Source) -> Self {
        let mut quarantine = Self::of(source.table.columns.iter().map(|c| c.name.as_str()));
        for Misfit { line, cells, value, expected } in &source.misfits {
            let bad = BadRow {
                file: source.table.file.clone(),
                line: *line,
                column: "(row)".to_owned(),
                value: value.clone(),
                expected: expected.clone(),
            };
            quarantine.rows += 1;
            quarantine.aside.push(AsideRow {
                line: *line,
                reasons: bad.to_string(),
                whole: cells.join(" | "),
                cells: Vec::new(),
            });
            quarantine.reasons.push(bad);
        }
        quarantine
    }

    /// Puts a row aside: `cell` gives its cells by column name.
    pub(crate) fn put(&mut self, line: u64, bad: Vec<BadRow>, cell: impl Fn(&str) -> Option<String>) {
        self.rows += 1;
        self.keep(line, &bad, "", cell);
        self.reasons.extend(bad);
    }

    /// Keeps a row that was taken in without some of its cells.
    pub(crate) fn note(&mut self, line: u64, bad: &[BadRow], cell: impl Fn(&str) -> Option<String>) {
        self.keep(line, bad, "taken in without it: ", cell);
    }

    fn keep(&mut self, line: u64, bad: &[BadRow], lead: &str, cell: impl Fn(&str) -> Option<String>) {
        let cells = self.header.iter().map(|name| cell(name).unwrap_or_default()).collect();
        let reasons = bad.iter().map(|b| format!("{lead}{b}")).collect::<Vec<_>>().join("; ");
        self.aside.push(AsideRow { line, reasons, whole: cell(ROW_COLUMN).unwrap_or_default(), cells });
    }

    /// True where there is no row to mend.
    pub fn is_empty(&self) -> bool {
        self.aside.is_empty()
    }

    /// Writes the rows as CSV for the one who mends them: line, reasons, and the columns of the file as they were. Cells that
    /// a spreadsheet would run are defused, and armed again when the mended file is read. **The cells are not masked**: a
    /// mended row needs them. The file is made readable by its owner only.
    pub fn write(&self, path: &Path) -> Result<(), IntakeError> {
        let fail = |e: csv::Error| IntakeError::io(path, "written", e.into());
        let mut file = owners_file(path).map_err(|e| IntakeError::io(path, "written", e))?;
        // Spreadsheets take a file without the mark for Windows-1252.
        file.write_all(b"\xef\xbb\xbf").map_err(|e| IntakeError::io(path, "written", e))?;
        let mut writer = csv::Writer::from_writer(std::io::BufWriter::new(file));
        let ours = [LINE_COLUMN, REASON_COLUMN, ROW_COLUMN];
        writer.write_record(ours.into_iter().chain(self.header.iter().map(String::as_str))).map_err(fail)?;
        for row in &self.aside {
            let line = row.line.to_string();
            let blank = std::iter::repeat_n(String::new(), self.header.len().saturating_sub(row.cells.len()));
            let cells = row.cells.iter().map(|cell| defused(cell)).chain(blank);
            let ours = [line, defused(&row.reasons), defused(&row.whole)];
            writer.write_record(ours.into_iter().chain(cells)).map_err(fail)?;
        }
        writer.flush().map_err(|e| IntakeError::io(path, "written", e))
    }
}

/// A cell of a text table by the name of its column.
pub(crate) fn cell_of(table: &TextTable, row: usize) -> impl Fn(&str) -> Option<String> {
    move |name| table.columns.iter().find(|c| c.name == name).and_then(|c| c.values[row].clone())
}

fn is_ours(name: &str) -> bool {
    [LINE_COLUMN, REASON_COLUMN, ROW_COLUMN].contains(&name)
}

#[cfg(unix)]
fn owners_file(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(not(unix))]
fn owners_file(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path)
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

/// A value as messages may show it: what could be an identity number, a mobile number or an address becomes `****` and its
/// last two characters.
pub(crate) fn masked(value: &str) -> String {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    if digits >= 14 || value.contains('@') || value.parse::<domain::PhoneNumber>().is_ok() {
        hidden(value)
    } else {
        value.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// Only the last two characters of a value that identifies a person.
pub(crate) fn hidden(value: &str) -> String {
    let count = value.chars().count();
    if count <= 4 { "****".to_owned() } else { format!("****{}", value.chars().skip(count - 2).collect::<String>()) }
}
