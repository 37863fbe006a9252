//! What service a number of agents gives: the figures that every Erlang model answers with.

use serde::{Serialize, Serializer};

use super::exact::whole;
use crate::domain::work::{Concurrency, ServiceCount};

/// Calls on their way to agents: the figures that Erlang's models know, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Traffic {
    pub(super) load: super::load::Load,
    /// Mean handle time in seconds, above 0.
    pub(super) aht: f64,
    /// Mean patience in seconds, above 0; `None` when callers never hang up.
    pub(super) patience: Option<f64>,
    /// How many contacts an agent has at a time.
    pub(super) concurrency: Concurrency,
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
    /// Agents on the queue; not whole where one of them is there for part of the time.
    #[serde(serialize_with = "as_count")]
    pub agents: f64,
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
    /// The service level that is counted so; `None` where it is undefined.
    pub(super) const fn level(&self, counted: ServiceCount) -> Option<f64> {
        match counted {
            ServiceCount::Offered => Some(self.sl),
            ServiceCount::Answered => self.sl_answered,
            ServiceCount::ExclShort => self.sl_excl_short,
            ServiceCount::Wait => Some(self.sl_wait_le_t),
            ServiceCount::Virtual => Some(self.sl_virtual),
        }
    }

    /// The service level that is counted so as two shares of offered calls: those that count as in time, of those that are counted.
    pub(super) fn parts(&self, counted: ServiceCount) -> (f64, f64) {
        match counted {
            ServiceCount::Offered => (self.sl, 1.0),
            ServiceCount::Answered => (self.sl, 1.0 - self.p_abandon),
            // hung up in time: out of the queue in time, and not answered
            ServiceCount::ExclShort => (self.sl, self.sl + 1.0 - self.sl_wait_le_t),
            ServiceCount::Wait => (self.sl_wait_le_t, 1.0),
            ServiceCount::Virtual => (self.sl_virtual, 1.0),
        }
    }

    /// No calls: nobody waits.
    pub(super) const fn idle(agents: f64) -> Self {
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

/// Writes a whole number as one.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
pub(super) fn as_count<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() > 0.0 { serializer.serialize_f64(*value) } else { serializer.serialize_u32(whole(*value)) }
}

impl Performance {
    /// The service over a time in which the share `part` has `more` at work and the rest `less`: each call meets one or the other.
    pub(super) fn between(less: &Self, more: &Self, part: f64) -> Self {
        let straight = |less: f64, more: f64| less + part * (more - less);
        let figure = |of: fn(&Self) -> f64| straight(of(less), of(more));
        let known = |of: fn(&Self) -> Option<f64>| Some(straight(of(less)?, of(more)?));
        let (agents, sl, gone) = (figure(|p| p.agents), figure(|p| p.sl), figure(|p| p.p_abandon));
        let (served, in_queue) = (1.0 - gone, figure(|p| p.sl + 1.0 - p.sl_wait_le_t));
        let per = |sum: f64, count: f64| (count > 0.0).then(|| sum / count);
        let answered_wait =
            |p: &Self| if p.p_abandon < 1.0 { Some((1.0 - p.p_abandon) * p.asa_answered_s?) } else { Some(0.0) };
        let waited = answered_wait(less).zip(answered_wait(more)).map(|(less, more)| straight(less, more));
        Self {
            agents,
            sl,
            sl_answered: per(sl, served).map(probability),
            sl_excl_short: per(sl, in_queue).map(probability),
            sl_wait_le_t: figure(|p| p.sl_wait_le_t),
            sl_virtual: figure(|p| p.sl_virtual),
            asa_s: known(|p| p.asa_s),
            asa_answered_s: waited.and_then(|waited| per(waited, served)),
            p_wait: figure(|p| p.p_wait),
            p_abandon: gone,
            queue_len: known(|p| p.queue_len),
            // the load carried is straight, not its share of a number of agents that changes
            occupancy: per(figure(|p| p.occupancy.unwrap_or_default() * p.agents), agents),
        }
    }
}

/// A computed probability, with the last rounding kept inside [0, 1].
#[inline]
pub(super) const fn probability(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}
