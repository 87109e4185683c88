//! How often an estimator is wrong where the truth is known: false alarms and coverage, counted over made-up experiments.
//!
//! Every entry draws experiments of one kind from a seed and asks one estimator about them: half of the time nothing was
//! caused (does it raise an alarm?), half of the time something was (does its interval hold the truth?). Runs are drawn in
//! blocks with a seed each, so the table is the same whatever the number of threads.

mod area;
mod entry;
mod person;
mod run;
mod table;

pub use area::area_entries;
pub use entry::{Entry, Said, Truth};
pub use person::person_entries;
pub use run::calibrate;
pub use table::{CalibrationRow, Frequency, Judgement, markdown};

/// Source of random numbers of a run.
pub type Random = rand_xoshiro::Xoshiro256PlusPlus;

/// Every entry there is, lots by person first.
pub fn all_entries() -> Vec<Entry> {
    person_entries().into_iter().chain(area_entries()).collect()
}
