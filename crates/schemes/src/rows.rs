//! Reading rows of a dated file so that every refusal names file, line, column, value and what was expected.

use crate::error::SchemeError;
use chrono::NaiveDate;
use csv::StringRecord;
use domain::{Bilingual, Confidence, Provenance};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Amounts end here; nobody is insured for more, and sums of such amounts stay exact.
const MOST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);
/// Months, years, people: nothing of the kind is longer or more.
const MOST_COUNT: u32 = 1200;

/// How sure we are of a row, and of those of its facts that are more or less sure than the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certainty {
    /// Source, date and confidence of the row.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// Facts with a confidence of their own.
    pub confidence_of: BTreeMap<String, Confidence>,
}

impl Certainty {
    /// How sure we are of one fact of the row.
    pub fn of(&self, fact: &str) -> Confidence {
        self.confidence_of.get(fact).copied().unwrap_or(self.provenance.confidence)
    }

    /// What a person must check, each as `file: row (fact)`; `file: row` where the row itself must be checked.
    pub fn unverified(&self, file: &str, row: &str) -> Vec<String> {
        if self.provenance.confidence.needs_checking() {
            return vec![format!("{file}: {row}")];
        }
        let weak = self.confidence_of.iter().filter(|(_, confidence)| confidence.needs_checking());
        weak.map(|(fact, _)| format!("{file}: {row} ({fact})")).collect()
    }
}

/// A file's rows by the names of its columns.
pub(crate) struct Sheet {
    file: &'static str,
    places: BTreeMap<&'static str, usize>,
    rows: Vec<(u64, StringRecord)>,
}

