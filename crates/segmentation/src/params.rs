//! What a segmentation looks at: features with weights, segments for each group, the words clusters are named by.

mod words;

pub(crate) use words::GROUP_PLACE;
pub use words::{Season, Shown, Term, Word};

use crate::error::{SegmentationError, read_toml};
use domain::Bilingual;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How people are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// First by occupation group (or another given group), then by k-means inside each group.
    OccupationFirst,
    /// Everybody at once by k-prototypes: numbers, and categories such as the occupation group with a stated weight.
    Joint,
    /// Everybody at once by a mixture of normal distributions; a person belongs to each segment with a chance.
    Mixture,
}

impl Method {
    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::OccupationFirst => "occupation_first",
            Self::Joint => "joint",
            Self::Mixture => "mixture",
        }
    }

    /// What it does.
    pub fn words(self) -> Bilingual {
        match self {
            Self::OccupationFirst => Bilingual::new(
                "kelompok pekerjaan dahulu, lalu k-means di dalam tiap kelompok",
                "occupation group first, then k-means inside each group",
            ),
            Self::Joint => Bilingual::new(
                "semua orang sekaligus dengan k-prototypes: kebiasaan membayar, kelompok pekerjaan, dan tempat tinggal dengan bobotnya",
                "everybody at once by k-prototypes: payment habits, occupation group and place with their weights",
            ),
            Self::Mixture => Bilingual::new(
                "semua orang sekaligus dengan campuran sebaran normal; tiap orang punya peluang di tiap segmen",
                "everybody at once by a mixture of normal distributions; a person belongs to each segment with a chance",
            ),
        }
    }
}

/// Habits of paying as coordinates; see the crate `habits`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitTerm {
    /// How much the chances of the habits count beside z-scored features; the distance between two sure habits is 1.41 times this.
    #[serde(default = "one")]
    pub weight: f64,
    /// Chances are raised to this power and brought back to a sum of 1 before they are clustered: 1 leaves them, more brings
    /// people nearer to their likeliest habit, so that clusters follow habits rather than doubt.
    #[serde(default = "one")]
    pub sharpness: f64,
}

/// What a category is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The occupation (or other) group.
    Group,
    /// Urban or rural; the feature `urban`.
    Urban,
}

/// A category of the method `joint`, and what a difference in it counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightedCategory {
    /// Which.
    pub name: Category,
    /// Added to the squared distance where it differs.
    pub weight: f64,
}

/// A feature that clusters are made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightedFeature {
    /// Name in the feature table.
    pub name: String,
    /// How much it counts after z-scoring; 1 is even.
    #[serde(default = "one")]
    pub weight: f64,
}

fn one() -> f64 {
    1.0
}

/// Keys of the segments by rule.
pub(crate) const RULE_SEGMENTS: [&str; 3] = ["prospect", "unpaid", "state-paid"];

/// The parameters of a segmentation, checked. `fit` makes a model of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segmentation {
    /// How people are split.
    pub method: Method,
    /// Names the starts of the clustering: same seed and people, same model.
    pub seed: u64,
    /// Clusters: inside each group with `occupation_first`, altogether otherwise. None: the number that is proposed.
    #[serde(default)]
    pub segments: Option<usize>,
    /// The most that may be proposed: what people can remember.
    #[serde(default = "seven")]
    pub max_segments: usize,
    /// Groups with a smaller share of the clustered people are merged into `other`.
    pub min_group_share: f64,
    /// Clusters with a smaller share of the clustered people are given up; their people go to the nearest that stays.
    #[serde(default)]
    pub min_segment_share: f64,
    /// Most people that clusters are fitted on; of more, a share that the seed draws. Everybody is assigned.
    #[serde(default = "many")]
    pub fit_people: usize,
    /// Starts of the clustering; the best one is kept.
    #[serde(default = "three")]
    pub runs: usize,
    /// Habits of paying, where payments are known.
    #[serde(default)]
    pub habits: Option<HabitTerm>,
    /// Categories of the method `joint`.
    #[serde(rename = "category", default)]
    pub categories: Vec<WeightedCategory>,
    /// What clusters are made from.
    #[serde(rename = "feature", default)]
    pub features: Vec<WeightedFeature>,
    /// What clusters are named by; empty: by the feature they stand out in.
    #[serde(rename = "word", default)]
    pub words: Vec<Word>,
    /// What lean months are called, for the names of segments.
    #[serde(rename = "season", default)]
    pub seasons: Vec<Season>,
}

fn three() -> usize {
    3
}

fn seven() -> usize {
    7
}

fn many() -> usize {
    200_000
}

