//! The rows that an import put aside, as the store keeps them.

use crate::error::ServiceError;
use domain::views::QuarantineView;
use store::Store;

/// Values that a page or an answer shows of one file; its owner-only copy in the home holds every row.
const MOST_SHOWN: u32 = 1_000;

/// The first values of a file that kept a row out, by line; none where the store keeps none for it.
pub(crate) async fn rows_of(store: &Store, sha256: &str) -> Result<Vec<QuarantineView>, ServiceError> {
    Ok(store.quarantine(sha256, MOST_SHOWN).await?)
}
