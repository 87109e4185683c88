//! Who keeps paying, from outside: populations whose chances are known, and the simulator's.

#![allow(clippy::unwrap_used)]

mod calibration;
mod counts;
mod forecast;
mod markov;
mod simulated;