impl Segmentation {
    /// Reads and checks the parameters; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, SegmentationError> {
        let read: Self = read_toml(file, text)?;
        read.check(file)?;
        Ok(read)
    }

    pub(crate) fn check(&self, file: &str) -> Result<(), SegmentationError> {
        let fail = |reason: String| Err(SegmentationError::File { file: file.to_owned(), line: None, reason });
        let counts = [("segments", self.segments.unwrap_or(1)), ("max_segments", self.max_segments)];
        if let Some((name, count)) = counts.into_iter().find(|(_, count)| !(1..=12).contains(count)) {
            return fail(format!("`{name}` is {count}, expected 1 to 12"));
        }
        if !(0.0..0.5).contains(&self.min_segment_share) {
            return fail(format!(
                "`min_segment_share` is {}, expected a share from 0 to below 0.5",
                self.min_segment_share
            ));
        }
        if self.fit_people < 1_000 {
            return fail(format!("`fit_people` is {}, expected at least 1000", self.fit_people));
        }
        if let Some(weight) = self.habits.map(|h| h.weight).filter(|w| !(w.is_finite() && *w > 0.0)) {
            return fail(format!("the weight of `habits` is {weight}, expected a number above 0"));
        }
        if let Some(power) = self.habits.map(|h| h.sharpness).filter(|p| !(1.0..=100.0).contains(p)) {
            return fail(format!("the sharpness of `habits` is {power}, expected 1 to 100"));
        }
        if let Some(category) = self.categories.iter().find(|c| !(c.weight.is_finite() && c.weight >= 0.0)) {
            return fail(format!("the weight of a category is {}, expected a number of at least 0", category.weight));
        }
        if self.method == Method::Mixture && self.features.is_empty() {
            return fail("the method `mixture` needs at least one [[feature]]".to_owned());
        }
        if self.method != Method::Joint && !self.categories.is_empty() {
            return fail("[[category]] is for the method `joint` only".to_owned());
        }
        if !(0.0..0.5).contains(&self.min_group_share) {
            return fail(format!(
                "`min_group_share` is {}, expected a share from 0 to below 0.5",
                self.min_group_share
            ));
        }
        if !(1..=100).contains(&self.runs) {
            return fail(format!("`runs` is {}, expected 1 to 100", self.runs));
        }
        if i64::try_from(self.seed).is_err() {
            return fail(format!("`seed` is {}, expected at most {}", self.seed, i64::MAX));
        }
        if self.features.is_empty() && self.habits.is_none() {
            return fail("there is neither a [[feature]] nor [habits]; at least one is needed".to_owned());
        }
        let mut names = BTreeSet::new();
        for feature in &self.features {
            if !(feature.weight.is_finite() && feature.weight > 0.0) {
                return fail(format!(
                    "the weight of `{}` is {}, expected a number above 0",
                    feature.name, feature.weight
                ));
            }
            if !names.insert(&feature.name) {
                return fail(format!("the feature `{}` is given twice", feature.name));
            }
        }
        let most = self.segments.unwrap_or(self.max_segments);
        if !self.words.is_empty() && self.words.len() < most {
            return fail(format!(
                "{} words for {most} segments; every segment needs a word of its own",
                self.words.len()
            ));
        }
        let mut keys = BTreeSet::new();
        for word in &self.words {
            let plain = word.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if word.key.is_empty() || !plain {
                return fail(format!("the word key `{}` may hold small letters, digits and `-` only", word.key));
            }
            if RULE_SEGMENTS.contains(&word.key.as_str()) || !keys.insert(&word.key) {
                return fail(format!("the word key `{}` is taken", word.key));
            }
            let templates = word.of_group.iter().chain(word.shown_by.iter().map(|shown| &shown.otherwise));
            for template in templates.flat_map(|t| [&t.id, &t.en]) {
                if template.matches(GROUP_PLACE).count() != 1 {
                    return fail(format!("the name `{template}` of `{}` needs {GROUP_PLACE} once", word.key));
                }
            }
            if let Some(at_most) = word.shown_by.as_ref().map(|s| s.at_most).filter(|most| !most.is_finite()) {
                return fail(format!("`at_most` of `{}` is {at_most}, expected a number", word.key));
            }
            for term in &word.terms {
                if !(term.scale.is_finite() && term.scale > 0.0 && term.centre.is_finite() && term.weight.is_finite()) {
                    return fail(format!(
                        "the term `{}` of `{}` needs finite numbers and a scale above 0",
                        term.feature, word.key
                    ));
                }
            }
        }
        if let Some((season, month)) =
            self.seasons.iter().find_map(|s| Some((s, s.months.iter().find(|m| !(1..=12).contains(*m))?)))
        {
            return fail(format!("the season of `{}` names the month {month}, expected 1 to 12", season.group));
        }
        Ok(())
    }
}
