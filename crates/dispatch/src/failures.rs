//! What failed, by the provider's code, with what the code means and what was done about it.

use crate::codes::{CodePolicy, Decision};
use domain::{Bilingual, Channel, TouchStatus};
use store::{Store, StoreError};

/// Touches that ended with one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCount {
    /// The provider's code.
    pub code: i64,
    /// How many failed with it.
    pub failed: u64,
    /// How many failed with it and arrived all the same, as reports from several devices of one person may say.
    pub arrived: u64,
    /// What was done about it; `None` where the code has no row.
    pub decision: Option<Decision>,
    /// What it means; that nobody knows where the code has no row.
    pub meaning: Bilingual,
}

/// WhatsApp touches of a campaign that ended with a code, the most frequent code first; codes without a row among them, so that
/// somebody writes the row.
pub async fn failures_by_code(store: &Store, codes: &CodePolicy, campaign: &str) -> Result<Vec<CodeCount>, StoreError> {
    let mut counts: Vec<CodeCount> = Vec::new();
    for (code, status, touches) in store.touches_by_code(campaign, Channel::Whatsapp).await? {
        let place = counts.iter().position(|count| count.code == code).unwrap_or_else(|| {
            let row = codes.row(code);
            let meaning = row.map_or_else(
                || Bilingual::new("kode ini belum ada dalam tabel", "this code is not in the table"),
                super::codes::CodeRow::meaning,
            );
            counts.push(CodeCount { code, failed: 0, arrived: 0, decision: row.map(|r| r.decision), meaning });
            counts.len() - 1
        });
        match status {
            TouchStatus::Failed => counts[place].failed += touches,
            _ => counts[place].arrived += touches,
        }
    }
    counts.sort_by_key(|count| (std::cmp::Reverse(count.failed), count.code));
    Ok(counts)
}
