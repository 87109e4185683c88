//! What a channel can do, by dated rows.

use super::{CAPACITY_FILE, refusal};
use chrono::NaiveDate;
use domain::rules::read_numbered_rows;
use domain::{Channel, DomainError, Provenance};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
struct Row {
    channel: Channel,
    key: String,
    value: u64,
    valid_from: NaiveDate,
    #[serde(flatten)]
    provenance: Provenance,
}

/// The dated figures behind a declaration's `[capacity]`.
#[derive(Debug, Clone)]
pub struct CapacityFigures {
    rows: Vec<Row>,
}

impl CapacityFigures {
    pub(super) fn from_csv(text: &str) -> Result<Self, DomainError> {
        let rows: Vec<(usize, Row)> = read_numbered_rows(CAPACITY_FILE, text)?;
        if let Some((line, row)) = rows.iter().find(|(_, row)| row.value == 0 && row.key != "lead_days") {
            return Err(refusal(CAPACITY_FILE, *line, format!("`{}` of {} is 0", row.key, row.channel.key())));
        }
        Ok(Self { rows: rows.into_iter().map(|(_, row)| row).collect() })
    }

    /// The figure in force on a day, and its row where a person must check it.
    pub fn on(&self, channel: Channel, key: &str, day: NaiveDate) -> Result<(u64, Option<String>), DomainError> {
        let held = |row: &&Row| row.channel == channel && row.key == key && row.valid_from <= day;
        let row =
            self.rows.iter().filter(held).max_by_key(|row| row.valid_from).ok_or_else(|| DomainError::NotCovered {
                what: format!("`{key}` of {} on {day}", channel.key()),
                file: CAPACITY_FILE.to_owned(),
            })?;
        let unverified =
            row.provenance.confidence.needs_checking().then(|| format!("{CAPACITY_FILE}: {} {key}", channel.key()));
        Ok((row.value, unverified))
    }
}
