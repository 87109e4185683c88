//! Tells cargo to build again when a dated file or a campaign changes; both are compiled in.

fn main() {
    println!("cargo:rerun-if-changed=../../models");
    println!("cargo:rerun-if-changed=../../campaigns");
}
