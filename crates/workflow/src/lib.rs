#![doc = include_str!("../README.md")]

// In the order of the flow.
pub mod approve;
pub mod bundle;
pub mod dispatch_touches;
pub mod evaluate;
pub mod import;
pub mod plan;
pub mod record;
pub mod segment;
pub mod simulate;

// A comparison of any file, outside a campaign.
pub mod evaluate_file;
pub mod segment_file;

// What the steps stand on.
pub mod home;
pub mod overview;
pub mod progress;
pub mod world;

pub use home::Home;
pub use progress::{Progress, Quiet};
pub use world::World;
