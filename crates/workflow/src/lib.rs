#![doc = include_str!("../README.md")]

// In the order of the flow: from files...
pub mod simulate;

pub mod import;

// ...to segments and packages...
pub mod segment;
mod segment_charts;
mod segment_files;
mod segment_forecast;
pub mod segment_identity;
mod segment_people;
mod segment_rules;

pub mod bundle;
mod people;
pub mod schemes;

// ...to a plan that two people stand behind...
pub mod plan;

pub mod approve;
pub mod versions;

// ...to touches on screens and on paper...
mod address;
pub mod counters;
pub mod dispatch_touches;
pub mod follow_up;
pub mod halt;
pub mod holds;
pub mod leakage;
pub mod mail;
pub mod paper;
pub mod rights;
pub mod work;

// ...to outcomes and uplift.
pub mod outcomes;

pub mod record;

pub mod evaluate;

// ...to where the next rupiah goes.
pub mod allocate;

// Any file, outside a campaign.
pub mod attribute_file;
pub mod calibrate;
pub mod choice_file;
pub mod decide_file;
pub mod evaluate_file;
pub mod evaluate_observational;
pub mod power;
pub mod randomise_file;
pub mod retention_file;
pub mod segment_file;
pub mod spill_over_file;
pub mod uplift_file;

// What was found, as a document.
pub mod reports;

// What the steps stand on.
pub mod features;
pub mod home;
pub mod levers;
mod measured;
pub mod out_file;
pub mod overview;
mod payments;
pub mod progress;
mod refused;
pub mod regencies;
#[cfg(test)]
mod tests;
pub mod world;

pub use home::Home;
pub use progress::{Progress, Quiet};
pub use refused::Refused;
pub use world::World;
