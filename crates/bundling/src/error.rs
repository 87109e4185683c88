//! Why no package could be designed.

use domain::{Bilingual, DomainError, Rupiah};

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
    #[error("`{add_on}` may not be in a package here: {}", why.en)]
    NotAllowed {
        /// The add-on.
        add_on: String,
        /// The wall it meets.
        why: Bilingual,
    },
    /// Nothing of a programme set passes every wall, while others do.
    #[error("no package of `{programme}` for {segment} passes every wall: {}", why.en)]
    NothingPasses {
        /// The programme set.
        programme: String,
        /// The segment.
        segment: String,
        /// The wall the lightest meets.
        why: Bilingual,
    },
    /// A kept package cannot become what was asked.
    #[error("package `{key}` is {from}; from there it cannot become {to}")]
    NoSuchStep {
        /// Its key.
        key: String,
        /// What it is.
        from: &'static str,
        /// What was asked.
        to: &'static str,
    },
    /// A package kept without a version.
    #[error("package `{key}` has no version; design and keep it again")]
    NoVersion {
        /// Its key.
        key: String,
    },
    /// A package fails a wall on the day it was to be offered.
    #[error("package `{key}` may not be offered in {month}: {}", why.en)]
    NotOfferable {
        /// Its key.
        key: String,
        /// The month.
        month: domain::Month,
        /// The wall.
        why: Bilingual,
    },
    /// Nothing passes every wall.
    #[error("no package for {segment} passes every wall; the nearest, {nearest}, fails: {}", why.en)]
    NothingOfferable {
        /// The segment.
        segment: String,
        /// The lightest package.
        nearest: String,
        /// The wall it meets.
        why: Bilingual,
    },
}
