//! The roster engine.

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterOutcome, RosterProblem};

/// Makes the roster of one week.
pub fn solve(
    _problem: &RosterProblem,
    _limits: &RosterLimits,
    _progress: &dyn Progress,
) -> Result<RosterOutcome, Failure> {
    unimplemented!()
}
