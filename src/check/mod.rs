//! The independent checker: what a published roster breaks, and whether its claims are true.

use crate::domain::findings::Findings;
use crate::domain::people::RosterRow;
use crate::domain::roster::{RosterProblem, RosterSummary, Terms};

/// What the checker recomputed.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// Breaches (errors) and remarks.
    pub findings: Findings,
    /// The objective recomputed from the published files.
    pub terms: Terms,
    /// Agent-hours short.
    pub under_hours: f64,
    /// Agent-hours above.
    pub over_hours: f64,
    /// Paid hours.
    pub paid_hours: f64,
}

/// Checks one week's published roster against every rule, and the claims of `summary` when given.
#[must_use]
pub fn check(_problem: &RosterProblem, _rows: &[RosterRow], _summary: Option<&RosterSummary>) -> CheckReport {
    unimplemented!()
}
