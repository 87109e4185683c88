//! The clock of the commands: a day is a day in western Indonesia.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};

/// Seconds that western Indonesian time (WIB) is ahead of UTC.
const WIB: i32 = 7 * 3600;

/// Today.
pub fn today() -> NaiveDate {
    // Seven hours are an offset.
    FixedOffset::east_opt(WIB)
        .map_or_else(|| Utc::now().date_naive(), |wib| Utc::now().with_timezone(&wib).date_naive())
}

/// The end of a day, which comes last in the westernmost of the three zones.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(16, 59, 59).unwrap_or_default();
    day.and_time(last).and_utc()
}
