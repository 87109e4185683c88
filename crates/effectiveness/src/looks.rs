//! Looks at a running campaign: intervals that stay right however often somebody looks.
//!
//! An ordinary 95% interval looked at every day for a month leaves out the truth at some look about one time in four. Use
//! [`while_running`] where anybody may look at any time (a dashboard), [`spending_bounds`] where few looks are planned.

mod integration;
mod running;
mod sequence;
mod spending;

pub use running::{Look, while_running};
pub use sequence::ConfidenceSequence;
pub use spending::{PlannedLook, Spending, spending_bounds};
