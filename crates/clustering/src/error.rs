//! What can keep points from becoming clusters, each as a sentence.

/// A refusal, with the values that caused it.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// A parameter outside its range.
    #[error("{parameter} is {value}, expected {expected}")]
    Parameter {
        /// `clusters`, `tolerance`.
        parameter: &'static str,
        /// What was given.
        value: String,
        /// What may be given.
        expected: &'static str,
    },
    /// Two things that should be equally long.
    #[error("{what} has length {found}, expected {expected}")]
    Length {
        /// `weights`, `a start centroid`.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length of what it belongs to.
        expected: usize,
    },
    /// Fewer points than clusters.
    #[error("{points} points cannot make {clusters} clusters")]
    TooFewPoints {
        /// Points that carry weight.
        points: usize,
        /// Clusters asked for.
        clusters: usize,
    },
    /// Points that lie on fewer places than there are clusters.
    #[error("the points lie on fewer than {clusters} distinct places, so {clusters} clusters cannot all have members")]
    TooFewPlaces {
        /// Clusters asked for.
        clusters: usize,
    },
    /// A point of which nothing is known.
    #[error("nothing is observed of point {row}: every coordinate is missing")]
    NothingObserved {
        /// Its row, from 0.
        row: usize,
    },
    /// A column of which nothing is known.
    #[error("nothing is observed in column {column}: every coordinate is missing")]
    EmptyColumn {
        /// The column, from 0.
        column: usize,
    },
    /// A coordinate that no distance can be taken of.
    #[error("point {row} has {value} in column {column}, expected a finite number{}", if *.missing_allowed { " or NaN for missing" } else { "" })]
    NotFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What stands there.
        value: f64,
        /// Whether NaN would have been taken as missing.
        missing_allowed: bool,
    },
    /// A weight that cannot count people.
    #[error("the weight of point {row} is {value}, expected a finite number of at least 0")]
    Weight {
        /// Row, from 0.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// All columns are constant, so that there is nothing to tell points apart by.
    #[error("all {columns} columns are constant")]
    AllConstant {
        /// Columns there are.
        columns: usize,
    },
    /// The mixture could not be fitted; the message is linfa's own.
    #[error("the mixture of {components} components could not be fitted: {reason}")]
    Mixture {
        /// Components asked for.
        components: usize,
        /// What linfa said.
        reason: String,
    },
    /// An error of linfa's datasets.
    #[error(transparent)]
    Linfa(#[from] linfa::error::Error),
}

/// A refused parameter.
pub(crate) fn parameter(
    parameter: &'static str,
    value: impl std::fmt::Display,
    expected: &'static str,
) -> ClusterError {
    ClusterError::Parameter { parameter, value: value.to_string(), expected }
}

/// Refuses a length that differs.
pub(crate) fn same_length(what: &'static str, found: usize, expected: usize) -> Result<(), ClusterError> {
    if found == expected { Ok(()) } else { Err(ClusterError::Length { what, found, expected }) }
}
