//! A table of text: every cell as the file has it, every row with its line.

use crate::error::{IntakeError, shown_name};
use crate::limits::{MOST_CELL_BYTES, MOST_FILE_BYTES};
use crate::quarantine::masked;
use crate::text_encoding::TextEncoding;
use crate::{csv_text, packed, parquet_source, sheet, written};
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
    /// Columns that cannot be read, with what they hold; a table outside an import may have them as long as nobody asks for one.
    pub(crate) left_out: Vec<(String, &'static str)>,
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
        if let Some((column, found)) = self.left_out.iter().find(|(column, _)| column == name) {
            return Err(IntakeError::ColumnType {
                file: self.file.clone(),
                column: column.clone(),
                found: (*found).to_owned(),
                expected: "text, numbers, days or true and false",
            });
        }
        self.columns.iter().find(|c| c.name == name).ok_or_else(|| {
            let columns: Vec<String> = self.columns.iter().map(|c| c.name.clone()).collect();
            no_column(&self.file, name, columns)
        })
    }

    /// A column as numbers; an empty cell is `None`. A column that holds nothing but yes and no (`true` and `false`, `ya` and
    /// `tidak`) is 1 and 0, one with decimal commas (`12,5`) is read as such. Anything else that is no finite number is refused
    /// with its place, and so are commas that may as well be thousands.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, IntakeError> {
        let column = self.column(name)?;
        match self.plain_numbers(column) {
            Err(refusal) => match written::yes_or_no(&column.values).or_else(|| written::with_commas(&column.values)) {
                Some(numbers) => Ok(numbers),
                None => Err(refusal),
            },
            numbers => numbers,
        }
    }

    fn plain_numbers(&self, column: &TextColumn) -> Result<Vec<Option<f64>>, IntakeError> {
        let read = |(row, cell): (usize, &Option<String>)| match cell {
            None => Ok(None),
            Some(text) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(IntakeError::Value {
                    file: self.file.clone(),
                    line: self.line_of(row),
                    column: column.name.clone(),
                    value: masked(text),
                    expected: "a number such as 12 or 0.5".to_owned(),
                }),
            },
        };
        column.values.iter().enumerate().map(read).collect()
    }
}

/// What a mapping says of a file before its columns: which sheet, where the header stands, how letters are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// Name of the sheet in a workbook; not needed where there is only one.
    pub(crate) sheet: Option<&'a str>,
    /// Line of a CSV file or row of a sheet that holds the column names, from 1.
    pub(crate) header_row: u64,
    /// Letters of a CSV file.
    pub(crate) encoding: TextEncoding,
    /// Whether columns that cannot be read are left out until somebody asks for one, and not refused at once.
    pub(crate) leaves_out: bool,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self { sheet: None, header_row: 1, encoding: TextEncoding::Utf8, leaves_out: false }
    }
}

/// A row that is no row of its table: more or fewer cells than the header, a cell too long, characters that are no text.
#[derive(Debug, Clone)]
pub(crate) struct Misfit {
    /// Line in a CSV file, row in a sheet.
    pub(crate) line: u64,
    /// The cells as they stand.
    pub(crate) cells: Vec<String>,
    /// What is wrong with them; holds no cell.
    pub(crate) value: String,
    /// What would have been accepted.
    pub(crate) expected: String,
}

/// A file as text, with the rows that are none.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The rows.
    pub(crate) table: TextTable,
    /// The others.
    pub(crate) misfits: Vec<Misfit>,
    /// Days may stand as `2026-11-30` whatever the mapping says: the file had typed days, or is a mended quarantine.
    pub(crate) is_typed: bool,
}

impl Source {
    /// Rows of the file, misfits too.
    pub(crate) fn rows(&self) -> u64 {
        (self.table.rows() + self.misfits.len()) as u64
    }
}

