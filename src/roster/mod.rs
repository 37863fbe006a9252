//! The roster engine.

mod bound;
mod build;
mod class;
mod coverage;
mod legality;
mod model;
mod prices;
mod pricing;
mod search;
mod state;
mod tour;

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterOutcome, RosterProblem};

/// Makes the roster of one week.
pub fn solve(_problem: &RosterProblem, _limits: &RosterLimits, _progress: &dyn Progress) -> Result<RosterOutcome, Failure> {
    unimplemented!()
}
