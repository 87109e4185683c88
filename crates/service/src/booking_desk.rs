//! What work orders are handled with: handed in, because the service neither reads declarations nor writes workbooks.

use chrono::NaiveDate;
use domain::{Bilingual, BookingReport, Channel};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::state::Answering;

/// What the page of work orders works with.
pub struct BookingDesk {
    /// Names of regencies by code.
    pub regencies: BTreeMap<String, String>,
    /// The days for which a campaign's orders are.
    pub days: BookingDays,
    /// The workbook of a campaign's orders on a channel, as dispatch writes it.
    pub workbook: OrderWorkbook,
    /// Reads a workbook that comes back.
    pub read: BookingReader,
    /// The last day on which something can have been placed.
    pub today: fn() -> NaiveDate,
}

/// Gives the first and the last day of a campaign's orders.
pub type BookingDays = Arc<dyn Fn(String) -> Answering<(NaiveDate, NaiveDate)> + Send + Sync>;

/// Gives the bytes of a workbook; `None` where no order was given out.
pub type OrderWorkbook = Arc<dyn Fn(String, Channel) -> Answering<Option<Vec<u8>>> + Send + Sync>;

/// Reads work orders that come back: the file's name and bytes, who brings it, today. Gives its lines that say something, or every
/// mistake.
pub type BookingReader =
    Arc<dyn Fn(&str, &[u8], &str, NaiveDate) -> Result<Vec<BookingReport>, Vec<Bilingual>> + Send + Sync>;
