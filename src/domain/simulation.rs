//! What a simulated roster gave: the hand-over from `simulate` to `outputs`, beside what the formulas promised.

use chrono::NaiveDate;

use super::ids::QueueId;
use super::time::Instant;

/// A figure over all replications with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The time that a row of a simulation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SimulatedPeriod {
    /// One interval.
    Interval(Instant),
    /// One local day.
    Day(NaiveDate),
    /// Every day of the roster, the first of them named.
    All(NaiveDate),
}

impl SimulatedPeriod {
    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Interval(_) => "interval",
            Self::Day(_) => "day",
            Self::All(_) => "all",
        }
    }
}

/// What the formulas say of the agents that the roster has, unplanned shrinkage taken off; an undefined figure is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Promise {
    /// Share of offered calls answered in time.
    pub service_level: Option<f64>,
    /// Mean wait of all offered calls, in seconds.
    pub asa: Option<f64>,
    /// Share of offered calls that hang up.
    pub abandonment: Option<f64>,
    /// Handle time over time at work.
    pub occupancy: Option<f64>,
}

/// The service of one queue in one period; an undefined figure (no calls, nobody at work) is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRow {
    /// When.
    pub period: SimulatedPeriod,
    /// The queue.
    pub queue: QueueId,
    /// Calls a replication, on average.
    pub offered: f64,
    /// Agents whose roster names this queue, averaged over the period, nobody absent.
    pub rostered: f64,
    /// The same as they were there, unplanned absence taken off.
    pub present: f64,
    /// Share of offered calls answered in time.
    pub service_level: Option<Estimate>,
    /// Mean wait of all offered calls, in seconds.
    pub asa: Option<Estimate>,
    /// Share of offered calls that hang up, or still wait when their queue closes.
    pub abandonment: Option<Estimate>,
    /// Handle time over time at work of the agents whose roster names this queue.
    pub occupancy: Option<Estimate>,
    /// Share of replications in which the period met the queue's service level; `None` where none is asked.
    pub p_met: Option<f64>,
    /// What the formulas say.
    pub promise: Promise,
}

/// How often and with what the roster was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SimulationEffort {
    /// Replications.
    pub replications: u32,
    /// Calls over all of them.
    pub calls: u64,
}

/// A simulated roster: rows by interval, then by day, then over all days, each in order of time and queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulation {
    /// The rows.
    pub rows: Vec<SimulatedRow>,
    /// How much was simulated.
    pub effort: SimulationEffort,
}
