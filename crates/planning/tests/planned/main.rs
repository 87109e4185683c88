//! Campaigns planned from end to end.
#![allow(clippy::unwrap_used)]

mod across;
mod decision;
mod plan;
mod properties;
mod versions;
mod world;
