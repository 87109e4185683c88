//! Features from outside: two engines, any order, nothing known later, known answers.

#![allow(clippy::unwrap_used)]

mod engines;
mod order;
mod people;
mod states;
mod truth;
