#![doc = include_str!("../README.md")]

mod balance;
mod base;
mod binomial;
pub mod bootstrap;
mod error;
mod features;
mod figures;
mod folds;
mod generators;
mod judged;
mod learner;
mod perfect;
pub mod policy;
mod radix;
mod ranking;
mod resampling;
mod study;
mod sums;
mod sweep;
mod trial;
mod weights;

pub use balance::Imbalance;
pub use base::Base;
pub use error::TargetingError;
pub use features::{Columns, Feature, FeatureValues};
pub use figures::{Coefficient, CurvePoint, auuc, parts, qini, qini_curve, top};
pub use judged::{JudgedCoefficient, JudgedPart, JudgedRanking, Redrawn, judge};
pub use learner::Learner;
pub use ranking::Ranking;
pub use resampling::Resampling;
pub use study::{
    ArmRanking, FEWEST_AREAS, FEWEST_OF_EITHER, FEWEST_PEOPLE, Lack, Money, Targeting, TargetingAnswer,
    TargetingVerdict, judge_score, target,
};
pub use sums::ArmSums;
pub use trial::Trial;
pub mod words;
