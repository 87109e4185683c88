//! Why there is no credit to give.

use thiserror::Error;

/// Journeys that cannot be credited, and what would mend them. Rows are counted from 1.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum JourneysError {
    /// No rows.
    #[error("there are no journeys, expected at least one row")]
    NoJourneys,
    /// Nothing to give credit for.
    #[error("none of {journeys} journeys ended in a payment, so there is no credit to give; expected at least one")]
    NoConversions {
        /// Journeys counted.
        journeys: u64,
    },
    /// A separator that separates nothing.
    #[error("the separator between touches is empty, expected a text such as ` > `")]
    EmptySeparator,
    /// A path without any touch.
    #[error("row {row}: the path is empty, expected at least one channel")]
    EmptyPath {
        /// The row.
        row: usize,
    },
    /// A path with a gap between two separators.
    #[error("row {row}: touch {touch} of path `{path}` is empty, expected a channel between every two separators")]
    EmptyTouch {
        /// The row.
        row: usize,
        /// Which touch, from 1.
        touch: usize,
        /// The path, shortened.
        path: String,
    },
    /// More channels than can be told apart.
    #[error(
        "the paths name more than {most} channels; expected few: is the column a path of channels, and is `{separator}` \
         what separates them?"
    )]
    TooManyChannels {
        /// The most there may be.
        most: usize,
        /// The separator used.
        separator: String,
    },
    /// A value below zero.
    #[error("row {row}: the value is {value}, expected zero or more")]
    NegativeValue {
        /// The row.
        row: usize,
        /// What stands there.
        value: String,
    },
    /// Money without a payment.
    #[error("row {row}: the value is {value} but no journey of the row ended in a payment, expected zero")]
    ValueWithoutConversion {
        /// The row.
        row: usize,
        /// What stands there.
        value: String,
    },
    /// Sums beyond what can be counted.
    #[error("row {row}: the journeys or values add up to more than can be held, expected sums below 1,000,000,000,000")]
    TooLarge {
        /// The row at which the sum was too large.
        row: usize,
    },
    /// An order that is not offered.
    #[error("the Markov order is {order}, expected 1, 2 or 3")]
    BadOrder {
        /// What was given.
        order: usize,
    },
    /// A chain too large to solve.
    #[error(
        "a Markov chain of order {order} over these journeys has {states} states for {channels} channels, expected at \
         most {most}; use a lower order"
    )]
    TooManyStates {
        /// The order.
        order: usize,
        /// States seen.
        states: usize,
        /// Channels.
        channels: usize,
        /// The most.
        most: usize,
    },
    /// The chain pays out nothing without any single channel and nothing with it.
    #[error("no channel's removal changes the chance of a payment, so the Markov rule has no credit to share")]
    NothingRemoved,
    /// The Shapley values add up to nothing.
    #[error("the Shapley values add up to {sum}, expected more than zero")]
    NothingToShare {
        /// Their sum.
        sum: f64,
    },
    /// A confidence level that is no probability.
    #[error("the confidence level is {level}, expected a number above 0.5 and below 1, such as 0.95")]
    BadLevel {
        /// What was given.
        level: f64,
    },
    /// Too few draws for an interval.
    #[error("{draws} bootstrap draws, expected 0 (no intervals) or {fewest} to {most}")]
    BadDraws {
        /// What was given.
        draws: usize,
        /// The fewest.
        fewest: usize,
        /// The most.
        most: usize,
    },
}

impl JourneysError {
    /// The row it is about, from 1, where it is about one.
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::EmptyPath { row }
            | Self::EmptyTouch { row, .. }
            | Self::NegativeValue { row, .. }
            | Self::ValueWithoutConversion { row, .. }
            | Self::TooLarge { row } => Some(*row),
            _ => None,
        }
    }
}
