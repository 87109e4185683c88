//! Days as months and days of the month, looked up.

use crate::window::Window;
use chrono::Datelike;
use domain::Month;
use domain::member::columns::{day_of_stored, stored_day};

/// A day of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PaidDay {
    /// Months since the first of the window.
    pub month: i32,
    /// Day of that month.
    pub day: u8,
    /// Not after the due day.
    pub by_due_day: bool,
}

/// Every day of the window up to the end of the as-of month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayTable {
    first_day: i32,
    days: Vec<PaidDay>,
    first: Month,
    due_day: u32,
}

impl DayTable {
    pub(crate) fn new(window: &Window) -> Self {
        let first_day = stored_day(window.first.first_day());
        let mut table = Self { first_day, days: Vec::new(), first: window.first, due_day: window.due_day };
        let last_day = stored_day(window.as_of_month.last_day());
        table.days = (first_day..=last_day).map(|day| table.reckon(day)).collect();
        table
    }

    /// What a stored day is; far from the window it is reckoned.
    pub(crate) fn of(&self, day: i32) -> PaidDay {
        let at = day.wrapping_sub(self.first_day) as u32 as usize;
        self.days.get(at).copied().unwrap_or_else(|| self.reckon(day))
    }

    /// A day outside the calendar was paid in no month that counts, and not in time.
    #[cold]
    fn reckon(&self, day: i32) -> PaidDay {
        let Some(day) = day_of_stored(day) else { return PaidDay { month: i32::MAX, day: u8::MAX, by_due_day: false } };
        PaidDay {
            month: Month::of(day).months_since(self.first),
            day: day.day() as u8,
            by_due_day: day.day() <= self.due_day,
        }
    }
}
