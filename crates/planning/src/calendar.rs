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

    /// Whether a day is a public holiday or joint leave.
    pub fn is_holiday(&self, day: NaiveDate) -> bool {
        self.days.contains_key(&day)
    }

    /// The name of a holiday.
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.days.get(&day).map(|(name, _)| name.as_str())
    }

    /// The days of one holiday over the years, by its exact name.
    pub fn days_named(&self, name: &str) -> impl Iterator<Item = NaiveDate> {
        self.days.iter().filter(move |(_, (given, _))| given == name).map(|(day, _)| *day)
    }

    /// Refuses a span that the file does not cover.
    pub fn covers(&self, first: NaiveDate, last: NaiveDate) -> Result<(), PlanningError> {
        let outside = |day: &NaiveDate| !(self.first_year..=self.last_year).contains(&day.year());
        match [last, first].into_iter().find(outside) {
            Some(day) => Err(PlanningError::BeyondCalendar {
                day,
                first_year: self.first_year,
                last_year: self.last_year,
                file: HOLIDAYS_FILE.to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Days from first to last on which people may be reached; refuses days beyond the file.
    pub fn working_days(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        skip_holidays: bool,
    ) -> Result<Vec<NaiveDate>, PlanningError> {
        self.covers(first, last)?;
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
