#![doc = include_str!("../README.md")]

mod chain;
mod choice;
mod error;
mod fit;
mod habit;
mod model;
mod record;

pub use choice::{Candidate, Choice, ChoiceParams, choose};
pub use error::HabitError;
pub use fit::HabitParams;
pub use habit::{Behaviour, Habit};
pub use model::HabitModel;
pub use record::{DayCounts, MonthTraits, PaymentRecord};
