//! Arms drawn person by person: differences of rates and of means, from sufficient sums.
//!
//! Everywhere the first argument is the treated arm, the second the held-out (control) arm; a difference is treated minus
//! control.

mod cuped;
mod means;
mod proportions;
mod stratified;

pub use cuped::{CupedDifference, cuped};
pub use means::{MeanDifference, welch};
pub use proportions::{ProportionDifference, RatioOfProportions, difference_of_proportions};
pub use stratified::{StratifiedDifference, Stratum, stratified_difference};
