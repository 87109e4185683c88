#![doc = include_str!("../README.md")]

mod additive;
mod calibration;
mod counts;
pub mod error;
mod forecast;
mod hazard;
mod outlook;
mod standing;

pub use calibration::{Calibration, Comparison, Happened, Line, Point, Verdict, calibrate};
pub use counts::{HazardCounts, Scope};
pub use error::RetentionError;
pub use forecast::{Forecast, GROUPS, Retention};
pub use outlook::{AHEAD, Outlook};
pub use standing::{Spell, State};
