//! What decisions must keep, what no decision can pass, and what is refused.
#![allow(clippy::unwrap_used)]

mod brute_force;
mod medium_problems;
mod problems;
mod small_problems;
