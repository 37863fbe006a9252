//! How two rosters differ: by agent and day, in totals, and in coverage.

use chrono::NaiveDate;

use super::ids::{AgentId, QueueId, ShiftId};
use super::people::RosterRow;
use super::time::Instant;

/// All differences of two rosters; empty lists where there are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RosterDiff {
    /// Days that differ, by agent and day.
    pub days: Vec<DayChange>,
    /// Agents who are in the second roster only.
    pub people_added: Vec<AgentId>,
    /// Agents who are in the first roster only.
    pub people_removed: Vec<AgentId>,
    /// Paid hours of all rows, handover included: first and second roster.
    pub paid_hours: (f64, f64),
    /// Intervals whose coverage differs, by time and queue; `None` where no requirement was given.
    pub coverage: Option<CoverageDiff>,
}

impl RosterDiff {
    /// Number of agents with any change.
    #[must_use]
    pub fn people_touched(&self) -> usize {
        let people: std::collections::BTreeSet<&AgentId> = self.days.iter().map(|day| &day.agent).collect();
        people.len()
    }

    /// Number of days with changes of this kind.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.days.iter().filter(|day| day.kind == kind).count()
    }

    /// Days whose shift is another, new or gone; breaks, activities and queues alone left out.
    #[must_use]
    pub fn changed_shifts(&self) -> usize {
        [ChangeKind::Added, ChangeKind::Dropped, ChangeKind::Shift].into_iter().map(|kind| self.count(kind)).sum()
    }
}

/// What differs most on a day: the first of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Works where there was no work.
    Added,
    /// No work where there was some.
    Dropped,
    /// Another shift, start or end.
    Shift,
    /// The same shift with breaks or meals at other times.
    Breaks,
    /// The same shift and breaks; training, meetings or handover differ.
    Activities,
    /// Only the queues served differ.
    Queues,
}

impl ChangeKind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Shift => "shift",
            Self::Breaks => "breaks",
            Self::Activities => "activities",
            Self::Queues => "queues",
        }
    }
}

/// One agent's day that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct DayChange {
    /// Who.
    pub agent: AgentId,
    /// The local day on which the shift starts.
    pub day: NaiveDate,
    /// What differs.
    pub kind: ChangeKind,
    /// The day in the first roster.
    pub before: Option<DayWork>,
    /// The day in the second roster.
    pub after: Option<DayWork>,
}

/// One agent's day of work.
#[derive(Clone, Debug, PartialEq)]
pub struct DayWork {
    /// The shift.
    pub shift: ShiftId,
    /// First moment of presence.
    pub start: Instant,
    /// First moment after presence.
    pub end: Instant,
    /// Its rows, by start.
    pub rows: Vec<RosterRow>,
}

impl DayWork {
    /// Paid hours of the rows.
    #[must_use]
    pub fn paid_hours(&self) -> f64 {
        self.rows.iter().filter(|row| row.paid).map(|row| row.end.seconds_since(row.start)).sum::<i64>() as f64 / 3600.0
    }
}

/// What the second roster covers otherwise than the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverageDiff {
    /// Intervals whose coverage differs.
    pub intervals: Vec<IntervalChange>,
    /// Agent-hours short of the requirement: first and second roster.
    pub short_hours: (f64, f64),
    /// Agent-hours above it.
    pub over_hours: (f64, f64),
}

/// The coverage of one interval in both rosters, in agents.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalChange {
    /// Start of the interval.
    pub start: Instant,
    /// The queue.
    pub queue: QueueId,
    /// Required.
    pub required: f64,
    /// Covered by the first roster.
    pub before: f64,
    /// Covered by the second roster.
    pub after: f64,
}
