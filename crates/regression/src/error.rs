//! Why there is no fit.

use thiserror::Error;

/// A regression that cannot be had, and what would mend it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RegressionError {
    /// A design without columns.
    #[error("the design has no columns, expected at least one")]
    NoColumns,
    /// A column of another length than the outcome.
    #[error("column `{column}` has {rows} rows, expected {expected}")]
    UnequalRows {
        /// The column.
        column: String,
        /// Its rows.
        rows: usize,
        /// The rows expected.
        expected: usize,
    },
    /// A value that is missing or infinite.
    #[error("column `{column}`, row {row}: the value is {value}, expected a finite number")]
    NotFinite {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// No more rows than columns.
    #[error("there are {rows} rows for {columns} columns, expected more rows than columns")]
    TooFewRows {
        /// Rows, or people where rows are counts.
        rows: usize,
        /// Columns of the design.
        columns: usize,
    },
    /// A column that the columns before it already hold.
    #[error("column `{column}` is a sum of multiples of the columns before it; leave one of them out")]
    Collinear {
        /// The column.
        column: String,
    },
    /// A negative weight or count.
    #[error("the weight of row {row} is {weight}, expected a finite number of at least 0")]
    BadWeight {
        /// The row, from 1.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// A binomial outcome outside of 0 to 1.
    #[error("the outcome of row {row} is {value}, expected a number from 0 to 1")]
    OutcomeNoShare {
        /// The row, from 1.
        row: usize,
        /// Its outcome.
        value: f64,
    },
    /// Everybody, or nobody, has the outcome.
    #[error("every row has the outcome {value}, so nothing can be told apart")]
    OutcomeConstant {
        /// The outcome, 0 or 1.
        value: f64,
    },
    /// Some combination of columns tells the outcome of some rows for certain.
    #[error(
        "column `{column}` or a combination with it tells the outcome for certain (separation): its coefficient is without limit"
    )]
    Separated {
        /// The column whose coefficient grew most.
        column: String,
    },
    /// Too few clusters.
    #[error("there are {clusters} clusters, expected at least 2")]
    TooFewClusters {
        /// How many.
        clusters: usize,
    },
    /// A fit that cannot be repeated without one of the clusters.
    #[error(
        "without cluster number {cluster} the column `{column}` cannot be told from the others, so there is no jackknife"
    )]
    ClusterHoldsColumn {
        /// Its code.
        cluster: u32,
        /// The column.
        column: String,
    },
    /// The leave-one-cluster-out error is made for linear fits only.
    #[error("the jackknife over clusters is made for linear fits; use the clustered errors here")]
    JackknifeOfBinomial,
    /// Leverage of a generalised fit has more than one meaning.
    #[error("HC2 and HC3 are made for linear fits; use HC0 or HC1 here")]
    LeverageOfBinomial,
    /// A row that the fit meets exactly cannot be judged by HC2 or HC3.
    #[error("row {row} decides its own fitted value (leverage 1), so HC2 and HC3 are not defined")]
    FullLeverage {
        /// The row, from 1.
        row: usize,
    },
    /// Fewer instruments than endogenous columns.
    #[error("there are {instruments} instruments for {endogenous} columns that need one, expected at least as many")]
    TooFewInstruments {
        /// Instruments outside of the exogenous columns.
        instruments: usize,
        /// Endogenous columns.
        endogenous: usize,
    },
}
