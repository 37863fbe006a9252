//! placeholder
/// Stub until merged.
pub fn workbook(_plan: &crate::domain::plan::Plan) -> Result<Vec<u8>, crate::domain::findings::Finding> {
    unimplemented!()
}
