//! What the clusters promise, proved from outside: known truth, golden numbers, properties, refusals.
#![allow(clippy::unwrap_used)]

mod fixtures;
mod k_means;
mod k_means_golden;
mod k_prototypes;
mod metrics;
mod mixture;
