//! The rows a tree is grown on, their values as places between thresholds.

use super::RuleParams;
use super::cuts::{Cuts, at_most};
use crate::error::SegmentationError;
use domain::Bilingual;
use features::{FeatureTable, FeatureUnit};
use serde::{Deserialize, Serialize};

/// A feature as the card asks about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Name in the feature table.
    pub name: String,
    /// What planners call it.
    pub label: Bilingual,
    /// Unit.
    pub unit: FeatureUnit,
    /// All values seen were whole numbers, so `more than 2` may be said as `at least 3`.
    pub whole: bool,
    /// A question of yes or no.
    pub yes_no: bool,
    /// Some labelled people have no value.
    pub missing: bool,
}

/// One feature of the sample.
pub(crate) struct Binned {
    pub asked: Asked,
    pub cuts: Vec<f64>,
    /// For each row: how many thresholds lie below its value; one more than there are thresholds where it is missing.
    pub places: Vec<u8>,
}

impl Binned {
    /// The place of the missing.
    pub(crate) fn missing(&self) -> usize {
        self.cuts.len() + 1
    }
}

/// People to grow a tree on.
pub(crate) struct Sample {
    pub features: Vec<Binned>,
    /// The group of each row; `None` where it may not be asked about.
    pub groups: Option<Vec<u16>>,
    pub group_count: usize,
    pub labels: Vec<u32>,
    pub weights: Vec<u64>,
    pub segments: usize,
    seed: u64,
    share: f64,
}

impl Sample {
    /// Every labelled row whose number, mixed with the seed, falls below the share that is wanted: half of them, or fewer so
    /// that about `most_rows` are drawn.
    pub(crate) fn draw(
        params: &RuleParams,
        table: &FeatureTable,
        labels: &[Option<usize>],
        segments: usize,
        weights: Option<&[u32]>,
    ) -> Result<Self, SegmentationError> {
        let people = table.rows();
        for (what, found) in [("labels", labels.len()), ("weights", weights.map_or(people, <[u32]>::len))] {
            if found != people {
                return Err(SegmentationError::Length { what, found, expected: people });
            }
        }
        if let Some(index) = labels.iter().flatten().copied().find(|label| *label >= segments) {
            return Err(SegmentationError::Outside { what: "segment", index, count: segments });
        }
        let chosen: Vec<usize> = params.features.iter().map(|f| table.index_of(f)).collect::<Result<_, _>>()?;
        let weight = |row: usize| weights.map_or(1, |w| u64::from(w[row]));
        let labelled: Vec<usize> = (0..people).filter(|row| labels[*row].is_some() && weight(*row) > 0).collect();
        let share = (params.most_rows as f64 / labelled.len().max(1) as f64).min(0.5);
        let rows: Vec<usize> = labelled.iter().copied().filter(|row| drawn(params.seed, *row, share)).collect();
        let drawn_people: u64 = rows.iter().map(|row| weight(*row)).sum();
        let needed = (2 * params.least_people).max(2);
        if drawn_people < needed {
            return Err(SegmentationError::TooFewPeople {
                purpose: "to find rules from",
                people: drawn_people,
                needed,
            });
        }
        let features = chosen.into_iter().map(|feature| binned(table, feature, &rows, &labelled)).collect();
        Ok(Self {
            features,
            groups: params.ask_group.then(|| rows.iter().map(|row| table.group_index(*row) as u16).collect()),
            group_count: table.groups().len(),
            labels: rows.iter().filter_map(|row| labels[*row]).map(|label| label as u32).collect(),
            weights: rows.iter().map(|row| weight(*row)).collect(),
            segments,
            seed: params.seed,
            share,
        })
    }

    /// Rows that the tree is grown on.
    pub(crate) fn rows(&self) -> usize {
        self.labels.len()
    }

    /// Whether the tree is grown on a labelled row.
    pub(crate) fn has(&self, row: usize) -> bool {
        drawn(self.seed, row, self.share)
    }
}

/// The finaliser of `SplitMix64` over seed and row number, as a number from 0 to below 1.
fn drawn(seed: u64, row: usize, share: f64) -> bool {
    let mut mixed = seed.wrapping_add((row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    (((mixed >> 11) as f64) / (1_u64 << 53) as f64) < share
}

fn binned(table: &FeatureTable, feature: usize, rows: &[usize], labelled: &[usize]) -> Binned {
    let (def, column) = (&table.defs()[feature], table.column(feature));
    let mut sorted: Vec<f64> = rows.iter().map(|row| column[*row]).filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let Cuts { values: cuts, whole, yes_no } = Cuts::of(def.unit, &sorted);
    let missing = cuts.len() + 1;
    let place =
        |value: f64| if value.is_finite() { cuts.partition_point(|cut| !at_most(value, *cut)) } else { missing };
    let places = rows.iter().map(|row| place(column[*row]) as u8).collect();
    let asked = Asked {
        name: def.name.clone(),
        label: def.label.clone(),
        unit: def.unit,
        whole,
        yes_no,
        missing: labelled.iter().any(|row| !column[*row].is_finite()),
    };
    Binned { asked, cuts, places }
}
