//! Contributions read block by block into columns, for tables that do not fit in memory as rows.

use crate::error::{IntakeError, shown_name};
use crate::home::paged_contributions::PagedContributions;
use crate::parquet_file::{ParquetSlices, column_of, wrong_type};
use domain::member::columns::{ContributionBatch, ContributionColumns};
use polars::prelude::{Column, DataFrame, PolarsResult};
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Most rows that one thread reads by itself; the row groups we write have as many.
const SLICE_ROWS: usize = 1 << 18;

/// Rows decoded at a time where pages are read directly: few enough to stay in the cache.
const BLOCK_ROWS: usize = 1 << 14;

pub(crate) const CONTRIBUTION_COLUMNS: [&str; 6] =
    ["member_row", "coverage_month", "paid_on", "known_on", "amount_rupiah", "paid_at"];

/// Reads the contributions table on so many threads and gives it to `visit` in blocks, in no promised order; answers the rows
/// read.
///
/// What `visit` does must not depend on the order; sums that add up in any order do not. The first error, of the file or of
/// `visit`, ends the scan.
pub fn scan_contributions<E: From<IntakeError> + Send>(
    path: &Path,
    threads: usize,
    visit: impl Fn(&ContributionColumns<'_>) -> Result<(), E> + Sync,
) -> Result<u64, E> {
    let slices = ParquetSlices::open(path, &CONTRIBUTION_COLUMNS)?;
    let ranges = slices.ranges(SLICE_ROWS);
    let (next, stopped, failed) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(None));
    let fail = |error| {
        stopped.store(true, Ordering::Relaxed);
        failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    };
    let work = || {
        let mut reader = match SliceReader::open(path, &slices) {
            Ok(reader) => reader,
            Err(error) => return fail(error.into()),
        };
        while !stopped.load(Ordering::Relaxed) {
            let Some(range) = ranges.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            if let Err(error) = reader.visit(range, &visit) {
                return fail(error);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(slices.rows() as u64), Err)
}

/// What a thread reads with.
struct SliceReader<'a> {
    path: &'a Path,
    slices: &'a ParquetSlices,
    file: File,
    block: ContributionBatch,
}

impl<'a> SliceReader<'a> {
    fn open(path: &'a Path, slices: &'a ParquetSlices) -> Result<Self, IntakeError> {
        let file = File::open(path).map_err(|e| IntakeError::io(path, "read", e))?;
        Ok(Self { path, slices, file, block: ContributionBatch::default() })
    }

    /// A row group of pages as we write them is decoded directly, anything else by polars.
    fn visit<E: From<IntakeError>>(
        &mut self,
        rows: &Range<usize>,
        visit: &impl Fn(&ContributionColumns<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let group = self.slices.group_of(rows);
        let paged = group.map(|group| PagedContributions::open(self.path, &mut self.file, self.slices, group));
        let Some(mut paged) = paged.transpose()?.flatten() else {
            return visit_frame(self.path, &self.slices.read(rows)?, visit);
        };
        for start in rows.clone().step_by(BLOCK_ROWS) {
            paged.fill(BLOCK_ROWS.min(rows.end - start), &mut self.block)?;
            visit(&self.block.columns())?;
        }
        Ok(())
    }
}

fn visit_frame<E: From<IntakeError>>(
    path: &Path,
    frame: &DataFrame,
    visit: &impl Fn(&ContributionColumns<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let file = shown_name(path);
    let numbers = "whole numbers without gaps";
    let column = |name: &str| column_of(&file, frame, name);
    let (paid_on, known_on) = (column("paid_on")?, column("known_on")?);
    for column in [paid_on, known_on] {
        if column.date().is_err() {
            return Err(wrong_type(&file, column, "days").into());
        }
    }
    let (paid_on, known_on) = (paid_on.to_physical_repr(), known_on.to_physical_repr());
    visit(&ContributionColumns {
        member_row: slice_of(&file, column("member_row")?, numbers, |c| c.u32()?.cont_slice())?,
        coverage_month: slice_of(&file, column("coverage_month")?, numbers, |c| c.i32()?.cont_slice())?,
        paid_on: slice_of(&file, &paid_on, "days without gaps", |c| c.i32()?.cont_slice())?,
        known_on: slice_of(&file, &known_on, "days without gaps", |c| c.i32()?.cont_slice())?,
        amount_rupiah: slice_of(&file, column("amount_rupiah")?, numbers, |c| c.i64()?.cont_slice())?,
        paid_at: slice_of(&file, column("paid_at")?, "codes of places of payment", |c| c.u8()?.cont_slice())?,
    })
}

fn slice_of<'a, T>(
    file: &str,
    column: &'a Column,
    expected: &'static str,
    read: fn(&'a Column) -> PolarsResult<&'a [T]>,
) -> Result<&'a [T], IntakeError> {
    read(column).map_err(|_| wrong_type(file, column, expected))
}
