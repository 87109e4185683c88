//! The standing holdout as it is on file: which lot, how large, from when.

use super::refusal;
use chrono::NaiveDate;
use domain::rules::read_numbered_rows;
use domain::{DomainError, Provenance, Share};
use serde::Deserialize;
use std::collections::BTreeSet;

/// `models/schedule/standing_holdout.csv`.
pub const STANDING_FILE: &str = "models/schedule/standing_holdout.csv";

/// A lot of people whom no campaign touches; who they are says [`crate::standing_holdout`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StandingLot {
    /// Names the lot.
    pub seed: String,
    /// Share of all members.
    pub share: Share,
    /// From this day on, until a later lot.
    pub valid_from: NaiveDate,
    #[serde(flatten)]
    provenance: Provenance,
}

/// Reads and checks the file; rows that a person must check go into `unverified`.
pub(super) fn read<C: Ord>(
    text: &str,
    unverified: &mut BTreeSet<(Option<C>, String)>,
) -> Result<Vec<StandingLot>, DomainError> {
    let mut lots: Vec<StandingLot> = Vec::new();
    for (line, lot) in read_numbered_rows::<StandingLot>(STANDING_FILE, text)? {
        if lot.seed.trim().is_empty() || lot.provenance.source.trim().is_empty() {
            return Err(refusal(STANDING_FILE, line, "`seed` and `source` may not be empty".to_owned()));
        }
        if lots.iter().any(|known| known.valid_from == lot.valid_from) {
            return Err(refusal(STANDING_FILE, line, format!("a second lot from {}", lot.valid_from)));
        }
        if lot.provenance.confidence.needs_checking() {
            unverified.insert((None, format!("{STANDING_FILE}: {}", lot.seed)));
        }
        lots.push(lot);
    }
    Ok(lots)
}
