//! Segments: who pays alike among those who work alike.

use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The stable key of a segment, made from its stated features (`fisher-seasonal`), not from a cluster number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SegmentId(pub String);

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One measured fact about a segment, with its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentFact {
    /// Name of the feature.
    pub feature: String,
    /// What it is called.
    pub label: Bilingual,
    /// Unit: `share`, `months`, `rupiah`, `years`, `people`, `day_of_month` or `score`.
    pub unit: String,
    /// Mean over the segment.
    pub mean: f64,
    /// Mean over everyone segmented.
    pub overall_mean: f64,
}

/// A segment as planners see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Key.
    pub id: SegmentId,
    /// Short name, for tables: `Nelayan musiman`.
    pub name: Bilingual,
    /// What the full name adds: `berhenti di musim barat`. `None` where there is nothing to add or a planner gave the name.
    #[serde(default)]
    pub detail: Option<Bilingual>,
    /// Why: a sentence made from the features that set it apart.
    pub why: Bilingual,
    /// The occupation (or other) group it lies in.
    pub group: String,
    /// People in it.
    pub size: u64,
    /// What is known of them.
    pub facts: Vec<SegmentFact>,
}

impl Segment {
    /// Name and detail: `Nelayan musiman, berhenti di musim barat`.
    pub fn full_name(&self) -> Bilingual {
        match &self.detail {
            None => self.name.clone(),
            Some(detail) => {
                Bilingual::new(format!("{}, {}", self.name.id, detail.id), format!("{}, {}", self.name.en, detail.en))
            }
        }
    }
}
