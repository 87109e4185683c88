//! What can keep people from being segmented, each as a sentence.

use features::FeatureError;

/// A refusal, with the values that caused it.
#[derive(Debug, thiserror::Error)]
pub enum SegmentationError {
    /// A parameter or model file that cannot be used.
    #[error("{file}{}: {reason}", line.map(|l| format!(", line {l}")).unwrap_or_default())]
    File {
        /// The file, as the caller named it.
        file: String,
        /// Line, where known.
        line: Option<usize>,
        /// What is wrong and what was expected.
        reason: String,
    },
    /// The features cannot be had.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// Habits cannot be found.
    #[error(transparent)]
    Habits(#[from] habits::HabitError),
    /// Points cannot be clustered.
    #[error(transparent)]
    Clusters(#[from] clustering::ClusterError),
    /// Payments that do not fit the people.
    #[error("the payments do not fit the people: {reason}")]
    Payments {
        /// What does not fit.
        reason: String,
    },
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
    /// The engine underneath refused; the message is its own.
    #[error("{step} failed: {reason}")]
    Engine {
        /// `clustering` or `writing the model`.
        step: &'static str,
        /// What it said.
        reason: String,
    },
    /// A setting or a value outside what can be used.
    #[error("{what} is {value}, expected {expected}")]
    Setting {
        /// What was set.
        what: &'static str,
        /// To what.
        value: String,
        /// What would do.
        expected: &'static str,
    },
    /// Two lists that belong together are not of one length.
    #[error("there are {found} {what}, expected {expected}")]
    Length {
        /// What is listed.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A number that names nothing.
    #[error("{what} {index} is named (counted from 0), but there are {count}")]
    Outside {
        /// What the number stands for.
        what: &'static str,
        /// The number.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// Too few people for what was asked.
    #[error("{people} people {purpose}, at least {needed} are needed")]
    TooFewPeople {
        /// `to find rules from` or `to compare on one side`.
        purpose: &'static str,
        /// People there are.
        people: u64,
        /// People needed.
        needed: u64,
    },
    /// Counts made with other bins.
    #[error(
        "the counts of `{feature}` have {found} bins, expected {expected}: they were made with the bins of another model"
    )]
    OtherBins {
        /// The feature.
        feature: String,
        /// Bins of the counts.
        found: usize,
        /// Bins of the model.
        expected: usize,
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
