//! Stub.
use crate::domain::plan::Plan;
/// The page.
#[must_use]
pub fn html(_plan: &Plan) -> String {
    unimplemented!()
}
