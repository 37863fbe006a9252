//! Attendance (考勤): who came, who was away and why, and hours of the month beside their limits.

use chrono::NaiveDate;

use super::ids::AgentId;
use super::units::Share;

/// Attendance of a team on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDay {
    /// The local day on which the shifts start.
    pub day: NaiveDate,
    /// The team; empty where none is known.
    pub team: String,
    /// People with a shift.
    pub scheduled: usize,
    /// Of these, who came.
    pub present: usize,
    /// Of these, who did not, their shift being over.
    pub absent: usize,
    /// Of these, of whom nobody knows, or not yet.
    pub unknown: usize,
    /// Who came late, and by how many seconds together.
    pub late: (usize, i64),
    /// Who left early, and by how many seconds together.
    pub early_leave: (usize, i64),
}

impl TeamDay {
    /// People who worked over people scheduled of whom anything is known; undefined where nothing is.
    #[must_use]
    pub fn attendance(&self) -> Option<Share> {
        let known = self.present + self.absent;
        (known > 0).then(|| self.present as f64 / known as f64).and_then(Share::new)
    }
}

/// Absences of one kind in a team on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AbsenceCount {
    /// The local day.
    pub day: NaiveDate,
    /// The team.
    pub team: String,
    /// The kind of time_off.csv; `no_show` where nobody said anything.
    pub kind: String,
    /// Whether the roster has a shift for them: absences that nobody planned with.
    pub was_scheduled: bool,
    /// How many.
    pub people: usize,
}

/// The kind of an absence of which no row of time_off.csv tells.
pub const NO_SHOW: &str = "no_show";

/// What is limited by the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MonthKind {
    /// Work outside the shifts or beyond the contract's week, whichever is more.
    Overtime,
    /// Hours in the night.
    Night,
    /// Hours on public holidays.
    Holiday,
}

impl MonthKind {
    /// The word for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overtime => "overtime",
            Self::Night => "night",
            Self::Holiday => "holiday",
        }
    }
}

/// Hours of an agent in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentMonth {
    /// First day of the month.
    pub month: NaiveDate,
    /// Who.
    pub agent: AgentId,
    /// The team.
    pub team: String,
    /// Shifts to which the agent came.
    pub shifts: usize,
    /// Seconds there in paid time of the shifts, and at work outside them.
    pub present_s: i64,
    /// Of these, seconds at work outside the shifts.
    pub outside_s: i64,
    /// Of these, seconds beyond the hours that the contract has for a week.
    pub above_contract_s: i64,
    /// Seconds of each kind, which may overlap: overtime, night, holiday.
    pub seconds: [i64; 3],
    /// The kinds that are above the limit of the month.
    pub above: Vec<MonthKind>,
}

/// Attendance of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// By day and team.
    pub days: Vec<TeamDay>,
    /// By day, team and kind.
    pub absences: Vec<AbsenceCount>,
    /// By month and agent.
    pub months: Vec<AgentMonth>,
}
