#![doc = include_str!("../README.md")]

mod aipw;
mod balance;
mod comparison;
mod contacts;
mod e_value;
mod effects;
mod error;
mod estimate;
mod overlap;
mod panel;
mod placebo;
mod rates;
mod simplex;
mod synthetic;
mod two_by_two;
mod within;
mod words;

pub use aipw::{Adjusted, Nuisances, aipw, cross_fitted, ipw, nuisances};
pub use balance::{BalanceRow, TOLERATED, balance};
pub use comparison::{Comparison, Folds, compare};
pub use contacts::{Contacts, Covariate};
pub use e_value::{EValue, e_value_of_means, e_value_of_rates};
pub use effects::{did_panel, panel_effects};
pub use error::ObservationalError;
pub use estimate::{Estimate, Interval, Level};
pub use overlap::{Overlap, crump_cut, overlap};
pub use panel::Panel;
pub use placebo::{Placebo, PlaceboUnit};
pub use synthetic::{Synthetic, SyntheticPeriod, synthetic_control};
pub use two_by_two::{TwoByTwo, did_two_by_two};
