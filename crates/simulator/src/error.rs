//! What can be wrong with what the simulator is given.

use domain::DomainError;

/// Why a population or its outcomes could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// A figure of the population file is missing, misspelt or impossible.
    #[error("{file}{}: {reason}", line.map(|l| format!(", line {l}")).unwrap_or_default())]
    Params {
        /// The file, as the caller named it.
        file: String,
        /// Line in that file, where known.
        line: Option<usize>,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// A region or occupation table lacks what the population file names.
    #[error("{table}: {reason}")]
    Table {
        /// Which table.
        table: &'static str,
        /// What is missing.
        reason: String,
    },
    /// The day asked for leaves no room for the months simulated.
    #[error("as-of day {as_of} leaves no {months} months that can be simulated; expected a day from 1950 to 2190")]
    AsOf {
        /// The day.
        as_of: chrono::NaiveDate,
        /// Months of contributions asked for.
        months: u32,
    },
    /// The outcome window is empty or ends after the day of knowledge.
    #[error(
        "outcome window from {first} to {last} known by {known_by}: expected first <= last, and known_by in or after {last}"
    )]
    Window {
        /// First month played.
        first: domain::Month,
        /// Month that decides.
        last: domain::Month,
        /// Day of knowledge.
        known_by: chrono::NaiveDate,
    },
    /// Members and truth do not belong together.
    #[error("{members} members but {truth} rows of truth; expected one row each, in the order of the members")]
    TruthDoesNotFit {
        /// Members given.
        members: usize,
        /// Rows of truth given.
        truth: usize,
    },
    /// A treatment names a row that no member has.
    #[error("treatment of row {row}: there are only {members} members")]
    UnknownRow {
        /// The row.
        row: u32,
        /// Members given.
        members: usize,
    },
    /// A member has two treatments.
    #[error("row {row} has more than one treatment; expected one a member")]
    TreatedTwice {
        /// The row.
        row: u32,
    },
    /// A rule or code was refused.
    #[error(transparent)]
    Domain(#[from] DomainError),
}
