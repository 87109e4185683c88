//! What puts countries side by side: the rate of their money, an income, the days a daily amount is paid.

use crate::error::SchemeError;
use crate::money::Country;
use crate::rows::{Row, Sheet};
use domain::{Bilingual, Provenance};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

pub(crate) const COLUMNS: [&str; 7] = ["country", "term", "value", "meaning", "source", "as_of", "confidence"];

/// Which income of informal workers a share is of. Means lie above medians: a share of a mean looks smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum IncomeBasis {
    /// Median.
    Median,
    /// Mean.
    Mean,
}

impl IncomeBasis {
    /// In words.
    pub fn name(self) -> Bilingual {
        match self {
            Self::Median => Bilingual::new("median", "median"),
            Self::Mean => Bilingual::new("rata-rata", "mean"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Term {
    RupiahPerUnit,
    MedianIncome,
    MeanIncome,
    PayingDays,
}

impl Term {
    const ALL: [Self; 4] = [Self::RupiahPerUnit, Self::MedianIncome, Self::MeanIncome, Self::PayingDays];

    fn key(self) -> &'static str {
        match self {
            Self::RupiahPerUnit => "rupiah_per_unit",
            Self::MedianIncome => "median_income",
            Self::MeanIncome => "mean_income",
            Self::PayingDays => "paying_days_a_month",
        }
    }
}

/// The terms of all countries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    file: &'static str,
    values: BTreeMap<(Country, Term), (Decimal, Provenance)>,
}

impl Terms {
    /// Reads and checks.
    pub(crate) fn read(file: &'static str, sheet: &Sheet) -> Result<Self, SchemeError> {
        let mut values = BTreeMap::new();
        let mut lines = BTreeMap::new();
        for row in sheet.rows() {
            let country = row.one_of("country", &Country::ALL, Country::code)?;
            let term = row.one_of("term", &Term::ALL, Term::key)?;
            row.required("meaning", "what the value is, in words")?;
            if let Some(first) = lines.insert((country, term), row.line) {
                let value = format!("{} of {}", term.key(), country.code());
                return Err(SchemeError::Twice { file, line: row.line, column: "term", value, first });
            }
            values.insert((country, term), (value(&row, country, term)?, row.provenance()?));
        }
        Ok(Self { file, values })
    }

    /// Rupiah for one unit of a country's money; 1 in Indonesia.
    pub fn rupiah_per_unit(&self, country: Country) -> Option<Decimal> {
        match country {
            Country::Indonesia => Some(Decimal::ONE),
            _ => self.get(country, Term::RupiahPerUnit),
        }
    }

    /// Income of an informal worker a month: the median where there is one, else the mean.
    pub fn income(&self, country: Country) -> Option<(Decimal, IncomeBasis)> {
        let of = |term, basis| self.get(country, term).map(|income| (income, basis));
        of(Term::MedianIncome, IncomeBasis::Median).or_else(|| of(Term::MeanIncome, IncomeBasis::Mean))
    }

    /// Days of a month on which a daily amount is put aside.
    pub fn paying_days(&self, country: Country) -> Option<u32> {
        self.get(country, Term::PayingDays).and_then(|days| days.try_into().ok())
    }

    /// Rows about a country that a person must check; that of paying days where it is `daily`.
    pub(crate) fn unverified(&self, country: Country, daily: bool) -> Vec<String> {
        let income = match self.income(country) {
            Some((_, IncomeBasis::Median)) => Term::MedianIncome,
            _ => Term::MeanIncome,
        };
        let used = [Some(Term::RupiahPerUnit), Some(income), daily.then_some(Term::PayingDays)];
        let weak = used.into_iter().flatten().filter(|term| {
            self.values.get(&(country, *term)).is_some_and(|(_, provenance)| provenance.confidence.needs_checking())
        });
        weak.map(|term| format!("{}: {} {}", self.file, country.code(), term.key())).collect()
    }

    fn get(&self, country: Country, term: Term) -> Option<Decimal> {
        self.values.get(&(country, term)).map(|(value, _)| *value)
    }
}

fn value(row: &Row<'_>, country: Country, term: Term) -> Result<Decimal, SchemeError> {
    let value = row.required_amount("value")?;
    if value.is_zero() {
        return Err(row.refuse("value", "more than 0"));
    }
    match term {
        Term::PayingDays if value > Decimal::from(31) || !value.fract().is_zero() => {
            Err(row.refuse("value", "whole days of a month, 1 to 31"))
        }
        Term::RupiahPerUnit if country == Country::Indonesia && value != Decimal::ONE => {
            Err(row.refuse("value", "1, for one rupiah is one rupiah"))
        }
        Term::RupiahPerUnit if value > Decimal::from(1_000_000) => {
            Err(row.refuse("value", "at most 1000000 rupiah for one unit"))
        }
        _ => Ok(value),
    }
}
