//! Moments in which nothing is sent: Friday prayers, Ramadan evenings, Nyepi in Bali.

use super::{MOMENTS_FILE, PERIODS_FILE, missing, refusal};
use crate::calendar::{Calendar, HOLIDAYS_FILE};
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};
use domain::rules::read_numbered_rows;
use domain::{Bilingual, Channel, DomainError, Provenance};
use serde::Deserialize;
use std::collections::BTreeSet;

const DAY: u32 = 86_400;

#[derive(Debug, Clone)]
enum Days {
    Weekly(Weekday),
    On(BTreeSet<NaiveDate>),
}

/// A moment in which nothing is sent.
#[derive(Debug, Clone)]
pub struct QuietMoment {
    /// Its key in the file.
    pub key: String,
    /// In words.
    pub name: Bilingual,
    days: Days,
    from: NaiveTime,
    minutes: u32,
    channels: Option<Vec<Channel>>,
    provinces: Option<Vec<String>>,
}

impl QuietMoment {
    /// Whether it concerns a channel in a province.
    pub fn holds_for(&self, channel: Channel, province: &str) -> bool {
        self.channels.as_ref().is_none_or(|list| list.contains(&channel))
            && self.provinces.as_ref().is_none_or(|list| list.iter().any(|p| p == province))
    }

    /// Whether it comes every week.
    pub fn is_weekly(&self) -> bool {
        matches!(self.days, Days::Weekly(_))
    }

    /// The seconds of a local day it covers, from and to: its own, and what runs over from the day before.
    pub fn spans(&self, day: NaiveDate) -> Vec<(u32, u32)> {
        let from = self.from.num_seconds_from_midnight();
        let to = from + self.minutes * 60;
        let mut spans = Vec::new();
        if to > DAY && day.pred_opt().is_some_and(|before| self.begins_on(before)) {
            spans.push((0, to - DAY));
        }
        if self.begins_on(day) {
            spans.push((from, to.min(DAY)));
        }
        spans
    }

    fn begins_on(&self, day: NaiveDate) -> bool {
        match &self.days {
            Days::Weekly(weekday) => day.weekday() == *weekday,
            Days::On(days) => days.contains(&day),
        }
    }
}

/// A dated span of days.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Period {
    #[serde(rename = "period")]
    pub(super) name: String,
    pub(super) first_day: NaiveDate,
    pub(super) last_day: NaiveDate,
    #[serde(deserialize_with = "one_or_zero")]
    pub(super) estimated: bool,
    #[serde(flatten)]
    provenance: Provenance,
}

fn one_or_zero<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match u8::deserialize(deserializer)? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(serde::de::Error::custom(format!("`{other}` is neither 0 nor 1"))),
    }
}

pub(super) fn read_periods(
    text: &str,
    calendar: &Calendar,
    unverified: &mut BTreeSet<(Option<Channel>, String)>,
) -> Result<Vec<Period>, DomainError> {
    let rows: Vec<(usize, Period)> = read_numbered_rows(PERIODS_FILE, text)?;
    for (line, row) in &rows {
        let sane = |day: NaiveDate| (1900..2200).contains(&day.year());
        let ordered = row.first_day <= row.last_day && (row.last_day - row.first_day).num_days() <= 366;
        if !(sane(row.first_day) && sane(row.last_day) && ordered) {
            let reason = format!("`{}` runs from {} to {}", row.name, row.first_day, row.last_day);
            return Err(refusal(PERIODS_FILE, *line, reason));
        }
        if row.provenance.confidence.needs_checking() {
            unverified.insert((None, format!("{PERIODS_FILE}: {} {}", row.name, row.first_day.year())));
        }
    }
    let names: BTreeSet<&str> = rows.iter().map(|(_, row)| row.name.as_str()).collect();
    let (first, last) = calendar.years();
    for name in names {
        if let Some(year) =
            (first..=last).find(|year| !rows.iter().any(|(_, r)| r.name == name && r.first_day.year() == *year))
        {
            let reason = format!("`{name}` has no row of {year}, and {HOLIDAYS_FILE} covers that year");
            return Err(missing(PERIODS_FILE, reason));
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

#[derive(Deserialize)]
struct Row {
    key: String,
    days: String,
    from: NaiveTime,
    minutes: u32,
    channels: String,
    provinces: String,
    name_id: String,
    name_en: String,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn read(
    text: &str,
    periods: &[Period],
    calendar: &Calendar,
    unverified: &mut BTreeSet<(Option<Channel>, String)>,
) -> Result<Vec<QuietMoment>, DomainError> {
    let rows: Vec<(usize, Row)> = read_numbered_rows(MOMENTS_FILE, text)?;
    let mut moments = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let fail = |reason: String| refusal(MOMENTS_FILE, line, reason);
        if !(1..=1_440).contains(&row.minutes) {
            return Err(fail(format!("`{}` lasts {} minutes, expected 1 to 1440", row.key, row.minutes)));
        }
        let days = days_of(&row.days, periods, calendar).map_err(fail)?;
        let channels = listed(&row.channels, |word| word.parse::<Channel>().map_err(|e| fail(e.to_string())))?;
        let provinces = listed(&row.provinces, |word| {
            let two_digits = word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit());
            if two_digits {
                Ok(word.to_owned())
            } else {
                Err(fail(format!("`{word}` is not a province code such as 51")))
            }
        })?;
        if row.provenance.confidence.needs_checking() {
            unverified.insert((None, format!("{MOMENTS_FILE}: {}", row.key)));
        }
        moments.push(QuietMoment {
            key: row.key,
            name: Bilingual::new(row.name_id, row.name_en),
            days,
            from: row.from,
            minutes: row.minutes,
            channels,
            provinces,
        });
    }
    Ok(moments)
}

fn listed<T>(text: &str, read: impl Fn(&str) -> Result<T, DomainError>) -> Result<Option<Vec<T>>, DomainError> {
    if text.trim() == "all" { Ok(None) } else { text.split_whitespace().map(read).collect::<Result<_, _>>().map(Some) }
}

fn days_of(text: &str, periods: &[Period], calendar: &Calendar) -> Result<Days, String> {
    if let Some(name) = text.strip_prefix("period:") {
        // The evening before the first day already has tarawih; an estimate can be a day off on either side.
        let wider = |p: &Period| {
            let more = u64::from(p.estimated);
            let first = p.first_day - chrono::Days::new(1 + more);
            let last = p.last_day + chrono::Days::new(more);
            first.iter_days().take_while(move |day| *day <= last)
        };
        let days: BTreeSet<NaiveDate> = periods.iter().filter(|p| p.name == name).flat_map(wider).collect();
        return if days.is_empty() {
            Err(format!("no row of {PERIODS_FILE} is called `{name}`"))
        } else {
            Ok(Days::On(days))
        };
    }
    if let Some(name) = text.strip_prefix("holiday:") {
        let days: BTreeSet<NaiveDate> = calendar.days_named(name).collect();
        let (first, last) = calendar.years();
        return match (first..=last).find(|year| !days.iter().any(|day| day.year() == *year)) {
            Some(year) => Err(format!("{HOLIDAYS_FILE} has no `{name}` in {year}")),
            None => Ok(Days::On(days)),
        };
    }
    text.parse()
        .map(Days::Weekly)
        .map_err(|_| format!("`days` is `{text}`, expected a day of the week, period:NAME or holiday:NAME"))
}
