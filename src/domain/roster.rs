//! Hand-over types of the roster: what the engine is given, what it returns, what roster.json says.

use std::time::Duration;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::centre::Centre;
use super::findings::Findings;
use super::people::{Agent, Availability, PlannedActivity, Preference, RosterRow, TimeOff};
use super::series::{Requirement, ServiceCurve};
use super::team::LeaveAllowance;

/// All that a roster of one week depends on, from the published files.
#[derive(Clone, Debug)]
pub struct RosterProblem {
    /// The centre.
    pub centre: Centre,
    /// First local day of the seven.
    pub first_day: NaiveDate,
    /// What is to be covered.
    pub requirement: Requirement,
    /// What service the agents of an interval give, by interval and queue; only needed where a service level is to hold over a
    /// day or week.
    pub curves: Vec<ServiceCurve>,
    /// The people.
    pub agents: Vec<Agent>,
    /// Absences.
    pub time_off: Vec<TimeOff>,
    /// How many may be on leave.
    pub allowances: Vec<LeaveAllowance>,
    /// Recurring availability.
    pub availability: Vec<Availability>,
    /// Trainings and meetings.
    pub activities: Vec<PlannedActivity>,
    /// Wishes.
    pub preferences: Vec<Preference>,
    /// Assignments that must stay, as roster rows.
    pub locked: Vec<RosterRow>,
    /// The roster of the days before, for rest and runs of days.
    pub previous: Vec<RosterRow>,
    /// A roster of this week to change as little as possible; empty when there is none.
    pub keep: Vec<RosterRow>,
    /// A roster of this week from which the search starts where nothing is to be kept; it changes no price.
    pub start: Vec<RosterRow>,
}

impl RosterProblem {
    /// The problem of a week of which no more than this is known.
    #[must_use]
    pub fn new(centre: Centre, agents: Vec<Agent>, requirement: Requirement, first_day: NaiveDate) -> Self {
        Self {
            centre,
            first_day,
            requirement,
            curves: Vec::new(),
            agents,
            time_off: Vec::new(),
            allowances: Vec::new(),
            availability: Vec::new(),
            activities: Vec::new(),
            preferences: Vec::new(),
            locked: Vec::new(),
            previous: Vec::new(),
            keep: Vec::new(),
            start: Vec::new(),
        }
    }
}

/// When the engine stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RosterLimits {
    /// Wall time.
    pub time: Option<Duration>,
    /// Deterministic work units; the same bytes on every machine.
    pub work: Option<u64>,
    /// Stop once (objective − bound)/objective is at most this.
    pub gap: f64,
    /// Seed of every random choice.
    pub seed: u64,
    /// Missing share of required agent-time above which the roster is a finding.
    pub fail_on: f64,
}

impl Default for RosterLimits {
    fn default() -> Self {
        Self { time: Some(Duration::from_secs(60)), work: None, gap: 0.01, seed: 1, fail_on: 0.10 }
    }
}

/// What the engine returns: the rows of roster.csv and the claims of roster.json.
#[derive(Clone, Debug)]
pub struct RosterOutcome {
    /// Sorted by agent, day and start.
    pub rows: Vec<RosterRow>,
    /// The claims.
    pub summary: RosterSummary,
    /// Notes and warnings for people; also in the summary.
    pub findings: Findings,
}

/// An agent on standby in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandbyDuty {
    /// The id of `[[standby]]`.
    pub standby: String,
    /// First moment of the period, RFC 3339.
    pub start: String,
    /// First moment after, RFC 3339.
    pub end: String,
    /// Who.
    pub agent: String,
}

/// What became of a wish in one week, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishAnswer {
    /// Whose wish.
    pub agent: String,
    /// The wish in words.
    pub wish: String,
    /// Whether no day is against it.
    pub granted: bool,
    /// The days against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<NaiveDate>,
    /// What stood against it: rules, or the times whose price would rise most; empty where it is granted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The gap closed to the asked size.
    GapReached,
    /// The time or work limit came first.
    Limit,
    /// Stopped by the user.
    Interrupted,
}

