//! How the columns of a partner's file are called, and what its codes mean. Declarations only, no code.

use crate::error::IntakeError;
use crate::table::nearest_name;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A row for each member or prospect.
    Members,
    /// A row for each month of cover that was paid.
    Contributions,
}

impl FileKind {
    /// Fields that must be mapped.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Members => {
                &["member_id", "occupation", "region", "birth_year", "sex", "declared_income", "programmes"]
            }
            Self::Contributions => &["member_id", "coverage_month", "paid_on", "amount", "paid_at"],
        }
    }

    /// Fields that may be mapped.
    fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Members => &[
                "nik",
                "name",
                "phone",
                "email",
                "urban",
                "registered_on",
                "paid_by_state",
                "whatsapp_consent_on",
                "email_consent_on",
                "ended_on",
            ],
            Self::Contributions => &["known_on"],
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    name: String,
    kind: FileKind,
    #[serde(default = "iso_day")]
    date_format: String,
    columns: BTreeMap<String, String>,
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

fn iso_day() -> String {
    "%Y-%m-%d".to_owned()
}

/// A checked mapping: the file's column for each of our fields, its date format, and its code tables.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The mapping file, as messages name it.
    pub file: String,
    /// Whose files it reads.
    pub name: String,
    /// What they hold.
    pub kind: FileKind,
    /// How days are written, in `strftime` letters.
    pub date_format: String,
    columns: BTreeMap<String, String>,
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads and checks a mapping; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, IntakeError> {
        let fail = |line: Option<usize>, reason: String| IntakeError::Mapping { file: file.to_owned(), line, reason };
        let read: MappingFile =
            toml::from_str(text).map_err(|e| fail(e.span().map(|s| line_of(text, s.start)), e.message().to_owned()))?;
        let known: Vec<&str> = read.kind.needed().iter().chain(read.kind.optional()).copied().collect();
        for field in read.columns.keys().chain(read.codes.keys()) {
            if !known.contains(&field.as_str()) {
                let hint = nearest_name(field, known.iter().copied())
                    .map_or_else(String::new, |n| format!(" (did you mean `{n}`?)"));
                let reason = format!("`{field}` is not a field{hint}; the fields are {}", known.join(", "));
                return Err(fail(line_starting(text, field), reason));
            }
        }
        for field in read.kind.needed() {
            if !read.columns.contains_key(*field) {
                return Err(fail(None, format!("[columns] has no `{field}`; name the column that holds it")));
            }
        }
        let mut seen = BTreeMap::new();
        for (field, column) in &read.columns {
            if let Some(other) = seen.insert(column.as_str(), field.as_str()) {
                let reason = format!("the column `{column}` is given for both `{other}` and `{field}`");
                return Err(fail(line_starting(text, field), reason));
            }
        }
        let MappingFile { name, kind, date_format, columns, codes } = read;
        Ok(Self { file: file.to_owned(), name, kind, date_format, columns, codes })
    }

    /// The file's column for a field.
    pub fn column(&self, field: &str) -> Option<&str> {
        self.columns.get(field).map(String::as_str)
    }

    /// What a cell means: the code table's word for it, or the cell itself.
    pub(crate) fn meaning<'a>(&'a self, field: &str, cell: &'a str) -> &'a str {
        self.codes.get(field).and_then(|table| table.get(cell)).map_or(cell, String::as_str)
    }

    pub(crate) fn must_be(&self, kind: FileKind) -> Result<(), IntakeError> {
        if self.kind == kind {
            return Ok(());
        }
        let reason = format!("this mapping reads {:?}, expected one that reads {kind:?}", self.kind).to_lowercase();
        Err(IntakeError::Mapping { file: self.file.clone(), line: None, reason })
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].split(|b| *b == b'\n').count()
}

fn line_starting(text: &str, key: &str) -> Option<usize> {
    text.lines().position(|l| l.trim_start().trim_start_matches("[codes.").starts_with(key)).map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MEMBERS: &str = include_str!("../../../models/mappings/agency-members.toml");
    const CONTRIBUTIONS: &str = include_str!("../../../models/mappings/agency-contributions.toml");

    #[test]
    fn the_agency_mappings_are_read() {
        assert_eq!(Mapping::from_toml("m", MEMBERS).unwrap().column("nik"), Some("nik"));
        assert_eq!(Mapping::from_toml("c", CONTRIBUTIONS).unwrap().kind, FileKind::Contributions);
    }

    #[test]
    fn a_mistake_in_a_mapping_is_named_with_its_line() {
        let typo = MEMBERS.replace("birth_year = ", "brith_year = ");
        let message = Mapping::from_toml("m.toml", &typo).unwrap_err().to_string();
        assert!(message.starts_with("m.toml, line ") && message.contains("did you mean `birth_year`"), "{message}");
        let unknown = format!("colour = \"red\"\n{MEMBERS}");
        let message = Mapping::from_toml("m.toml", &unknown).unwrap_err().to_string();
        assert!(message.starts_with("m.toml, line 1: ") && message.contains("colour"), "{message}");
        let missing = CONTRIBUTIONS.replace("amount = \"amount\"\n", "");
        let message = Mapping::from_toml("c.toml", &missing).unwrap_err().to_string();
        assert!(message.contains("`amount`"), "{message}");
    }
}
