//! What can keep a table from becoming features, each as a sentence.

/// A refusal, with the values that caused it.
#[derive(Debug, thiserror::Error, Clone, PartialEq)]
pub enum FeatureError {
    /// A mapping or table of rules that cannot be used.
    #[error("{file}{}: {reason}", line.map(|l| format!(", line {l}")).unwrap_or_default())]
    File {
        /// The file, as the caller named it.
        file: String,
        /// Line, where known.
        line: Option<usize>,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// A dated table of the rules that cannot be read.
    #[error(transparent)]
    Rules(#[from] domain::DomainError),
    /// A feature that the table does not have.
    #[error("there is no feature `{feature}`; the features are: {}", known.join(", "))]
    UnknownFeature {
        /// What was asked for.
        feature: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A column that the mapping names and the file does not have.
    #[error("there is no column `{column}`; the columns are: {}", known.join(", "))]
    UnknownColumn {
        /// What was asked for.
        column: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A contribution of a member outside the table.
    #[error("a contribution names member row {row}, the members table has {members} rows")]
    UnknownMember {
        /// The row named.
        row: u32,
        /// Rows there are.
        members: usize,
    },
    /// A place of payment outside the list.
    #[error("a contribution names place of payment {code}, which is none of 0 to 5")]
    UnknownPlace {
        /// The code.
        code: u8,
    },
    /// Sums that cannot be added up.
    #[error("sums of {} members as of {} cannot take in those of {} members as of {}, or their rules differ", own.1, own.0, other.1, other.0)]
    OtherSums {
        /// As-of day and members of the sums that were to grow.
        own: (chrono::NaiveDate, usize),
        /// Of those to be added.
        other: (chrono::NaiveDate, usize),
    },
    /// Columns of different length.
    #[error("column `{column}` has {found} rows, expected {expected}")]
    ColumnLength {
        /// The column.
        column: String,
        /// Its rows.
        found: usize,
        /// Rows of the first one.
        expected: usize,
    },
    /// The engine underneath refused; the message is its own.
    #[error("{step} failed: {reason}")]
    Engine {
        /// `aggregating contributions`.
        step: &'static str,
        /// What it said.
        reason: String,
    },
    /// Habits of paying need the days of payment.
    #[error("the days of payment were not kept when contributions were summed")]
    DaysNotKept,
    /// A feature that the sums were not made for.
    #[error("what `{feature}` is made from was not kept when contributions were summed")]
    NotKept {
        /// The feature.
        feature: String,
    },
}

/// Line of a byte in a text, from 1.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].split(|b| *b == b'\n').count()
}

pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, FeatureError> {
    toml::from_str(text).map_err(|e: toml::de::Error| FeatureError::File {
        file: file.to_owned(),
        line: e.span().map(|span| line_of(text, span.start)),
        reason: e.message().to_owned(),
    })
}
