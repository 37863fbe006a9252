//! The `wfm` program.
fn main() {}
