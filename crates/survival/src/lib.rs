#![doc = include_str!("../README.md")]
// Times are places in a table: equal is equal.
#![allow(clippy::float_cmp)]

mod aalen_johansen;
mod bands;
mod by_area;
mod counting;
pub mod error;
mod hazard;
mod influence;
mod kaplan_meier;
mod linear_system;
mod log_rank;
mod person_months;
mod restricted_mean;
mod spells;
pub mod study;

pub use aalen_johansen::{Incidence, IncidenceStep, aalen_johansen};
pub use bands::BAND_STARTS;
pub use by_area::{AreaDifference, AreaLogRank, AreaRows, MonthsGainedByArea, log_rank_by_area, months_gained_by_area};
pub use error::SurvivalError;
pub use hazard::{BaselineBand, ClusteredBy, Hazard, HazardLink, HazardTerm, hazard};
pub use kaplan_meier::{Curve, Quantile, Step, kaplan_meier};
pub use log_rank::{Ends, LogRank, Pair, log_rank, log_rank_in_strata, log_rank_pairs};
pub use person_months::MonthRows;
pub use restricted_mean::{MonthsGained, RestrictedMean, months_gained, restricted_mean};
pub use spells::Spells;
