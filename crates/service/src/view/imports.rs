//! Files that were taken in, and the rows each left in quarantine.

use super::{DownloadLine, downloads};
use crate::exports::ExportFile;
use crate::numbers;
use crate::words::say;
use domain::Language;
use domain::views::{ImportView, QuarantineView};
use serde::Serialize;

/// Kinds of content that have words; another kind keeps its own.
const KINDS: [&str; 4] = ["members", "contributions", "contacts", "consent"];

/// Characters of a hash that pages show.
const HASH_SHOWN: usize = 12;

/// Reasons that are listed, most rows first.
const MOST_REASONS: usize = 8;

/// The page of all files.
#[derive(Debug, Serialize)]
pub(crate) struct ImportsPage {
    any: bool,
    imports: Vec<ImportLine>,
    downloads: Vec<DownloadLine>,
}

/// The page of one file.
#[derive(Debug, Serialize)]
pub(crate) struct ImportPage {
    imports: Vec<ImportLine>,
    hash: String,
    any_quarantined: bool,
    shown: Option<String>,
    reasons: Vec<ReasonLine>,
    rows: Vec<RowLine>,
}

/// A file that was taken in.
#[derive(Debug, Serialize)]
pub(crate) struct ImportLine {
    file: String,
    address: String,
    kind: String,
    at: String,
    by: Option<String>,
    mapping: Option<String>,
    rows: String,
    /// `None` where it was not noted.
    taken_in: Option<String>,
    quarantined: String,
    share: String,
    any_quarantined: bool,
    hash: String,
    hash_shown: String,
}

/// Why rows were put aside, and how many of those shown.
#[derive(Debug, Serialize)]
struct ReasonLine {
    column: String,
    expected: String,
    rows: String,
}

#[derive(Debug, Serialize)]
struct RowLine {
    line: String,
    column: String,
    value: String,
    empty: bool,
    expected: String,
}

impl ImportsPage {
    /// The page, in the order the store gives.
    pub(crate) fn of(language: Language, imports: &[ImportView], files: &[ExportFile]) -> Self {
        Self {
            any: !imports.is_empty(),
            imports: imports.iter().map(|import| import_line(language, import)).collect(),
            downloads: downloads(language, files, &[]),
        }
    }
}

impl ImportPage {
    /// The page of one content, with the first rows it left in quarantine.
    pub(crate) fn of(language: Language, imports: &[ImportView], rows: &[QuarantineView]) -> Self {
        let quarantined: u64 = imports.iter().map(|import| import.quarantined).sum();
        let shown = (!rows.is_empty()).then(|| {
            let count = |n| numbers::count(language, n);
            say(language, "quarantine-shown", &[("values", &count(rows.len() as u64)), ("rows", &count(quarantined))])
        });
        Self {
            imports: imports.iter().map(|import| import_line(language, import)).collect(),
            hash: imports.first().map(|import| import.sha256.clone()).unwrap_or_default(),
            any_quarantined: quarantined > 0,
            shown,
            reasons: reasons(language, rows),
            rows: rows.iter().map(|row| row_line(language, row)).collect(),
        }
    }
}

/// Who an import is by where the system did not say.
const UNKNOWN: &str = "unknown";

/// A file as a line of a table.
pub(crate) fn import_line(language: Language, import: &ImportView) -> ImportLine {
    let kind = match import.kind.as_str() {
        kind if KINDS.contains(&kind) => say(language, &format!("import-{kind}"), &[]),
        other => other.to_owned(),
    };
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let noted = import.taken_in > 0 || !import.by.is_empty();
    ImportLine {
        file: import.file.clone(),
        address: format!("/imports/{}", super::address_part(&import.sha256)),
        kind,
        at: numbers::moment(language, import.at),
        by: said(&import.by).filter(|by| by != UNKNOWN),
        mapping: said(&import.mapping),
        rows: numbers::count(language, import.rows),
        taken_in: noted.then(|| numbers::count(language, import.taken_in)),
        quarantined: numbers::count(language, import.quarantined),
        share: numbers::percent_of(language, import.quarantined, import.rows).unwrap_or_default(),
        any_quarantined: import.quarantined > 0,
        hash: import.sha256.clone(),
        hash_shown: import.sha256.chars().take(HASH_SHOWN).collect(),
    }
}

/// Reasons by column and what was expected, most rows first; a list of a few rows needs none.
fn reasons(language: Language, rows: &[QuarantineView]) -> Vec<ReasonLine> {
    let mut counted: Vec<(&str, &str, u64)> = Vec::new();
    for row in rows {
        match counted.iter_mut().find(|(column, expected, _)| *column == row.column && *expected == row.expected) {
            Some((_, _, count)) => *count += 1,
            None => counted.push((&row.column, &row.expected, 1)),
        }
    }
    if counted.len() == rows.len() {
        return Vec::new();
    }
    counted.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    counted
        .into_iter()
        .take(MOST_REASONS)
        .map(|(column, expected, count)| ReasonLine {
            column: column.to_owned(),
            expected: what_was_expected(language, expected),
            rows: numbers::count(language, count),
        })
        .collect()
}

/// The reason as it was written down, in the reader's language where it is known.
fn what_was_expected(language: Language, expected: &str) -> String {
    match language {
        Language::Id => domain::expected::in_indonesian(expected),
        Language::En => None,
    }
    .unwrap_or_else(|| expected.to_owned())
}

fn row_line(language: Language, row: &QuarantineView) -> RowLine {
    RowLine {
        line: numbers::count(language, row.line),
        column: row.column.clone(),
        value: row.value.clone(),
        empty: row.value.is_empty(),
        expected: what_was_expected(language, &row.expected),
    }
}
