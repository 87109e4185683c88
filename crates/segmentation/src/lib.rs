#![doc = include_str!("../README.md")]

mod aggregate;
mod card;
mod columns;
mod definitions;
mod error;
mod feature;
mod fit;
mod lean_months;
mod matrix;
mod model;
mod naming;
mod params;
mod payment;
mod scaling;

pub use aggregate::MONTHS_BACK;
pub use columns::{ColumnFeatures, FeatureMapping, IncompleteRow, features_from_columns};
pub use definitions::payment_feature_defs;
pub use error::SegmentationError;
pub use feature::{FeatureDef, FeatureTable, FeatureUnit, Group, History};
pub use lean_months::LeanMonths;
pub use model::SegmentModel;
pub use params::{Method, Segmentation, Term, WeightedFeature, Word};
pub use payment::payment_features;
