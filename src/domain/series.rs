//! Hand-over types of the volume side: history, call records, forecast, requirement.

use chrono::NaiveDate;

use super::ids::{AgentId, QueueId};
use super::time::Instant;
use super::units::{Calls, Erlangs, Fte, Heads, Minutes, Seconds, Share};

/// A row of history.csv: what happened in one interval of one queue.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls that asked for service.
    pub offered: Calls,
    /// Calls answered, where known.
    pub answered: Option<Calls>,
    /// Calls abandoned, where known.
    pub abandoned: Option<Calls>,
    /// Mean handle time of the calls answered, where known.
    pub aht: Option<Seconds>,
}

/// The past, sorted by start and queue, one row per interval and queue; an interval without a row is missing, not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The rows.
    pub rows: Vec<HistoryRow>,
}

impl History {
    /// The queues that occur, sorted.
    #[must_use]
    pub fn queues(&self) -> Vec<QueueId> {
        let set: std::collections::BTreeSet<&QueueId> = self.rows.iter().map(|r| &r.queue).collect();
        set.into_iter().cloned().collect()
    }

    /// The rows before a moment: all that a forecast made then may read.
    #[must_use]
    pub fn before(&self, at: Instant) -> Self {
        Self { rows: self.rows.iter().filter(|r| r.start < at).cloned().collect() }
    }
}

/// One call that asked for service.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// When it asked for service.
    pub asked: Instant,
    /// The queue.
    pub queue: QueueId,
    /// How long it waited, to its answer or its abandonment; absent where the record is damaged.
    pub wait: Option<Seconds>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// What else the export tells.
    pub details: CallDetails,
}

/// What exports may tell of a call beyond its wait and its outcome; absent what they do not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallDetails {
    /// Who answered.
    pub agent: Option<AgentId>,
    /// Time from the first ring to the answer.
    pub ring: Option<Seconds>,
    /// Rings heard before any answer.
    pub rings: Option<f64>,
    /// Time caller and agent spoke.
    pub talk: Option<Seconds>,
    /// Time on hold.
    pub hold: Option<Seconds>,
    /// After-call work.
    pub after_call: Option<Seconds>,
    /// Whether the call was put in queue.
    pub queued: Option<bool>,
    /// Whether the first agent passed it on.
    pub transferred: Option<bool>,
    /// Whether no second contact was needed.
    pub resolved: Option<bool>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallOutcome {
    /// An agent took it; handle time where known.
    Answered(Option<Seconds>),
    /// The caller hung up while waiting.
    Abandoned,
    /// Refused before it reached the queue (a busy signal): an attempt that nobody counts as offered.
    Blocked,
    /// A machine served it, without an agent and outside the queue.
    SelfService,
}

impl CallOutcome {
    /// Whether the call asked agents for service.
    #[must_use]
    pub const fn is_offered(self) -> bool {
        matches!(self, Self::Answered(_) | Self::Abandoned)
    }
}

/// A row of forecast.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastRow {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Expected calls.
    pub offered: Calls,
    /// Central 80 % band of the calls, where known.
    pub band80: Option<Band>,
    /// Central 95 % band of the calls, where known.
    pub band95: Option<Band>,
    /// Expected handle time, where known.
    pub aht: Option<Seconds>,
    /// Central 80 % band of the interval's mean handle time in seconds, where known.
    pub aht_band80: Option<Band>,
}

/// A row of forecast_days.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastDay {
    /// The local day.
    pub date: NaiveDate,
    /// The queue.
    pub queue: QueueId,
    /// Expected calls of the day.
    pub offered: Calls,
    /// Central 80 % band of the day's total.
    pub band80: Option<Band>,
    /// Central 95 % band of the day's total.
    pub band95: Option<Band>,
}

/// Lower and upper quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// p10 or p2.5.
    pub low: f64,
    /// p90 or p97.5.
    pub high: f64,
}

/// A forecast: rows sorted by start and queue, open intervals only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forecast {
    /// By interval.
    pub rows: Vec<ForecastRow>,
    /// By day.
    pub days: Vec<ForecastDay>,
    /// Which method was really used for each queue, and why.
    pub methods: Vec<MethodUsed>,
}