/// roster.json: the claims that `wfm check --summary` recomputes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterSummary {
    /// `wfm.roster/1`.
    pub schema: String,
    /// How the solve ended.
    pub status: Status,
    /// The price of the roster: the sum of `terms`.
    pub objective: f64,
    /// No legal roster costs less; absent when none was proved.
    pub bound: Option<f64>,
    /// (objective − bound)/objective; 0 when both are 0.
    pub gap: Option<f64>,
    /// How the bound was proved.
    pub bound_method: String,
    /// Agent-hours short of the requirement.
    pub under_hours: f64,
    /// Agent-hours above it.
    pub over_hours: f64,
    /// Paid hours of the shifts, handover left out.
    pub paid_hours: f64,
    /// Agent-hours required.
    pub required_hours: f64,
    /// The objective by term.
    pub terms: Terms,
    /// First local day.
    pub first_day: NaiveDate,
    /// The seed.
    pub seed: u64,
    /// Under and over by day and queue.
    pub days: Vec<DayCoverage>,
    /// Hours by agent.
    pub agents: Vec<AgentHours>,
    /// What became of each wish of the week, in the order of agents.csv and preferences.csv.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<WishAnswer>,
    /// Who is on standby, by period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standby: Vec<StandbyDuty>,
    /// Every run of short intervals, with its reason; none where a service level is to hold over a day or week.
    pub shortfalls: Vec<Shortfall>,
    /// The service of each day or week over which a service level is to hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<ServiceReached>,
    /// Wall times: the only part that differs between two runs.
    pub timing: Timing,
    /// The findings, as JSON objects.
    #[serde(default)]
    pub findings: Vec<serde_json::Value>,
}

/// The objective by term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Under-coverage.
    pub under: f64,
    /// Over-coverage.
    pub over: f64,
    /// Hours above the contracts' minimum.
    pub hour_above_minimum: f64,
    /// Unmet wishes.
    pub preference: f64,
    /// Paid hours, where a service level is to hold over a day or week.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paid_hours: f64,
    /// Calls missing to the service level of a day or week.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed_calls: f64,
    /// Weekends, nights, early and late shifts of those who had more than their share.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fairness: f64,
    /// Work for other queues than the agents' first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub secondary: f64,
    /// Breaches of rules that have a price.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rules: f64,
    /// Changes of a roster that was to be kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub change: f64,
}

/// Whether a term is left out of roster.json.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_zero(term: &f64) -> bool {
    term.abs() <= 0.0
}

impl Terms {
    /// The objective.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.under
            + self.over
            + self.hour_above_minimum
            + self.preference
            + self.paid_hours
            + self.missed_calls
            + self.fairness
            + self.secondary
            + self.rules
            + self.change
    }
}

/// Coverage of one queue on one day, in agent-hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayCoverage {
    /// The local day.
    pub day: NaiveDate,
    /// The queue.
    pub queue: String,
    /// Required.
    pub required_hours: f64,
    /// Covered (carried-in agents included).
    pub covered_hours: f64,
    /// Short.
    pub under_hours: f64,
    /// Above.
    pub over_hours: f64,
}

/// The service that a roster gives a queue over some days, by its curves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceReached {
    /// First local day.
    pub first_day: NaiveDate,
    /// Number of days.
    pub days: u32,
    /// The queue.
    pub queue: String,
    /// Calls that ask for service.
    pub offered: f64,
    /// Calls answered in time.
    pub answered: f64,
    /// Share of the offered calls that is to be answered in time.
    pub target: f64,
}

impl ServiceReached {
    /// Share of the offered calls that is answered in time; `None` without calls.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.offered > 0.0).then(|| self.answered / self.offered)
    }

    /// Calls missing to the target.
    #[must_use]
    pub fn missed(&self) -> f64 {
        (self.target * self.offered - self.answered).max(0.0)
    }
}

/// One agent's week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentHours {
    /// The agent.
    pub agent: String,
    /// Days worked.
    pub days: u32,
    /// Leave days.
    pub leave_days: u32,
    /// Paid hours of the shifts worked.
    pub paid_hours: f64,
    /// The contract's weekly minimum.
    pub minimum_hours: f64,
    /// The contract's weekly maximum.
    pub maximum_hours: f64,
    /// Wishes met and asked.
    pub wishes: (u32, u32),
}

/// A run of short intervals of one queue, and why it is short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shortfall {
    /// First moment, RFC 3339.
    pub start: String,
    /// First moment after, RFC 3339.
    pub end: String,
    /// The queue.
    pub queue: String,
    /// Agent-hours short.
    pub short_hours: f64,
    /// `no_legal_shift`, `no_skill`, `hours_used_up`, `rest`, `leave`, `locked`, `days_off`, `breaks`, `skill`, `price`,
    /// `everyone_at_work`.
    pub reason: String,
    /// The reason in words.
    pub text: String,
    /// Ways to mend it, those that lower the cost most first; only for the largest shortfalls.
    #[serde(default)]
    pub mend: Vec<Mend>,
}

/// A way to mend a shortfall and what it would gain, tried on the roster as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mend {
    /// `agents`, `overtime`, `start`, `window`.
    pub kind: String,
    /// What to do, in words.
    pub text: String,
    /// The change that lets a new roster do so, as `--what-if` takes it.
    pub what_if: String,
    /// Agent-hours fewer short in the whole week.
    pub short_hours: f64,
    /// Those of them in this shortfall.
    pub here_hours: f64,
    /// What the objective would fall by.
    pub cost: f64,
}

/// Wall times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// To the first legal roster.
    pub first_roster_s: f64,
    /// For the bound.
    pub bound_s: f64,
    /// In all.
    pub total_s: f64,
}
