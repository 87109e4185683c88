#![doc = include_str!("../README.md")]

mod advice;
mod ask;
mod basis;
mod bound;
mod campaign;
mod capacity;
mod error;
mod learning;
mod lesson;
mod one_each;
mod plan;
mod priors;
mod program;
mod response;
mod split;
mod words;

pub use advice::{Advice, AdviceLine, Terms, WhatIf, advise};
pub use ask::{Ask, ChannelLimit, Offer, SegmentPeople, Source};
pub use basis::{Basis, BasisOffer, BasisSegment, MonthsFrom};
pub use campaign::{CampaignResults, campaign_basis, months_each};
pub use capacity::Capacities;
pub use error::AllocationError;
pub use learning::{Experiment, Learning, value_of_learning};
pub use lesson::Lesson;
pub use one_each::one_channel_each;
pub use plan::{AllocationPlan, Line, NextRupiah};
pub use priors::{MONTHS_PRIORS_FILE, MonthsPrior, PriorAim, Priors, UPLIFT_PRIORS_FILE, UpliftPrior};
pub use response::{Response, Step};
pub use split::split;
