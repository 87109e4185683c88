#![doc = include_str!("../README.md")]

mod choices;
mod cholesky;
mod conditional_logit;
mod error;
mod likelihood;
mod model;
mod numbering;
mod out_of_sample;
mod rows;
mod shares;
mod willingness_to_pay;

pub use choices::Choices;
pub use conditional_logit::conditional_logit;
pub use error::ChoiceError;
pub use model::{ChoiceModel, Coefficient, Errors};
pub use out_of_sample::{Folds, OutOfSample, out_of_sample};
pub use rows::{Attribute, ChoiceRows, by_alternative, constants};
pub use shares::Share;
pub use willingness_to_pay::{WillingnessToPay, willingness_to_pay};
