//! Arms drawn person by person: differences of rates and of means, from sufficient sums.
//!
//! Everywhere the first argument is the treated arm, the second the held-out (control) arm; a difference is treated minus
//! control.

mod adjusted;
mod complier;
mod cuped;
mod exact;
mod fixed_effects;
mod joint;
mod means;
mod proportions;
mod ratio_metric;
mod ratio_score;
mod stratified;

pub use adjusted::{AdjustedRows, CupedFit, cuped_on_rows, lin};
pub use complier::{ComplierEffect, complier_effect};
pub use cuped::{CupedDifference, cuped};
pub use exact::{MOST_PEOPLE, SMALL_CELL, boschloo, boschloo_doubled, fisher_exact, is_small};
pub use fixed_effects::{StratifiedRows, fixed_effects};
pub(crate) use joint::difference_with_covariance;
pub use means::{MeanDifference, welch};
pub use proportions::{ProportionDifference, RatioOfProportions, difference_of_proportions};
pub use ratio_metric::{RatioMetricDifference, difference_of_ratios};
pub use stratified::{StratifiedDifference, Stratum, stratified_difference};
