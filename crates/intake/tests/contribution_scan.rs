//! Contributions scanned block by block: every row once, whatever wrote the file and however it is broken.
#![allow(clippy::unwrap_used)]

use chrono::{Days, NaiveDate};
use domain::contribution::PaidAt;
use domain::member::columns::ContributionColumns;
use domain::{Contribution, MemberRow, Month};
use intake::{ColumnValues, IntakeError, TableWriter, load_contributions, save_columns, scan_contributions};
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetCompression, ParquetReader, ParquetWriter, SerReader,
    Series,
};
use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

const COLUMNS: [&str; 6] = ["member_row", "coverage_month", "paid_on", "known_on", "amount_rupiah", "paid_at"];

/// Sixteen rows a member, or one; amounts of a kind or of their own, so that columns are written in every way there is.
fn contributions(rows: u32, a_member: u32) -> Vec<Contribution> {
    let day = |number: u32| NaiveDate::from_ymd_opt(2024, 10, 4).unwrap() + Days::new(u64::from(number));
    let one = |row: u32| Contribution {
        member: MemberRow(row / a_member),
        coverage_month: Month::from_index(24_300 + (row % 24) as i32),
        paid_on: day(row % 300),
        known_on: day(row.wrapping_mul(2_654_435_761) % 310),
        amount_rupiah: if a_member == 1 { 16_800 + i64::from(row) } else { 16_800 + i64::from(row % 2) * 20_000 },
        paid_at: PaidAt::from_code((row % 6) as u8).unwrap(),
    };
    (0..rows).map(one).collect()
}

fn write(path: &Path, rows: &[Contribution], at_a_time: usize) {
    let mut writer = TableWriter::create(path).unwrap();
    for some in rows.chunks(at_a_time) {
        writer.append_contributions(some).unwrap();
    }
    assert!(!path.exists(), "nothing is there before the end");
    assert_eq!(writer.finish().unwrap(), rows.len() as u64);
}

/// Every row as numbers, sorted.
fn scanned(path: &Path, threads: usize) -> Result<Vec<[i64; 6]>, IntakeError> {
    let seen = Mutex::new(Vec::new());
    let count = scan_contributions::<IntakeError>(path, threads, |b| {
        assert!(b.lengths().iter().all(|(_, length)| *length == b.len()));
        let row = |at: usize| {
            let (days, month) = ([b.paid_on[at], b.known_on[at]].map(i64::from), i64::from(b.coverage_month[at]));
            [i64::from(b.member_row[at]), month, days[0], days[1], b.amount_rupiah[at], i64::from(b.paid_at[at])]
        };
        seen.lock().unwrap().extend((0..b.len()).map(row));
        Ok(())
    })?;
    let mut seen = seen.into_inner().unwrap();
    assert_eq!(seen.len() as u64, count);
    seen.sort_unstable();
    Ok(seen)
}

fn numbers(rows: &[Contribution]) -> Vec<[i64; 6]> {
    let batch = domain::member::columns::ContributionBatch::of(rows);
    let row = |at: usize| {
        let (days, month) =
            ([batch.paid_on[at], batch.known_on[at]].map(i64::from), i64::from(batch.coverage_month[at]));
        [
            i64::from(batch.member_row[at]),
            month,
            days[0],
            days[1],
            batch.amount_rupiah[at],
            i64::from(batch.paid_at[at]),
        ]
    };
    let mut all: Vec<[i64; 6]> = (0..rows.len()).map(row).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_scan_of_a_file_written_in_chunks_sees_every_row_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contributions.parquet");
    for a_member in [1, 16] {
        let rows = contributions(700_000, a_member);
        let _ = std::fs::remove_file(&path);
        write(&path, &rows, 300_001);
        assert!(load_contributions(&path).unwrap() == rows);
        for threads in [1, 2, 3] {
            assert!(scanned(&path, threads).unwrap() == numbers(&rows), "{threads} threads");
        }
    }
}

/// The same rows by another writer.
fn rewritten(path: &Path, columns: Vec<Column>, compression: ParquetCompression, page: usize, group: usize) {
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    let writer = ParquetWriter::new(File::create(path).unwrap()).with_compression(compression);
    writer.with_data_page_size(Some(page)).with_row_group_size(Some(group)).finish(&mut frame).unwrap();
}

fn columns_of(path: &Path) -> Vec<Column> {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap().columns().to_vec()
}

#[test]
fn pages_groups_and_compression_of_other_writers_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contributions.parquet");
    let rows = contributions(40_000, 16);
    write(&path, &rows, 40_000);
    let columns = columns_of(&path);
    for compression in [ParquetCompression::Uncompressed, ParquetCompression::Lz4Raw] {
        for (page, group) in [(600, 40_000), (1 << 20, 7_001), (5_000, 12_345), (1 << 20, 1 << 19)] {
            rewritten(&path, columns.clone(), compression, page, group);
            assert!(scanned(&path, 2).unwrap() == numbers(&rows), "pages of {page}, groups of {group}");
        }
    }
}

