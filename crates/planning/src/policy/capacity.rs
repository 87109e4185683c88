//! What a channel can do, by dated rows.

use super::{CAPACITY_FILE, refusal};
use chrono::NaiveDate;
use domain::campaign::{PortfolioTier, WhatsappCapacity};
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

/// What the sender numbers of a campaign may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendingFigures {
    /// Messages a second of one number.
    pub per_second: u64,
    /// Least seconds between two messages of one number to one person.
    pub pair_seconds: u64,
    /// Different people in any 24 hours over all numbers and campaigns of the portfolio; `None` is without a limit.
    pub people_per_day: Option<u64>,
    /// Rows among them that a person must check.
    pub unverified: Vec<String>,
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

    /// What the sender numbers a campaign declares may do on a day, for whoever sends.
    pub fn sending(&self, declared: &WhatsappCapacity, day: NaiveDate) -> Result<SendingFigures, DomainError> {
        let mut unverified = Vec::new();
        let mut figure = |key: &str| -> Result<u64, DomainError> {
            let (value, row) = self.on(Channel::Whatsapp, key, day)?;
            unverified.extend(row);
            Ok(value)
        };
        let rate = if declared.high_throughput { "messages_per_second_high" } else { "messages_per_second" };
        let per_second = figure(rate)?;
        let pair_seconds = figure("pair_seconds")?;
        let people_per_day = match declared.portfolio_tier {
            PortfolioTier::Unlimited => None,
            tier => Some(figure(&format!("portfolio_tier_{}", tier.key()))?),
        };
        Ok(SendingFigures { per_second, pair_seconds, people_per_day, unverified })
    }
}
