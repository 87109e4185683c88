//! Members read slice by slice into columns, for tables that do not fit in memory as rows.

use crate::error::{IntakeError, shown_name};
use crate::parquet_file::{ParquetSlices, column_of, day_from_epoch, wrong_type};
use domain::member::columns::MemberColumns;
use domain::{DomainError, MemberId};
use polars::prelude::{Column, DataFrame, DataType};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

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

/// A slice of a table, with the name of its file for errors.
struct Typed<'a> {
    file: String,
    frame: &'a DataFrame,
}

impl<'a> Typed<'a> {
    fn column(&self, name: &str) -> Result<&'a Column, IntakeError> {
        column_of(&self.file, self.frame, name)
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
    use crate::home::{load_members, save_members};
    use domain::{Member, OccupationCode, OccupationGroup, ProgrammeSet, Sex};

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
}
