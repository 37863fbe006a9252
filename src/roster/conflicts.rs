//! What cannot hold together: agents without a legal week, and hard rules of the centre that nobody can keep.

use crate::domain::findings::{Failure, Findings};
use crate::domain::roster::{RosterLimits, RosterSummary};

use super::coverage::Pricer;
use super::model::Model;
use super::state::State;

pub(super) fn before(_model: &Model<'_>) -> Result<Findings, Failure> {
    Ok(Findings::new())
}

pub(super) fn after(_model: &Model<'_>, _pricer: &Pricer, _state: &State, _findings: &mut Findings) -> Result<(), Failure> {
    Ok(())
}

pub(super) fn shortage(_summary: &RosterSummary, _limits: &RosterLimits, _findings: &mut Findings) {}
