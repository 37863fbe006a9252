//! Stub.
use crate::domain::findings::Finding;
use crate::domain::plan::Plan;
/// The workbook.
pub fn roster(_plan: &Plan) -> Result<Vec<u8>, Finding> {
    unimplemented!()
}
