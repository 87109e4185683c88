//! What pages and the JSON API show of segment models: profiles, the choice of a number of segments, drift between models.

use crate::money::Rupiah;
use crate::month::Month;
use crate::segment::{Segment, SegmentId};
use crate::text::Bilingual;
use crate::views::NamedCount;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A figure with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranged {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// People who stood in one state and then in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFlow {
    /// Key of the state a year before the as-of month.
    pub from: String,
    /// Key of the state in the as-of month.
    pub to: String,
    /// People.
    pub people: u64,
}

/// One way to know a member of a segment, as a clerk can apply it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleView {
    /// All conditions, one after the other: `Bulan sejak terlindungi paling banyak 2`.
    pub conditions: Vec<Bilingual>,
    /// People to whom the conditions apply.
    pub people: u64,
    /// Share of them who are in the segment.
    pub precision: f64,
}

/// All that is known of one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentProfile {
    /// Key, name, why, group, size and facts.
    pub segment: Segment,
    /// People by occupation group.
    pub occupations: Vec<NamedCount>,
    /// People by province, largest first.
    pub provinces: Vec<NamedCount>,
    /// Share of due months paid in each calendar month, January to December; `None` where nothing was due.
    pub shape: Vec<Option<f64>>,
    /// People by state in the as-of month.
    pub states: Vec<NamedCount>,
    /// From the states of a year before to those of the as-of month.
    pub flow: Vec<StateFlow>,
    /// Months that a member is expected to pay in the next twelve; `None` where too little is known.
    pub months_expected: Option<Ranged>,
    /// Chance that a member who is covered today lapses within twelve months; `None` where nobody is.
    pub lapse_risk: Option<Ranged>,
    /// People that each channel can reach.
    pub reach: Vec<NamedCount>,
    /// Contributions of a year at today's price that are not expected to be paid, whole rupiah.
    pub at_stake: Rupiah,
    /// How a clerk knows a member of it; empty for segments by rule.
    pub rules: Vec<RuleView>,
    /// Share of its members whom the rules find, over people they were not made from; `None` where there are no rules.
    #[serde(default)]
    pub rules_find: Option<f64>,
}

/// The mean of the shapes of all segments, weighted by their people; `None` in a month in which nothing was due to any.
pub fn everyone_shape(profiles: &[SegmentProfile]) -> Vec<Option<f64>> {
    (0..12)
        .map(|month| {
            let (paid, people) = profiles
                .iter()
                .filter_map(|p| Some((p.shape.get(month).copied().flatten()?, p.segment.size as f64)))
                .fold((0.0, 0.0), |(paid, people), (share, size)| (paid + share * size, people + size));
            (people > 0.0).then(|| paid / people)
        })
        .collect()
}

/// What was tried with one number of segments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceCandidate {
    /// Behaviour segments.
    pub segments: u32,
    /// Mean adjusted Rand index between fits on resamples; 1 is the same segments every time.
    pub stability: f64,
    /// Simplified silhouette, -1 to 1.
    pub separation: f64,
    /// Share of people in the smallest segment.
    pub smallest_share: f64,
    /// Whether it passes every demand.
    pub allowed: bool,
    /// Why not, or why it would do.
    pub reason: Bilingual,
}

/// How the number of segments was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// Ascending by number.
    pub candidates: Vec<ChoiceCandidate>,
    /// What is proposed; `None`: the population shows no structure.
    pub proposed: Option<u32>,
    /// What was used; the planner's choice wins.
    pub used: u32,
    /// Why, in sentences.
    pub reasons: Vec<Bilingual>,
}

/// A forecast and what then happened, for one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationPoint {
    /// Key of the segment.
    pub segment: SegmentId,
    /// Its name.
    pub name: Bilingual,
    /// Members.
    pub people: u64,
    /// Share forecast to lapse, with its interval.
    pub forecast: Ranged,
    /// Share that did.
    pub happened: f64,
}

/// A fitted model as pages show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelView {
    /// Name of its folder: `2026-11-30-default`.
    pub name: String,
    /// The day whose knowledge counted.
    pub as_of: Option<NaiveDate>,
    /// First and last month of the contributions it saw.
    pub period: Option<(Month, Month)>,
    /// Method: `joint`, `occupation_first` or `mixture`.
    pub method: String,
    /// What the method does, in words.
    pub method_words: Bilingual,
    /// Seed.
    pub seed: u64,
    /// People known, whether or not in a segment.
    pub people: u64,
    /// People the clusters were fitted on.
    pub fitted_on: u64,
    /// Largest segment first inside each group.
    pub profiles: Vec<SegmentProfile>,
    /// How the number was chosen.
    pub choice: Option<ChoiceView>,
    /// Share of people whom the rule card puts in their segment.
    pub rule_fidelity: Option<f64>,
    /// The same of a card of up to 200 rules and 8 questions, which nobody could use: what such questions reach at all.
    #[serde(default)]
    pub rule_ceiling: Option<f64>,
    /// Forecasts of a year ago beside what then happened; empty where a year is not on file.
    pub calibration: Vec<CalibrationPoint>,
    /// What it cannot tell.
    pub weaknesses: Vec<Bilingual>,
    /// Files in its folder, by name.
    pub files: Vec<String>,
}

/// What became of a segment from one model to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentFate {
    /// Same segment, same key and name.
    Kept,
    /// New.
    Born,
    /// Gone.
    Ended,
    /// Most of it went into a segment that also took another.
    Merged,
    /// It gave a second segment a large part of its people.
    Split,
}

/// One thing that happened to a segment, as a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FateView {
    /// What happened.
    pub fate: SegmentFate,
    /// To which.
    pub segment: SegmentId,
    /// In words.
    pub sentence: Bilingual,
}

/// People who moved from a segment of one model to one of the next; `None` is: in no segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMove {
    /// Before.
    pub from: Option<SegmentId>,
    /// After.
    pub to: Option<SegmentId>,
    /// People.
    pub people: u64,
}

/// How far the values of a feature have shifted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureDrift {
    /// Name of the feature.
    pub feature: String,
    /// What it is called.
    pub label: Bilingual,
    /// Population stability index over ten bins of the earlier model.
    pub psi: f64,
    /// In words: stable, shifted a little, shifted.
    pub verdict: Bilingual,
}

/// Two models side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriftView {
    /// The earlier model.
    pub from: String,
    /// The later model.
    pub to: String,
    /// Names of the segments of both, by key.
    pub names: Vec<(SegmentId, Bilingual)>,
    /// People in both.
    pub people: u64,
    /// Share of them in the same segment.
    pub kept_share: f64,
    /// Who moved where, most people first.
    pub moves: Vec<SegmentMove>,
    /// Births, ends, merges and splits.
    pub fates: Vec<FateView>,
    /// Largest shift first.
    pub features: Vec<FeatureDrift>,
}
