//! Members and contributions read slice by slice into columns, for tables that do not fit in memory as rows.

use crate::error::{IntakeError, shown_name};
use crate::parquet_file::{ParquetSlices, column_of, day_from_epoch, wrong_type};
use domain::member::columns::{ContributionColumns, MemberColumns};
use domain::{DomainError, MemberId};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Most rows decoded at a time by one thread.
const SLICE_ROWS: usize = 1 << 18;

const CONTRIBUTION_COLUMNS: [&str; 6] =
    ["member_row", "coverage_month", "paid_on", "known_on", "amount_rupiah", "paid_at"];
/// The last two are not in tables of before.
const PROFILE_COLUMNS: [&str; 12] = [
    "occupation_group",
    "urban",
    "birth_year",
    "declared_income_rupiah",
    "programmes",
    "registered_on",
    "ended_on",
    "paid_by_state",
    "whatsapp_reachable",
    "email_reachable",
    "phone_known",
    "email_known",
];

/// Reads the contributions table on so many threads and gives each slice to `visit`, in no promised order; answers the rows
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
    let work = || {
        while !stopped.load(Ordering::Relaxed) {
            let Some(range) = ranges.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            if let Err(error) = visit_slice(path, &slices, range, &visit) {
                stopped.store(true, Ordering::Relaxed);
                failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failed.map_or(Ok(slices.rows() as u64), Err)
}

fn visit_slice<E: From<IntakeError>>(
    path: &Path,
    slices: &ParquetSlices,
    range: &Range<usize>,
    visit: &impl Fn(&ContributionColumns<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let frame = slices.read(range)?;
    let read = Typed { file: shown_name(path), frame: &frame };
    let numbers = "whole numbers without gaps";
    let (paid_on, known_on) = (read.column("paid_on")?, read.column("known_on")?);
    let days = |column: &'_ Column| column.date().is_ok();
    for column in [paid_on, known_on] {
        if !days(column) {
            return Err(wrong_type(&read.file, column, "days").into());
        }
    }
    let (paid_on, known_on) = (paid_on.to_physical_repr(), known_on.to_physical_repr());
    visit(&ContributionColumns {
        member_row: read.slice("member_row", numbers, |c| c.u32()?.cont_slice())?,
        coverage_month: read.slice("coverage_month", numbers, |c| c.i32()?.cont_slice())?,
        paid_on: slice_of(&read.file, &paid_on, "days without gaps", |c| c.i32()?.cont_slice())?,
        known_on: slice_of(&read.file, &known_on, "days without gaps", |c| c.i32()?.cont_slice())?,
        amount_rupiah: read.slice("amount_rupiah", numbers, |c| c.i64()?.cont_slice())?,
        paid_at: read.slice("paid_at", "codes of places of payment", |c| c.u8()?.cont_slice())?,
    })
}

/// A slice of a table, with the name of its file for errors.
struct Typed<'a> {
    file: String,
    frame: &'a DataFrame,
}

impl<'a> Typed<'a> {
    fn column(&self, name: &str) -> Result<&'a Column, IntakeError> {
        column_of(&self.file, self.frame, name)
    }

    fn slice<T>(
        &self,
        name: &str,
        expected: &'static str,
        read: fn(&'a Column) -> PolarsResult<&'a [T]>,
    ) -> Result<&'a [T], IntakeError> {
        slice_of(&self.file, self.column(name)?, expected, read)
    }

    fn flags(&self, name: &str) -> Result<Vec<bool>, IntakeError> {
        let column = self.column(name)?;
        let wrong = || wrong_type(&self.file, column, "true or false without gaps");
        column.bool().map_err(|_| wrong())?.iter().map(|flag| flag.ok_or_else(wrong)).collect()
    }

    /// The flags of a column; where a table of before has no such column, those of another that are no more than a part of them.
    fn flags_or(&self, name: &str, at_least: &str) -> Result<Vec<bool>, IntakeError> {
        self.flags(if self.frame.column(name).is_ok() { name } else { at_least })
    }

    fn days(&self, name: &str) -> Result<Vec<Option<chrono::NaiveDate>>, IntakeError> {
        let column = self.column(name)?;
        let dates = column.date().map_err(|_| wrong_type(&self.file, column, "days"))?;
        Ok(dates.physical().iter().map(|day| day.and_then(day_from_epoch)).collect())
    }

    fn whole(&self, name: &str) -> Result<Vec<i64>, IntakeError> {
        let column = self.column(name)?;
        let wrong = || wrong_type(&self.file, column, "whole numbers without gaps");
        let wide = column.cast(&DataType::Int64).map_err(|_| wrong())?;
        wide.i64().map_err(|_| wrong())?.iter().map(|number| number.ok_or_else(wrong)).collect()
    }

    /// Words of few kinds: a word like the one before is not read again.
    fn words<T: FromStr<Err = DomainError> + Copy>(&self, name: &str, first: usize) -> Result<Vec<T>, IntakeError> {
        let column = self.column(name)?;
        let words = column.str().map_err(|_| wrong_type(&self.file, column, "text"))?;
        let mut known: Vec<(&str, T)> = Vec::new();
        let mut read = Vec::with_capacity(words.len());
        for (row, word) in words.iter().enumerate() {
            let word = word.unwrap_or_default();
            if let Some((_, value)) = known.iter().find(|(one, _)| *one == word) {
                read.push(*value);
                continue;
            }
            let value: T = word.parse().map_err(|e: DomainError| IntakeError::Value {
                file: self.file.clone(),
                line: (first + row) as u64 + 1,
                column: name.to_owned(),
                value: word.to_owned(),
                expected: e.to_string(),
            })?;
            known.push((word, value));
            read.push(value);
        }
        Ok(read)
    }
}

fn slice_of<'a, T>(
    file: &str,
    column: &'a Column,
    expected: &'static str,
    read: fn(&'a Column) -> PolarsResult<&'a [T]>,
) -> Result<&'a [T], IntakeError> {
    read(column).map_err(|_| wrong_type(file, column, expected))
}

