//! What can be wrong with a word of the domain.

/// A value that is not what the domain calls it. Each variant names the value and what was expected.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum DomainError {
    /// A value of a type could not be read from text.
    #[error("`{value}` is not {expected}")]
    Unreadable {
        /// The text as it was given.
        value: String,
        /// What would have been accepted, with an example.
        expected: &'static str,
    },
    /// A rules file could not be read.
    #[error("{file}{}: {reason}", line.map(|l| format!(", line {l}")).unwrap_or_default())]
    Rules {
        /// The file, as the caller named it.
        file: String,
        /// Line in that file, where known.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// A rule was asked for a date or person that no row covers.
    #[error("no rule covers {what}; the rules in {file} end there")]
    NotCovered {
        /// What was asked.
        what: String,
        /// The rules file.
        file: String,
    },
}

impl DomainError {
    pub(crate) fn unreadable(value: impl Into<String>, expected: &'static str) -> Self {
        Self::Unreadable { value: value.into(), expected }
    }
}
