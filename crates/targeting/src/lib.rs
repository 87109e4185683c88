#![doc = include_str!("../README.md")]

mod binomial;
pub mod bootstrap;
mod error;
mod figures;
mod judged;
mod perfect;
mod radix;
mod ranking;
mod resampling;
mod sums;
mod sweep;

pub use error::TargetingError;
pub use figures::{Coefficient, CurvePoint, auuc, parts, qini, qini_curve, top};
pub use judged::{JudgedCoefficient, JudgedPart, JudgedRanking, Redrawn, judge};
pub use ranking::Ranking;
pub use resampling::Resampling;
pub use sums::ArmSums;
