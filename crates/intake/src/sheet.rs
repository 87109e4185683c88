//! A sheet of an Excel workbook, cell by cell: memory follows the cells there are, never the size a sheet claims.

use crate::csv_text::{drop_nameless, refuse_header};
use crate::error::{IntakeError, shown_name};
use crate::limits::{MOST_COLUMNS, MOST_TEXT_BYTES};
use crate::packed::check_workbook;
use crate::quarantine::{LINE_COLUMN, armed};
use crate::table::{Misfit, Reading, Source, TextColumn, TextTable, is_wide_or_unreadable};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx};
use chrono::NaiveDate;
use std::io::Cursor;
use std::path::Path;

/// Reads one sheet: the one the mapping names, else the only one.
pub(crate) fn read_text(path: &Path, bytes: &[u8], reading: &Reading<'_>) -> Result<Source, IntakeError> {
    check_workbook(path, bytes)?;
    let file = shown_name(path);
    let refuse = |reason: String| IntakeError::Workbook { file: file.clone(), reason };
    let unreadable = |e: calamine::XlsxError| refuse(format!("the workbook cannot be read ({e}); send it again"));
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = chosen_sheet(&workbook, reading.sheet).map_err(refuse)?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut sheet = SheetRows::new(&file, u32::try_from(reading.header_row).unwrap_or(u32::MAX).saturating_sub(1));
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        if let Some(text) = text_of(cell.get_value()) {
            sheet.take(row, column, text)?;
        }
    }
    sheet.finish()
}

fn chosen_sheet(workbook: &Xlsx<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<String, String> {
    let sheets = workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let names: Vec<&str> = sheets.map(|s| s.name.as_str()).collect();
    let listed = names.join("`, `");
    match (wanted, names.as_slice()) {
        (_, []) => Err("the workbook has no sheet of cells".to_owned()),
        (Some(name), _) if names.contains(&name) => Ok(name.to_owned()),
        // A quarantine that was mended in a spreadsheet comes back as a workbook of one sheet with another name.
        (_, [only]) => Ok((*only).to_owned()),
        (Some(name), _) => Err(format!("there is no sheet `{name}`; the sheets are: `{listed}`")),
        (None, _) => Err(format!("the workbook has several sheets (`{listed}`); name one as `sheet` in the mapping")),
    }
}

/// Rows as they come in.
struct SheetRows<'a> {
    file: &'a str,
    header_row: u32,
    columns: Vec<TextColumn>,
    lines: Vec<u64>,
    misfits: Vec<Misfit>,
    row: Option<u32>,
    cells: Vec<(u32, String)>,
    text_bytes: u64,
    is_mended: bool,
}

impl<'a> SheetRows<'a> {
    fn new(file: &'a str, header_row: u32) -> Self {
        Self {
            file,
            header_row,
            columns: Vec::new(),
            lines: Vec::new(),
            misfits: Vec::new(),
            row: None,
            cells: Vec::new(),
            text_bytes: 0,
            is_mended: false,
        }
    }

    fn refuse(&self, reason: String) -> IntakeError {
        IntakeError::Workbook { file: self.file.to_owned(), reason }
    }

