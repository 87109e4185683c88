#![doc = include_str!("../README.md")]

mod area_check;
pub mod by_area;
pub mod by_person;
mod campaign;
mod cost;
pub mod distribution;
mod error;
pub mod experiment;
mod interval;
mod multiplicity;
mod notes;
mod sample_ratio;
mod sums;

pub use area_check::{AreaAssignment, area_assignment, refuse_if_area_assigned};
pub use campaign::{
    AREA_ESTIMATOR, AREA_PAIRS_ESTIMATOR, AREA_STRATA_ESTIMATOR, AreaRates, AreaStratum, FEWEST_AREAS,
    FEWEST_OF_EITHER_OUTCOME, FEWEST_PEOPLE, PERSON_ESTIMATOR, PERSON_STRATA_ESTIMATOR, PersonStratum, area_notes,
    uplift_by_area, uplift_by_area_in_strata, uplift_by_person, uplift_by_person_in_strata,
};
pub use cost::cost_per_additional;
pub use error::EffectivenessError;
pub use experiment::{Evaluation, Experiment, Grouping, evaluate};
pub use interval::{Interval, Level};
pub use multiplicity::{Heterogeneity, heterogeneity, holm};
pub use sample_ratio::{SampleRatio, sample_ratio};
pub use sums::{BinarySums, JointMoments, Moments};
