//! Bytes → domain: encodings, CSV, column mappings, centre.toml, one file per format.

pub mod exports;
