//! The home directory's Parquet tables: members, contributions, features, assignments, and any other columns.
//!
//! None of them holds an identity number, a name, a phone or an address. The same rows make the same bytes.

mod append;
mod contribution_scan;
mod paged_contributions;
mod scan;

pub use append::TableWriter;
pub use contribution_scan::scan_contributions;
pub use scan::MembersTable;

use crate::error::{IntakeError, shown_name};
use crate::incoming::{dates, sex_word};
use crate::parquet_file::{column_of, day_from_epoch, read_frame, write_frame, wrong_type};
use crate::raw_column::DayTable;
use crate::table::read_bytes;
use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::{Contribution, DomainError, Member, MemberId, MemberRow, Month, OccupationCode, SegmentId};
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, Series};
use std::path::Path;
use std::str::FromStr;

/// One column of a table, all of a kind.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Whole numbers: counts, rupiah, months since year 0.
    Whole(Vec<i64>),
    /// Measured numbers; not a number stands for one that does not apply.
    Measured(Vec<f64>),
    /// Words.
    Words(Vec<String>),
    /// Yes or no.
    Flags(Vec<bool>),
}

impl ColumnValues {
    /// Rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(v) => v.len(),
            Self::Measured(v) => v.len(),
            Self::Words(v) => v.len(),
            Self::Flags(v) => v.len(),
        }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Writes named columns of equal length as one Parquet file.
pub fn save_columns(path: &Path, columns: &[(&str, ColumnValues)]) -> Result<(), IntakeError> {
    write_frame(path, written_columns(path, columns)?)
}

/// Columns as they are written; all must have one length.
fn written_columns(path: &Path, columns: &[(&str, ColumnValues)]) -> Result<Vec<Column>, IntakeError> {
    let expected = columns.first().map_or(0, |(_, values)| values.len());
    let mut written = Vec::with_capacity(columns.len());
    for (name, values) in columns {
        if values.len() != expected {
            return Err(IntakeError::ColumnLength {
                file: shown_name(path),
                column: (*name).to_owned(),
                found: values.len(),
                expected,
            });
        }
        let name = (*name).into();
        written.push(
            match values {
                ColumnValues::Whole(v) => Series::new(name, v.as_slice()),
                ColumnValues::Measured(v) => Series::new(name, v.as_slice()),
                ColumnValues::Words(v) => Series::new(name, v.as_slice()),
                ColumnValues::Flags(v) => Series::new(name, v.as_slice()),
            }
            .into_column(),
        );
    }
    Ok(written)
}

/// Reads every column of a Parquet file that [`save_columns`] wrote, in order.
pub fn load_columns(path: &Path) -> Result<Vec<(String, ColumnValues)>, IntakeError> {
    let file = shown_name(path);
    let frame = frame_at(path)?;
    let one = |column: &Column| -> Result<(String, ColumnValues), IntakeError> {
        let name = column.name().as_str();
        let values = match column.dtype() {
            DataType::Float64 | DataType::Float32 => ColumnValues::Measured(measured(&file, &frame, name)?),
            DataType::String => ColumnValues::Words(words(&file, &frame, name)?),
            DataType::Boolean => ColumnValues::Flags(flags(&file, &frame, name)?),
            _ => ColumnValues::Whole(whole(&file, &frame, name)?),
        };
        Ok((name.to_owned(), values))
    };
    frame.columns().iter().map(one).collect()
}

/// Writes the members table. The row in this file is the member's row everywhere else.
pub fn save_members(path: &Path, members: &[Member]) -> Result<(), IntakeError> {
    write_frame(path, member_columns(members))
}

fn member_columns(members: &[Member]) -> Vec<Column> {
    let text = |name: &str, read: &dyn Fn(&Member) -> String| {
        Series::new(name.into(), members.iter().map(read).collect::<Vec<String>>()).into_column()
    };
    let flag = |name: &str, read: &dyn Fn(&Member) -> bool| {
        Series::new(name.into(), members.iter().map(read).collect::<Vec<bool>>()).into_column()
    };
    vec![
        text("member_id", &|m| m.id.0.clone()),
        text("identity_token", &|m| m.identity_token.clone()),
        text("occupation", &|m| m.occupation.to_string()),
        text("occupation_group", &|m| m.group.key().to_owned()),
        text("region", &|m| m.region.to_string()),
        flag("urban", &|m| m.urban),
        Series::new("birth_year".into(), members.iter().map(|m| m.birth_year).collect::<Vec<i32>>()).into_column(),
        text("sex", &|m| sex_word(m.sex).to_owned()),
        Series::new(
            "declared_income_rupiah".into(),
            members.iter().map(|m| m.declared_income_rupiah).collect::<Vec<i64>>(),
        )
        .into_column(),
        text("programmes", &|m| m.programmes.to_string()),
        dates("registered_on", members.iter().map(|m| m.registered_on)),
        flag("paid_by_state", &|m| m.paid_by_state),
        flag("whatsapp_reachable", &|m| m.whatsapp_reachable),
        flag("email_reachable", &|m| m.email_reachable),
        flag("phone_known", &|m| m.phone_known),
        flag("email_known", &|m| m.email_known),
        dates("ended_on", members.iter().map(|m| m.ended_on)),
    ]
}

