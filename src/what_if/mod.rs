//! What if the centre were another: a line such as `agents:part=2,starts:day=05:00` becomes changes, and these a centre.
//!
//! # Example
//!
//! ```
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(Path::new("docs/tutorial/centre.toml"), &mut findings).expect("a centre");
//! let mut agents = wfm::ingest::tables::agents::read(Path::new("docs/tutorial/agents.csv"), &centre, &mut findings);
//! let mut changed = centre.clone();
//! let variant = wfm::what_if::parse("agents:part=2", &centre, &agents).expect("a variant of this centre");
//! wfm::what_if::apply(&variant, &mut changed, &mut agents);
//! assert_eq!(agents.len(), 10);
//! assert!(wfm::what_if::parse("agents:nobody=2", &centre, &agents).is_err());
//! ```

mod apply;
mod parse;

pub use apply::apply;
pub use parse::{FORMS, parse};
