//! A partner's Parquet file, looked at before it is decoded and made plain afterwards.

use crate::error::{IntakeError, shown_name};
use crate::limits::{ALWAYS_PARQUET_ROWS, MOST_EXPANSION};
use crate::parquet_file::{self, read_columns, text_at};
use crate::table::{Source, TextColumn, TextTable};
use polars::prelude::{ArrowDataType, DataFrame, DataType, ParquetReader, SerReader};
use std::io::Cursor;
use std::path::Path;

/// Decodes a whole file. Kinds of columns that polars cannot hold here are refused by name before it tries; columns of words
/// kept as a dictionary become columns of words.
pub(crate) fn frame_of(path: &Path, bytes: &[u8]) -> Result<DataFrame, IntakeError> {
    refuse_unheld(path, &look(path, bytes)?)?;
    plain_frame(path, bytes, None)
}

fn plain_frame(path: &Path, bytes: &[u8], columns: Option<Vec<String>>) -> Result<DataFrame, IntakeError> {
    let mut frame = read_columns(path, bytes, columns)?;
    for place in 0..frame.width() {
        let column = &frame.columns()[place];
        if matches!(column.dtype(), DataType::Categorical(..) | DataType::Enum(..)) {
            let words = column.cast(&DataType::String).map_err(|e| IntakeError::parquet(path, e))?;
            frame.replace_column(place, words).map_err(|e| IntakeError::parquet(path, e))?;
        }
    }
    Ok(frame)
}

/// Every column as text; those that cannot be held are refused, or left out where that is asked for.
pub(crate) fn read_text(path: &Path, bytes: &[u8], leaves_out: bool) -> Result<Source, IntakeError> {
    let whole = |table| Source { table, misfits: Vec::new(), is_typed: true };
    let seen = look(path, bytes)?;
    if !leaves_out {
        refuse_unheld(path, &seen)?;
    }
    if !seen.has_dictionary && seen.unheld.is_empty() {
        return Ok(whole(parquet_file::read_text(path, bytes)?));
    }
    if seen.held.is_empty() {
        refuse_unheld(path, &seen)?;
    }
    let frame = plain_frame(path, bytes, (!seen.unheld.is_empty()).then_some(seen.held))?;
    let columns = frame
        .columns()
        .iter()
        .map(|column| TextColumn {
            name: column.name().to_string(),
            values: (0..column.len()).map(|row| text_at(column, row)).collect(),
        })
        .collect();
    let left_out = seen.unheld;
    Ok(whole(TextTable { file: shown_name(path), columns, lines: Vec::new(), first_line: 1, left_out }))
}

fn refuse_unheld(path: &Path, seen: &Seen) -> Result<(), IntakeError> {
    match seen.unheld.first() {
        None => Ok(()),
        Some((column, found)) => Err(IntakeError::ColumnType {
            file: shown_name(path),
            column: column.clone(),
            found: (*found).to_owned(),
            expected: "text, whole numbers, days or true and false",
        }),
    }
}

/// The columns of a file before it is decoded.
struct Seen {
    held: Vec<String>,
    /// With what they hold.
    unheld: Vec<(String, &'static str)>,
    has_dictionary: bool,
}

/// Refuses a file whose end is not where it must be, and more rows than its bytes can mean.
fn look(path: &Path, bytes: &[u8]) -> Result<Seen, IntakeError> {
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
    let mut seen = Seen { held: Vec::new(), unheld: Vec::new(), has_dictionary: false };
    for (name, field) in schema.iter() {
        match unheld(&field.dtype) {
            Some(found) => seen.unheld.push((name.to_string(), found)),
            None => seen.held.push(name.to_string()),
        }
        seen.has_dictionary |= matches!(field.dtype, ArrowDataType::Dictionary(..));
    }
    Ok(seen)
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
