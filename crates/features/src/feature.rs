//! Features: one number a person for each thing that may tell people apart.

use crate::error::FeatureError;
use chrono::NaiveDate;
use domain::{Bilingual, Language, Rupiah};
use serde::{Deserialize, Serialize};

/// The unit of a feature; decides how it is written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureUnit {
    /// A part of a whole; also the difference of two parts, from -1 to 1, and yes (1) or no (0).
    Share,
    /// Months.
    Months,
    /// Rupiah a month.
    Rupiah,
    /// Years.
    Years,
    /// A count of people.
    People,
    /// A day of the month.
    DayOfMonth,
    /// Any other number.
    Score,
}

impl FeatureUnit {
    /// The stable key, as in [`domain::segment::SegmentFact`].
    pub fn key(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Months => "months",
            Self::Rupiah => "rupiah",
            Self::Years => "years",
            Self::People => "people",
            Self::DayOfMonth => "day_of_month",
            Self::Score => "score",
        }
    }

    /// A mean in this unit, written for people: `54,1%`, `3,2 bulan`, `Rp16.800`.
    pub fn written(self, value: f64, language: Language) -> String {
        let number = |decimals: usize| {
            let text = format!("{value:.decimals$}");
            if language == Language::Id { text.replace('.', ",") } else { text }
        };
        let counted = |id: &str, en: &str| format!("{} {}", number(1), if language == Language::Id { id } else { en });
        match self {
            Self::Share => {
                let percent = format!("{:.1}%", value * 100.0);
                if language == Language::Id { percent.replace('.', ",") } else { percent }
            }
            Self::Months => counted("bulan", "months"),
            Self::Years => counted("tahun", "years"),
            Self::People => counted("orang", "people"),
            Self::Rupiah => Rupiah::whole(value.round() as i64).to_string(),
            Self::DayOfMonth => number(0),
            Self::Score => number(2),
        }
    }
}

/// What a feature is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureDef {
    /// Stable key, also the column's name in Parquet.
    pub name: String,
    /// Its unit.
    pub unit: FeatureUnit,
    /// What planners call it.
    pub label: Bilingual,
    /// What it tells.
    pub meaning: Bilingual,
    /// How it is computed.
    pub formula: String,
}

/// What is known of a person's behaviour; decides whether they are clustered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// Has paid at least once, or answered everything: clustered.
    Known,
    /// Registered, never paid: a segment by rule.
    Unpaid,
    /// Never registered: a segment by rule.
    Prospect,
    /// The membership has ended: in no segment.
    Ended,
    /// A needed value is missing: in no segment, and reported.
    Incomplete,
}

/// A group that people are split by before anything is clustered: an occupation group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Stable key.
    pub key: String,
    /// What planners call it.
    pub name: Bilingual,
}

/// Features of people, one row a person. A value that does not apply (payments of someone who never paid) is not a number.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureTable {
    as_of: Option<NaiveDate>,
    defs: Vec<FeatureDef>,
    groups: Vec<Group>,
    group_of_row: Vec<u16>,
    history: Vec<History>,
    columns: Vec<Vec<f64>>,
}

impl FeatureTable {
    /// A table; every column has one value for each person.
    pub fn new(
        as_of: Option<NaiveDate>,
        defs: Vec<FeatureDef>,
        groups: Vec<Group>,
        group_of_row: Vec<u16>,
        history: Vec<History>,
        columns: Vec<Vec<f64>>,
    ) -> Result<Self, FeatureError> {
        for (def, column) in defs.iter().zip(&columns) {
            if column.len() != history.len() {
                return Err(FeatureError::ColumnLength {
                    column: def.name.clone(),
                    found: column.len(),
                    expected: history.len(),
                });
            }
        }
        Ok(Self { as_of, defs, groups, group_of_row, history, columns })
    }

    /// The table with more columns.
    pub fn with(&self, defs: Vec<FeatureDef>, columns: Vec<Vec<f64>>) -> Result<Self, FeatureError> {
        let mut all = self.clone();
        all.defs.extend(defs);
        all.columns.extend(columns);
        Self::new(all.as_of, all.defs, all.groups, all.group_of_row, all.history, all.columns)
    }

    /// People.
    pub fn rows(&self) -> usize {
        self.history.len()
    }

    /// The day whose knowledge counts; `None` for tables without dates.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// What each column is, in order.
    pub fn defs(&self) -> &[FeatureDef] {
        &self.defs
    }

    /// The groups people lie in.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The group of a row.
    pub fn group_of(&self, row: usize) -> &Group {
        &self.groups[usize::from(self.group_of_row[row])]
    }

    /// The place of a row's group in [`Self::groups`].
    pub fn group_index(&self, row: usize) -> usize {
        usize::from(self.group_of_row[row])
    }

    /// What is known of each person.
    pub fn history(&self) -> &[History] {
        &self.history
    }

    /// A feature by name, one value a person.
    pub fn feature(&self, name: &str) -> Result<&[f64], FeatureError> {
        Ok(&self.columns[self.index_of(name)?])
    }

    /// All features with their names, for Parquet.
    pub fn named_columns(&self) -> Vec<(&str, &[f64])> {
        self.defs.iter().map(|d| d.name.as_str()).zip(self.columns.iter().map(Vec::as_slice)).collect()
    }

    /// The place of a feature.
    pub fn index_of(&self, name: &str) -> Result<usize, FeatureError> {
        self.defs.iter().position(|d| d.name == name).ok_or_else(|| FeatureError::UnknownFeature {
            feature: name.to_owned(),
            known: self.defs.iter().map(|d| d.name.clone()).collect(),
        })
    }

    /// A feature by its place.
    pub fn column(&self, index: usize) -> &[f64] {
        &self.columns[index]
    }
}
