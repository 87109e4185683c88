//! A calendar month: the unit a contribution covers.

use crate::error::DomainError;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A calendar month, `2026-11`. Counts months since year 0, so differences are plain numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a year; `month` is 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=2200).contains(&year)).then(|| Self(year * 12 + month as i32 - 1))
    }

    /// The month a day falls in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// From months since year 0, as stored in Parquet.
    pub fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// Months since year 0.
    pub fn index(self) -> i32 {
        self.0
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `count` months later (earlier when negative).
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        Self(self.0 + count)
    }

    /// Months from `earlier` to this one.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MIN)
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MIN)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        let bad = || DomainError::unreadable(text, "a month such as 2026-11");
        let (year, month) = text.trim().split_once('-').ok_or_else(bad)?;
        Self::new(year.parse().map_err(|_| bad())?, month.parse().map_err(|_| bad())?).ok_or_else(bad)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn months_count_across_years() {
        let november: Month = "2026-11".parse().unwrap();
        assert_eq!(november.plus(3).to_string(), "2027-02");
        assert_eq!(november.plus(3).months_since(november), 3);
        assert_eq!(november.last_day().to_string(), "2026-11-30");
        assert!("2026-13".parse::<Month>().is_err());
    }
}
