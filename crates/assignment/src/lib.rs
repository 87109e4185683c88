#![doc = include_str!("../README.md")]

mod cells;
mod decide;
mod error;
mod floors;
mod hard;
mod members;
mod pool;
mod program;
mod quasi_newton;
mod repair;
mod rules;
mod search;
mod soft;
mod standing;
mod tables;
mod words;

pub use decide::{Decision, Given, LimitUse, decide, decide_from};
pub use error::AssignmentError;
pub use floors::{Known, UnmetFloor};
pub use pool::{Barred, Grouping, MOST_OPTIONS, NO_GROUP, Pool};
pub use program::LimitKind;
pub use rules::{Capacity, ChannelBudget, DecisionOption, Floor, Rules, SmallestCells, Unit, Use};
