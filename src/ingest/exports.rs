//! Stub.
use crate::domain::{
    findings::Findings,
    import::{Description, ImportOptions, Imported},
};
use std::path::{Path, PathBuf};
/// Reads exports.
pub fn import(_files: &[PathBuf], _options: &ImportOptions, _findings: &mut Findings) -> Option<Imported> {
    unimplemented!()
}
/// Describes an export.
pub fn describe(_file: &Path, _options: &ImportOptions, _findings: &mut Findings) -> Option<Description> {
    unimplemented!()
}
/// Profiles: name and what they read.
#[must_use]
pub fn profiles() -> Vec<(String, String)> {
    Vec::new()
}
