#![doc = include_str!("../README.md")]

mod attribution;
mod bootstrap;
mod by_place;
mod chain;
mod error;
mod markov;
mod money;
mod multinomial;
mod notes;
mod numbering;
mod parse;
mod paths;
mod shapley;
mod solve;

pub use attribution::{Attribution, ChannelCredit, Rule, RuleCredit, attribute};
pub use bootstrap::{Bootstrap, Interval};
pub use by_place::PlaceRule;
pub use error::JourneysError;
pub use markov::{Markov, markov};
pub use paths::{JourneyRow, Journeys, MOST_CHANNELS};
pub use shapley::{Shapley, shapley};
