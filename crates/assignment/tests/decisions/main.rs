//! What decisions must keep, what no decision can pass, and what is refused.
#![allow(clippy::unwrap_used)]

mod brute_force;
mod in_words;
mod keeping;
mod medium_problems;
mod problems;
mod refusals;
mod small_problems;
