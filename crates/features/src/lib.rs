#![doc = include_str!("../README.md")]

mod aggregate;
mod columns;
mod definitions;
mod error;
mod feature;
mod lean_months;
mod payment;

pub use aggregate::MONTHS_BACK;
pub use columns::{ColumnFeatures, FeatureMapping, IncompleteRow, features_from_columns};
pub use definitions::payment_feature_defs;
pub use error::FeatureError;
pub use feature::{FeatureDef, FeatureTable, FeatureUnit, Group, History};
pub use lean_months::LeanMonths;
pub use payment::payment_features;
