//! What if the centre were another: a line such as `agents:part=2,starts:day=05:00` becomes changes, and these a centre.

mod apply;
mod parse;

pub use apply::apply;
pub use parse::{FORMS, parse};
