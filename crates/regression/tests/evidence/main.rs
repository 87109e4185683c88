//! Numbers of other packages on real files, laws that every fit obeys, and refusals.
#![allow(clippy::unwrap_used)]

mod golden;
mod laws;
mod real_files;
