#![doc = include_str!("../README.md")]

mod catalogue;
mod pattern;

pub use catalogue::{Entry, entries, indonesian};
