//! Helpers for the tests that see jangkau from outside.
