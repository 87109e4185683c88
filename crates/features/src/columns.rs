//! Features from any table of people: a mapping names the columns, the groups and the numbers.

use crate::error::{FeatureError, read_toml};
use crate::feature::{FeatureDef, FeatureTable, FeatureUnit, Group, History};
use domain::Bilingual;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is done to a number before it becomes a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Transform {
    #[default]
    None,
    /// Natural logarithm; the number must be above zero.
    Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRule {
    key: String,
    name: Bilingual,
    /// Every column must hold this number; no conditions: everyone who is left.
    #[serde(default)]
    when: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeatureRule {
    name: String,
    unit: FeatureUnit,
    label: Bilingual,
    meaning: Bilingual,
    /// Columns that are added up.
    columns: Vec<String>,
    #[serde(default)]
    transform: Transform,
}

/// How a table of people becomes features. Read from TOML, checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureMapping {
    name: String,
    /// SHA-256 of the file the mapping was written for, hex, where it is one fixed file.
    sha256: Option<String>,
    id: String,
    source: String,
    #[serde(rename = "group")]
    groups: Vec<GroupRule>,
    #[serde(rename = "feature")]
    features: Vec<FeatureRule>,
}

impl FeatureMapping {
    /// Reads and checks a mapping; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, FeatureError> {
        let read: Self = read_toml(file, text)?;
        let fail = |reason: String| Err(FeatureError::File { file: file.to_owned(), line: None, reason });
        let mut names = BTreeSet::new();
        for feature in &read.features {
            if feature.columns.is_empty() {
                return fail(format!("the feature `{}` names no column", feature.name));
            }
            if !names.insert(&feature.name) {
                return fail(format!("the feature `{}` is given twice", feature.name));
            }
        }
        if names.is_empty() {
            return fail("there is no [[feature]]; at least one is needed".to_owned());
        }
        let mut keys = BTreeSet::new();
        if let Some(group) = read.groups.iter().find(|g| !keys.insert(&g.key)) {
            return fail(format!("the group `{}` is given twice", group.key));
        }
        if !read.groups.last().is_some_and(|g| g.when.is_empty()) {
            return fail("the last [[group]] must have no `when`, to take everyone who is left".to_owned());
        }
        if let Some(group) = read.groups.iter().rev().skip(1).find(|g| g.when.is_empty()) {
            return fail(format!("the group `{}` has no `when` and takes everyone; only the last may", group.key));
        }
        Ok(read)
    }

    /// What the mapping is for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The SHA-256 of the file it was written for, hex.
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }
}

/// A needed value that is missing or unreadable; the person is in no segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncompleteRow {
    /// Row from 0.
    pub row: usize,
    /// The column.
    pub column: String,
    /// The cell; `None` is empty.
    pub value: Option<String>,
    /// What would have been accepted.
    pub expected: &'static str,
}

/// What became of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnFeatures {
    /// The id of each row, as the file has it.
    pub ids: Vec<String>,
    /// The features; incomplete rows are in it and marked.
    pub table: FeatureTable,
    /// Every missing or unreadable value.
    pub incomplete: Vec<IncompleteRow>,
}

/// Features of the people in named columns of text, one value a row; an empty cell is `None`.
pub fn features_from_columns(
    mapping: &FeatureMapping,
    columns: &[(&str, &[Option<String>])],
) -> Result<ColumnFeatures, FeatureError> {
    let column = |name: &str| {
        columns.iter().find(|(known, _)| *known == name).map(|(_, values)| *values).ok_or_else(|| {
            FeatureError::UnknownColumn {
                column: name.to_owned(),
                known: columns.iter().map(|(known, _)| (*known).to_owned()).collect(),
            }
        })
    };
    let ids = column(&mapping.id)?;
    let rows = ids.len();
    if let Some((name, values)) = columns.iter().find(|(_, values)| values.len() != rows) {
        return Err(FeatureError::ColumnLength { column: (*name).to_owned(), found: values.len(), expected: rows });
    }
    let mut needed: BTreeSet<&str> = mapping.features.iter().flat_map(|f| &f.columns).map(String::as_str).collect();
    needed.extend(mapping.groups.iter().flat_map(|g| g.when.keys()).map(String::as_str));
    let mut incomplete = Vec::new();
    let mut numbers: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for name in needed {
        let read = |(row, cell): (usize, &Option<String>)| {
            let number = cell.as_deref().and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite());
            number.unwrap_or_else(|| {
                let expected = "a finite number";
                incomplete.push(IncompleteRow { row, column: name.to_owned(), value: cell.clone(), expected });
                f64::NAN
            })
        };
        let values = column(name)?.iter().enumerate().map(read).collect();
        numbers.insert(name, values);
    }
    let mut features = Vec::with_capacity(mapping.features.len());
    for feature in &mapping.features {
        let mut sums = vec![0.0; rows];
        for name in &feature.columns {
            sums.iter_mut().zip(&numbers[name.as_str()]).for_each(|(sum, value)| *sum += value);
        }
        if feature.transform == Transform::Log {
            for (row, sum) in sums.iter_mut().enumerate() {
                if *sum <= 0.0 {
                    let (column, value) = (feature.columns.join(" + "), Some(sum.to_string()));
                    incomplete.push(IncompleteRow { row, column, value, expected: "a number above zero" });
                }
                *sum = if *sum > 0.0 { sum.ln() } else { f64::NAN };
            }
        }
        features.push(sums);
    }
    let mut history = vec![History::Known; rows];
    for missing in &incomplete {
        history[missing.row] = History::Incomplete;
    }
    let group_of_row = (0..rows).map(|row| group_of(mapping, &numbers, row)).collect();
    let groups = mapping.groups.iter().map(|g| Group { key: g.key.clone(), name: g.name.clone() }).collect();
    incomplete.sort_by(|a, b| (a.row, &a.column).cmp(&(b.row, &b.column)));
    let table = FeatureTable::new(None, defs(mapping), groups, group_of_row, history, features)?;
    Ok(ColumnFeatures { ids: ids.iter().map(|id| id.clone().unwrap_or_default()).collect(), table, incomplete })
}

/// The first group whose conditions hold.
fn group_of(mapping: &FeatureMapping, numbers: &BTreeMap<&str, Vec<f64>>, row: usize) -> u16 {
    let holds = |rule: &GroupRule| {
        rule.when.iter().all(|(column, wanted)| (numbers[column.as_str()][row] - wanted).abs() < f64::EPSILON)
    };
    mapping.groups.iter().position(holds).unwrap_or(mapping.groups.len() - 1) as u16
}

fn defs(mapping: &FeatureMapping) -> Vec<FeatureDef> {
    mapping
        .features
        .iter()
        .map(|feature| {
            let sum = feature.columns.join(" + ");
            FeatureDef {
                name: feature.name.clone(),
                unit: feature.unit,
                label: feature.label.clone(),
                meaning: feature.meaning.clone(),
                formula: if feature.transform == Transform::Log { format!("ln({sum})") } else { sum },
            }
        })
        .collect()
}
