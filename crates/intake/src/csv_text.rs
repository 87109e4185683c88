//! CSV, plain or gzipped, read row by row so that every message can name a line.

use crate::error::{IntakeError, shown_name};
use crate::table::{TextColumn, TextTable};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Reads the bytes of a CSV file, unpacking gzip where they are gzip.
pub(crate) fn read_text(path: &Path, bytes: &[u8]) -> Result<TextTable, IntakeError> {
    let file = shown_name(path);
    let unpacked = unpack(path, bytes)?;
    let text = as_text(&file, &unpacked)?;
    if text.trim().is_empty() {
        return Err(IntakeError::Empty { file });
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(text)).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| refused(&file, &e))?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    refuse_repeated_names(&file, &names)?;
    let mut columns: Vec<TextColumn> = names.into_iter().map(|name| TextColumn { name, values: Vec::new() }).collect();
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| refused(&file, &e))? {
        let line = record.position().map_or(0, |place| first_line(text, place));
        if record.len() != columns.len() {
            return Err(IntakeError::Ragged { file, line, found: record.len() as u64, expected: columns.len() as u64 });
        }
        lines.push(line);
        for (column, cell) in columns.iter_mut().zip(&record) {
            let cell = cell.trim();
            column.values.push((!cell.is_empty()).then(|| cell.to_owned()));
        }
    }
    if lines.is_empty() {
        return Err(IntakeError::HeaderOnly { file });
    }
    Ok(TextTable { file, columns, lines, first_line: 2 })
}

/// The line a record begins on. The reader's own position stands before the line ends and empty lines it skips.
fn first_line(text: &str, place: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(place.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    place.line() + skipped as u64
}

fn unpack<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, IntakeError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).map_err(|e| IntakeError::io(path, "read", e))?;
    Ok(Cow::Owned(unpacked))
}

fn as_text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, IntakeError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].split(|b| *b == b'\n').count() as u64;
        IntakeError::NotUtf8 { file: file.to_owned(), line }
    })
}

/// `;` when the header line holds more of them than commas, as spreadsheets with Indonesian settings write it.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' }
}

pub(crate) fn refuse_repeated_names(file: &str, names: &[String]) -> Result<(), IntakeError> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *times.entry(name).or_default() += 1;
    }
    match times.into_iter().find(|(_, count)| *count > 1) {
        None => Ok(()),
        Some((column, times)) => {
            Err(IntakeError::DuplicateColumn { file: file.to_owned(), column: column.to_owned(), times })
        }
    }
}

fn refused(file: &str, error: &csv::Error) -> IntakeError {
    let line = error.position().map_or(1, csv::Position::line);
    IntakeError::Value {
        file: file.to_owned(),
        line,
        column: "(row)".to_owned(),
        value: String::new(),
        expected: format!("a row of CSV: {error}"),
    }
}
