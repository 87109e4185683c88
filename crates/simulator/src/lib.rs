#![doc = include_str!("../README.md")]

mod contact;
mod draw;
pub mod error;
mod figures;
mod habit;
mod history;
pub mod oracle;
mod outcome;
mod params;
mod params_check;
mod person;
mod population;
mod price;
mod settlement;
mod truth;

pub use error::SimulatorError;
pub use habit::HiddenType;
pub use outcome::{Known, OutcomeWindow, Treatment, counter_reports, play_outcomes};
pub use params::{POPULATION_FILE, SectionSource, SimulationParams};
pub use population::{Population, SimulatedWorker, Tables, Villages, simulate};
pub use truth::TruthRow;
