#![doc = include_str!("../README.md")]

mod binomial;
mod design;
mod error;
mod instruments;
mod linear;
mod sandwich;
mod solve;

pub use binomial::{BinomialFit, Link, binomial};
pub use design::Design;
pub use error::RegressionError;
pub use instruments::two_stage;
pub use linear::{LinearFit, ols, ols_of_counts, wls};
pub use sandwich::{Covariance, Errors};
