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

    /// Working days in a week without holidays.
    pub fn days_a_week(&self) -> u32 {
        7 - self.closed_on.len() as u32
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
