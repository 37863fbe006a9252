//! Agents and what is known about their time.

use std::fmt;

use chrono::{NaiveDate, Weekday};

use super::ids::{AgentId, ContractId, QueueId, ShiftId};
use super::span::Span;
use super::time::{ClockTime, Instant};
use super::units::Minutes;

/// A row of agents.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// Its id.
    pub id: AgentId,
    /// The name on rosters.
    pub name: String,
    /// The team; empty when there is none.
    pub team: String,
    /// The working-time agreement.
    pub contract: ContractId,
    /// Queues in the order of preference; at least one.
    pub skills: Vec<QueueId>,
    /// What the agent can be at work as, such as `leader`; rules about presence name them.
    pub roles: Vec<String>,
    /// First day of employment.
    pub valid_from: Option<NaiveDate>,
    /// Last day of employment.
    pub valid_to: Option<NaiveDate>,
    /// The agent's own limits of the day.
    pub times: PersonalTimes,
    /// What the agent's wishes count for.
    pub standing: Standing,
}

/// When an agent's shifts may begin and end on the local clock, the handover around them left aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonalTimes {
    /// Earliest start.
    pub earliest_start: Option<ClockTime>,
    /// Latest start.
    pub latest_start: Option<ClockTime>,
    /// Latest end, counted from the midnight before the start; at most 48:00.
    pub latest_end: Option<ClockTime>,
}

/// A row of time_off.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOff {
    /// Who is away.
    pub agent: AgentId,
    /// When.
    pub when: Away,
    /// Free text such as `leave`, `sick`.
    pub kind: String,
}

/// How an absence was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// Whole days, both included: leave days, whatever their kind.
    Days(NaiveDate, NaiveDate),
    /// Clock times: blocks any overlap, is no leave day.
    Clock(Span),
}

/// A row of availability.csv: a weekly window in which an agent can be present. An agent without rows always can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Who.
    pub agent: AgentId,
    /// The weekday on which the window starts.
    pub weekday: Weekday,
    /// Its start.
    pub from: ClockTime,
    /// Its end; at most 48:00, past 24:00 when the window runs into the next day.
    pub to: ClockTime,
}

/// What an agent does in a stretch of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    /// Answering calls of a queue: the only activity that covers.
    Work,
    /// A short break.
    Break,
    /// A meal.
    Meal,
    /// Handing over or writing up.
    Handover,
    /// Training.
    Training,
    /// A meeting.
    Meeting,
    /// The unpaid time between the parts of a split shift: neither break nor meal.
    Split,
}

impl Activity {
    /// All activities.
    pub const ALL: [Self; 7] =
        [Self::Work, Self::Break, Self::Meal, Self::Handover, Self::Training, Self::Meeting, Self::Split];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Break => "break",
            Self::Meal => "meal",
            Self::Handover => "handover",
            Self::Training => "training",
            Self::Meeting => "meeting",
            Self::Split => "split",
        }
    }

    /// The activity of a word in a file.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A row of activities.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedActivity {
    /// At a given time: the agent's shift covers it, it is paid and covers no queue, no break touches it.
    Fixed {
        /// Who.
        agent: AgentId,
        /// When.
        span: Span,
        /// `training` or `meeting`.
        kind: Activity,
    },
    /// Once for each member of a team, somewhere in a window.
    Placed {
        /// The team.
        team: String,
        /// How long.
        length: Minutes,
        /// Within.
        window: Span,
        /// `training` or `meeting`.
        kind: Activity,
    },
}

/// A row of preferences.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// Whose wish.
    pub agent: AgentId,
    /// What is wished.
    pub wish: Wish,
    /// How much it matters: the row's weight (1 when empty) by the agent's [`Standing`].
    pub weight: f64,
}

/// What the wishes of an agent count for beside those of others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// Years of service; `[objective] seniority` says what a year adds.
    pub seniority: f64,
    /// What the agent may bid: the weights of all their wishes together count for no more.
    pub points: Option<f64>,
}

impl Standing {
    /// What each weight of the agent is multiplied by, when the agent's weights are `bid` together and each year of service
    /// adds `per_year`: `(1 + per_year × seniority) × min(1, points / bid)`.
    #[must_use]
    pub fn factor(&self, per_year: f64, bid: f64) -> f64 {
        let within = self.points.filter(|points| bid > *points).map_or(1.0, |points| points / bid);
        (1.0 + per_year * self.seniority) * within
    }
}

/// A wish of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// This date off.
    DayOff(NaiveDate),
    /// This weekday off.
    WeekdayOff(Weekday),
    /// Work on this date.
    DayOn(NaiveDate),
    /// Work on this weekday.
    WeekdayOn(Weekday),
    /// Shifts on the same days as this agent's.
    With(AgentId),
    /// No shift on a day on which this agent has one.
    Apart(AgentId),
    /// This shift on each worked day.
    Shift(ShiftId),
    /// Shifts start at or after this time on each worked day.
    StartAfter(ClockTime),
    /// Shifts end at or before this time on each worked day.
    EndBefore(ClockTime),
}

/// A row of roster.csv: one stretch of one activity. The same shape is locked.csv and previous.csv.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RosterRow {
    /// Who.
    pub agent: AgentId,
    /// The local day on which the shift (not its handover) starts.
    pub day: NaiveDate,
    /// The shift of the catalogue.
    pub shift: ShiftId,
    /// First moment.
    pub start: Instant,
    /// First moment after.
    pub end: Instant,
    /// What is done.
    pub activity: Activity,
    /// The queue served; only with `work`.
    pub queue: Option<QueueId>,
    /// Whether the stretch is paid.
    pub paid: bool,
}
