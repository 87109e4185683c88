#![doc = include_str!("../README.md")]

mod distance;
mod error;
mod front;
mod k_means;
mod k_prototypes;
mod metrics;
mod mixture;
mod points;
mod threads;

pub use error::ClusterError;
pub use front::{kmeans, kmeans_weighted, kprototypes, kprototypes_weighted, mixture, nearest, nearest_mixed};
pub use k_means::{KMeans, KMeansParams, KMeansStart, KMeansValidParams};
pub use k_prototypes::{KPrototypes, KPrototypesParams, KPrototypesStart, KPrototypesValidParams, Mixed, Moves};
pub use metrics::{
    adjusted_rand, optimal_matching, reference_separation, silhouette, simplified_silhouette, stability, stability_of,
};
pub use mixture::{Mixture, MixtureParams, MixtureValidParams};
pub use points::{Clusters, MixedClusters, MixedPoints, Points, SoftClusters};
