//! Tables for people: CSV and XLSX for spreadsheets, Parquet for analysts, chosen by the file's extension.

use crate::error::{IntakeError, shown_name};
use crate::home::{ColumnValues, save_columns};
use crate::quarantine::defused;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::path::Path;

/// Rows a sheet can hold below its header line.
pub const MOST_SHEET_ROWS: usize = 1_048_575;
/// Characters in a cell of a sheet.
const MOST_CELL_CHARACTERS: usize = 32_767;
/// Characters in the name of a sheet, and those it may not hold.
const MOST_TITLE_CHARACTERS: usize = 31;
const NOT_IN_A_TITLE: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// Writes named columns of equal length to a `.csv`, `.xlsx` or `.parquet` file. `title` names the sheet of a workbook.
///
/// No spreadsheet takes a cell for a formula: in CSV a text that begins with `=`, `+`, `-`, `@`, tab or return gets a leading
/// `'`, in a workbook every text is a string. A measured value that does not apply is an empty cell (in Parquet, not a
/// number). The same columns make the same bytes. A workbook is refused above [`MOST_SHEET_ROWS`] rows.
pub fn write_export(path: &Path, columns: &[(&str, ColumnValues)], title: &str) -> Result<(), IntakeError> {
    let rows = rows_of(path, columns)?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "csv" => write_csv(path, columns, rows),
        "xlsx" => write_workbook(path, columns, rows, title),
        "parquet" => save_columns(path, columns),
        _ => Err(IntakeError::ExportFormat { file: shown_name(path) }),
    }
}

/// The bytes of the `.xlsx` that [`write_export`] would write to a file of that name.
pub fn workbook_bytes(file: &Path, columns: &[(&str, ColumnValues)], title: &str) -> Result<Vec<u8>, IntakeError> {
    let rows = rows_of(file, columns)?;
    workbook_of(file, columns, rows, title)?.save_to_buffer().map_err(|e| not_a_workbook(file, &e))
}

/// Rows of columns that are all equally long.
fn rows_of(path: &Path, columns: &[(&str, ColumnValues)]) -> Result<usize, IntakeError> {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    match columns.iter().find(|(_, values)| values.len() != rows) {
        None => Ok(rows),
        Some((name, values)) => Err(IntakeError::ColumnLength {
            file: shown_name(path),
            column: (*name).to_owned(),
            found: values.len(),
            expected: rows,
        }),
    }
}

fn write_csv(path: &Path, columns: &[(&str, ColumnValues)], rows: usize) -> Result<(), IntakeError> {
    let fail = |e: csv::Error| IntakeError::io(path, "written", e.into());
    let mut writer = csv::Writer::from_path(path).map_err(fail)?;
    writer.write_record(columns.iter().map(|(name, _)| defused(name))).map_err(fail)?;
    for row in 0..rows {
        for (_, values) in columns {
            let written = match values {
                ColumnValues::Whole(v) => writer.write_field(v[row].to_string()),
                ColumnValues::Measured(v) if v[row].is_nan() => writer.write_field(""),
                ColumnValues::Measured(v) => writer.write_field(v[row].to_string()),
                ColumnValues::Words(v) => writer.write_field(defused(&v[row])),
                ColumnValues::Flags(v) => writer.write_field(if v[row] { "true" } else { "false" }),
            };
            written.map_err(fail)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fail)?;
    }
    writer.flush().map_err(|e| IntakeError::io(path, "written", e))
}

fn write_workbook(path: &Path, columns: &[(&str, ColumnValues)], rows: usize, title: &str) -> Result<(), IntakeError> {
    workbook_of(path, columns, rows, title)?.save(path).map_err(|e| not_a_workbook(path, &e))
}

fn not_a_workbook(path: &Path, error: &XlsxError) -> IntakeError {
    IntakeError::Workbook { file: shown_name(path), reason: error.to_string() }
}

/// Row by row into a temporary file, so that memory does not grow with the rows.
fn workbook_of(
    path: &Path,
    columns: &[(&str, ColumnValues)],
    rows: usize,
    title: &str,
) -> Result<Workbook, IntakeError> {
    if rows > MOST_SHEET_ROWS {
        return Err(IntakeError::TooManyRows { file: shown_name(path), rows, most: MOST_SHEET_ROWS });
    }
    let fail = |e: XlsxError| not_a_workbook(path, &e);
    let mut workbook = Workbook::new();
    // Excel's own first day, so that the hour of writing is not in the file.
    let first_day = ExcelDateTime::from_ymd(1900, 1, 1).map_err(fail)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&first_day));
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(fail)?;
    sheet.set_name(sheet_title(title)).map_err(fail)?;
    sheet.set_freeze_panes(1, 0).map_err(fail)?;
    for (place, (name, _)) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, place_of(place, path)?, *name, &bold).map_err(fail)?;
    }
    for row in 0..rows {
        let line = row as u32 + 1;
        for (place, (name, values)) in columns.iter().enumerate() {
            let place = place_of(place, path)?;
            match values {
                // A sheet holds 15 digits of a number; a longer one keeps them all as text.
                ColumnValues::Whole(v) if v[row].unsigned_abs() >= 1_000_000_000_000_000 => {
                    sheet.write_string(line, place, v[row].to_string()).map_err(fail)?;
                }
                ColumnValues::Whole(v) => {
                    sheet.write_number(line, place, v[row] as f64).map_err(fail)?;
                }
                ColumnValues::Measured(v) if v[row].is_finite() => {
                    sheet.write_number(line, place, v[row]).map_err(fail)?;
                }
                ColumnValues::Measured(_) => {}
                ColumnValues::Words(v) if v[row].is_empty() => {}
                ColumnValues::Words(v) => {
                    if v[row].chars().count() > MOST_CELL_CHARACTERS {
                        return Err(IntakeError::Workbook {
                            file: shown_name(path),
                            reason: format!(
                                "row {line}, column `{name}`: a cell of a sheet holds at most {MOST_CELL_CHARACTERS} \
                                 characters; write .csv or .parquet"
                            ),
                        });
                    }
                    sheet.write_string(line, place, &v[row]).map_err(fail)?;
                }
                ColumnValues::Flags(v) => {
                    sheet.write_boolean(line, place, v[row]).map_err(fail)?;
                }
            }
        }
    }
    Ok(workbook)
}

fn place_of(column: usize, path: &Path) -> Result<u16, IntakeError> {
    u16::try_from(column).map_err(|_| IntakeError::Workbook {
        file: shown_name(path),
        reason: format!("a sheet has no column {}", column + 1),
    })
}

/// A name that a sheet may have.
fn sheet_title(title: &str) -> String {
    let allowed: String = title.chars().map(|c| if NOT_IN_A_TITLE.contains(&c) { ' ' } else { c }).collect();
    let short: String = allowed.trim_matches([' ', '\'']).chars().take(MOST_TITLE_CHARACTERS).collect();
    if short.trim().is_empty() { "jangkau".to_owned() } else { short }
}
