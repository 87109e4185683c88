//! The simulator from outside: populations, truth and outcomes, with the files it ships with.

#![allow(clippy::unwrap_used)]

mod oracle;
mod outcomes;
mod params;
mod population;
mod world;
