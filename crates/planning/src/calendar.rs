//! Days on which nobody is disturbed, from the dated holiday file.

use crate::error::PlanningError;
use chrono::{Datelike, NaiveDate};
use domain::rules::read_rows;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `models/holidays/indonesia.csv`.
pub const HOLIDAYS_FILE: &str = "models/holidays/indonesia.csv";

#[derive(Debug, Deserialize)]
struct Row {
    date: NaiveDate,
    name: String,
    estimated: u8,
}

/// Public holidays and joint leave.
#[derive(Debug, Clone)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, (String, bool)>,
    first_year: i32,
    last_year: i32,
}

impl Calendar {
    /// Reads `date,name,kind,estimated`, given as text.
    pub fn from_csv(text: &str) -> Result<Self, PlanningError> {
        let rows: Vec<Row> = read_rows(HOLIDAYS_FILE, text)?;
        let first_year = rows.iter().map(|r| r.date.year()).min().unwrap_or(0);
        let last_year = rows.iter().map(|r| r.date.year()).max().unwrap_or(0);
        let days = rows.into_iter().map(|r| (r.date, (r.name, r.estimated == 1))).collect();
        Ok(Self { days, first_year, last_year })
    }

    /// First and last year on file.
    pub fn years(&self) -> (i32, i32) {
        (self.first_year, self.last_year)
    }

    /// Days from first to last on which people may be reached; refuses days beyond the file.
    pub fn working_days(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        skip_holidays: bool,
    ) -> Result<Vec<NaiveDate>, PlanningError> {
        if last.year() > self.last_year {
            return Err(PlanningError::BeyondCalendar {
                day: last,
                last_year: self.last_year,
                file: HOLIDAYS_FILE.to_owned(),
            });
        }
        Ok(first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| !(skip_holidays && self.days.contains_key(day)))
            .collect())
    }

    /// Holidays inside a span whose date is only estimated.
    pub fn estimated_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, &str)> {
        self.days
            .range(first..=last)
            .filter(|(_, (_, estimated))| *estimated)
            .map(|(day, (name, _))| (*day, name.as_str()))
            .collect()
    }
}
