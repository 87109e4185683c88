//! Why no package could be designed.

use domain::{DomainError, Rupiah};

/// Why no package could be designed.
#[derive(Debug, thiserror::Error)]
pub enum BundlingError {
    /// A rule is missing, contradicts another or does not cover the case.
    #[error(transparent)]
    Rule(#[from] DomainError),
    /// Something was named that no catalogue file holds.
    #[error("there is no {what} `{id}` in models/catalogue; there are {known}")]
    Unknown {
        /// What it was taken for.
        what: &'static str,
        /// As it was named.
        id: String,
        /// What there is.
        known: String,
    },
    /// The segment has no income to compare with.
    #[error("the median income of {segment} is {median}; a package needs one above Rp0")]
    NoIncome {
        /// The segment.
        segment: String,
        /// What was given.
        median: Rupiah,
    },
    /// More add-ons at once than the search allows.
    #[error("{asked} add-ons at once; at most {most} are searched")]
    TooManyAddOns {
        /// What was asked.
        asked: usize,
        /// The most.
        most: usize,
    },
    /// An add-on that must be in the package may not be.
    #[error("`{add_on}` may not be in a package here: {why}")]
    NotAllowed {
        /// The add-on.
        add_on: String,
        /// The wall it meets.
        why: String,
    },
    /// Nothing passes every wall.
    #[error("no package for {segment} passes every wall; the nearest, {nearest}, fails: {why}")]
    NothingOfferable {
        /// The segment.
        segment: String,
        /// The lightest package.
        nearest: String,
        /// The wall it meets.
        why: String,
    },
}
