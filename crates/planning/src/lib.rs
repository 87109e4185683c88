#![doc = include_str!("../README.md")]

pub mod audience;
pub mod balance;
pub mod calendar;
pub mod declaration;
pub mod error;
pub mod explain;
pub mod lot;
pub mod matched;
pub mod message;
pub mod plan;
pub mod policy;
pub mod schedule;

pub use calendar::Calendar;
pub use declaration::{Mistake, Mistakes, Surroundings, parse_campaign, read_campaign};
pub use error::PlanningError;
pub use explain::explain;
pub use message::Templates;
pub use plan::{CampaignInput, PlannedCampaign, plan_campaign};
pub use policy::{PolicyFiles, SchedulePolicy};