    fn take(&mut self, row: u32, column: u32, text: String) -> Result<(), IntakeError> {
        self.text_bytes += text.len() as u64;
        if self.text_bytes > MOST_TEXT_BYTES {
            return Err(self.refuse(format!("its cells hold more than {MOST_TEXT_BYTES} bytes of text")));
        }
        if self.row != Some(row) {
            self.end_row()?;
            if self.row.is_some_and(|last| row < last) {
                let reason =
                    format!("row {} stands below row {}; save the workbook anew", row + 1, self.row.unwrap_or(0) + 1);
                return Err(self.refuse(reason));
            }
            self.row = Some(row);
        }
        if self.cells.last().is_some_and(|(last, _)| column <= *last) {
            let reason = format!("the cells of row {} are out of order; save the workbook anew", row + 1);
            return Err(self.refuse(reason));
        }
        // The quarantine's own header is its first row, whatever the mapping says of the partner's sheets.
        if row == 0 && column == 0 && text == LINE_COLUMN {
            self.header_row = 0;
            self.is_mended = true;
        }
        self.cells.push((column, text));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), IntakeError> {
        let cells = std::mem::take(&mut self.cells);
        let Some(row) = self.row.filter(|row| *row >= self.header_row && !cells.is_empty()) else { return Ok(()) };
        if row == self.header_row {
            return self.begin(&cells);
        }
        if self.columns.is_empty() {
            return Err(self.refuse(self.no_header()));
        }
        let line = u64::from(row) + 1;
        let outside = cells.last().filter(|(column, _)| *column as usize >= self.columns.len());
        let reason = match outside {
            Some((column, _)) => Some((
                format!("a cell in column {}", letters(*column)),
                format!("cells in the {} columns of the header", self.columns.len()),
            )),
            None => cells.iter().find_map(|(_, text)| is_wide_or_unreadable(text)),
        };
        if let Some((value, expected)) = reason {
            let cells = cells.into_iter().map(|(_, text)| text).collect();
            self.misfits.push(Misfit { line, cells, value, expected });
            return Ok(());
        }
        self.lines.push(line);
        let mut cells = cells.into_iter().peekable();
        for (place, column) in self.columns.iter_mut().enumerate() {
            let text = cells.next_if(|(at, _)| *at as usize == place).map(|(_, text)| text);
            let text = if self.is_mended { text.map(|t| armed(&t).to_owned()) } else { text };
            column.values.push(text);
        }
        Ok(())
    }

    /// The header: names up to the last one.
    fn begin(&mut self, cells: &[(u32, String)]) -> Result<(), IntakeError> {
        let width = cells.last().map_or(0, |(column, _)| *column as usize + 1);
        if width > MOST_COLUMNS {
            return Err(IntakeError::TooManyColumns { file: self.file.to_owned(), columns: width, most: MOST_COLUMNS });
        }
        let mut names = vec![String::new(); width];
        for (column, text) in cells {
            names[*column as usize].clone_from(text);
        }
        refuse_header(self.file, &names)?;
        self.columns = names.into_iter().map(|name| TextColumn { name, values: Vec::new() }).collect();
        Ok(())
    }

    fn no_header(&self) -> String {
        format!(
            "row {} of the sheet, where the header was expected, is empty; say `header_row` in the mapping",
            self.header_row + 1
        )
    }

    fn finish(mut self) -> Result<Source, IntakeError> {
        self.end_row()?;
        let file = self.file.to_owned();
        if self.row.is_none() {
            return Err(IntakeError::Empty { file });
        }
        if self.columns.is_empty() {
            return Err(self.refuse(self.no_header()));
        }
        if self.lines.is_empty() && self.misfits.is_empty() {
            return Err(IntakeError::HeaderOnly { file });
        }
        drop_nameless(&file, &mut self.columns, &self.lines)?;
        let table = TextTable { file, columns: self.columns, lines: self.lines, first_line: 2, left_out: Vec::new() };
        Ok(Source { table, misfits: self.misfits, is_typed: true })
    }
}

/// A cell as text: days as `2026-11-30`, whole numbers without a fraction. A number of 16 digits and more was rounded by the
/// spreadsheet, so it is shown the way spreadsheets show it and passes for nothing. The result of a formula stands for it.
fn text_of(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(at) => day_of(at).map_or_else(|| number_text(at.as_f64()), |day| day.to_string()),
        DataRef::Error(error) => error.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 { format!("{number:.5E}") } else { number.to_string() }
}

/// The calendar day of a typed cell; its hour is left out.
fn day_of(at: &ExcelDateTime) -> Option<NaiveDate> {
    if !at.is_datetime() || !(0.0..2_958_466.0).contains(&at.as_f64()) {
        return None;
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
}

/// `A`, `B` ... `XFD`.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