/// Reads the members table.
pub fn load_members(path: &Path) -> Result<Vec<Member>, IntakeError> {
    let file = shown_name(path);
    let frame = frame_at(path)?;
    let words = |name: &str| words(&file, &frame, name);
    let whole = |name: &str| whole(&file, &frame, name);
    let flags = |name: &str| flags(&file, &frame, name);
    let days = |name: &str| days(&file, &frame, name);
    let occupations: Vec<OccupationCode> = parsed(&file, "occupation", words("occupation")?)?;
    let groups = parsed(&file, "occupation_group", words("occupation_group")?)?;
    let regions = parsed(&file, "region", words("region")?)?;
    let sexes = parsed(&file, "sex", words("sex")?)?;
    let programmes = parsed(&file, "programmes", words("programmes")?)?;
    let (urban, birth_years) = (flags("urban")?, whole("birth_year")?);
    let (incomes, registered) = (whole("declared_income_rupiah")?, days("registered_on")?);
    let (state, ended) = (flags("paid_by_state")?, days("ended_on")?);
    let (whatsapp_reachable, email_reachable) = (flags("whatsapp_reachable")?, flags("email_reachable")?);
    // Tables of before tell only of numbers that may be written to.
    let known = |name: &str, reachable: &[bool]| {
        if frame.column(name).is_ok() { flags(name) } else { Ok(reachable.to_vec()) }
    };
    let (phone_known, email_known) =
        (known("phone_known", &whatsapp_reachable)?, known("email_known", &email_reachable)?);
    let mut members = Vec::with_capacity(frame.height());
    let people = words("member_id")?.into_iter().zip(words("identity_token")?).zip(regions);
    for (row, ((id, identity_token), region)) in people.enumerate() {
        members.push(Member {
            id: MemberId(id),
            identity_token,
            occupation: occupations[row],
            group: groups[row],
            region,
            urban: urban[row],
            birth_year: birth_years[row] as i32,
            sex: sexes[row],
            declared_income_rupiah: incomes[row],
            programmes: programmes[row],
            registered_on: registered[row],
            paid_by_state: state[row],
            whatsapp_reachable: whatsapp_reachable[row],
            email_reachable: email_reachable[row],
            phone_known: phone_known[row],
            email_known: email_known[row],
            ended_on: ended[row],
        });
    }
    Ok(members)
}

/// Writes the contributions table; members by row, months as months since year 0.
pub fn save_contributions(path: &Path, contributions: &[Contribution]) -> Result<(), IntakeError> {
    write_frame(path, contribution_columns(contributions))
}

fn contribution_columns(contributions: &[Contribution]) -> Vec<Column> {
    let members: Vec<u32> = contributions.iter().map(|c| c.member.0).collect();
    let months: Vec<i32> = contributions.iter().map(|c| c.coverage_month.index()).collect();
    let amounts: Vec<i64> = contributions.iter().map(|c| c.amount_rupiah).collect();
    let places: Vec<u8> = contributions.iter().map(|c| c.paid_at.code()).collect();
    vec![
        Series::new("member_row".into(), members).into_column(),
        Series::new("coverage_month".into(), months).into_column(),
        dates("paid_on", contributions.iter().map(|c| Some(c.paid_on))),
        dates("known_on", contributions.iter().map(|c| Some(c.known_on))),
        Series::new("amount_rupiah".into(), amounts).into_column(),
        Series::new("paid_at".into(), places).into_column(),
    ]
}

/// Reads the contributions table.
pub fn load_contributions(path: &Path) -> Result<Vec<Contribution>, IntakeError> {
    let file = shown_name(path);
    let frame = frame_at(path)?;
    let typed = |name: &str| column_of(&file, &frame, name);
    let bad = |name: &str, expected| typed(name).map_or_else(|e| e, |column| wrong_type(&file, column, expected));
    let numbers = "whole numbers without gaps";
    let members = typed("member_row")?.u32().map_err(|_| bad("member_row", numbers))?;
    let months = typed("coverage_month")?.i32().map_err(|_| bad("coverage_month", numbers))?;
    let paid = typed("paid_on")?.date().map_err(|_| bad("paid_on", "days"))?.physical();
    let known = typed("known_on")?.date().map_err(|_| bad("known_on", "days"))?.physical();
    let amounts = typed("amount_rupiah")?.i64().map_err(|_| bad("amount_rupiah", numbers))?;
    let places = typed("paid_at")?.u8().map_err(|_| bad("paid_at", "codes of places of payment"))?;
    let last = paid.iter().chain(known.iter()).flatten().max().unwrap_or(0);
    let calendar = DayTable::up_to(last);
    let mut contributions = Vec::with_capacity(frame.height());
    let rows =
        members.iter().zip(months.iter()).zip(paid.iter()).zip(known.iter()).zip(amounts.iter()).zip(places.iter());
    for (row, (((((member, month), paid), known), amount), place)) in rows.enumerate() {
        let read = (|| {
            Some(Contribution {
                member: MemberRow(member?),
                coverage_month: Month::from_index(month?),
                paid_on: calendar.day(paid?)?,
                known_on: calendar.day(known?)?,
                amount_rupiah: amount?,
                paid_at: PaidAt::from_code(place?)?,
            })
        })();
        contributions.push(read.ok_or_else(|| IntakeError::Parquet {
            file: file.clone(),
            reason: format!("row {} has an empty or impossible value", row + 1),
        })?);
    }
    Ok(contributions)
}

