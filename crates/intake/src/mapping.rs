//! How the columns of a partner's file are called, and what its codes mean. Declarations only, no code.

use crate::cells::DayFormats;
use crate::error::IntakeError;
use crate::fields::{FileKind, PERSONAL, WHO};
use crate::table::{Reading, nearest_name};
use crate::text_encoding::TextEncoding;
use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One word or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(word) => vec![word],
            Self::More(words) => words,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    name: String,
    kind: FileKind,
    partner: Option<String>,
    sheet: Option<String>,
    #[serde(default = "first_row")]
    header_row: u64,
    #[serde(default)]
    encoding: TextEncoding,
    #[serde(default = "iso_day")]
    date_format: OneOrMore,
    #[serde(default = "no_words")]
    month_format: OneOrMore,
    columns: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

fn first_row() -> u64 {
    1
}

fn iso_day() -> OneOrMore {
    OneOrMore::One("%Y-%m-%d".to_owned())
}

fn no_words() -> OneOrMore {
    OneOrMore::More(Vec::new())
}

/// A checked mapping: where the table stands in the file, its column for each of our fields, its ways of writing days, and
/// its code tables. Rupiah are read as `16800`, `16.800`, `Rp16.800` and `Rp 16.800,00` in every file.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The mapping file, as messages name it.
    pub file: String,
    /// Whose files it reads.
    pub name: String,
    /// What they hold.
    pub kind: FileKind,
    /// The partner whose own numbers the files have; leads the number of people who have none of the agency's.
    pub partner: Option<String>,
    /// How days are written, in `strftime` letters; several where the partner mixes them.
    pub date_formats: Vec<String>,
    month_formats: Vec<String>,
    sheet: Option<String>,
    header_row: u64,
    encoding: TextEncoding,
    columns: BTreeMap<String, String>,
    constants: BTreeMap<String, String>,
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads and checks a mapping; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, IntakeError> {
        let fail = |line: Option<usize>, reason: String| IntakeError::Mapping { file: file.to_owned(), line, reason };
        let read: MappingFile =
            toml::from_str(text).map_err(|e| fail(e.span().map(|s| line_of(text, s.start)), e.message().to_owned()))?;
        let MappingFile {
            name,
            kind,
            partner,
            sheet,
            header_row,
            encoding,
            date_format,
            month_format,
            columns,
            constants,
            codes,
        } = read;
        let known: Vec<&str> = WHO.iter().chain(kind.needed()).chain(kind.optional()).copied().collect();
        for field in columns.keys().chain(codes.keys()).chain(constants.keys()) {
            if !known.contains(&field.as_str()) {
                let hint = nearest_name(field, known.iter().copied())
                    .map_or_else(String::new, |n| format!(" (did you mean `{n}`?)"));
                let reason = format!("`{field}` is not a field{hint}; the fields are {}", known.join(", "));
                return Err(fail(line_starting(text, field), reason));
            }
        }
        if let Some(field) = constants.keys().find(|f| PERSONAL.contains(&f.as_str())) {
            let reason = format!("`{field}` differs from person to person; it is a column, not a constant");
            return Err(fail(line_starting(text, field), reason));
        }
        if let Some(field) = constants.keys().find(|f| columns.contains_key(*f)) {
            return Err(fail(line_starting(text, field), format!("`{field}` is given both a column and a constant")));
        }
        let is_said = |field: &&str| columns.contains_key(*field) || constants.contains_key(*field);
        if let Some(field) = kind.needed().iter().find(|f| !is_said(f)) {
            return Err(fail(None, format!("[columns] has no `{field}`; name the column that holds it")));
        }
        if !kind.one_of().is_empty() && !kind.one_of().iter().any(is_said) {
            return Err(fail(None, format!("[columns] has none of {}; name at least one", kind.one_of().join(", "))));
        }
        let numbered = columns.contains_key("member_id");
        if columns.contains_key("own_number") && partner.is_none() {
            let reason = "`own_number` is the partner's number; say whose with `partner = \"...\"`";
            return Err(fail(line_starting(text, "own_number"), reason.to_owned()));
        }
        let has_other = columns.contains_key("nik") || columns.contains_key("own_number");
        // A member without the agency's number gets one of the partner's, so the partner must be known.
        if !numbered && (!has_other || (kind == FileKind::Members && partner.is_none())) {
            let reason =
                "[columns] has no `member_id`; name the column that holds it, or `partner` and one of own_number, nik";
            return Err(fail(None, reason.to_owned()));
        }
        if let Some(key) = partner.as_ref().filter(|k| !is_key(k)) {
            let reason = format!("the partner `{key}` is no key; expected lower-case letters, digits and hyphens");
            return Err(fail(line_starting(text, "partner"), reason));
        }
        if !(1..=1_000).contains(&header_row) {
            let reason = format!("header_row is {header_row}; expected the line of the column names, from 1 to 1000");
            return Err(fail(line_starting(text, "header_row"), reason));
        }
        let mut seen = BTreeMap::new();
        for (field, column) in &columns {
            if let Some(other) = seen.insert(column.as_str(), field.as_str()) {
                let reason = format!("the column `{column}` is given for both `{other}` and `{field}`");
                return Err(fail(line_starting(text, field), reason));
            }
        }
        let (date_formats, month_formats) = (date_format.list(), month_format.list());
        check_formats(&date_formats).map_err(|reason| fail(line_starting(text, "date_format"), reason))?;
        check_month_formats(&month_formats).map_err(|reason| fail(line_starting(text, "month_format"), reason))?;
        let file = file.to_owned();
        Ok(Self {
            file,
            name,
            kind,
            partner,
            date_formats,
            month_formats,
            sheet,
            header_row,
            encoding,
            columns,
            constants,
            codes,
        })
    }

    /// The file's column for a field.
    pub fn column(&self, field: &str) -> Option<&str> {
        self.columns.get(field).map(String::as_str)
    }

    /// What all rows say, where no column says it.
    pub(crate) fn constant(&self, field: &str) -> Option<&str> {
        self.constants.get(field).map(String::as_str)
    }

    /// The field's name as the file has it.
    pub(crate) fn shown(&self, field: &str) -> String {
        self.column(field).unwrap_or(field).to_owned()
    }

    /// What a cell means: the code table's word for it (as written, else whatever the case), or the cell itself.
    pub(crate) fn meaning<'a>(&'a self, field: &str, cell: &'a str) -> &'a str {
        let Some(table) = self.codes.get(field) else { return cell };
        let alike = || table.iter().find(|(code, _)| code.to_lowercase() == cell.to_lowercase()).map(|(_, word)| word);
        table.get(cell).or_else(alike).map_or(cell, String::as_str)
    }

    /// Where the table stands in the file.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            sheet: self.sheet.as_deref(),
            header_row: self.header_row,
            encoding: self.encoding,
            leaves_out: false,
        }
    }

    /// How days are written; a file with typed days also has them as `2026-11-30`.
    pub(crate) fn days(&self, is_typed: bool) -> DayFormats<'_> {
        DayFormats { days: &self.date_formats, months: &self.month_formats, is_typed }
    }

    pub(crate) fn must_be(&self, kind: FileKind) -> Result<(), IntakeError> {
        if self.kind == kind {
            return Ok(());
        }
        let reason = format!("this mapping reads {:?}, expected one that reads {kind:?}", self.kind).to_lowercase();
        Err(IntakeError::Mapping { file: self.file.clone(), line: None, reason })
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Every way of writing days must be one, and no two may read the same cell as different days.
fn check_formats(formats: &[String]) -> Result<(), String> {
    if formats.is_empty() {
        return Err("date_format lists nothing; expected for example \"%d/%m/%Y\"".to_owned());
    }
    // A day whose number can be a month: what swaps the two reads another day.
    let probe = NaiveDate::from_ymd_opt(2023, 4, 5).unwrap_or_default();
    let mut written: Vec<(&str, String)> = Vec::new();
    for format in formats {
        let is_wrong = || format!("`{format}` writes no day; expected for example \"%d/%m/%Y\"");
        if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
            return Err(is_wrong());
        }
        let text = probe.format(format).to_string();
        if NaiveDate::parse_from_str(&text, format) != Ok(probe) {
            return Err(is_wrong());
        }
        for (other, other_text) in &written {
            let here = NaiveDate::parse_from_str(other_text, format);
            let there = NaiveDate::parse_from_str(&text, other);
            if [here, there].iter().flatten().any(|day| *day != probe && chrono::Datelike::year(day) >= 1900) {
                return Err(format!("`{other}` and `{format}` read `{text}` as different days; list one of them"));
            }
        }
        written.push((format, text));
    }
    Ok(())
}

fn check_month_formats(formats: &[String]) -> Result<(), String> {
    let probe = NaiveDate::from_ymd_opt(2023, 4, 1).unwrap_or_default();
    let reads = |format: &&String| {
        !StrftimeItems::new(format).any(|item| matches!(item, Item::Error))
            && NaiveDate::parse_from_str(&format!("01 {}", probe.format(format)), &format!("%d {format}")) == Ok(probe)
    };
    match formats.iter().find(|format| !reads(format)) {
        None => Ok(()),
        Some(format) => Err(format!("`{format}` writes no month; expected for example \"%m/%Y\"")),
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
