//! Whether outcomes still come in.

use anyhow::Result;
use chrono::NaiveDate;
use domain::{StillRunning, TimeZoneCode};
use store::Store;

/// The day of the newest contributions, in western Indonesian time.
pub(crate) async fn newest_known_day(store: &Store) -> Result<Option<NaiveDate>> {
    let wib = TimeZoneCode::Wib.offset();
    let imports = store.imports().await?;
    let contributions = imports.iter().filter(|import| import.kind == "contributions");
    Ok(contributions.map(|import| import.at.with_timezone(&wib).date_naive()).max())
}

/// Outcomes still come in until the contributions of the day of judgement are known.
pub(super) fn still_running(known: Option<NaiveDate>, closes: NaiveDate) -> Option<StillRunning> {
    known.filter(|known| *known < closes).map(|known| StillRunning { known, closes })
}
