//! Evidence: walls, money to the rupiah, fronts against brute force, refusals.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod fronts;
mod ground;
mod money;
mod refusals;
mod scenarios;
mod words;
