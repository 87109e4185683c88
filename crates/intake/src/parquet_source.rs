//! A partner's Parquet file, looked at before it is decoded and made plain afterwards.

use crate::error::{IntakeError, shown_name};
use crate::limits::{ALWAYS_PARQUET_ROWS, MOST_EXPANSION};
use crate::parquet_file::{self, read_frame, text_at};
use crate::table::{Source, TextColumn, TextTable};
use polars::prelude::{ArrowDataType, DataFrame, DataType, ParquetReader, SerReader};
use std::io::Cursor;
use std::path::Path;

/// Decodes a whole file. Kinds of columns that polars cannot hold here are refused by name before it tries; columns of words
/// kept as a dictionary become columns of words.
pub(crate) fn frame_of(path: &Path, bytes: &[u8]) -> Result<DataFrame, IntakeError> {
    check(path, bytes)?;
    plain_frame(path, bytes)
}

fn plain_frame(path: &Path, bytes: &[u8]) -> Result<DataFrame, IntakeError> {
    let mut frame = read_frame(path, bytes)?;
    for place in 0..frame.width() {
        let column = &frame.columns()[place];
        if matches!(column.dtype(), DataType::Categorical(..) | DataType::Enum(..)) {
            let words = column.cast(&DataType::String).map_err(|e| IntakeError::parquet(path, e))?;
            frame.replace_column(place, words).map_err(|e| IntakeError::parquet(path, e))?;
        }
    }
    Ok(frame)
}

/// Every column as text.
pub(crate) fn read_text(path: &Path, bytes: &[u8]) -> Result<Source, IntakeError> {
    let whole = |table| Source { table, misfits: Vec::new(), is_typed: true };
    if !check(path, bytes)? {
        return Ok(whole(parquet_file::read_text(path, bytes)?));
    }
    let frame = plain_frame(path, bytes)?;
    let columns = frame
        .columns()
        .iter()
        .map(|column| TextColumn {
            name: column.name().to_string(),
            values: (0..column.len()).map(|row| text_at(column, row)).collect(),
        })
        .collect();
    Ok(whole(TextTable { file: shown_name(path), columns, lines: Vec::new(), first_line: 1 }))
}

/// Refuses a file whose end is not where it must be, columns that cannot be held, and more rows than its bytes can mean.
/// Answers whether a column is kept as a dictionary.
fn check(path: &Path, bytes: &[u8]) -> Result<bool, IntakeError> {
    let footer = bytes.strip_suffix(b"PAR1").and_then(|rest| rest.last_chunk::<4>()).map(|b| u32::from_le_bytes(*b));
    if footer.is_none_or(|length| length as usize + 12 > bytes.len()) {
        return Err(IntakeError::parquet(path, "its end is missing or damaged; send it again"));
    }
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let rows = reader.num_rows().map_err(|e| IntakeError::parquet(path, e))? as u64;
    let most = ALWAYS_PARQUET_ROWS.max(bytes.len() as u64 * MOST_EXPANSION);
    if rows > most {
        let reason = format!("its {} bytes claim {rows} rows, which no real table of that size has", bytes.len());
        return Err(IntakeError::parquet(path, reason));
    }
    let schema = reader.schema().map_err(|e| IntakeError::parquet(path, e))?;
    for (name, field) in schema.iter() {
        if let Some(found) = unheld(&field.dtype) {
            return Err(IntakeError::ColumnType {
                file: shown_name(path),
                column: name.to_string(),
                found: found.to_owned(),
                expected: "text, whole numbers, days or true and false",
            });
        }
    }
    Ok(schema.iter().any(|(_, field)| matches!(field.dtype, ArrowDataType::Dictionary(..))))
}

/// The kind of a column that cannot be held, in words.
fn unheld(kind: &ArrowDataType) -> Option<&'static str> {
    use ArrowDataType as Kind;
    match kind {
        Kind::Null
        | Kind::Boolean
        | Kind::Int8
        | Kind::Int16
        | Kind::Int32
        | Kind::Int64
        | Kind::UInt8
        | Kind::UInt16
        | Kind::UInt32
        | Kind::UInt64
        | Kind::Float32
        | Kind::Float64
        | Kind::Date32
        | Kind::Timestamp(_, None)
        | Kind::Binary
        | Kind::LargeBinary
        | Kind::BinaryView
        | Kind::Utf8
        | Kind::LargeUtf8
        | Kind::Utf8View => None,
        Kind::Dictionary(_, inner, _) => unheld(inner),
        Kind::Timestamp(_, Some(_)) => Some("moments with a time zone"),
        Kind::List(_) | Kind::LargeList(_) | Kind::FixedSizeList(..) => Some("lists"),
        Kind::Struct(_) | Kind::Map(..) => Some("columns inside a column"),
        Kind::Decimal(..) | Kind::Decimal256(..) => Some("decimal numbers"),
        Kind::Time32(_) | Kind::Time64(_) | Kind::Duration(_) | Kind::Interval(_) => Some("hours or durations"),
        _ => Some("values of a rare kind"),
    }
}
