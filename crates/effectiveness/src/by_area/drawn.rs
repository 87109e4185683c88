//! The lot as it was drawn: whole areas, one arm each, inside strata or pairs.

use super::means::StratumMeans;
use serde::{Deserialize, Serialize};

/// One area of a lot drawn area by area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DrawnArea {
    /// Whether the lot gave it the treatment.
    pub treated: bool,
    /// The stratum or pair inside which it was drawn; 0 for all where there are none.
    pub stratum: u32,
    /// Mean outcome of its rows.
    pub mean: f64,
    /// Its rows.
    pub rows: u64,
}

/// The areas of each stratum, strata in the order of their codes; empty codes are left out.
pub(super) fn by_stratum(areas: &[DrawnArea]) -> Vec<Vec<usize>> {
    let strata = areas.iter().map(|a| a.stratum as usize + 1).max().unwrap_or(0);
    let mut members = vec![Vec::new(); strata];
    for (place, area) in areas.iter().enumerate() {
        members[area.stratum as usize].push(place);
    }
    members.retain(|m| !m.is_empty());
    members
}

/// The same areas as lists of means, one entry a stratum.
pub fn stratum_means(areas: &[DrawnArea]) -> Vec<StratumMeans> {
    let of = |members: &Vec<usize>, treated: bool| {
        members.iter().filter(|a| areas[**a].treated == treated).map(|a| areas[*a].mean).collect()
    };
    by_stratum(areas).iter().map(|m| StratumMeans { treated: of(m, true), control: of(m, false) }).collect()
}

/// Whether every stratum is a pair: one treated and one control area.
pub fn is_paired(areas: &[DrawnArea]) -> bool {
    let strata = by_stratum(areas);
    strata.len() >= 2 && strata.iter().all(|m| m.len() == 2 && areas[m[0]].treated != areas[m[1]].treated)
}
