//! Hot paths beside the tools people would use instead.

fn main() {}
