//! What a past campaign or survey says of areas: rate, spread, correlation, sizes.

use crate::measured::{measured, thousands_doubted};
use anyhow::{Result, bail};
use domain::Bilingual;
use effectiveness::Moments;
use effectiveness::by_area::correlation_within_groups;
use intake::read_table;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Columns of a past file.
#[derive(Debug, Clone, Default)]
pub struct PastColumns {
    /// The outcome.
    pub outcome: String,
    /// The area; needed where areas will be drawn.
    pub cluster: Option<String>,
    /// The arm, where the past file is of an experiment, and its control.
    pub arm: Option<(String, String)>,
}

/// What a past file said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Past {
    /// The file.
    pub file: String,
    /// What must be read before the answers.
    pub warnings: Vec<Bilingual>,
    /// Rows with an outcome.
    pub rows: u64,
    /// Whether the outcome is 0 or 1 in every row.
    pub is_rate: bool,
    /// Mean of the control, or of everybody where there are no arms.
    pub control_mean: f64,
    /// Standard deviation over people, inside the control or of everybody.
    pub deviation: f64,
    /// Correlation inside areas, the arms' effects taken out; below zero it is planned with as zero.
    pub icc: Option<f64>,
    /// People an area.
    pub people_per_area: Option<f64>,
    /// Coefficient of variation of that.
    pub people_cv: Option<f64>,
    /// Areas.
    pub areas: Option<u64>,
}

/// Reads a past file.
pub fn past(path: &Path, columns: &PastColumns) -> Result<Past> {
    let table = read_table(path)?;
    let outcome = measured(&table, &columns.outcome)?;
    let warnings = thousands_doubted(&table, [columns.outcome.as_str()])?;
    let arm = columns.arm.as_ref().map(|(name, _)| table.column(name)).transpose()?;
    let cluster = columns.cluster.as_ref().map(|name| table.column(name)).transpose()?;
    let mut control = Moments::default();
    let mut areas: BTreeMap<(&str, &str), Moments> = BTreeMap::new();
    let (mut rows, mut is_rate) = (0, true);
    for (row, value) in outcome.iter().enumerate() {
        let Some(value) = *value else { continue };
        let own_arm = arm.map_or("", |c| c.values[row].as_deref().unwrap_or_default());
        if columns.arm.as_ref().is_none_or(|(_, label)| label == own_arm) {
            control.add(value);
        }
        if let Some(area) = cluster.and_then(|c| c.values[row].as_deref()) {
            areas.entry((own_arm, area)).or_default().add(value);
        }
        rows += 1;
        is_rate &= [0.0, 1.0].contains(&value);
    }
    let Some(variance) = control.variance().filter(|v| *v > 0.0) else {
        bail!(
            "{}, column {}: {} rows of the control with an outcome, and no variation in them; nothing can be planned from that",
            table.file,
            columns.outcome,
            control.count
        );
    };
    let arms: BTreeSet<&str> = areas.keys().map(|(arm, _)| *arm).collect();
    let groups: Vec<Vec<Moments>> =
        arms.iter().map(|arm| areas.iter().filter(|((a, _), _)| a == arm).map(|(_, m)| *m).collect()).collect();
    let correlation = correlation_within_groups(&groups);
    if cluster.is_some() && correlation.is_none() {
        bail!("{}: the areas of the file hold too few rows to see how alike neighbours are", table.file);
    }
    Ok(Past {
        file: table.file,
        warnings,
        rows,
        is_rate,
        control_mean: control.mean,
        deviation: variance.sqrt(),
        icc: correlation.map(|c| c.icc),
        people_per_area: correlation.map(|c| c.mean_rows),
        people_cv: correlation.map(|c| c.rows_cv),
        areas: correlation.map(|c| c.areas as u64),
    })
}
