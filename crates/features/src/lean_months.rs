//! The months in which a trade earns least, from a dated file.

use crate::error::FeatureError;
use domain::provenance::Provenance;
use domain::rules::read_rows;
use domain::{Month, OccupationGroup};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    group: OccupationGroup,
    month: u32,
    #[serde(flatten)]
    provenance: Provenance,
}

/// Lean calendar months of each occupation group: `models/segmentation/lean_months.csv`.
#[derive(Debug, Clone, Default)]
pub struct LeanMonths {
    months: BTreeMap<OccupationGroup, Vec<u32>>,
    unverified: Vec<String>,
}

impl LeanMonths {
    /// Reads `group,month,source,as_of,confidence`; `file` is only named in errors.
    pub fn from_csv(file: &str, text: &str) -> Result<Self, FeatureError> {
        let rows: Vec<Row> = read_rows(file, text)?;
        let mut lean = Self::default();
        for row in rows {
            if !(1..=12).contains(&row.month) {
                let reason = format!("`{}` is not a month from 1 to 12 ({})", row.month, row.group.key());
                return Err(FeatureError::File { file: file.to_owned(), line: None, reason });
            }
            if row.provenance.confidence.needs_checking() {
                lean.unverified.push(format!("{file}: {} month {}", row.group.key(), row.month));
            }
            lean.months.entry(row.group).or_default().push(row.month);
        }
        Ok(lean)
    }

    /// True when the trade earns least in that calendar month.
    pub fn is_lean(&self, group: OccupationGroup, month: Month) -> bool {
        self.months.get(&group).is_some_and(|months| months.contains(&month.month()))
    }

    /// Rows a person must check, each as `file: row`.
    pub fn unverified(&self) -> &[String] {
        &self.unverified
    }
}
