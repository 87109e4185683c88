//! How words of the domain are written in columns, and read back.

use crate::error::{Result, StoreError};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::TouchStatus;
use std::fmt::Display;
use std::str::FromStr;

/// Rows in one multi-row statement. A row has at most 18 columns, so a statement binds at most 9,000 values; SQLite takes
/// 32,766.
pub(crate) const ROWS_PER_STATEMENT: usize = 500;

/// Touches in one statement that binds at most six values for each.
pub(crate) const TOUCHES_PER_STATEMENT: usize = 2_000;

/// An instant as text of fixed width, so that text order is time order.
pub(crate) fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// An instant as the ledger keeps it: microseconds since 1970.
pub(crate) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// An instant of the ledger read back.
pub(crate) fn instant_of(column: &'static str, micros: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| unreadable(column, &micros.to_string(), "microseconds since 1970"))
}

/// A status as the ledger keeps it: its place in [`TouchStatus::ALL`].
pub(crate) fn status_stored(status: TouchStatus) -> i64 {
    i64::from(status as u8)
}

/// A status of the ledger read back.
pub(crate) fn status_of(number: i64) -> Result<TouchStatus> {
    let status = usize::try_from(number).ok().and_then(|at| TouchStatus::ALL.get(at).copied());
    status.ok_or_else(|| unreadable("touch.status", &number.to_string(), "the number of a status, 0 to 8"))
}

/// An instant read back.
pub(crate) fn instant(column: &'static str, text: &str) -> Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| unreadable(column, text, "an instant such as 2026-12-01T02:00:00.000000Z"))
}

/// A day read back.
pub(crate) fn day(column: &'static str, text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| unreadable(column, text, "a day such as 2026-11-30"))
}

/// A word of the domain read back.
pub(crate) fn word<T>(column: &'static str, text: &str) -> Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|e: T::Err| unreadable(column, text, &e.to_string()))
}

/// A count read back.
pub(crate) fn count(column: &'static str, number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| unreadable(column, &number.to_string(), "a count"))
}

/// A count as it is stored.
pub(crate) fn count_stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The error of a column that holds something else.
pub(crate) fn unreadable(column: &'static str, value: &str, expected: &str) -> StoreError {
    StoreError::Unreadable { column, value: value.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_ledger_numbers_statuses_as_they_are_listed() {
        for (at, status) in (0..).zip(TouchStatus::ALL) {
            assert_eq!((status_stored(status), status_of(at).unwrap()), (at, status));
        }
        assert!(status_of(9).is_err() && status_of(-1).is_err());
    }
}
