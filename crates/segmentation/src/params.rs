//! What a segmentation looks at: features with weights, segments for each group, the words clusters are named by.

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

/// One term of a word's score: `weight * (mean - centre) / scale`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The feature whose mean over the cluster is looked at.
    pub feature: String,
    /// Sign and size.
    #[serde(default = "one")]
    pub weight: f64,
    /// The mean at which the term is zero.
    pub centre: f64,
    /// The distance from it that counts one.
    pub scale: f64,
}

/// A word that a cluster may be named by. Its score depends on the cluster's means alone, never on a cluster number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Key: the end of the segment's key.
    pub key: String,
    /// The word planners read.
    pub name: Bilingual,
    /// The terms that are added up.
    #[serde(rename = "term")]
    pub terms: Vec<Term>,
}

/// The parameters of a segmentation, checked. `fit` makes a model of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segmentation {
    /// How people are split.
    pub method: Method,
    /// Names the starts of the clustering: same seed and people, same model.
    pub seed: u64,
    /// Clusters inside each group.
    pub segments_per_group: usize,
    /// Groups with a smaller share of the clustered people are merged into `other`.
    pub min_group_share: f64,
    /// Starts of the clustering; the best one is kept.
    #[serde(default = "three")]
    pub runs: usize,
    /// What clusters are made from.
    #[serde(rename = "feature")]
    pub features: Vec<WeightedFeature>,
    /// What clusters are named by; empty: by the feature they stand out in.
    #[serde(rename = "word", default)]
    pub words: Vec<Word>,
}

fn three() -> usize {
    3
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
        if !(1..=12).contains(&self.segments_per_group) {
            return fail(format!("`segments_per_group` is {}, expected 1 to 12", self.segments_per_group));
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
        if self.features.is_empty() {
            return fail("there is no [[feature]]; at least one is needed".to_owned());
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
        if !self.words.is_empty() && self.words.len() < self.segments_per_group {
            return fail(format!(
                "{} words for {} segments in each group; every segment needs a word of its own",
                self.words.len(),
                self.segments_per_group
            ));
        }
        let mut keys = BTreeSet::new();
        for word in &self.words {
            let plain = word.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if word.key.is_empty() || !plain {
                return fail(format!("the word key `{}` may hold small letters, digits and `-` only", word.key));
            }
            if ["prospect", "unpaid"].contains(&word.key.as_str()) || !keys.insert(&word.key) {
                return fail(format!("the word key `{}` is taken", word.key));
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
        Ok(())
    }
}
