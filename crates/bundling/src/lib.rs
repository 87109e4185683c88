#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod design;
pub mod walls;

pub use catalogue::{AddOn, AddOnPayer, Catalogue};
pub use design::{BundlingError, GroupIncome, Package, PaymentPlan, Rejected, design_package};
pub use walls::Check;
