#![doc = include_str!("../README.md")]

pub mod campaign;
pub mod findings;
pub mod process;
pub mod run;
pub mod scene;
