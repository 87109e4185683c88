//! A column of a contributions file, text or typed, read in one pass each.

use crate::cells::{self, DayFormats};
use crate::parquet_file::{day_from_epoch, epoch_days, text_at};
use crate::table::TextColumn;
use chrono::{Datelike, NaiveDate};
use domain::Month;
use domain::contribution::PaidAt;
use polars::prelude::{Column, DataType};

/// A column as the file holds it.
pub(crate) enum RawColumn<'a> {
    /// From CSV.
    Text(&'a TextColumn),
    /// From Parquet.
    Typed(&'a Column),
    /// The same in all rows, as the mapping says.
    Constant(&'a str, usize),
}

/// The cell is no month.
pub(crate) const NOT_A_MONTH: i32 = i32::MIN;
/// The cell is no day.
pub(crate) const NOT_A_DAY: i32 = i32::MIN;
/// The cell is no amount.
pub(crate) const NOT_AN_AMOUNT: i64 = i64::MIN;
/// The cell is no place of payment.
pub(crate) const NOT_A_PLACE: u8 = u8::MAX;

impl RawColumn<'_> {
    /// One cell as text.
    pub(crate) fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Text(column) => column.values[row].clone(),
            Self::Typed(column) => text_at(column, row),
            Self::Constant(text, _) => Some((*text).to_owned()),
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Text(column) => column.values.len(),
            Self::Typed(column) => column.len(),
            Self::Constant(_, rows) => *rows,
        }
    }

    /// Calls `read` on each cell's text; equal cells that follow each other are read once.
    pub(crate) fn read_text<T: Copy>(&self, none: T, read: impl Fn(&str) -> T) -> Vec<T> {
        let mut last: Option<(String, T)> = None;
        let mut remember = |cell: Option<&str>| match (cell, &last) {
            (None, _) => none,
            (Some(cell), Some((text, value))) if text == cell => *value,
            (Some(cell), _) => {
                let value = read(cell);
                last = Some((cell.to_owned(), value));
                value
            }
        };
        match self {
            Self::Text(column) => column.values.iter().map(|cell| remember(cell.as_deref())).collect(),
            Self::Typed(column) => match column.str() {
                Ok(texts) => texts.iter().map(&mut remember).collect(),
                Err(_) => (0..self.rows()).map(|row| remember(text_at(column, row).as_deref())).collect(),
            },
            Self::Constant(text, rows) => vec![read(text); *rows],
        }
    }

    /// Days since 1970-01-01.
    pub(crate) fn days(&self, formats: &DayFormats<'_>) -> Vec<i32> {
        if let Self::Typed(column) = self
            && let Ok(dates) = column.date()
        {
            return dates.physical().iter().map(|day| day.unwrap_or(NOT_A_DAY)).collect();
        }
        self.read_text(NOT_A_DAY, |text| formats.day(text).map_or(NOT_A_DAY, epoch_days))
    }

    /// Months since year 0. A typed day stands for its month.
    pub(crate) fn months(&self, formats: &DayFormats<'_>) -> Vec<i32> {
        if let Self::Typed(column) = self
            && column.dtype() == &DataType::Date
        {
            let mut last = (NOT_A_DAY, NOT_A_MONTH);
            return self
                .days(formats)
                .into_iter()
                .map(|day| {
                    if day != last.0 {
                        let real = day_from_epoch(day).filter(|d| (1900..=2200).contains(&d.year()));
                        last = (day, real.map_or(NOT_A_MONTH, |d| Month::of(d).index()));
                    }
                    last.1
                })
                .collect();
        }
        self.read_text(NOT_A_MONTH, |text| formats.month(text).map_or(NOT_A_MONTH, Month::index))
    }

    /// Whole rupiah.
    pub(crate) fn amounts(&self) -> Vec<i64> {
        if let Self::Typed(column) = self
            && let Ok(whole) = column.i64()
        {
            return whole.iter().map(|amount| amount.unwrap_or(NOT_AN_AMOUNT)).collect();
        }
        self.read_text(NOT_AN_AMOUNT, |text| cells::rupiah(text).unwrap_or(NOT_AN_AMOUNT))
    }

    /// Codes of the places of payment.
    pub(crate) fn places(&self, read: impl Fn(&str) -> Option<PaidAt>) -> Vec<u8> {
        self.read_text(NOT_A_PLACE, |text| read(text).map_or(NOT_A_PLACE, PaidAt::code))
    }
}

/// Calendar days by number, worked out once instead of once a row.
pub(crate) struct DayTable {
    first: i32,
    days: Vec<NaiveDate>,
}

impl DayTable {
    /// From 1950 to a last day.
    pub(crate) fn up_to(last: i32) -> Self {
        let first = -20 * 365 - 5;
        Self { first, days: (first..=last).filter_map(day_from_epoch).collect() }
    }

    /// The day, when it lies in the table.
    pub(crate) fn day(&self, epoch_days: i32) -> Option<NaiveDate> {
        self.days.get(usize::try_from(epoch_days.checked_sub(self.first)?).ok()?).copied()
    }
}
