#![doc = include_str!("../README.md")]

mod ask;
mod bound;
mod error;
mod learning;
mod one_each;
mod plan;
mod program;
mod response;
mod split;

pub use ask::{Ask, ChannelLimit, Offer, SegmentPeople, Source};
pub use error::AllocationError;
pub use learning::{Experiment, Learning, value_of_learning};
pub use one_each::one_channel_each;
pub use plan::{AllocationPlan, Line, NextRupiah};
pub use response::{Response, Step};
pub use split::split;
