#![doc = include_str!("../README.md")]

mod cells;
mod decide;
mod error;
mod exact;
mod explain;
mod fill;
mod floors;
mod hard;
mod limit;
mod members;
mod moves;
mod polish;
mod pool;
mod program;
mod quasi_newton;
mod removed;
mod repair;
mod report;
mod room;
mod rules;
mod scenarios;
mod search;
mod soft;
mod standing;
mod swaps;
mod tables;
mod why;
mod words;

pub use decide::{Decision, Given, LimitUse, decide, decide_from};
pub use error::AssignmentError;
pub use explain::{Charge, Explanation, OptionLine, explain};
pub use floors::{Known, UnmetFloor};
pub use limit::LimitKind;
pub use pool::{Barred, Grouping, MOST_OPTIONS, NO_GROUP, Pool};

pub use removed::{Again, MonthsLost, Rule, RuleLine, removed, stopped_by};
pub use report::{LimitLine, ServedLine, limits_in_words, served};
pub use rules::{Capacity, ChannelBudget, DecisionOption, Floor, Rules, SmallestCells, Unit, Use};
pub use scenarios::{Change, Scenario, ScenarioLine, changed, compare};
pub use words::months as months_in_words;
