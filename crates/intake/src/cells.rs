//! Reading single cells: days, months, flags, amounts. The common spellings take a short cut.

use chrono::{Datelike, NaiveDate};
use domain::{Month, Rupiah};

/// A day in the file's format. ISO days are read without the format machinery.
pub(crate) fn day(text: &str, format: &str) -> Option<NaiveDate> {
    if format != "%Y-%m-%d" {
        return NaiveDate::parse_from_str(text, format).ok();
    }
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(&bytes[..4])? as i32, digits(&bytes[5..7])?, digits(&bytes[8..])?)
}

/// A month as `2026-11`, or as a day of it in the file's format.
pub(crate) fn month(text: &str, format: &str) -> Option<Month> {
    text.parse().ok().or_else(|| day(text, format).filter(|d| (1900..=2200).contains(&d.year())).map(Month::of))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// Whole rupiah: `16800`, `16.800`, `Rp16.800`. Parts of a rupiah are refused.
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
