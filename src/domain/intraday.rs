//! The rest of a day: what is expected, who is really there, and what to do about it.

use super::ids::{AgentId, QueueId};
use super::people::{Activity, RosterRow};
use super::span::Span;
use super::time::Instant;
use super::units::Minutes;

/// `[intraday]`: what may change on the day itself, and what a change has to give.
#[derive(Clone, Debug, PartialEq)]
pub struct IntradaySettings {
    /// Kinds of break that may move inside their windows: `break`, `meal`; law that fixes one stands above it.
    pub may_move: Vec<Activity>,
    /// Most breaks of one agent that move.
    pub moves_per_agent: u8,
    /// Nothing changes sooner than this after now.
    pub notice: Minutes,
    /// Nobody is called in sooner than this after now.
    pub call_in_notice: Minutes,
    /// Who has been missing for so long is not expected back in this shift.
    pub gone_after: Minutes,
    /// What changes cost, in calls answered in time.
    pub prices: ChangePrices,
}

/// What changes cost, in calls answered in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangePrices {
    /// Each agent whose day changes.
    pub changed_agent: f64,
    /// Each paid hour more, beside it.
    pub extra_hour: f64,
    /// What an hour is worth that somebody can go earlier.
    pub hour_back: f64,
    /// What a call answered in time is worth above the service level that is asked for.
    pub above_target: f64,
}

impl Default for IntradaySettings {
    fn default() -> Self {
        Self {
            may_move: vec![Activity::Break, Activity::Meal],
            moves_per_agent: 1,
            notice: Minutes::new(15),
            call_in_notice: Minutes::new(60),
            gone_after: Minutes::new(30),
            prices: ChangePrices { changed_agent: 1.0, extra_hour: 3.0, hour_back: 1.0, above_target: 0.1 },
        }
    }
}

impl IntradaySettings {
    /// Whether a kind of break may move.
    #[must_use]
    pub fn moves(&self, activity: Activity) -> bool {
        self.may_move.contains(&activity)
    }
}

/// A row of standby.csv: somebody who can be called in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandbyPeriod {
    /// Who.
    pub agent: AgentId,
    /// When.
    pub span: Span,
}

/// What the day has brought a queue so far, and what that means for its rest.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueOutlook {
    /// The queue.
    pub queue: QueueId,
    /// Calls that came in the intervals that are over.
    pub came: f64,
    /// Calls that were expected in them at midnight.
    pub expected: f64,
    /// Calls still to come, as expected now.
    pub rest: f64,
    /// The same as expected at midnight.
    pub planned_rest: f64,
    /// Mean handle time so far in seconds, where known.
    pub aht: Option<f64>,
    /// What was expected of these calls.
    pub expected_aht: Option<f64>,
    /// What handle times still to come are multiplied by.
    pub aht_factor: f64,
}

/// Why somebody of the roster is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKind {
    /// Known beforehand: time_off.csv.
    Absent,
    /// The shift has begun and the agent has not come.
    Late,
    /// The agent came and has gone.
    Left,
}

impl MissingKind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Late => "late",
            Self::Left => "left",
        }
    }
}

/// Somebody of the roster who is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Who.
    pub agent: AgentId,
    /// Why.
    pub kind: MissingKind,
    /// The part of the rest of the shift that is counted out.
    pub span: Span,
    /// Since when.
    pub since: Instant,
}

/// One interval of one queue in the rest of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct NetStaffing {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Calls expected now.
    pub offered: f64,
    /// Handle time expected now, where known.
    pub aht: Option<f64>,
    /// Agents needed on the queue.
    pub needed: f64,
    /// Agents at work by the roster, on average over what is left of the interval.
    pub rostered: f64,
    /// Those of them who are really there: without absences, latecomers and leavers, and less the unplanned shrinkage of those of whom
    /// nothing is known yet.
    pub there: f64,
    /// Share of calls answered in time with them.
    pub service: Option<f64>,
    /// The same after the actions.
    pub there_after: f64,
    /// The same after the actions.
    pub service_after: Option<f64>,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Breaks move.
    MoveBreak,
    /// Serves another queue for a while.
    SwapQueue,
    /// Stays longer.
    Overtime,
    /// Goes earlier.
    EarlyLeave,
    /// Comes from standby.
    CallIn,
}

impl ChangeKind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MoveBreak => "move_break",
            Self::SwapQueue => "swap_queue",
            Self::Overtime => "overtime",
            Self::EarlyLeave => "early_leave",
            Self::CallIn => "call_in",
        }
    }
}

/// What changes for an agent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Breaks that move: kind, old and new start.
    Breaks(Vec<(Activity, Instant, Instant)>),
    /// Another queue for a while.
    Queue {
        /// The queue of the roster.
        from: QueueId,
        /// The queue then.
        to: QueueId,
        /// When.
        span: Span,
    },
    /// Another end of the shift.
    End {
        /// The end by the roster.
        from: Instant,
        /// The end then.
        to: Instant,
    },
    /// A shift out of standby.
    CallIn {
        /// When.
        span: Span,
        /// The queue.
        queue: QueueId,
    },
}

impl Change {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Breaks(_) => ChangeKind::MoveBreak,
            Self::Queue { .. } => ChangeKind::SwapQueue,
            Self::End { from, to } if to > from => ChangeKind::Overtime,
            Self::End { .. } => ChangeKind::EarlyLeave,
            Self::CallIn { .. } => ChangeKind::CallIn,
        }
    }
}

/// The service of one interval that an action moves.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceMoved {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// The action's part of the calls answered in time that the interval gains; negative where it loses.
    pub calls: f64,
    /// Share of calls answered in time with all actions but this one.
    pub before: Option<f64>,
    /// The same with all actions.
    pub after: Option<f64>,
    /// Other actions that move the interval.
    pub others: usize,
}

/// The same change of one or several agents, and what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What changes.
    pub change: Change,
    /// For whom.
    pub agents: Vec<AgentId>,
    /// Its part of the calls answered in time that all actions gain.
    pub calls: f64,
    /// What it costs by `[intraday]`, in calls.
    pub price: f64,
    /// The intervals that it moves, by start.
    pub moved: Vec<ServiceMoved>,
}

/// What to do with the rest of the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayPlan {
    /// By start and queue.
    pub intervals: Vec<NetStaffing>,
    /// Who is not there.
    pub missing: Vec<Missing>,
    /// Agents inside their shift of whom the feed tells nothing.
    pub unknown: usize,
    /// What to do, most useful first.
    pub actions: Vec<Action>,
    /// Calls answered in time in the rest of the day as it is.
    pub in_time: f64,
    /// The same after the actions.
    pub in_time_after: f64,
    /// By how much another choice could be better at most by the prices, in calls; nought where it is proved that none is.
    pub at_most_better: f64,
    /// The roster with the actions; as it was where there are none.
    pub roster: Vec<RosterRow>,
}
