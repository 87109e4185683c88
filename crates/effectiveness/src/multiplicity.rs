//! Many segments at once: what stays when each had its chance of a false alarm, whether segments differ at all, and what each
//! one's effect is once the others are taken into account.
//!
//! The family is declared: all segments of one column, for one arm. Ask [`heterogeneity`] first; where segments do not differ
//! by more than chance, the one common effect is the answer for all of them.

mod adjust;
mod heterogeneity;
mod interaction;
mod shrinkage;
mod spread;

pub use adjust::{benjamini_hochberg, holm};
pub use heterogeneity::{Heterogeneity, heterogeneity};
pub use interaction::{Interaction, interaction};
pub use shrinkage::{ShrunkEffect, shrunk_effects};
