#![doc = include_str!("../README.md")]

mod area_check;
pub mod by_area;
pub mod by_person;
pub mod calibration;
mod campaign;
mod cost;
pub mod distribution;
mod error;
pub mod experiment;
mod interval;
pub mod looks;
pub mod money;
mod multiplicity;
mod notes;
pub mod power;
mod sample_ratio;
mod sums;

pub use area_check::{AreaAssignment, area_assignment, refuse_if_area_assigned};
pub use campaign::{
    AREA_ESTIMATOR, AREA_PAIRS_ESTIMATOR, AREA_RUNNING_ESTIMATOR, AREA_STRATA_ESTIMATOR, AreaRates, AreaStratum,
    CampaignSums, CampaignTerms, FEWEST_AREAS, FEWEST_OF_EITHER_OUTCOME, FEWEST_PEOPLE, LotAnswer, LotSums,
    MemberResult, PERSON_ESTIMATOR, PERSON_RUNNING_ESTIMATOR, PERSON_STRATA_ESTIMATOR, PersonStratum, area_notes,
    judge_alone, judge_segments, months_by_area, months_by_area_while_running, months_by_person,
    months_by_person_while_running, uplift_by_area, uplift_by_area_in_strata, uplift_by_area_while_running,
    uplift_by_person, uplift_by_person_in_strata, uplift_by_person_while_running, uplift_table,
};
pub use cost::cost_per_additional;
pub use error::EffectivenessError;
pub use experiment::{Evaluation, Experiment, Grouping, evaluate};
pub use interval::{Interval, Level};
pub use multiplicity::{
    Heterogeneity, Interaction, ShrunkEffect, benjamini_hochberg, heterogeneity, holm, interaction, shrunk_effects,
};
pub use sample_ratio::{
    MISMATCH_BELOW, SampleRatio, SegmentRatio, equal_shares_presumed, sample_ratio, sample_ratio_by_segment,
    sequential_sample_ratio,
};
pub use sums::{BinarySums, JointMoments, Moments};
