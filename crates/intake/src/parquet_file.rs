//! Parquet in and out. The only place that knows polars; nothing of it leaves this crate.

use crate::csv_text::refuse_repeated_names;
use crate::error::{IntakeError, shown_name};
use crate::table::{TextColumn, TextTable, no_column};
use chrono::NaiveDate;
use polars::prelude::{
    AnyValue, Column, DataFrame, ParquetCompression, ParquetReader, ParquetWriter, SerReader, StatisticsOptions,
};
use std::io::Cursor;
use std::path::Path;

/// Days from 0001-01-01 (chrono's day 1) to 1970-01-01, where Parquet counts from.
pub(crate) const EPOCH_FROM_CE: i32 = 719_163;

/// Decodes a whole Parquet file.
pub(crate) fn read_frame(path: &Path, bytes: &[u8]) -> Result<DataFrame, IntakeError> {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().map_err(|e| IntakeError::parquet(path, e))?;
    if frame.height() == 0 { Err(IntakeError::HeaderOnly { file: shown_name(path) }) } else { Ok(frame) }
}

/// Writes columns as one Parquet file: same columns, same bytes. Nothing of the machine or the hour is in it.
pub(crate) fn write_frame(path: &Path, columns: Vec<Column>) -> Result<(), IntakeError> {
    let mut frame = DataFrame::new_infer_height(columns).map_err(|e| IntakeError::parquet(path, e))?;
    let file = std::fs::File::create(path).map_err(|e| IntakeError::io(path, "written", e))?;
    let statistics = StatisticsOptions {
        min_value: false,
        max_value: false,
        distinct_count: false,
        null_count: false,
        binary_statistics_truncate_length: None,
    };
    ParquetWriter::new(std::io::BufWriter::new(file))
        .with_compression(ParquetCompression::Lz4Raw)
        .with_statistics(statistics)
        .set_parallel(true)
        .finish(&mut frame)
        .map_err(|e| IntakeError::parquet(path, e))?;
    Ok(())
}

/// Every column of a Parquet file as text.
pub(crate) fn read_text(path: &Path, bytes: &[u8]) -> Result<TextTable, IntakeError> {
    let frame = read_frame(path, bytes)?;
    let file = shown_name(path);
    let names: Vec<String> = frame.columns().iter().map(|c| c.name().to_string()).collect();
    refuse_repeated_names(&file, &names)?;
    let columns = frame
        .columns()
        .iter()
        .zip(names)
        .map(|(column, name)| {
            let values = (0..column.len()).map(|row| text_at(column, row)).collect();
            TextColumn { name, values }
        })
        .collect();
    Ok(TextTable { file, columns, lines: Vec::new(), first_line: 1 })
}

/// One cell as text; an empty or missing one is `None`.
pub(crate) fn text_at(column: &Column, row: usize) -> Option<String> {
    let text = match column.get(row).ok()? {
        AnyValue::Null => return None,
        AnyValue::String(text) => text.trim().to_owned(),
        AnyValue::StringOwned(text) => text.trim().to_owned(),
        AnyValue::Date(days) => day_from_epoch(days).map_or_else(|| days.to_string(), |d| d.to_string()),
        AnyValue::Float64(number) => number.to_string(),
        AnyValue::Float32(number) => number.to_string(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// The column of a frame, or the message that lists the columns there are.
pub(crate) fn column_of<'a>(file: &str, frame: &'a DataFrame, name: &str) -> Result<&'a Column, IntakeError> {
    frame.columns().iter().find(|c| c.name() == name).ok_or_else(|| {
        let columns: Vec<String> = frame.columns().iter().map(|c| c.name().to_string()).collect();
        no_column(file, name, columns)
    })
}

/// The message for a column of the wrong type.
pub(crate) fn wrong_type(file: &str, column: &Column, expected: &'static str) -> IntakeError {
    IntakeError::ColumnType {
        file: file.to_owned(),
        column: column.name().to_string(),
        found: column.dtype().to_string(),
        expected,
    }
}

/// A day from days since 1970-01-01.
pub(crate) fn day_from_epoch(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_FROM_CE)?)
}

/// Days since 1970-01-01.
pub(crate) fn epoch_days(day: NaiveDate) -> i32 {
    use chrono::Datelike;
    day.num_days_from_ce() - EPOCH_FROM_CE
}
