//! Rows of catalogue files as text, turned into what they mean, with refusals that name file, line, column and value.

use domain::rules::read_numbered_rows;
use domain::{DomainError, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) file: &'static str,
    pub(crate) line: usize,
}

impl Place {
    pub(crate) fn refuse(self, reason: String) -> DomainError {
        DomainError::Rules { file: self.file.to_owned(), line: Some(self.line), reason }
    }

    /// A value that is not what its column takes.
    pub(crate) fn unexpected(self, column: &str, value: impl std::fmt::Display, expected: &str) -> DomainError {
        self.refuse(format!("`{column}` is `{value}`, expected {expected}"))
    }

    /// Whole rupiah, 0 or more.
    pub(crate) fn rupiah(self, column: &str, text: &str) -> Result<Rupiah, DomainError> {
        let amount = Decimal::from_str(text.trim()).ok().filter(|d| d.fract().is_zero() && !d.is_sign_negative());
        let amount = amount.and_then(|d| d.to_i64()).filter(|amount| *amount <= 1_000_000_000_000);
        amount
            .map(Rupiah::whole)
            .ok_or_else(|| self.unexpected(column, text, "whole rupiah of 0 or more, such as 120000"))
    }

    /// A decimal between two bounds.
    pub(crate) fn decimal(self, column: &str, value: Decimal, from: i64, to: i64) -> Result<Decimal, DomainError> {
        if value >= Decimal::from(from) && value <= Decimal::from(to) {
            return Ok(value);
        }
        Err(self.unexpected(column, value, &format!("a number from {from} to {to}")))
    }

    /// Words that may not be empty.
    pub(crate) fn words(self, column: &str, text: String) -> Result<String, DomainError> {
        if text.trim().is_empty() {
            return Err(self.unexpected(column, "", "a name; an empty cell names nobody"));
        }
        Ok(text)
    }
}

/// Rows with their places, refused where an id stands twice.
pub(crate) fn rows_by_id<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
    id: impl Fn(&T) -> &str,
) -> Result<Vec<(Place, T)>, DomainError> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (line, row) in read_numbered_rows::<T>(file, text)? {
        let place = Place { file, line };
        let key = id(&row).to_owned();
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
        {
            return Err(place.unexpected(
                "id or key",
                &key,
                "small letters, digits and hyphens, such as gear-insurance",
            ));
        }
        if let Some(earlier) = seen.insert(key.clone(), line) {
            return Err(place.refuse(format!("`{key}` stands in line {earlier} already; an id is given once")));
        }
        rows.push((place, row));
    }
    Ok(rows)
}

/// Refuses a file without rows.
pub(crate) fn not_empty<T>(file: &'static str, rows: Vec<T>) -> Result<Vec<T>, DomainError> {
    if rows.is_empty() {
        let reason = "has no rows; at least one is needed".to_owned();
        return Err(DomainError::Rules { file: file.to_owned(), line: None, reason });
    }
    Ok(rows)
}
