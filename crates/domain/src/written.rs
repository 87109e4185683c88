//! Numbers, days and months as each language writes them. Indonesian: `12.345,6`, `31 Desember 2026`. English: `12,345.6`,
//! `31 December 2026`. Rupiah are written the Indonesian way in both, as on every receipt: see [`crate::Rupiah`].

use crate::month::Month;
use crate::region::TimeZoneCode;
use crate::text::Language;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// A count with thousands marks.
pub fn count(language: Language, value: u64) -> String {
    grouped(language, &value.to_string())
}

/// A number with `decimals` places. Below zero with a real minus sign; what rounds to zero has no sign.
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if value < 0.0 && !is_zero { "\u{2212}" } else { "" };
    let whole = grouped(language, whole);
    if fraction.is_empty() {
        return format!("{sign}{whole}");
    }
    let mark = match language {
        Language::Id => ',',
        Language::En => '.',
    };
    format!("{sign}{whole}{mark}{fraction}")
}

fn grouped(language: Language, digits: &str) -> String {
    let mark = match language {
        Language::Id => '.',
        Language::En => ',',
    };
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A day: `31 Desember 2026`.
pub fn day(language: Language, day: NaiveDate) -> String {
    format!("{} {}", day.day(), month(language, Month::of(day)))
}

/// A moment in western Indonesian time: `31 Desember 2026 09:30 WIB`. The last hours a calendar can hold have no local time, and stand
/// there as UTC.
pub fn moment(language: Language, at: DateTime<Utc>) -> String {
    let there = at.naive_utc().checked_add_offset(TimeZoneCode::Wib.offset());
    let (local, zone) = there.map_or_else(|| (at.naive_utc(), "UTC"), |local| (local, TimeZoneCode::Wib.code()));
    format!("{} {} {zone}", day(language, local.date()), local.format("%H:%M"))
}

/// A month: `Desember 2026`.
pub fn month(language: Language, month: Month) -> String {
    format!("{} {}", month_name(language, month), month.year())
}

/// The name of a month without its year.
pub fn month_name(language: Language, month: Month) -> &'static str {
    const ID: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = match language {
        Language::Id => ID,
        Language::En => EN,
    };
    names[month.month() as usize - 1]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_language_has_its_own_marks_and_months() {
        assert_eq!(count(Language::Id, 1_234_567), "1.234.567");
        assert_eq!(number(Language::Id, 1_234_567.0, 0), "1.234.567");
        assert_eq!(number(Language::En, 1_234_567.5, 1), "1,234,567.5");
        assert_eq!(number(Language::Id, -3.25, 2), "\u{2212}3,25");
        assert_eq!(number(Language::Id, -0.01, 1), "0,0");
        assert_eq!(number(Language::Id, 999.0, 0), "999");
        let last = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(day(Language::Id, last), "31 Desember 2026");
        assert_eq!(day(Language::En, last), "31 December 2026");
    }
}