/// A members table that is read some rows at a time.
pub struct MembersTable {
    path: PathBuf,
    profiles: ParquetSlices,
    ids: ParquetSlices,
}

impl MembersTable {
    /// Opens it; nothing but the size is read.
    pub fn open(path: &Path) -> Result<Self, IntakeError> {
        let profiles = ParquetSlices::open(path, &PROFILE_COLUMNS)
            .or_else(|_| ParquetSlices::open(path, &PROFILE_COLUMNS[..PROFILE_COLUMNS.len() - 2]))?;
        Ok(Self { path: path.to_owned(), ids: profiles.with_columns(&["member_id"]), profiles })
    }

    /// Members.
    pub fn rows(&self) -> usize {
        self.profiles.rows()
    }

    /// Rows in batches of at most so many, in order, cut where the file is cut.
    pub fn batches(&self, rows: usize) -> Vec<Range<usize>> {
        self.profiles.ranges(rows)
    }

    /// What features need of some rows; neither number nor token is read.
    pub fn columns(&self, rows: &Range<usize>) -> Result<MemberColumns, IntakeError> {
        let frame = self.profiles.read(rows)?;
        let read = Typed { file: shown_name(&self.path), frame: &frame };
        Ok(MemberColumns {
            row: (rows.start as u32..rows.end as u32).collect(),
            group: read.words("occupation_group", rows.start)?,
            urban: read.flags("urban")?,
            birth_year: read.whole("birth_year")?.into_iter().map(|year| year as i32).collect(),
            declared_income_rupiah: read.whole("declared_income_rupiah")?,
            programmes: read.words("programmes", rows.start)?,
            registered_on: read.days("registered_on")?,
            ended_on: read.days("ended_on")?,
            paid_by_state: read.flags("paid_by_state")?,
            whatsapp_reachable: read.flags("whatsapp_reachable")?,
            email_reachable: read.flags("email_reachable")?,
            phone_known: read.flags_or("phone_known", "whatsapp_reachable")?,
            email_known: read.flags_or("email_known", "email_reachable")?,
        })
    }

    /// The numbers of some rows.
    pub fn ids(&self, rows: &Range<usize>) -> Result<Vec<MemberId>, IntakeError> {
        let frame = self.ids.read(rows)?;
        let file = shown_name(&self.path);
        let column = column_of(&file, &frame, "member_id")?;
        let texts = column.str().map_err(|_| wrong_type(&file, column, "text"))?;
        Ok(texts.iter().map(|text| MemberId(text.unwrap_or_default().to_owned())).collect())
    }

