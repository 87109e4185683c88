#![doc = include_str!("../README.md")]

// Dated rows, checked...
pub mod benefit;
pub mod error;
pub mod money;
pub mod plan;
mod rows;
pub mod schemes;
pub mod terms;

// ...side by side...
pub mod agreement;
pub mod comparison;
mod standing;

// ...and what may be said of them.
pub mod leaflet;
pub mod promises;
mod spelling;

pub use benefit::{Benefit, Cause, Per, Risk};
pub use comparison::{ComparedPlan, Comparison};
pub use error::SchemeError;
pub use leaflet::LeafletLine;
pub use money::{Country, Currency, Money};
pub use plan::{EntryAges, Period, SchemePlan, StateSupport, Window};
pub use promises::Broken;
pub use rows::Certainty;
pub use schemes::{BENEFITS_FILE, SCHEMES_FILE, Schemes, TERMS_FILE};
pub use terms::{IncomeBasis, Terms};
