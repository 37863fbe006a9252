//! What service a number of agents gives: the figures that every Erlang model answers with.

use serde::Serialize;

/// Calls on their way to agents: the figures that Erlang's models know, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Traffic {
    pub(super) load: super::exact::Load,
    /// Mean handle time in seconds, above 0.
    pub(super) aht: f64,
    /// Mean patience in seconds, above 0; `None` when callers never hang up.
    pub(super) patience: Option<f64>,
}

impl Traffic {
    /// Calls per second.
    pub(super) fn rate(&self) -> f64 {
        self.load.erlangs() / self.aht
    }
}

/// The service that a number of agents gives. Shares are fractions of 1, times are seconds; an undefined figure is `None`.
///
/// The five service levels differ in what they do with callers who hang up; without impatience all five are equal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Performance {
    /// Agents on the queue.
    pub agents: u32,
    /// Service level on offered calls: answered within the threshold (a wait equal to it counts) ÷ offered.
    pub sl: f64,
    /// Answered within the threshold ÷ answered.
    pub sl_answered: Option<f64>,
    /// Answered within the threshold ÷ (offered less those who hung up within the threshold).
    pub sl_excl_short: Option<f64>,
    /// Out of the queue within the threshold, answered or hung up, ÷ offered.
    #[serde(rename = "sl_wait_le_T")]
    pub sl_wait_le_t: f64,
    /// Share of time at which a caller who never hangs up would be answered within the threshold.
    pub sl_virtual: f64,
    /// Mean wait of all offered calls, those that hung up and those that did not wait included; `None` when it is infinite.
    pub asa_s: Option<f64>,
    /// Mean wait of answered calls: the ASA of an ACD.
    pub asa_answered_s: Option<f64>,
    /// Share of calls that find every agent busy.
    pub p_wait: f64,
    /// Share of offered calls that hang up.
    pub p_abandon: f64,
    /// Mean number of callers waiting; `None` when it grows without end.
    pub queue_len: Option<f64>,
    /// Handle time over time at work; `None` without agents.
    pub occupancy: Option<f64>,
}

impl Performance {
    /// No calls: nobody waits.
    pub(super) const fn idle(agents: u32) -> Self {
        Self {
            agents,
            sl: 1.0,
            sl_answered: Some(1.0),
            sl_excl_short: Some(1.0),
            sl_wait_le_t: 1.0,
            sl_virtual: 1.0,
            asa_s: Some(0.0),
            asa_answered_s: Some(0.0),
            p_wait: 0.0,
            p_abandon: 0.0,
            queue_len: Some(0.0),
            occupancy: Some(0.0),
        }
    }
}

/// A computed probability, with the last rounding kept inside [0, 1].
pub(super) const fn probability(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}