    /// The two digits of the province of some rows, and whether their village is known.
    pub fn places(&self, rows: &Range<usize>) -> Result<Vec<(Option<u8>, bool)>, IntakeError> {
        let frame = self.ids.with_columns(&["region"]).read(rows)?;
        let file = shown_name(&self.path);
        let column = column_of(&file, &frame, "region")?;
        let texts = column.str().map_err(|_| wrong_type(&file, column, "text"))?;
        let place = |code: &str| (code.get(..2).and_then(|p| p.parse().ok()), code.split('.').count() == 4);
        Ok(texts.iter().map(|text| place(text.unwrap_or_default())).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::home::{ColumnValues, TableWriter, load_contributions, load_members, save_columns, save_members};
    use domain::contribution::PaidAt;
    use domain::member::columns::ContributionBatch;
    use domain::{Contribution, Member, MemberRow, Month, OccupationCode, OccupationGroup, ProgrammeSet, Sex};

    fn contributions(rows: u32) -> Vec<Contribution> {
        let one = |row: u32| Contribution {
            member: MemberRow(row % 977),
            coverage_month: Month::from_index(24_300 + (row % 24) as i32),
            paid_on: day_from_epoch(20_000 + (row % 300) as i32).unwrap(),
            known_on: day_from_epoch(20_000 + (row % 310) as i32).unwrap(),
            amount_rupiah: 16_800 + i64::from(row),
            paid_at: PaidAt::from_code((row % 6) as u8).unwrap(),
        };
        (0..rows).map(one).collect()
    }

    fn member(row: usize) -> Member {
        Member {
            id: MemberId(format!("P{row}")),
            identity_token: "a".repeat(64),
            occupation: OccupationCode(6222),
            group: OccupationGroup::ALL[row % 9],
            region: "33.21.04.2007".parse().unwrap(),
            urban: row.is_multiple_of(2),
            birth_year: 1960 + (row % 40) as i32,
            sex: Sex::Male,
            declared_income_rupiah: 1_000_000 + row as i64,
            programmes: if row.is_multiple_of(3) { ProgrammeSet::Basic } else { ProgrammeSet::WithSavings },
            registered_on: (!row.is_multiple_of(5)).then(|| day_from_epoch(19_000 + row as i32).unwrap()),
            paid_by_state: row.is_multiple_of(7),
            whatsapp_reachable: row.is_multiple_of(4),
            email_reachable: row.is_multiple_of(11),
            phone_known: row.is_multiple_of(2),
            email_known: row.is_multiple_of(11),
            ended_on: row.is_multiple_of(13).then(|| day_from_epoch(20_100 + row as i32).unwrap()),
        }
    }

    #[test]
    fn a_scan_of_a_file_written_in_chunks_sees_every_row_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contributions.parquet");
        let rows = contributions(700_000);
        let mut writer = TableWriter::create(&path).unwrap();
        for some in rows.chunks(300_001) {
            writer.append_contributions(some).unwrap();
        }
        assert!(!path.exists(), "nothing is there before the end");
        assert_eq!(writer.finish().unwrap(), 700_000);
        assert!(load_contributions(&path).unwrap() == rows);
        for threads in [1, 2, 3] {
            let seen = Mutex::new(Vec::new());
            let count = scan_contributions::<IntakeError>(&path, threads, |batch| {
                let mut amounts = seen.lock().unwrap();
                amounts.extend(batch.amount_rupiah.iter().zip(batch.paid_on).map(|(a, d)| (*a, *d)));
                assert!(batch.lengths().iter().all(|(_, length)| *length == batch.len()));
                Ok(())
            });
            assert_eq!(count.unwrap(), 700_000);
            let mut seen = seen.into_inner().unwrap();
            seen.sort_unstable();
            let all = ContributionBatch::of(&rows);
            let expected: Vec<(i64, i32)> = all.amount_rupiah.into_iter().zip(all.paid_on).collect();
            assert!(seen == expected, "{threads} threads");
        }
    }

    #[test]
    fn members_are_read_in_batches_as_they_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("members.parquet");
        let members: Vec<Member> = (0..1_000).map(member).collect();
        save_members(&path, &members).unwrap();
        assert!(load_members(&path).unwrap() == members);
        let table = MembersTable::open(&path).unwrap();
        assert_eq!(table.rows(), 1_000);
        let batches = table.batches(300);
        assert_eq!(batches, [0..300, 300..600, 600..900, 900..1_000]);
        for rows in batches {
            assert_eq!(table.columns(&rows).unwrap(), MemberColumns::of(rows.start as u32, &members[rows.clone()]));
            let ids: Vec<MemberId> = members[rows.clone()].iter().map(|m| m.id.clone()).collect();
            assert_eq!(table.ids(&rows).unwrap(), ids);
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
        let columns: Vec<(&str, ColumnValues)> = CONTRIBUTION_COLUMNS.iter().map(|name| (*name, words())).collect();
        save_columns(&path, &columns).unwrap();
        let wrong = scan_contributions(&path, 2, nothing).unwrap_err().to_string();
        assert!(wrong.contains("paid_on") && wrong.contains("days"), "{wrong}");
        std::fs::write(&path, b"").unwrap();
        assert!(matches!(scan_contributions(&path, 1, nothing), Err(IntakeError::Empty { .. })));

        let mut writer = TableWriter::create(&path).unwrap();
        writer.append_contributions(&contributions(10)).unwrap();
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
        assert_eq!(crate::load_columns(&path).unwrap()[0].1.len(), 2);
        let mut other = TableWriter::create(&path).unwrap();
        other.append(&[("a", ColumnValues::Whole(vec![3]))]).unwrap();
        let kinds = [("a", ColumnValues::Words(vec!["x".to_owned()]))];
        assert!(other.append(&kinds).is_err(), "another kind is refused");
    }
}
