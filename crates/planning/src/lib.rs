#![doc = include_str!("../README.md")]

pub mod audience;
pub mod balance;
pub mod calendar;
pub mod capacity;
pub mod decision;
pub mod declaration;
pub mod error;
pub mod explain;
pub mod follow_up;
pub mod lot;
pub mod matched;
pub mod message;
pub mod money;
pub mod plan;
pub mod policy;
pub mod prior;
pub mod schedule;
#[cfg(test)]
mod shipped;
pub mod version;

pub use calendar::Calendar;
pub use decision::{Decided, ExpectedGain, ExpectedGains};
pub use declaration::{Mistake, Mistakes, Surroundings, parse_campaign, read_campaign};
pub use error::PlanningError;
pub use explain::{explain, explain_member};
pub use follow_up::is_due;
pub use message::Templates;
pub use money::Money;
pub use plan::{CampaignInput, PlannedCampaign, plan_campaign};
pub use policy::{PolicyFiles, SchedulePolicy};
pub use prior::{PriorTouch, standing_holdout};
pub use version::{Difference, difference, record_of};
