//! Reading single cells: days, months, flags, amounts. The common spellings take a short cut.

use chrono::{Datelike, NaiveDate};
use domain::{Month, Rupiah};
use std::fmt;

/// The most a person earns in a month, or pays for one: larger amounts are slips of the keyboard.
pub(crate) const MOST_RUPIAH: i64 = 1_000_000_000;

const ISO_DAY: &str = "%Y-%m-%d";

/// How a file writes days and months.
#[derive(Debug, Clone)]
pub(crate) struct DayFormats<'a> {
    /// Accepted ways of writing a day, in `strftime` letters; the first that reads it counts.
    pub(crate) days: &'a [String],
    /// Accepted ways of writing a month beside `2026-11` and a day of it.
    pub(crate) months: &'a [String],
    /// Whether `2026-11-30` and an hour behind it are read whatever else is listed.
    pub(crate) is_typed: bool,
}

impl DayFormats<'_> {
    /// A day from 1900 to 2200.
    pub(crate) fn day(&self, text: &str) -> Option<NaiveDate> {
        let listed = self.days.iter().find_map(|format| day(text, format));
        let typed = || {
            let (date, rest) = text.split_at_checked(10)?;
            iso_day(date).filter(|_| self.is_typed && (rest.is_empty() || rest.starts_with([' ', 'T'])))
        };
        listed.or_else(typed).filter(|day| (1900..=2200).contains(&day.year()))
    }

    /// A month as `2026-11`, as one of the listed ways, or as a day of it.
    pub(crate) fn month(&self, text: &str) -> Option<Month> {
        let listed = || {
            // A month alone is no date; the first of it is.
            self.months.iter().find_map(|format| {
                NaiveDate::parse_from_str(&format!("01 {text}"), &format!("%d {format}")).ok().map(Month::of)
            })
        };
        let plausible = |month: &Month| (1900..=2200).contains(&month.year());
        text.parse().ok().or_else(listed).filter(plausible).or_else(|| self.day(text).map(Month::of))
    }
}

/// One day, written in each of the ways that are read.
impl fmt::Display for DayFormats<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
        let ways: Vec<String> = self.days.iter().map(|format| shown.format(format).to_string()).collect();
        f.write_str(&ways.join(" | "))
    }
}

fn day(text: &str, format: &str) -> Option<NaiveDate> {
    if format == ISO_DAY { iso_day(text) } else { NaiveDate::parse_from_str(text, format).ok() }
}

/// `2026-11-30` without the format machinery.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(&bytes[..4])? as i32, digits(&bytes[5..7])?, digits(&bytes[8..])?)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// Whole rupiah: `16800`, `16.800`, `Rp16.800`, `Rp 16.800,00`. Parts of a rupiah are refused.
pub(crate) fn rupiah(text: &str) -> Option<i64> {
    if text.len() < 16 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let amount: Rupiah = text.parse().ok()?;
    (Rupiah::whole(amount.rounded()) == amount).then(|| amount.rounded())
}

/// Yes or no, in the words files use.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "ya" => Some(true),
        "false" | "0" | "no" | "n" | "tidak" => Some(false),
        _ => None,
    }
}

/// What a mobile number looks like.
pub(crate) const PHONE_EXPECTED: &str = "an Indonesian mobile number such as 0812-3456-7890";
/// What an e-mail address looks like.
pub(crate) const EMAIL_EXPECTED: &str = "an e-mail address such as siti@contoh.id";

/// An e-mail address: a name, an `@`, a host with a dot; no spaces, commas or line breaks.
pub(crate) fn email(text: &str) -> Option<String> {
    let (name, host) = text.split_once('@')?;
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    (!name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(strange)).then(|| text.to_owned())
}
