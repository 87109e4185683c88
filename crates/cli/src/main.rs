//! jangkau
fn main() {}
