#![doc = include_str!("../README.md")]

mod axis;
mod bars;
mod error;
mod forest;
mod monthly;
mod number;
mod sheet;

pub use bars::bars;
pub use error::ChartError;
pub use forest::{ForestRow, uplift_forest};
pub use monthly::monthly_line;