/// Reads a CSV, gzipped CSV, XLSX (of one sheet) or Parquet file as text. CSV may be separated by `,`, `;` or tabs, may begin
/// with a byte order mark and may be UTF-16 where it has one. A row with more or fewer cells than the header is refused.
pub fn read_table(path: &Path) -> Result<TextTable, IntakeError> {
    table_of(path, &read_bytes(path)?)
}

/// The same from the bytes of a file that is not on this disk; `path` is what messages call it.
pub fn table_of(path: &Path, bytes: &[u8]) -> Result<TextTable, IntakeError> {
    let source = source_from_bytes(path, bytes, &Reading { leaves_out: true, ..Reading::default() })?;
    match source.misfits.first() {
        None => Ok(source.table),
        Some(Misfit { line, value, expected, .. }) => Err(IntakeError::Misfit {
            file: source.table.file,
            line: *line,
            found: value.clone(),
            expected: expected.clone(),
        }),
    }
}

/// The bytes of an ordinary file; a directory, a pipe or a device is refused before it is opened.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, IntakeError> {
    let file = || shown_name(path);
    let found = std::fs::metadata(path).map_err(|e| IntakeError::io(path, "read", e))?;
    if !found.is_file() {
        let found = if found.is_dir() { "a directory" } else { "a pipe, a device or a socket" };
        return Err(IntakeError::NotAFile { file: file(), found });
    }
    if found.len() > MOST_FILE_BYTES {
        return Err(IntakeError::TooLarge { file: file(), bytes: found.len(), most: MOST_FILE_BYTES });
    }
    let bytes = std::fs::read(path).map_err(|e| IntakeError::io(path, "read", e))?;
    if bytes.is_empty() { Err(IntakeError::Empty { file: file() }) } else { Ok(bytes) }
}

pub(crate) fn source_from_bytes(path: &Path, bytes: &[u8], reading: &Reading<'_>) -> Result<Source, IntakeError> {
    let other = |reason: &str| Err(IntakeError::Packed { file: shown_name(path), reason: reason.to_owned() });
    match bytes {
        [0x1f, 0x8b, ..] => csv_text::read_text(path, &packed::unpack_gzip(path, bytes)?, reading),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => sheet::read_text(path, bytes, reading),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => other(
            "this is an Excel workbook with a password, or of the time before 2007; save it as .xlsx without a password",
        ),
        [b'B', b'Z', b'h', ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..]
        | [0xfd, b'7', b'z', ..]
        | [b'7', b'z', 0xbc, ..]
        | [b'R', b'a', b'r', b'!', ..] => {
            other("this is packed in a way that is not read; unpack it, or pack the CSV with gzip")
        }
        _ if is_parquet(bytes) => parquet_source::read_text(path, bytes, reading.leaves_out),
        _ => csv_text::read_text(path, bytes, reading),
    }
}

pub(crate) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}

/// Says what is wrong with a cell that no table of people holds: one longer than a spreadsheet's, or with control characters.
pub(crate) fn is_wide_or_unreadable(cell: &str) -> Option<(String, String)> {
    if cell.len() > MOST_CELL_BYTES {
        return Some((format!("a cell of {} bytes", cell.len()), format!("cells of at most {MOST_CELL_BYTES} bytes")));
    }
    let control = cell.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))?;
    Some((
        format!("a cell with the control character U+{:04X}", u32::from(control)),
        "cells of readable text".to_owned(),
    ))
}

/// Columns that a message lists, and letters of each.
const LISTED_COLUMNS: usize = 40;
const LISTED_LETTERS: usize = 60;

pub(crate) fn no_column(file: &str, column: &str, columns: Vec<String>) -> IntakeError {
    let short = |name: String| -> String {
        name.chars().take(LISTED_LETTERS).map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    let more = columns.len().saturating_sub(LISTED_COLUMNS);
    let mut columns: Vec<String> = columns.into_iter().map(short).collect();
    let nearest = nearest_name(column, columns.iter().map(String::as_str));
    if more > 0 {
        columns.truncate(LISTED_COLUMNS);
        columns.push(format!("and {more} more"));
    }
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
