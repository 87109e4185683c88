//! Parquet in and out. The only place that knows polars; nothing of it leaves this crate.

use crate::csv_text::refuse_repeated_names;
use crate::error::{IntakeError, shown_name};
use crate::table::{TextColumn, TextTable, no_column};
use chrono::NaiveDate;
use polars::io::parquet::write::BatchedWriter;
use polars::polars_utils::mmap::MMapSemaphore;
use polars::prelude::{
    AnyValue, ArrowDataType, ArrowSchema, Column, DataFrame, FileMetadataRef, ParallelStrategy, ParquetCompression,
    ParquetReader, ParquetWriter, SchemaRef, SerReader, StatisticsOptions,
};
use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Days from 0001-01-01 (chrono's day 1) to 1970-01-01, where Parquet counts from.
pub(crate) const EPOCH_FROM_CE: i32 = 719_163;

/// Decodes a whole Parquet file.
pub(crate) fn read_frame(path: &Path, bytes: &[u8]) -> Result<DataFrame, IntakeError> {
    read_columns(path, bytes, None)
}

/// Decodes some columns of a Parquet file, or all.
pub(crate) fn read_columns(path: &Path, bytes: &[u8], columns: Option<Vec<String>>) -> Result<DataFrame, IntakeError> {
    let frame = ParquetReader::new(Cursor::new(bytes))
        .with_columns(columns)
        .finish()
        .map_err(|e| IntakeError::parquet(path, e))?;
    if frame.height() == 0 { Err(IntakeError::HeaderOnly { file: shown_name(path) }) } else { Ok(frame) }
}

/// Writes columns as one Parquet file: same columns, same bytes. Nothing of the machine or the hour is in it.
pub(crate) fn write_frame(path: &Path, columns: Vec<Column>) -> Result<(), IntakeError> {
    let mut frame = DataFrame::new_infer_height(columns).map_err(|e| IntakeError::parquet(path, e))?;
    writer_to(path)?.finish(&mut frame).map_err(|e| IntakeError::parquet(path, e))?;
    Ok(())
}

fn writer_to(path: &Path) -> Result<ParquetWriter<BufWriter<File>>, IntakeError> {
    let file = File::create(path).map_err(|e| IntakeError::io(path, "written", e))?;
    let statistics = StatisticsOptions {
        min_value: false,
        max_value: false,
        distinct_count: false,
        null_count: false,
        binary_statistics_truncate_length: None,
    };
    Ok(ParquetWriter::new(BufWriter::new(file))
        .with_compression(ParquetCompression::Lz4Raw)
        .with_statistics(statistics)
        .set_parallel(true))
}

/// Rows of a group of a file that grows; as many as polars writes by itself.
const GROUP_ROWS: usize = 512 * 512;

/// A Parquet file written beside its place, chunk by chunk.
pub(crate) struct ParquetAppender {
    path: PathBuf,
    beside: PathBuf,
    /// With the columns of the first chunk.
    writer: Option<(SchemaRef, BatchedWriter<BufWriter<File>>)>,
    rows: u64,
}

impl ParquetAppender {
    pub(crate) fn create(path: &Path) -> Result<Self, IntakeError> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        // Made now, so that a place that cannot be written is known before the work.
        File::create(&beside).map_err(|e| IntakeError::io(path, "written", e))?;
        Ok(Self { path: path.to_owned(), beside, writer: None, rows: 0 })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn append(&mut self, columns: Vec<Column>) -> Result<(), IntakeError> {
        let frame = DataFrame::new_infer_height(columns).map_err(|e| IntakeError::parquet(&self.path, e))?;
        let (schema, writer) = match &mut self.writer {
            Some(begun) => begun,
            none => {
                let writer = writer_to(&self.beside)?.batched(frame.schema());
                none.insert((frame.schema().clone(), writer.map_err(|e| IntakeError::parquet(&self.path, e))?))
            }
        };
        if frame.schema() != schema {
            return Err(IntakeError::parquet(&self.path, "a chunk has other columns than the first one"));
        }
        for first in (0..frame.height()).step_by(GROUP_ROWS) {
            let mut group = frame.slice(first as i64, GROUP_ROWS);
            group.rechunk_mut_par();
            writer.write_batch(&group).map_err(|e| IntakeError::parquet(&self.path, e))?;
            self.rows += group.height() as u64;
        }
        Ok(())
    }

    /// Rows written; `None` when there was no chunk.
    pub(crate) fn finish(mut self) -> Result<Option<u64>, IntakeError> {
        let Some((_, writer)) = self.writer.take() else { return Ok(None) };
        writer.finish().map_err(|e| IntakeError::parquet(&self.path, e))?;
        std::fs::rename(&self.beside, &self.path).map_err(|e| IntakeError::io(&self.path, "written", e))?;
        Ok(Some(self.rows))
    }
}

impl Drop for ParquetAppender {
    fn drop(&mut self) {
        // Gone after a rename; else a file nobody asked for.
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// Slices read from one mapping of a file.
const READS_OF_A_MAP: usize = 32;

/// Some columns of a Parquet file, read some rows at a time. Nothing but what is read is kept in memory.
pub(crate) struct ParquetSlices {
    path: PathBuf,
    /// The file in memory, and how often it was read since it was mapped.
    mapped: Mutex<(Arc<MMapSemaphore>, usize)>,
    metadata: FileMetadataRef,
    schema: Arc<ArrowSchema>,
    columns: Vec<String>,
    group_ends: Vec<usize>,
}

impl ParquetSlices {
    /// Reads the size of the file and checks that the columns are there.
    pub(crate) fn open(path: &Path, columns: &[&str]) -> Result<Self, IntakeError> {
        let file = File::open(path).map_err(|e| IntakeError::io(path, "read", e))?;
        if file.metadata().map_err(|e| IntakeError::io(path, "read", e))?.len() == 0 {
            return Err(IntakeError::Empty { file: shown_name(path) });
        }
        let mapped = MMapSemaphore::new_from_file(&file).map_err(|e| IntakeError::parquet(path, e))?;
        let mut reader = ParquetReader::new(Cursor::new(mapped.as_ref()));
        let metadata = reader.get_metadata().map_err(|e| IntakeError::parquet(path, e))?.clone();
        let schema = reader.schema().map_err(|e| IntakeError::parquet(path, e))?;
        if let Some(missing) = columns.iter().find(|name| !schema.contains(name)) {
            let known = schema.iter_names().map(ToString::to_string).collect();
            return Err(no_column(&shown_name(path), missing, known));
        }
        let mut group_ends = Vec::with_capacity(metadata.row_groups.len());
        let mut rows = 0;
        for group in &metadata.row_groups {
            rows += group.num_rows();
            group_ends.push(rows);
        }
        if rows == 0 {
            return Err(IntakeError::HeaderOnly { file: shown_name(path) });
        }
        Ok(Self {
            path: path.to_owned(),
            mapped: Mutex::new((Arc::new(mapped), 0)),
            metadata,
            schema,
            columns: names(columns),
            group_ends,
        })
    }

    /// Other columns of the same file.
    pub(crate) fn with_columns(&self, columns: &[&str]) -> Self {
        Self {
            path: self.path.clone(),
            mapped: Mutex::new((self.map(), 0)),
            metadata: self.metadata.clone(),
            schema: self.schema.clone(),
            columns: names(columns),
            group_ends: self.group_ends.clone(),
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.group_ends.last().copied().unwrap_or(0)
    }

    /// The row group that has these rows and no others.
    pub(crate) fn group_of(&self, rows: &Range<usize>) -> Option<usize> {
        let group = self.group_ends.binary_search(&rows.end).ok()?;
        let start = group.checked_sub(1).map_or(0, |before| self.group_ends[before]);
        (start == rows.start).then_some(group)
    }

    pub(crate) fn metadata(&self) -> &FileMetadataRef {
        &self.metadata
    }

    /// What a column holds.
    pub(crate) fn kind(&self, name: &str) -> Option<&ArrowDataType> {
        self.schema.get(name).map(|field| &field.dtype)
    }

    /// Ranges of at most `most` rows that lie in one row group each, so that no group is decoded twice.
    pub(crate) fn ranges(&self, most: usize) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = 0;
        for end in &self.group_ends {
            while start < *end {
                let next = (start + most).min(*end);
                ranges.push(start..next);
                start = next;
            }
        }
        ranges
    }

    /// The file as mapped. Mapping it for each slice costs as much as decoding; one mapping for all keeps every page read so
    /// far, so now and then it is made anew. A file that cannot be mapped again stays as it is.
    fn map(&self) -> Arc<MMapSemaphore> {
        let mut held = self.mapped.lock().unwrap_or_else(PoisonError::into_inner);
        held.1 += 1;
        if held.1 > READS_OF_A_MAP
            && let Ok(file) = File::open(&self.path)
            && let Ok(again) = MMapSemaphore::new_from_file(&file)
        {
            *held = (Arc::new(again), 0);
        }
        Arc::clone(&held.0)
    }

    /// The rows of a range, each column in one piece. The calling thread does the work.
    pub(crate) fn read(&self, rows: &Range<usize>) -> Result<DataFrame, IntakeError> {
        let mapped = self.map();
        let bytes: &[u8] = mapped.as_ref().as_ref();
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        reader.set_metadata(self.metadata.clone());
        reader
            .with_slice(Some((rows.start, rows.len())))
            .with_columns(Some(self.columns.clone()))
            .read_parallel(ParallelStrategy::None)
            .set_rechunk(true)
            .finish()
            .map_err(|e| IntakeError::parquet(&self.path, e))
    }
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|name| (*name).to_owned()).collect()
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
    Ok(TextTable { file, columns, lines: Vec::new(), first_line: 1, left_out: Vec::new() })
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