/// Which method forecast a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodUsed {
    /// The queue.
    pub queue: QueueId,
    /// The method's name, as `wfm backtest` prints it.
    pub method: String,
    /// Why: the backtest it won, or what a better one lacked.
    pub why: String,
}

/// Accuracy of one method on one queue, pooled over all origins. Undefined figures are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct AccuracyRow {
    /// The queue.
    pub queue: QueueId,
    /// The method.
    pub method: String,
    /// `all`, `normal` or `special` days.
    pub days: &'static str,
    /// Origins scored.
    pub origins: usize,
    /// Intervals scored.
    pub intervals: usize,
    /// Σ|f−y| / Σy.
    pub wape: Option<f64>,
    /// Σ(f−y) / Σy.
    pub bias: Option<f64>,
    /// Mean |f−y| over the mean |y(t) − y(t − 1 week)|.
    pub mase: Option<f64>,
    /// Pinball loss of the 10 % and the 90 % quantile over the calls: Σ(ρ10 + ρ90) / Σy.
    pub pinball: Option<f64>,
    /// Share of intervals inside the 80 % band.
    pub coverage80: Option<f64>,
    /// Share of intervals inside the 95 % band.
    pub coverage95: Option<f64>,
    /// WAPE that even the true rate would have (Poisson noise).
    pub floor: Option<f64>,
    /// Whether this is the method chosen for the queue.
    pub chosen: bool,
}

/// A row of requirement.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct RequirementRow {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Offered load, where known.
    pub load: Option<Erlangs>,
    /// Agents needed on the queue, where known.
    pub agents: Option<Heads>,
    /// Agents to schedule: what the roster covers.
    pub scheduled: Heads,
    /// The same before rounding up, where known.
    pub scheduled_fte: Option<Fte>,
    /// Agents already at work on shifts begun before the first interval.
    pub carried_in: f64,
    /// Share of offered calls answered in time with `agents`.
    pub service_level: Option<Share>,
    /// Mean wait of all offered calls with `agents`.
    pub asa: Option<Seconds>,
    /// Handle time over time at work with `agents`.
    pub occupancy: Option<Share>,
}

/// What the centre needs: rows sorted by start and queue; closed intervals have no row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requirement {
    /// The rows.
    pub rows: Vec<RequirementRow>,
}

/// What service an interval of a queue gives by the agents scheduled for it: the rows of curves.csv of one start and queue.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceCurve {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls that ask for service.
    pub offered: Calls,
    /// Agents scheduled, ascending, and the calls that are then answered in time. Between two points the curve is straight
    /// (an agent who is on a break half of the interval gives half of the step), below the first it comes from no agents and
    /// no calls, beyond the last it is flat.
    pub points: Vec<(u32, f64)>,
}

/// What the agents of an interval give when calls are followed from interval to interval: a row of over_time.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceOverTime {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Agents on the queue.
    pub agents: u32,
    /// Service level on offered calls of the interval in its own steady state.
    pub steady: Option<Share>,
    /// Service level on offered calls with what came before; `None` without calls or target, or where the queue is too large to follow.
    pub service_level: Option<Share>,
    /// Callers waiting, on average over the interval.
    pub waiting: Option<f64>,
    /// Callers waiting at its end, on average.
    pub waiting_at_end: Option<f64>,
}

/// The length that an interval has on its grid, for callers that need `[start, start + length)`.
#[must_use]
pub fn interval_end(start: Instant, interval: Minutes) -> Instant {
    start.plus_minutes(i64::from(interval.get()))
}

/// A planner's correction of a forecast: a row of overrides.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The local day.
    pub date: NaiveDate,
    /// One interval; the whole day when absent.
    pub start: Option<Instant>,
    /// The queue.
    pub queue: QueueId,
    /// What the value replaces.
    pub kind: OverrideKind,
    /// The value.
    pub value: f64,
    /// Why.
    pub reason: String,
}

/// What an override's value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideKind {
    /// The day's total.
    Total,
    /// The interval's calls.
    Interval,
    /// A factor on the forecast.
    Factor,
}
