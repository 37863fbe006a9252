//! Seats by Erlang formulas against service targets.

pub mod cases;
pub mod explain;
pub mod single;

use std::collections::BTreeMap;

use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::ids::QueueId;
use crate::domain::series::{CallRecord, Forecast, Requirement};
use crate::domain::units::Seconds;

/// Mean patience of each queue, estimated from call records (censored exponential maximum likelihood).
#[must_use]
pub fn estimate_patience(_calls: &[CallRecord]) -> BTreeMap<QueueId, Seconds> {
    unimplemented!()
}

/// Agents and scheduled heads for every interval of the forecast.
#[must_use]
pub fn requirement(
    _forecast: &Forecast,
    _centre: &Centre,
    _patience: &BTreeMap<QueueId, Seconds>,
    _findings: &mut Findings,
) -> Requirement {
    unimplemented!()
}
