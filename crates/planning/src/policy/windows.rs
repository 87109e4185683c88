//! Hours, closed days of the week and holidays of each channel.

use super::{WINDOWS_FILE, refusal};
use crate::calendar::Calendar;
use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use domain::rules::read_numbered_rows;
use domain::{Channel, DomainError, Provenance};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// When a channel may reach anyone, on the member's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// From this time of day.
    pub not_before: NaiveTime,
    /// Until this time of day, not included.
    pub not_after: NaiveTime,
    /// Days of the week on which the channel rests.
    pub closed_on: Vec<Weekday>,
    /// Whether it rests on public holidays and joint leave.
    pub closed_on_holidays: bool,
}

impl Window {
    /// Whether the channel works on a day. `skip_holidays` is the campaign's own wish, which can close a day and open none.
    pub fn is_open_on(&self, day: NaiveDate, calendar: &Calendar, skip_holidays: bool) -> bool {
        let on_holiday = (self.closed_on_holidays || skip_holidays) && calendar.is_holiday(day);
        !on_holiday && !self.closed_on.contains(&day.weekday())
    }

    /// What a working day holds of a week's whole number, spread over the working days of a week without holidays, the earlier days
    /// first; nothing on a day of rest. The days of a week hold the whole number together.
    pub fn part_of_week(&self, day: NaiveDate, a_week: u64) -> u64 {
        if self.closed_on.contains(&day.weekday()) {
            return 0;
        }
        let before = day.weekday().num_days_from_monday() as usize;
        let rests = self.closed_on.iter().filter(|rest| (rest.num_days_from_monday() as usize) < before).count();
        let (place, days) = ((before - rests) as u128, 7 - self.closed_on.len() as u128);
        let until = |place: u128| (u128::from(a_week) * place).div_ceil(days);
        (until(place + 1) - until(place)) as u64
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum OnHolidays {
    Open,
    Closed,
}

#[derive(Deserialize)]
struct Row {
    channel: Channel,
    not_before: NaiveTime,
    not_after: NaiveTime,
    closed_on: String,
    on_holidays: OnHolidays,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn read(
    text: &str,
    unverified: &mut BTreeSet<(Option<Channel>, String)>,
) -> Result<BTreeMap<Channel, Window>, DomainError> {
    let rows: Vec<(usize, Row)> = read_numbered_rows(WINDOWS_FILE, text)?;
    let mut windows = BTreeMap::new();
    for (line, row) in rows {
        let key = row.channel.key();
        if row.not_after <= row.not_before {
            let reason = format!("`{key}` ends at {}, not after it begins at {}", row.not_after, row.not_before);
            return Err(refusal(WINDOWS_FILE, line, reason));
        }
        let mut closed_on: Vec<Weekday> = Vec::new();
        for word in row.closed_on.split_whitespace() {
            let day = word.parse().map_err(|_| {
                refusal(WINDOWS_FILE, line, format!("`closed_on` has `{word}`, expected days such as sun or sat"))
            })?;
            if !closed_on.contains(&day) {
                closed_on.push(day);
            }
        }
        if closed_on.len() == 7 {
            return Err(refusal(WINDOWS_FILE, line, format!("`{key}` is closed on every day of the week")));
        }
        if row.provenance.confidence.needs_checking() {
            unverified.insert((Some(row.channel), format!("{WINDOWS_FILE}: {key}")));
        }
        let window = Window {
            not_before: row.not_before,
            not_after: row.not_after,
            closed_on,
            closed_on_holidays: matches!(row.on_holidays, OnHolidays::Closed),
        };
        if windows.insert(row.channel, window).is_some() {
            return Err(refusal(WINDOWS_FILE, line, format!("`{key}` stands twice")));
        }
    }
    Ok(windows)
}
