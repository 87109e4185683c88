//! The clock of the commands: a day is a day in western Indonesia.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::TimeZoneCode;

/// Today.
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&TimeZoneCode::Wib.offset()).date_naive()
}

/// The end of a day, which comes last in the westernmost of the three zones.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(16, 59, 59).unwrap_or_default();
    day.and_time(last).and_utc()
}
