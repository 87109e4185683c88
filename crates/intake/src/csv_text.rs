//! CSV read row by row so that every message can name a line.

use crate::error::{IntakeError, shown_name};
use crate::limits::MOST_COLUMNS;
use crate::quarantine::{LINE_COLUMN, armed};
use crate::table::{Misfit, Reading, Source, TextColumn, TextTable, is_wide_or_unreadable};
use crate::text_encoding::{TextEncoding, decode};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads CSV that is not packed. A row that is no row of the table is put aside as a misfit.
pub(crate) fn read_text(path: &Path, bytes: &[u8], reading: &Reading<'_>) -> Result<Source, IntakeError> {
    let file = shown_name(path);
    // jangkau's own quarantine is UTF-8 and begins with its header, whatever the mapping says of the partner's files.
    let is_mended = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_mended = is_mended.strip_prefix(b"\"").unwrap_or(is_mended).starts_with(LINE_COLUMN.as_bytes());
    let encoding = if is_mended { TextEncoding::Utf8 } else { reading.encoding };
    let whole = decode(&file, bytes, encoding)?;
    let header_row = if is_mended { 1 } else { reading.header_row };
    let (skipped_lines, text) = below(&whole, header_row);
    if whole.trim().is_empty() {
        return Err(IntakeError::Empty { file });
    }
    if text.trim().is_empty() {
        return Err(IntakeError::HeaderOnly { file });
    }
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| refused(&file, &e))?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    refuse_header(&file, &names)?;
    let mut columns: Vec<TextColumn> = names.into_iter().map(|name| TextColumn { name, values: Vec::new() }).collect();
    let (mut lines, mut misfits) = (Vec::new(), Vec::new());
    let mut record = csv::StringRecord::new();
    let (mut last_byte, mut last_line) = (0, 1);
    while reader.read_record(&mut record).map_err(|e| refused(&file, &e))? {
        let (byte, line) = record.position().map_or((0, 0), |place| first_line(text, place));
        let line = line + skipped_lines;
        (last_byte, last_line) = (byte, line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let reason = if record.len() == columns.len() {
            record.iter().find_map(is_wide_or_unreadable)
        } else {
            Some((format!("{} cells", record.len()), format!("a row of {} cells, as the header has", columns.len())))
        };
        if let Some((value, expected)) = reason {
            let cells = record.iter().map(str::to_owned).collect();
            misfits.push(Misfit { line, cells, value, expected });
            continue;
        }
        lines.push(line);
        for (column, cell) in columns.iter_mut().zip(&record) {
            let cell = if is_mended { armed(cell.trim()) } else { cell.trim() };
            column.values.push((!cell.is_empty()).then(|| cell.to_owned()));
        }
    }
    if is_open(text.get(last_byte..).unwrap_or_default(), separator) {
        return Err(IntakeError::OpenQuote { file, line: last_line });
    }
    if lines.is_empty() && misfits.is_empty() {
        return Err(IntakeError::HeaderOnly { file });
    }
    drop_nameless(&file, &mut columns, &lines)?;
    let table = TextTable { file, columns, lines, first_line: 2, left_out: Vec::new() };
    Ok(Source { table, misfits, is_typed: is_mended })
}

/// Columns without a name are left out where they hold nothing, as spreadsheets write them behind the last; else refused.
pub(crate) fn drop_nameless(file: &str, columns: &mut Vec<TextColumn>, lines: &[u64]) -> Result<(), IntakeError> {
    for (place, column) in columns.iter().enumerate().filter(|(_, c)| c.name.is_empty()) {
        if let Some(row) = column.values.iter().position(Option::is_some) {
            let line = lines.get(row).copied().unwrap_or(row as u64 + 1);
            return Err(IntakeError::NamelessColumn { file: file.to_owned(), place: place + 1, line });
        }
    }
    columns.retain(|c| !c.name.is_empty());
    Ok(())
}

/// The text from the header on, and the lines above it.
fn below(text: &str, header_row: u64) -> (u64, &str) {
    let mut rest = text;
    for skipped in 1..header_row {
        match rest.split_once('\n') {
            Some((_, after)) => rest = after,
            None => return (skipped, ""),
        }
    }
    (header_row - 1, rest)
}

/// Byte and line a record begins on. The reader's own position stands before the line ends and empty lines it skips.
fn first_line(text: &str, place: &csv::Position) -> (usize, u64) {
    let rest = text.as_bytes().get(place.byte() as usize..).unwrap_or_default();
    let ends = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    let (skipped, lines) = ends.fold((0, 0), |(bytes, lines), b| (bytes + 1, lines + u64::from(*b == b'\n')));
    (place.byte() as usize + skipped, place.line() + lines)
}

/// Whether the last record opens a quote that is never closed: it then holds all lines to the end of the file.
fn is_open(record: &str, separator: u8) -> bool {
    let opens = record.starts_with('"') || record.contains(&format!("{}\"", char::from(separator)));
    opens && record.bytes().filter(|b| *b == b'"').count() % 2 == 1
}

/// `;` or a tab when the header line holds more of them than commas, as spreadsheets with Indonesian settings write it.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: &str| header.matches(mark).count();
    let (commas, semicolons, tabs) = (count(","), count(";"), count("\t"));
    if semicolons > commas && semicolons >= tabs {
        b';'
    } else if tabs > commas {
        b'\t'
    } else {
        b','
    }
}

/// Refuses too many columns, a name that occurs twice, and a header without any name.
pub(crate) fn refuse_header(file: &str, names: &[String]) -> Result<(), IntakeError> {
    if names.len() > MOST_COLUMNS {
        return Err(IntakeError::TooManyColumns { file: file.to_owned(), columns: names.len(), most: MOST_COLUMNS });
    }
    if names.iter().all(String::is_empty) {
        return Err(IntakeError::NamelessColumn { file: file.to_owned(), place: 1, line: 1 });
    }
    refuse_repeated_names(file, names)
}

/// Refuses a name that occurs twice. Columns without a name are looked at later: they may be empty.
pub(crate) fn refuse_repeated_names(file: &str, names: &[String]) -> Result<(), IntakeError> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        *times.entry(name).or_default() += 1;
    }
    match times.into_iter().find(|(_, count)| *count > 1) {
        None => Ok(()),
        Some((column, times)) => {
            let column = column.chars().take(80).collect();
            Err(IntakeError::DuplicateColumn { file: file.to_owned(), column, times })
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
