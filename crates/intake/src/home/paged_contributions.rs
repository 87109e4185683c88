//! The contributions of a row group straight from its pages.

use crate::error::{IntakeError, shown_name};
use crate::parquet_file::ParquetSlices;
use crate::parquet_pages::{PagedColumn, PagesError, Stored};
use domain::member::columns::ContributionBatch;
use polars::prelude::ArrowDataType;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The columns while they are read.
pub(crate) struct PagedContributions {
    path: PathBuf,
    member_row: PagedColumn<u32>,
    coverage_month: PagedColumn<i32>,
    paid_on: PagedColumn<i32>,
    known_on: PagedColumn<i32>,
    amount_rupiah: PagedColumn<i64>,
    paid_at: PagedColumn<u8>,
}

impl PagedContributions {
    /// Opens a row group; `None` where a column is not as we write it.
    pub(crate) fn open(
        path: &Path,
        file: &mut File,
        slices: &ParquetSlices,
        group: usize,
    ) -> Result<Option<Self>, IntakeError> {
        let mut open = Open { file, slices, group };
        let mut all = || {
            Ok(Self {
                path: path.to_owned(),
                member_row: open.column("member_row", &ArrowDataType::UInt32)?,
                coverage_month: open.column("coverage_month", &ArrowDataType::Int32)?,
                paid_on: open.column("paid_on", &ArrowDataType::Date32)?,
                known_on: open.column("known_on", &ArrowDataType::Date32)?,
                amount_rupiah: open.column("amount_rupiah", &ArrowDataType::Int64)?,
                paid_at: open.column("paid_at", &ArrowDataType::UInt8)?,
            })
        };
        match all() {
            Ok(columns) => Ok(Some(columns)),
            Err(PagesError::Other) => Ok(None),
            Err(error) => Err(refusal(path, "a column", error)),
        }
    }

    /// Puts the next rows into a block, in place of what is there.
    pub(crate) fn fill(&mut self, rows: usize, block: &mut ContributionBatch) -> Result<(), IntakeError> {
        let refused = |name: &'static str| |error| refusal(&self.path, name, error);
        next(&mut self.member_row, rows, &mut block.member_row).map_err(refused("member_row"))?;
        next(&mut self.coverage_month, rows, &mut block.coverage_month).map_err(refused("coverage_month"))?;
        next(&mut self.paid_on, rows, &mut block.paid_on).map_err(refused("paid_on"))?;
        next(&mut self.known_on, rows, &mut block.known_on).map_err(refused("known_on"))?;
        next(&mut self.amount_rupiah, rows, &mut block.amount_rupiah).map_err(refused("amount_rupiah"))?;
        next(&mut self.paid_at, rows, &mut block.paid_at).map_err(refused("paid_at"))
    }
}

struct Open<'a> {
    file: &'a mut File,
    slices: &'a ParquetSlices,
    group: usize,
}

impl Open<'_> {
    fn column<T: Stored>(&mut self, name: &str, kind: &ArrowDataType) -> Result<PagedColumn<T>, PagesError> {
        if self.slices.kind(name) != Some(kind) {
            return Err(PagesError::Other);
        }
        PagedColumn::open(self.file, self.slices.metadata(), self.group, name)
    }
}

fn next<T: Stored>(column: &mut PagedColumn<T>, rows: usize, into: &mut Vec<T>) -> Result<(), PagesError> {
    into.resize(rows, T::default());
    column.fill(into)
}

fn refusal(path: &Path, column: &str, error: PagesError) -> IntakeError {
    match error {
        PagesError::Io(error) => IntakeError::io(path, "read", error),
        PagesError::Gap => IntakeError::ColumnType {
            file: shown_name(path),
            column: column.to_owned(),
            found: "a gap".to_owned(),
            expected: "a value in every row",
        },
        PagesError::Other => IntakeError::parquet(path, "its pages differ in kind"),
        PagesError::Parquet(reason) => IntakeError::parquet(path, format!("{column}: {reason}")),
    }
}
