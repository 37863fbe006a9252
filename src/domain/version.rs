//! Versions of a plan: who made each, when and why.

use serde::{Deserialize, Serialize};

use super::time::{Instant, Zone};

/// What is noted of a change of the plan by the one who makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionNote {
    /// When; the library has no clock of its own.
    pub at: Option<Instant>,
    /// Who, where they gave a name.
    pub by: Option<String>,
    /// Why, in their words.
    pub why: Option<String>,
}

/// A version of a plan, as its record `version.json` holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// `wfm.version/1`.
    #[serde(default)]
    pub schema: String,
    /// Its number, from 1; never used again.
    #[serde(default)]
    pub number: u32,
    /// When it was made, RFC 3339 in UTC.
    #[serde(default)]
    pub at: Option<String>,
    /// Who made it, where they gave a name.
    #[serde(default)]
    pub by: Option<String>,
    /// What it is, such as `plan of 1 week from 2026-12-07`.
    #[serde(default)]
    pub what: String,
    /// Why it was made, where somebody said so.
    #[serde(default)]
    pub why: Option<String>,
}

impl PlanVersion {
    /// The record of a version.
    #[must_use]
    pub fn new(number: u32, what: &str, note: &VersionNote) -> Self {
        Self {
            schema: "wfm.version/1".to_owned(),
            number,
            at: note.at.map(|at| Zone::UTC.rfc3339(at)),
            by: note.by.clone(),
            what: what.to_owned(),
            why: note.why.clone(),
        }
    }
}