#[test]
fn a_gap_is_refused_by_its_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contributions.parquet");
    write(&path, &contributions(30_000, 16), 30_000);
    for (at, name) in COLUMNS.into_iter().enumerate() {
        let mut columns = columns_of(&path);
        let kind = columns[at].dtype().clone();
        let mut values: Vec<Option<i64>> = columns[at].cast(&DataType::Int64).unwrap().i64().unwrap().iter().collect();
        values[29_000] = None;
        columns[at] = Series::new(name.into(), values).cast(&kind).unwrap().into_column();
        let other = folder.path().join("gap.parquet");
        rewritten(&other, columns, ParquetCompression::Lz4Raw, 1 << 20, 1 << 18);
        let refused = scanned(&other, 1).unwrap_err().to_string();
        assert!(refused.contains(&format!("the column `{name}` holds")), "{refused}");
    }
}

#[test]
fn a_column_of_another_kind_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contributions.parquet");
    write(&path, &contributions(100, 16), 100);
    for (at, name) in COLUMNS.into_iter().enumerate() {
        let mut columns = columns_of(&path);
        columns[at] = columns[at].cast(&DataType::Int16).unwrap();
        let other = folder.path().join("other.parquet");
        rewritten(&other, columns, ParquetCompression::Lz4Raw, 1 << 20, 1 << 18);
        let refused = scanned(&other, 1).unwrap_err().to_string();
        assert!(refused.contains(&format!("the column `{name}` holds i16")), "{refused}");
    }
}

#[test]
fn bytes_that_are_wrong_are_refused_or_read_as_other_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contributions.parquet");
    for a_member in [1, 16] {
        let _ = std::fs::remove_file(&path);
        write(&path, &contributions(3_000, a_member), 3_000);
        rewritten(&path, columns_of(&path), ParquetCompression::Uncompressed, 1 << 20, 1 << 18);
        let whole = std::fs::read(&path).unwrap();
        let footer = u32::from_le_bytes(*whole[..whole.len() - 4].last_chunk().unwrap()) as usize + 8;
        let mut refused = 0;
        for at in (4..whole.len() - footer).step_by(53) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x5B;
            std::fs::write(&path, bytes).unwrap();
            match scanned(&path, 1) {
                Ok(rows) => assert_eq!(rows.len(), 3_000),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 5, "{refused} refused");
    }
}

#[test]
fn a_table_that_is_none_is_refused_by_its_column_and_an_error_of_the_visit_ends_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let nothing = |_: &ContributionColumns<'_>| Ok::<(), IntakeError>(());
    save_columns(&path, &[("member_row", ColumnValues::Whole(vec![1]))]).unwrap();
    let missing = scan_contributions(&path, 2, nothing).unwrap_err().to_string();
    assert!(missing.contains("coverage_month"), "{missing}");
    let words = || ColumnValues::Words(vec!["x".to_owned()]);
    let columns: Vec<(&str, ColumnValues)> = COLUMNS.iter().map(|name| (*name, words())).collect();
    save_columns(&path, &columns).unwrap();
    let wrong = scan_contributions(&path, 2, nothing).unwrap_err().to_string();
    assert!(wrong.contains("paid_on") && wrong.contains("days"), "{wrong}");
    std::fs::write(&path, b"").unwrap();
    assert!(matches!(scan_contributions(&path, 1, nothing), Err(IntakeError::Empty { .. })));

    let mut writer = TableWriter::create(&path).unwrap();
    writer.append_contributions(&contributions(10, 16)).unwrap();
    writer.finish().unwrap();
    let refusal = |_: &ContributionColumns<'_>| Err(IntakeError::HeaderOnly { file: "mine".to_owned() });
    assert!(scan_contributions(&path, 2, refusal).unwrap_err().to_string().contains("mine"));
}

#[test]
fn a_file_that_was_begun_and_dropped_leaves_the_old_one_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    save_columns(&path, &[("a", ColumnValues::Whole(vec![1, 2]))]).unwrap();
    let mut writer = TableWriter::create(&path).unwrap();
    writer.append(&[("a", ColumnValues::Whole(vec![3]))]).unwrap();
    drop(writer);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(TableWriter::create(&path).unwrap().finish(), Err(IntakeError::HeaderOnly { .. })));
    assert_eq!(intake::load_columns(&path).unwrap()[0].1.len(), 2);
    let mut other = TableWriter::create(&path).unwrap();
    other.append(&[("a", ColumnValues::Whole(vec![3]))]).unwrap();
    let kinds = [("a", ColumnValues::Words(vec!["x".to_owned()]))];
    assert!(other.append(&kinds).is_err(), "another kind is refused");
}
