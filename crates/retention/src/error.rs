//! Why nothing can be said about who keeps paying.

/// What the caller can mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// The as-of month does not fit into the bits, or has no month before it.
    #[error("as-of bit {as_of_bit}; expected 1 to {highest}")]
    AsOfBit {
        /// The bit given.
        as_of_bit: u8,
        /// The highest that leaves the room needed.
        highest: u8,
    },
    /// The grace is none that a lapse can follow within a year.
    #[error("grace of {grace_months} months; expected 1 to 11")]
    Grace {
        /// Months given.
        grace_months: u8,
    },
    /// There are no segments.
    #[error("0 segments; expected at least 1")]
    NoSegments,
    /// A spell names a segment that was not announced.
    #[error("segment {segment} of row {row}; expected a segment below {segments}")]
    UnknownSegment {
        /// Row of the person.
        row: u32,
        /// Segment given.
        segment: u16,
        /// Segments announced.
        segments: u16,
    },
    /// Counts of other months, segments or another grace cannot be added up, or compared.
    #[error("counts {left} and {right} do not belong together; expected the same months, segments and grace")]
    OtherScope {
        /// What one side counts.
        left: String,
        /// What the other side counts.
        right: String,
    },
    /// No month of anybody can be learned from.
    #[error("none of {people} people has a month due after one whose standing is known; expected at least one")]
    NothingAtRisk {
        /// People counted.
        people: u64,
    },
}
