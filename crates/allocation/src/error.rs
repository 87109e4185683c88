//! Why there is no allocation.

use thiserror::Error;

/// A question that cannot be answered, and what would mend it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AllocationError {
    /// Nothing to choose from.
    #[error("there is no segment with a channel to offer it, expected at least one")]
    NothingToOffer,
    /// An offer to a segment that is not listed.
    #[error("channel `{channel}` is offered to segment `{segment}`, which is not among the segments")]
    UnknownSegment {
        /// The segment.
        segment: String,
        /// The channel.
        channel: String,
    },
    /// The same offer twice.
    #[error("channel `{channel}` is offered to segment `{segment}` twice, expected one line for the two together")]
    Twice {
        /// The segment.
        segment: String,
        /// The channel.
        channel: String,
    },
    /// More people reached than there are.
    #[error("channel `{channel}` reaches {reached} people of segment `{segment}`, expected at most its {people}")]
    MoreThanThereAre {
        /// The segment.
        segment: String,
        /// The channel.
        channel: String,
        /// People the channel reaches.
        reached: u64,
        /// People of the segment.
        people: u64,
    },
    /// An effect that is no share, or its error no number.
    #[error("segment `{segment}`, channel `{channel}`: {what} is {value}, expected {expected}")]
    BadNumber {
        /// The segment.
        segment: String,
        /// The channel.
        channel: String,
        /// Which number.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What would do.
        expected: &'static str,
    },
    /// A price or budget below zero.
    #[error("{what} is {rupiah}, expected at least Rp0")]
    NegativeMoney {
        /// Whose.
        what: String,
        /// How much.
        rupiah: String,
    },
    /// A price or budget beyond what can be summed.
    #[error("{what} is {rupiah}, expected at most {most}")]
    TooMuchMoney {
        /// Whose.
        what: String,
        /// How much.
        rupiah: String,
        /// The most.
        most: String,
    },
    /// A limit on a channel that nobody offers.
    #[error("there is a limit on channel `{channel}`, which no segment is offered")]
    LimitOnNothing {
        /// The channel.
        channel: String,
    },
    /// The smallest run is above what the channel can do.
    #[error("channel `{channel}`: the smallest run is {least}, expected at most its capacity of {most}")]
    RunAboveCapacity {
        /// The channel.
        channel: String,
        /// Smallest run.
        least: u64,
        /// Capacity.
        most: u64,
    },
    /// Too many channels with a smallest run to look at every combination.
    #[error("{channels} channels have a smallest run or a fixed cost, expected at most {most}")]
    TooManyRuns {
        /// How many.
        channels: usize,
        /// How many can be combined.
        most: usize,
    },
    /// The solver gave up.
    #[error("the linear program was not solved: {detail}")]
    NotSolved {
        /// What it said.
        detail: String,
    },
    /// A row of the priors that cannot be.
    #[error("{row}: {what} is {value}, expected {expected}")]
    BadPrior {
        /// The row.
        row: String,
        /// Which number.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What would do.
        expected: &'static str,
    },
    /// The same prior twice.
    #[error("{row}: this prior stands there twice, expected one row")]
    PriorTwice {
        /// The row.
        row: String,
    },
    /// Priors that cannot be read.
    #[error(transparent)]
    Unreadable(#[from] domain::DomainError),
    /// A segment was asked for that is not there.
    #[error("there is no segment `{segment}`; there are: {known}")]
    NoSuchSegment {
        /// The segment.
        segment: String,
        /// Those there are.
        known: String,
    },
    /// An experiment on an offer that is not there.
    #[error("there is no offer of channel `{channel}` to segment `{segment}` to learn about")]
    NoSuchOffer {
        /// The segment.
        segment: String,
        /// The channel.
        channel: String,
    },
}
