//! Stub.
#![expect(unused_imports, reason = "stub")]
use crate::domain::{
    calendar::Calendar, centre::Centre, findings::Findings, ids::QueueId, people::*, series::*, time::Zone,
};
use std::path::Path;
/// Reads.
pub fn read(_p: &Path, _c: &Centre, _f: &mut Findings) -> Vec<Override> {
    unimplemented!()
}
