#![doc = include_str!("../README.md")]

mod card;
mod drift;
mod error;
mod fit;
mod identity;
mod matrix;
mod model;
mod naming;
mod params;
mod profile;
mod rules;
mod scaling;

pub use drift::{BinCounts, FeatureBins, drift, stability_index};
pub use error::SegmentationError;
pub use identity::{Crossings, Identity, Refit, match_segments};
pub use model::SegmentModel;
pub use params::{Method, Segmentation, Term, WeightedFeature, Word};
pub use profile::{Person, ProfileSums, Reach, SegmentForecast};
pub use rules::{AppliedRules, Fidelity, RuleCard, RuleCounts, RuleParams};
