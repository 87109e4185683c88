//! What a sender is answered: how many reports were taken, and each line that was not.

use super::OutcomeReport;
use crate::text::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;

/// Reports as they were read from a body or a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutcomesRead {
    /// Good lines, each with its number.
    pub reports: Vec<(u64, OutcomeReport)>,
    /// The others, every one.
    pub refused: Vec<RefusedReport>,
}

/// A line that was not taken, with what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedReport {
    /// Line of the file or of the body, the first is 1; place in a JSON array.
    pub line: u64,
    /// The field.
    pub field: String,
    /// Its value; masked where it may identify a person.
    pub value: String,
    /// What would have been accepted.
    pub expected: Bilingual,
}

/// What reports changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct OutcomesAnswer {
    /// Reports that say something new.
    pub taken: u64,
    /// Reports that were known; nothing changed.
    pub repeated: u64,
    /// Of those taken, the ones about members whom no campaign under way has in its plan; they count for none.
    pub in_no_plan: u64,
    /// Reports about people who asked not to be processed; not taken.
    pub not_processed: u64,
    /// Reports that count, by campaign.
    pub campaigns: BTreeMap<String, u64>,
    /// Lines that were not taken; the others were.
    pub refused: Vec<RefusedReport>,
}
