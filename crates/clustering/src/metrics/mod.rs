//! How good clusters are, how stable, and which of two sets of clusters belong together.

mod matching;
mod rand_index;
mod reference;
mod silhouette;
mod stability;

pub use matching::optimal_matching;
pub use rand_index::adjusted_rand;
pub use reference::reference_separation;
pub use silhouette::{silhouette, simplified_silhouette};
pub use stability::{stability, stability_of};
