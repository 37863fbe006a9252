//! A centre as its planners describe it: what `centre.toml` says, typed, with defaults filled in.

use chrono::Weekday;

use super::calendar::Calendar;
use super::hours::OpeningHours;
use super::ids::{ContractId, QueueId, ShiftId};
use super::team::TeamRules;
use super::time::{ClockTime, Zone};
use super::units::{Heads, Minutes, Seconds, ServiceTarget, Share};

/// A contact centre: its clock, its queues, its working-time rules and what a good roster is.
#[derive(Clone, Debug, PartialEq)]
pub struct Centre {
    /// The name on reports.
    pub name: String,
    /// The zone of all local times.
    pub zone: Zone,
    /// Length of a planning interval.
    pub interval: Minutes,
    /// In file order; at least one.
    pub queues: Vec<Queue>,
    /// In file order.
    pub contracts: Vec<Contract>,
    /// The shift catalogue, in file order.
    pub shifts: Vec<ShiftTemplate>,
    /// Holidays and the centre's own special days.
    pub calendar: Calendar,
    /// `[rules] min_agents_present`: coverage of all queues together in every open interval.
    pub min_agents_present: Heads,
    /// Handover rules.
    pub handover: Handover,
    /// Rules about several agents at once.
    pub team_rules: TeamRules,
    /// What a roster is priced by.
    pub objective: Objective,
    /// How `history/` is read when its exports do not tell.
    pub import: ImportSettings,
    /// Adherence settings.
    pub adherence: AdherenceSettings,
}

impl Centre {
    /// The queue of this id.
    #[must_use]
    pub fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.queues.iter().find(|q| q.id == *id)
    }

    /// The contract of this id.
    #[must_use]
    pub fn contract(&self, id: &ContractId) -> Option<&Contract> {
        self.contracts.iter().find(|c| c.id == *id)
    }

    /// The shift of this id.
    #[must_use]
    pub fn shift(&self, id: &ShiftId) -> Option<&ShiftTemplate> {
        self.shifts.iter().find(|s| s.id == *id)
    }
}

/// A stream of calls, its hours and its targets; all given targets hold at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// When it is open.
    pub hours: OpeningHours,
    /// Share of offered calls answered within a time.
    pub service_level: Option<ServiceTarget>,
    /// Longest mean wait of all offered calls.
    pub max_asa: Option<Seconds>,
    /// Largest share of offered calls that abandon.
    pub max_abandon: Option<Share>,
    /// How long callers wait before they hang up.
    pub patience: Patience,
    /// Largest handle time (after-call work included) over time at work.
    pub max_occupancy: Share,
    /// Share of scheduled time lost to what nobody planned.
    pub unplanned_shrinkage: Share,
    /// Fewest agents in any open interval.
    pub min_agents: Heads,
    /// A queue whose profile a queue without history borrows.
    pub like: Option<QueueId>,
}

/// What is known of callers' patience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Patience {
    /// Callers never hang up (Erlang C).
    Infinite,
    /// Exponential with this mean (Erlang A).
    Mean(Seconds),
    /// To be estimated from call data.
    Estimate,
}

/// A working-time agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Paid minutes a week, fewest and most.
    pub weekly: (Minutes, Minutes),
    /// Paid minutes of a shift, fewest and most.
    pub daily: (Minutes, Minutes),
    /// Days worked a week, fewest and most.
    pub days_per_week: (u8, u8),
    /// Longest run of days worked.
    pub max_consecutive_days: u8,
    /// Shortest time from the end of a presence to the start of the next.
    pub min_rest: Minutes,
    /// At least one block of this many days off in a row; 0 and 1 as said.
    pub days_off_together: u8,
    /// One shift id for the whole week.
    pub same_shift_all_week: bool,
    /// Leave days count as worked days and hours.
    pub leave_counts_as_worked: bool,
    /// Weekdays that must be worked unless on leave.
    pub must_work: Vec<Weekday>,
}

/// An entry of the shift catalogue: a family of shifts that differ by start, length and breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftTemplate {
    /// Its id.
    pub id: ShiftId,
    /// The contracts that may work it.
    pub contracts: Vec<ContractId>,
    /// Possible starts.
    pub starts: Vec<ClockTime>,
    /// Possible lengths of presence, unpaid meal included, without handover before and after.
    pub lengths: Vec<Minutes>,
    /// Breaks in the order in which they are taken; they never overlap.
    pub breaks: Vec<BreakRule>,
}

impl ShiftTemplate {
    /// Unpaid minutes inside the shift.
    #[must_use]
    pub fn unpaid(&self) -> Minutes {
        Minutes::new(self.breaks.iter().filter(|b| !b.paid).map(|b| b.length.get()).sum())
    }
}

/// Most breaks of one shift.
pub const MAX_BREAKS: usize = 6;

/// One break of a shift.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakRule {
    /// A short break or a meal.
    pub kind: super::people::Activity,
    /// How long.
    pub length: Minutes,
    /// Whether it is working time.
    pub paid: bool,
    /// Possible starts as offsets from the start of the shift, ascending.
    pub starts: Vec<Minutes>,
}

/// Handover between shifts (交接班).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// Presence before the shift's start.
    pub before: Minutes,
    /// Presence after its end.
    pub after: Minutes,
    /// The last minutes inside the shift are write-up: no coverage, no break.
    pub wind_down: Minutes,
    /// Agents inside their shift on both sides of every border between two open intervals.
    pub min_across: Heads,
    /// Everyone who leaves a queue that is still staffed is relieved by somebody who comes.
    pub relief: bool,
}

/// What a roster costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Price per agent-interval short, by the share of the interval's requirement that is missing; convex: `up_to`
    /// ascending, the last step open (`up_to` = 1).
    pub under: Vec<UnderStep>,
    /// Price per agent-interval above the requirement.
    pub over: f64,
    /// Price per paid hour above the contract's weekly minimum.
    pub hour_above_minimum: f64,
    /// Price of an unmet wish, times its weight.
    pub preference: f64,
}

/// One step of the convex price of under-coverage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderStep {
    /// The step holds up to this share of the requirement missing.
    pub up_to: Share,
    /// Price per agent-interval.
    pub cost: f64,
}

impl Default for Objective {
    fn default() -> Self {
        let step = |up_to: f64, cost| UnderStep { up_to: Share::new(up_to).unwrap_or(Share::ALL), cost };
        Self {
            under: vec![step(0.10, 4.0), step(0.25, 10.0), step(1.0, 30.0)],
            over: 1.0,
            hour_above_minimum: 1.0,
            preference: 0.2,
        }
    }
}

/// `[import]`: how exports are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSettings {
    /// A mapping of `models/imports/`, by name.
    pub profile: Option<String>,
    /// Columns by field of history.csv.
    pub map: Vec<(String, String)>,
    /// The encoding, when it is not to be detected.
    pub encoding: Option<String>,
}

/// `[adherence]`: kept as written until a roster is compared with what happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdherenceSettings {
    /// A vendor's definition.
    pub preset: Option<String>,
    /// Longest run of `out` that is forgiven, in seconds.
    pub tolerance_s: u32,
    /// Only the excess over the tolerance counts (else a run above it counts whole).
    pub excess_only: bool,
    /// Work outside the shift is an exception.
    pub outside_is_exception: bool,
    /// First seconds of out at a boundary of this activity that count as in.
    pub grace: Vec<(String, u32)>,
    /// What a state of the feed means.
    pub states: Vec<(String, String)>,
    /// One cell of state × activity.
    pub table: Vec<(String, String, String)>,
}
