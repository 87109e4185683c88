//! Months in which a trade earns least and most.

use super::{HARVEST_FILE, LEAN_FILE, refusal};
use domain::rules::read_numbered_rows;
use domain::{DomainError, Month, OccupationGroup, Provenance};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Months of the year by group, each with whether a person must check its row.
type Months = BTreeMap<OccupationGroup, BTreeMap<u32, bool>>;

/// Lean and harvest months of each occupation group.
#[derive(Debug, Clone, Default)]
pub struct Seasons {
    lean: Months,
    harvest: Months,
}

#[derive(Deserialize)]
struct Row {
    group: OccupationGroup,
    month: u32,
    #[serde(flatten)]
    provenance: Provenance,
}

impl Seasons {
    pub(super) fn from_csv(lean: &str, harvest: &str) -> Result<Self, DomainError> {
        Ok(Self { lean: read(LEAN_FILE, lean)?, harvest: read(HARVEST_FILE, harvest)? })
    }

    /// Whether the trade earns least in that month of the year.
    pub fn is_lean(&self, group: OccupationGroup, month: Month) -> bool {
        self.lean.get(&group).is_some_and(|months| months.contains_key(&month.month()))
    }

    /// The rows of a lean month and of a harvest month that a person must check, each as `file: row`.
    pub fn unverified(&self, group: OccupationGroup, lean: Month, harvest: Option<Month>) -> Vec<String> {
        let row = |file: &str, months: &Months, month: Month| {
            let unsure = *months.get(&group)?.get(&month.month())?;
            unsure.then(|| format!("{file}: {} month {}", group.key(), month.month()))
        };
        let harvest = harvest.and_then(|month| row(HARVEST_FILE, &self.harvest, month));
        row(LEAN_FILE, &self.lean, lean).into_iter().chain(harvest).collect()
    }

    /// The first month from `month` on in which the trade earns most, within a year; `None` where no row says.
    pub fn next_harvest(&self, group: OccupationGroup, month: Month) -> Option<Month> {
        let months = self.harvest.get(&group)?;
        (0..12).map(|ahead| month.plus(ahead)).find(|month| months.contains_key(&month.month()))
    }
}

fn read(file: &str, text: &str) -> Result<Months, DomainError> {
    let rows: Vec<(usize, Row)> = read_numbered_rows(file, text)?;
    let mut months = Months::new();
    for (line, row) in rows {
        if !(1..=12).contains(&row.month) {
            let reason = format!("`{}` is not a month from 1 to 12 ({})", row.month, row.group.key());
            return Err(refusal(file, line, reason));
        }
        let unsure = row.provenance.confidence.needs_checking();
        months.entry(row.group).or_default().insert(row.month, unsure);
    }
    Ok(months)
}
