#![doc = include_str!("../README.md")]

mod card;
mod coordinates;
mod error;
mod fit;
mod methods;
mod model;
mod naming;
mod normal;
mod number;
mod params;
mod people;
mod scaling;
mod sums;

pub use error::SegmentationError;
pub use model::{Assigned, NamedSegment, SegmentModel};
pub use params::{Category, HabitTerm, Method, Segmentation, Term, WeightedCategory, WeightedFeature, Word};
pub use people::{Payments, People, month_traits, payment_records};
pub use sums::SegmentSums;
