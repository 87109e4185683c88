#![doc = include_str!("../README.md")]

mod card;
mod coordinates;
mod drift;
mod error;
mod fit;
mod identity;
mod methods;
mod model;
mod naming;
mod normal;
mod number;
mod params;
mod people;
mod profile;
mod rules;
mod scaling;
mod sums;

pub use card::{chart_file, limits};
pub use drift::{BinCounts, FeatureBins, drift, stability_index};
pub use error::SegmentationError;
pub use identity::{Crossings, Identity, Refit, match_segments};
pub use model::{Assigned, NamedSegment, SegmentModel};
pub use params::{
    Category, HabitTerm, Method, Season, Segmentation, Shown, Term, WeightedCategory, WeightedFeature, Word,
};
pub use people::{Payments, People, month_traits, payment_records};
pub use profile::{Person, ProfileSums, Reach, SegmentForecast};
pub use rules::{AppliedRules, Fidelity, RuleCard, RuleCounts, RuleParams};
pub use sums::SegmentSums;
