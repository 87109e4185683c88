//! What can keep people from being segmented, each as a sentence.

/// A refusal, with the values that caused it.
#[derive(Debug, thiserror::Error, Clone, PartialEq)]
pub enum SegmentationError {
    /// A parameter, model or mapping file that cannot be used.
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
    /// Too few people to tell apart.
    #[error(
        "{rows} people have a payment history or complete answers, at least {needed} are needed to tell segments apart"
    )]
    TooFewRows {
        /// People that could be used.
        rows: usize,
        /// People needed.
        needed: usize,
    },
    /// Nothing differs between people.
    #[error("every chosen feature is the same for everyone ({}): there is nothing to tell segments apart", features.join(", "))]
    ConstantFeatures {
        /// The features chosen.
        features: Vec<String>,
    },
    /// A value that is no finite number.
    #[error("feature `{feature}` of row {row} is {value}, expected a finite number")]
    NotFinite {
        /// The feature.
        feature: String,
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
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
        /// `aggregating contributions` or `clustering`.
        step: &'static str,
        /// What it said.
        reason: String,
    },
}

/// Line of a byte in a text, from 1.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].split(|b| *b == b'\n').count()
}

pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, SegmentationError> {
    toml::from_str(text).map_err(|e: toml::de::Error| SegmentationError::File {
        file: file.to_owned(),
        line: e.span().map(|span| line_of(text, span.start)),
        reason: e.message().to_owned(),
    })
}
