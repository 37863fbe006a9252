//! How likely a requirement meets its targets when the forecast errs.

use super::ids::QueueId;
use super::simulation::SimulatedPeriod;

/// What the agents of a requirement give over all that the forecast's bands say can happen: a row of chances.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// An interval or a day.
    pub period: SimulatedPeriod,
    /// The queue.
    pub queue: QueueId,
    /// Calls expected.
    pub offered: f64,
    /// Chance that the period meets the queue's service level.
    pub p_met: f64,
    /// Service level to be expected: calls in time ÷ calls, over all cases.
    pub service_level: f64,
}
