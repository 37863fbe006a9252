//! Stub.
use crate::domain::{centre::Centre, findings::Findings};
use std::path::Path;
/// Reads centre.toml.
pub fn read(_path: &Path, _findings: &mut Findings) -> Option<Centre> {
    unimplemented!()
}
