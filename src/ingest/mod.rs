//! Bytes → domain: encodings, CSV, `centre.toml`, packs; one file per format.
//!
//! | what is read | where |
//! |---|---|
//! | bytes of a file: `.gz`, encodings | `source` |
//! | times, dates, weekdays, durations as people write them | `when` |
//! | `centre.toml`: one file per section | [`centre`] |
//! | shipped holiday calendars and rule packs (`builtin:NAME`) | [`packs`] |
//! | our own CSV tables: one file per table | [`tables`] |
//! | calendar files published before | [`calendars`] |
//!
//! Every reader returns what could be read and pushes a finding for each fault; none stops at the first. The caller decides
//! by [`crate::domain::findings::Findings::has_errors`].
//!
//! # Example
//!
//! ```
//! use std::path::Path;
//!
//! use wfm::domain::findings::Findings;
//! use wfm::domain::import::ImportOptions;
//! use wfm::domain::progress::Silent;
//! use wfm::ingest::{centre, exports, tables};
//!
//! let mut findings = Findings::new();
//! let office = centre::read(Path::new("docs/tutorial/centre.toml"), &mut findings).expect("a centre");
//! let agents = tables::agents::read(Path::new("docs/tutorial/agents.csv"), &office, &mut findings);
//! let export = "docs/tutorial/export.csv".into();
//! let imported = exports::import(&[export], &ImportOptions::of(&office), &Silent, &mut findings).expect("usable rows");
//! assert_eq!((agents.len(), imported.history.rows.len()), (8, 800));
//! assert!(!findings.has_errors());
//! ```

use std::path::Path;

use crate::domain::findings::Findings;

pub mod calendars;
pub mod centre;
pub mod exports;
mod faults;
mod nearest;
pub mod packs;
mod source;
pub mod tables;
mod when;

pub(crate) use source::{bytes_of, text_of};

/// The first line of a text file that is not empty, without any finding: to tell kinds of files apart.
#[must_use]
pub fn first_line(path: &Path) -> Option<String> {
    let text = source::read_text(path, &mut Findings::new())?;
    text.lines().find(|line| !line.trim().is_empty()).map(str::to_owned)
}

/// A number that is whole (to a billionth) and fits a `u32`.
fn whole(value: f64) -> Option<u32> {
    let rounded = value.round();
    if (value - rounded).abs() > 1e-9 || !(0.0..=f64::from(u32::MAX)).contains(&rounded) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range, as tested above")]
    Some(rounded as u32)
}
