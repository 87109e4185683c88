//! What can be wrong with the files of schemes, or with what was asked of them.

use domain::{DomainError, ProgrammeSet};

/// A refusal. Each variant is one thing to mend, and names where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// A line does not have the cells of its header, or is not text.
    #[error("{file}, line {line}: {reason}")]
    Torn {
        /// The file.
        file: &'static str,
        /// Its line.
        line: u64,
        /// What the reader said.
        reason: String,
    },
    /// A column is not in the header.
    #[error("{file}, line 1: the column {column} is missing; expected the columns {expected}")]
    MissingColumn {
        /// The file.
        file: &'static str,
        /// The column.
        column: &'static str,
        /// All columns the file must have.
        expected: String,
    },
    /// A file has a header and nothing else.
    #[error("{file} holds no row; expected at least one")]
    NoRows {
        /// The file.
        file: &'static str,
    },
    /// A cell does not hold what its column is for.
    #[error("{file}, line {line}, column {column}: `{value}`; expected {expected}")]
    Cell {
        /// The file.
        file: &'static str,
        /// Its line.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
        /// What would have been accepted.
        expected: String,
    },
    /// Two rows say the same thing twice: a plan, or a term of a country.
    #[error("{file}, line {line}, column {column}: `{value}` stands in line {first} already; expected it once")]
    Twice {
        /// The file.
        file: &'static str,
        /// The later line.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands twice.
        value: String,
        /// The earlier line.
        first: u64,
    },
    /// A benefit belongs to no plan of the other file.
    #[error("{file}, line {line}, column plan: `{value}` is no plan of {plans_file}; expected one of {known}")]
    UnknownPlan {
        /// The file of benefits.
        file: &'static str,
        /// Its line.
        line: u64,
        /// The plan it names.
        value: String,
        /// The file of plans.
        plans_file: &'static str,
        /// The plans there are.
        known: String,
    },
    /// A country cannot be put beside the others.
    #[error("{file} has no row {term} for {country}; expected one, because {plans_file} has plans of that country")]
    NoTerm {
        /// The file of terms.
        file: &'static str,
        /// The term.
        term: &'static str,
        /// The country's code.
        country: &'static str,
        /// The file of plans.
        plans_file: &'static str,
    },
    /// No plan is for this set of programmes.
    #[error("{file}: no row has {programmes} in the column programmes, so nothing can be said of its benefits")]
    NoPlanFor {
        /// The file of plans.
        file: &'static str,
        /// What was asked for.
        programmes: ProgrammeSet,
    },
    /// The programme rules cannot price a plan.
    #[error(transparent)]
    Rules(#[from] DomainError),
}