/// Writes features, one row a member: the member number and one column for each feature.
pub fn save_features(path: &Path, members: &[Member], features: &[(&str, &[f64])]) -> Result<(), IntakeError> {
    let ids = members.iter().map(|m| m.id.0.clone()).collect();
    let mut columns = vec![("member_id", ColumnValues::Words(ids))];
    columns.extend(features.iter().map(|(name, values)| (*name, ColumnValues::Measured(values.to_vec()))));
    save_columns(path, &columns)
}

/// Writes who is in which segment; a member without one has an empty cell.
pub fn save_assignments(path: &Path, members: &[Member], segments: &[Option<SegmentId>]) -> Result<(), IntakeError> {
    let ids = members.iter().map(|m| m.id.0.clone()).collect();
    let keys = segments.iter().map(|s| s.as_ref().map(|s| s.0.clone()).unwrap_or_default()).collect();
    save_columns(path, &[("member_id", ColumnValues::Words(ids)), ("segment", ColumnValues::Words(keys))])
}

/// Reads who is in which segment, in the order written.
pub fn load_assignments(path: &Path) -> Result<Vec<(MemberId, Option<SegmentId>)>, IntakeError> {
    let file = shown_name(path);
    let frame = frame_at(path)?;
    let ids = words(&file, &frame, "member_id")?;
    let segments = words(&file, &frame, "segment")?;
    let segment = |key: String| (!key.is_empty()).then_some(SegmentId(key));
    Ok(ids.into_iter().zip(segments).map(|(id, key)| (MemberId(id), segment(key))).collect())
}

/// Writes what the simulator knows to be true; read back with [`load_truth`]. Never read by anything that estimates.
pub fn save_truth(path: &Path, columns: &[(&str, ColumnValues)]) -> Result<(), IntakeError> {
    save_columns(path, columns)
}

/// Reads what the simulator knows to be true.
pub fn load_truth(path: &Path) -> Result<Vec<(String, ColumnValues)>, IntakeError> {
    load_columns(path)
}

fn frame_at(path: &Path) -> Result<DataFrame, IntakeError> {
    read_frame(path, &read_bytes(path)?)
}

fn parsed<T: FromStr<Err = DomainError>>(file: &str, column: &str, texts: Vec<String>) -> Result<Vec<T>, IntakeError> {
    let one = |(row, text): (usize, String)| {
        text.parse().map_err(|e: DomainError| IntakeError::Value {
            file: file.to_owned(),
            line: row as u64 + 1,
            column: column.to_owned(),
            value: text.clone(),
            expected: e.to_string(),
        })
    };
    texts.into_iter().enumerate().map(one).collect()
}

fn words(file: &str, frame: &DataFrame, name: &str) -> Result<Vec<String>, IntakeError> {
    let column = column_of(file, frame, name)?;
    let texts = column.str().map_err(|_| wrong_type(file, column, "text"))?;
    Ok(texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
}

fn flags(file: &str, frame: &DataFrame, name: &str) -> Result<Vec<bool>, IntakeError> {
    let column = column_of(file, frame, name)?;
    let flags = column.bool().map_err(|_| wrong_type(file, column, "true or false"))?;
    flags.iter().map(|flag| flag.ok_or_else(|| wrong_type(file, column, "true or false without gaps"))).collect()
}

fn whole(file: &str, frame: &DataFrame, name: &str) -> Result<Vec<i64>, IntakeError> {
    let expected = "whole numbers without gaps";
    let column = column_of(file, frame, name)?;
    let wide = column.cast(&DataType::Int64).map_err(|_| wrong_type(file, column, expected))?;
    let numbers = wide.i64().map_err(|_| wrong_type(file, column, expected))?;
    numbers.iter().map(|n| n.ok_or_else(|| wrong_type(file, column, expected))).collect()
}

fn measured(file: &str, frame: &DataFrame, name: &str) -> Result<Vec<f64>, IntakeError> {
    let column = column_of(file, frame, name)?;
    let wide = column.cast(&DataType::Float64).map_err(|_| wrong_type(file, column, "numbers"))?;
    let numbers = wide.f64().map_err(|_| wrong_type(file, column, "numbers"))?;
    Ok(numbers.iter().map(|n| n.unwrap_or(f64::NAN)).collect())
}

fn days(file: &str, frame: &DataFrame, name: &str) -> Result<Vec<Option<NaiveDate>>, IntakeError> {
    let column = column_of(file, frame, name)?;
    let dates = column.date().map_err(|_| wrong_type(file, column, "days"))?;
    Ok(dates.physical().iter().map(|day| day.and_then(day_from_epoch)).collect())
}
