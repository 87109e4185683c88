//! Where a figure comes from, and how sure we are of it.

use crate::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure we are of a figure from a dated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in a primary source or the operator's own document.
    Confirmed,
    /// Stated in the paper behind the project.
    Stated,
    /// Read in news, vendor or third-party pages.
    Reported,
    /// Follows by arithmetic from the above.
    Derived,
    /// Recalled or assumed: a person must check it before anyone relies on it.
    Unverified,
}

impl Confidence {
    /// True when the figure must be shown as unverified wherever it is used.
    pub fn needs_checking(self) -> bool {
        self == Self::Unverified
    }
}

/// Source, date and confidence of one row of a dated file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Regulation, document or page.
    pub source: String,
    /// The day the figure was read or last known to hold.
    pub as_of: NaiveDate,
    /// How sure we are.
    pub confidence: Confidence,
}

/// Rows as `file: row`, told file by file with the first few of each: `models/catalogue/levers.csv (lump, tracker and 9 more
/// rows)`.
pub fn rows_by_file<'a>(rows: impl IntoIterator<Item = &'a str>) -> Vec<Bilingual> {
    const NAMED: usize = 4;
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        let (file, row) = row.split_once(": ").unwrap_or((row, ""));
        let rows = files.entry(file).or_default();
        if !row.is_empty() {
            rows.push(row);
        }
    }
    let told = |(file, rows): (&str, Vec<&str>)| {
        if rows.is_empty() {
            return Bilingual::new(file, file);
        }
        let named = rows.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = rows.len().saturating_sub(NAMED);
        let (rest_id, rest_en) = if more == 0 {
            (String::new(), String::new())
        } else {
            (format!(" dan {more} baris lain"), format!(" and {more} more rows"))
        };
        Bilingual::new(format!("{file} ({named}{rest_id})"), format!("{file} ({named}{rest_en})"))
    };
    files.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_file_by_file_and_no_more_than_a_few() {
        let rows = ["b.csv: one", "a.csv: 1", "a.csv: 2", "a.csv: 3", "a.csv: 4", "a.csv: 5", "c.csv"];
        let told: Vec<String> = rows_by_file(rows).into_iter().map(|rows| rows.en).collect();
        assert_eq!(told, ["a.csv (1, 2, 3, 4 and 1 more rows)", "b.csv (one)", "c.csv"]);
    }
}