impl Sheet {
    /// Reads a file that must have these columns, in any order, and at least one row. Lines that begin with `#` are remarks.
    pub(crate) fn read(file: &'static str, text: &str, columns: &[&'static str]) -> Result<Self, SchemeError> {
        let torn = |error: &csv::Error| SchemeError::Torn {
            file,
            line: error.position().map_or(1, csv::Position::line),
            reason: error.to_string(),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| torn(&e))?.clone();
        let mut places = BTreeMap::new();
        for &column in columns {
            let place = header.iter().position(|name| name == column).ok_or_else(|| SchemeError::MissingColumn {
                file,
                column,
                expected: columns.join(", "),
            })?;
            places.insert(column, place);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| torn(&e))?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        if rows.is_empty() { Err(SchemeError::NoRows { file }) } else { Ok(Self { file, places, rows }) }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { sheet: self, line: *line, record })
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    sheet: &'a Sheet,
    /// Its line in the file.
    pub(crate) line: u64,
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The cell, without blanks around it; empty where nothing stands there.
    pub(crate) fn text(&self, column: &str) -> &'a str {
        self.sheet.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default()
    }

    /// A refusal of a cell.
    pub(crate) fn refuse(&self, column: &str, expected: impl Into<String>) -> SchemeError {
        SchemeError::Cell {
            file: self.sheet.file,
            line: self.line,
            column: column.to_owned(),
            value: self.text(column).chars().take(60).collect(),
            expected: expected.into(),
        }
    }

    /// A cell that must not be empty.
    pub(crate) fn required(&self, column: &str, expected: &str) -> Result<&'a str, SchemeError> {
        match self.text(column) {
            "" => Err(self.refuse(column, expected)),
            text => Ok(text),
        }
    }

    /// One of a closed list of words.
    pub(crate) fn one_of<T: Copy>(
        &self,
        column: &str,
        all: &[T],
        key: impl Fn(T) -> &'static str,
    ) -> Result<T, SchemeError> {
        let text = self.text(column);
        all.iter().copied().find(|one| key(*one) == text).ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|one| key(*one)).collect();
            self.refuse(column, format!("one of {}", known.join(", ")))
        })
    }

    /// What a type reads of itself, or nothing.
    pub(crate) fn parsed<T: FromStr>(&self, column: &str, expected: &str) -> Result<Option<T>, SchemeError> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| self.refuse(column, expected)),
        }
    }

    /// An amount of money or a rate, 0 or more, exact; or nothing.
    pub(crate) fn amount(&self, column: &str) -> Result<Option<Decimal>, SchemeError> {
        const EXPECTED: &str =
            "an amount of 0 or more, at most 1000000000000, with a point and two places at most, like 19.40";
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Decimal::from_str(text)
            .ok()
            .filter(|amount| is_plain && *amount <= MOST && amount.normalize().scale() <= 2)
            .map(Some)
            .ok_or_else(|| self.refuse(column, EXPECTED))
    }

    /// An amount that must stand there.
    pub(crate) fn required_amount(&self, column: &str) -> Result<Decimal, SchemeError> {
        self.amount(column)?.ok_or_else(|| self.refuse(column, "an amount of 0 or more, like 19.40"))
    }

    /// A part of a whole, 0 to 1, exact; or nothing.
    pub(crate) fn share(&self, column: &str) -> Result<Option<Decimal>, SchemeError> {
        const EXPECTED: &str = "a share between 0 and 1 with four places at most, like 0.20";
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        Decimal::from_str(text)
            .ok()
            .filter(|share| is_plain && *share <= Decimal::ONE && share.normalize().scale() <= 4)
            .map(Some)
            .ok_or_else(|| self.refuse(column, EXPECTED))
    }

    /// A whole count, `least` to 1,200; or nothing.
    pub(crate) fn count(&self, column: &str, least: u32, of_what: &str) -> Result<Option<u32>, SchemeError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let read = text.parse::<u32>().ok().filter(|n| (least..=MOST_COUNT).contains(n));
        read.map(Some).ok_or_else(|| {
            self.refuse(column, format!("a whole number of {of_what} from {least} to {MOST_COUNT}, or nothing"))
        })
    }

    /// Words in both languages (`stem_id`, `stem_en`), or in neither.
    pub(crate) fn words(&self, stem: &str) -> Result<Option<Bilingual>, SchemeError> {
        let (id, en) = (format!("{stem}_id"), format!("{stem}_en"));
        match (self.text(&id), self.text(&en)) {
            ("", "") => Ok(None),
            ("", _) => Err(self.refuse(&id, format!("the Indonesian words beside those in {en}"))),
            (_, "") => Err(self.refuse(&en, format!("the English words beside those in {id}"))),
            (in_id, in_en) => Ok(Some(Bilingual::new(in_id, in_en))),
        }
    }

    /// Words that must stand there in both languages.
    pub(crate) fn required_words(&self, stem: &str) -> Result<Bilingual, SchemeError> {
        self.words(stem)?.ok_or_else(|| self.refuse(&format!("{stem}_id"), "words in both languages"))
    }

    /// Source, date, confidence.
    pub(crate) fn provenance(&self) -> Result<Provenance, SchemeError> {
        let source = self.required("source", "the regulation, document or page the figures come from")?;
        let as_of = self.text("as_of");
        Ok(Provenance {
            source: source.to_owned(),
            as_of: NaiveDate::parse_from_str(as_of, "%Y-%m-%d")
                .map_err(|_| self.refuse("as_of", "a day like 2026-11-22"))?,
            confidence: confidence(self.text("confidence")).ok_or_else(|| self.refuse("confidence", CONFIDENCES))?,
        })
    }

    /// Provenance of the row, and the facts in `confidence_of`: `state=unverified; tolerance=confirmed`.
    pub(crate) fn certainty(&self, facts: &[&str]) -> Result<Certainty, SchemeError> {
        let provenance = self.provenance()?;
        let mut own = BTreeMap::new();
        for pair in self.text("confidence_of").split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let expected = || {
                format!(
                    "pairs like {}=unverified with ; between them, of the facts {} and {CONFIDENCES}",
                    facts.first().copied().unwrap_or_default(),
                    facts.join(", ")
                )
            };
            let read = pair.split_once('=').map(|(fact, word)| (fact.trim(), confidence(word.trim())));
            let (fact, Some(word)) = read.unwrap_or(("", None)) else {
                return Err(self.refuse("confidence_of", expected()));
            };
            if !facts.contains(&fact) || own.insert(fact.to_owned(), word).is_some() {
                return Err(self.refuse("confidence_of", expected()));
            }
        }
        Ok(Certainty { provenance, confidence_of: own })
    }
}

const CONFIDENCES: &str = "one of confirmed, stated, reported, derived, unverified";

fn confidence(text: &str) -> Option<Confidence> {
    match text {
        "confirmed" => Some(Confidence::Confirmed),
        "stated" => Some(Confidence::Stated),
        "reported" => Some(Confidence::Reported),
        "derived" => Some(Confidence::Derived),
        "unverified" => Some(Confidence::Unverified),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_amount_is_a_million_millions() {
        assert_eq!(MOST, Decimal::from(1_000_000_000_000_i64));
    }
}
