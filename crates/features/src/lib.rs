#![doc = include_str!("../README.md")]

mod by_polars;
mod columns;
mod day_sums;
mod day_table;
mod definitions;
mod dense;
mod error;
mod feature;
pub mod formula;
mod lean_months;
mod member_sums;
mod payment;
mod shared;
mod sums;
mod window;

pub use by_polars::payment_features_by_polars;
pub use columns::{ColumnFeatures, FeatureMapping, IncompleteRow, features_from_columns};
pub use definitions::{AppliesTo, Definition, payment_definitions, payment_feature_defs};
pub use dense::{chosen_features_of, features_of};
pub use error::FeatureError;
pub use feature::{FeatureDef, FeatureTable, FeatureUnit, Group, History};
pub use lean_months::LeanMonths;
pub use payment::payment_features;
pub use shared::SharedSums;
pub use sums::{HabitMonths, MonthMasks, PaymentSums};
pub use window::MONTHS_BACK;
