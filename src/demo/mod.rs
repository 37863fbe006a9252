//! The made-up centre of `wfm init`: a seeded generator.

/// The files of the centre: path below its folder, and bytes.
#[must_use]
pub fn generate(_seed: u64) -> Vec<(String, Vec<u8>)> {
    unimplemented!()
}
