//! What was known of each person before the campaign, as columns a learner can read.
//!
//! No outcome is looked at here, so a column made from everybody tells nothing of the outcomes of a fold that is held out.

use crate::error::{TargetingError, same_rows};
use std::collections::BTreeMap;

/// A column of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// One value a row.
    pub values: FeatureValues,
}

/// Values of a feature; a missing value is no value and is never replaced silently (see [`Columns`]).
#[derive(Debug, Clone, PartialEq)]
pub enum FeatureValues {
    /// Numbers; not a number where missing.
    Numbers(Vec<f64>),
    /// Words; `None` where missing.
    Words(Vec<Option<String>>),
}

/// Levels of a word feature that get a column of their own, the most frequent first.
const MOST_LEVELS: usize = 12;
/// Rows a level needs for a column of its own.
const ROWS_A_LEVEL: usize = 20;

/// A column made from a feature.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// The feature.
    pub(crate) feature: String,
    /// What the column says of it.
    pub(crate) kind: Kind,
    /// One a row; not a number where missing.
    pub(crate) values: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// The number itself.
    Number,
    /// One where the feature is this word.
    Is(String),
    /// One where the feature is missing.
    IsMissing,
    /// Place of the word by how many people have it, 0 for the most frequent.
    Frequency,
}

/// Features as columns of numbers.
///
/// Numbers stay as they are, with a column that says where they are missing. Words become a column of 0 and 1 for each of
/// the twelve most frequent; where there are more, a column also orders them by how many people have them. Trees keep a
/// branch for what is missing; regressions put the mean in its place, which the column beside it corrects.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
}

impl Columns {
    /// Makes columns; those that are the same for everybody are left out, and none left is refused.
    pub fn of(features: &[Feature]) -> Result<Self, TargetingError> {
        let rows = features.first().map_or(0, |f| f.values.rows());
        let mut columns = Vec::new();
        for feature in features {
            same_rows(&format!("column `{}`", feature.name), feature.values.rows(), rows)?;
            match &feature.values {
                FeatureValues::Numbers(values) => numbers(feature, values, &mut columns)?,
                FeatureValues::Words(values) => words(feature, values, &mut columns),
            }
        }
        columns.retain(|c| varies(&c.values));
        if columns.is_empty() { Err(TargetingError::NoFeatures) } else { Ok(Self { columns, rows }) }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}

impl FeatureValues {
    /// Rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Words(values) => values.len(),
        }
    }
}

fn numbers(feature: &Feature, values: &[f64], columns: &mut Vec<Column>) -> Result<(), TargetingError> {
    if let Some(row) = values.iter().position(|v| v.is_infinite()) {
        let what = format!("column `{}`", feature.name);
        return Err(TargetingError::NotFinite { what, row: row + 1, value: values[row] });
    }
    let mut add = |kind, values| columns.push(Column { feature: feature.name.clone(), kind, values });
    add(Kind::Number, values.to_vec());
    if values.iter().any(|v| v.is_nan()) {
        add(Kind::IsMissing, values.iter().map(|v| f64::from(u8::from(v.is_nan()))).collect());
    }
    Ok(())
}

fn words(feature: &Feature, values: &[Option<String>], columns: &mut Vec<Column>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in values.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut levels: Vec<(&str, usize)> = counts.into_iter().collect();
    // A stable sort: words of the same frequency stay in alphabetical order.
    levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut add = |kind, values| columns.push(Column { feature: feature.name.clone(), kind, values });
    // Of two words one says it all.
    let skipped = usize::from(levels.len() == 2 && values.iter().all(Option::is_some));
    for (level, count) in levels.iter().take(MOST_LEVELS).skip(skipped) {
        if *count >= ROWS_A_LEVEL {
            let is = |v: &Option<String>| f64::from(u8::from(v.as_deref() == Some(*level)));
            add(Kind::Is((*level).to_owned()), values.iter().map(is).collect());
        }
    }
    if levels.len() > MOST_LEVELS {
        let places: BTreeMap<&str, f64> = levels.iter().zip(0_u32..).map(|(l, i)| (l.0, f64::from(i))).collect();
        let place = |v: &Option<String>| v.as_deref().map_or(f64::NAN, |word| places[word]);
        add(Kind::Frequency, values.iter().map(place).collect());
    }
    if values.iter().any(Option::is_none) {
        add(Kind::IsMissing, values.iter().map(|v| f64::from(u8::from(v.is_none()))).collect());
    }
}

fn varies(values: &[f64]) -> bool {
    let mut known = values.iter().filter(|v| !v.is_nan());
    known.next().is_some_and(|first| known.any(|v| v.total_cmp(first).is_ne()))
}
