//! Journeys as paths over channels, with their counts.

use crate::error::JourneysError;
use crate::parse::{Counted, Parsed, count, parse};
use rust_decimal::Decimal;

/// Most channels a set of journeys may name.
pub const MOST_CHANNELS: usize = 4_096;

/// One row of journeys: people who were touched along the same path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JourneyRow<'a> {
    /// The touches in their order, `whatsapp > counter > counter`.
    pub path: &'a str,
    /// Journeys along it that ended in a payment.
    pub conversions: u64,
    /// Journeys along it that did not.
    pub nulls: u64,
    /// What those payments were worth together, in the file's own unit; zero where values are not known.
    pub value: Decimal,
}

/// Paths over interned channels; channels are in the order of their names.
#[derive(Debug, Clone, PartialEq)]
pub struct Journeys {
    channels: Vec<String>,
    touches: Vec<u16>,
    ends: Vec<u32>,
    /// Journeys that ended in a payment, by path.
    pub(crate) conversions: Vec<u64>,
    /// Journeys that did not, by path.
    pub(crate) nulls: Vec<u64>,
    /// Worth of the payments, by path; empty where nothing has a worth.
    pub(crate) values: Vec<Decimal>,
}

impl Journeys {
    /// Reads rows. Touches stand between `separator`; blanks around a touch do not count, so ` > ` and `>` are the same.
    /// Nothing of a row is copied but its counts. Rows that share a path stay apart; see [`Journeys::distinct`].
    pub fn read(rows: &[JourneyRow<'_>], separator: &str) -> Result<Self, JourneysError> {
        if separator.is_empty() {
            return Err(JourneysError::EmptySeparator);
        }
        let Counted { conversions, nulls, values } = count(rows)?;
        let Parsed { channels, touches, ends } = parse(rows, separator)?;
        Ok(Self { channels, touches, ends, conversions, nulls, values })
    }

    /// The same journeys with every path once, in the order of its channels: the order of rows then changes nothing.
    #[must_use]
    pub fn distinct(&self) -> Self {
        let mut order: Vec<usize> = (0..self.paths()).collect();
        order.sort_unstable_by(|a, b| self.path(*a).cmp(self.path(*b)));
        let mut merged = Self {
            channels: self.channels.clone(),
            touches: Vec::new(),
            ends: Vec::new(),
            conversions: Vec::new(),
            nulls: Vec::new(),
            values: Vec::new(),
        };
        for index in order {
            let value = self.values.get(index).copied();
            let last = merged.ends.len().wrapping_sub(1);
            if merged.ends.is_empty() || merged.path(last) != self.path(index) {
                merged.touches.extend_from_slice(self.path(index));
                merged.ends.push(merged.touches.len() as u32);
                merged.conversions.push(self.conversions[index]);
                merged.nulls.push(self.nulls[index]);
                merged.values.extend(value);
                continue;
            }
            merged.conversions[last] += self.conversions[index];
            merged.nulls[last] += self.nulls[index];
            if let Some(value) = value {
                merged.values[last] += value;
            }
        }
        merged
    }

    /// The channels, by name.
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Number of paths.
    pub fn paths(&self) -> usize {
        self.ends.len()
    }

    /// The touches of a path as indices of `channels`.
    pub fn path(&self, index: usize) -> &[u16] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.touches[start..self.ends[index] as usize]
    }

    /// Journeys that ended in a payment.
    pub fn converted(&self) -> u64 {
        self.conversions.iter().sum()
    }

    /// Journeys that did not.
    pub fn lost(&self) -> u64 {
        self.nulls.iter().sum()
    }

    /// What all payments were worth, in the file's own unit; `None` where nothing has a worth.
    pub fn value(&self) -> Option<Decimal> {
        (!self.values.is_empty()).then(|| self.values.iter().sum())
    }

    /// Journeys that ended in a payment by path, as the rules weigh them.
    pub(crate) fn conversion_weights(&self) -> Vec<f64> {
        self.conversions.iter().map(|c| *c as f64).collect()
    }
}
