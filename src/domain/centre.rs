//! A centre as its planners describe it: what `centre.toml` says, typed, with defaults filled in.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::adherence::{Meaning, Verdict};
use super::calendar::Calendar;
use super::hours::OpeningHours;
use super::ids::{ContractId, QueueId, ShiftId};
pub use super::intraday::IntradaySettings;
pub use super::kpi::KpiSettings;
use super::law::{self, LegalRule};
use super::people::Activity;
use super::rules::{Limits, SharedRules};
use super::skills::SkillGroup;
use super::team::TeamRules;
use super::time::{ClockTime, Zone};
use super::units::{Heads, Minutes, Seconds, ServiceTarget, Share};
pub use super::work::{ServiceCount, Work};

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
    /// Nights, successions of shifts, rules with a price.
    pub rules: SharedRules,
    /// Handover rules.
    pub handover: Handover,
    /// Groups of agents with the same skills, as far as they are written down; in file order.
    pub skill_groups: Vec<SkillGroup>,
    /// Rules about several agents at once.
    pub team_rules: TeamRules,
    /// What a roster is priced by.
    pub objective: Objective,
    /// How `history/` is read when its exports do not tell.
    pub import: ImportSettings,
    /// Adherence settings.
    pub adherence: AdherenceSettings,
    /// Definitions and targets of indicators.
    pub kpi: KpiSettings,
    /// What may change on the day itself.
    pub intraday: IntradaySettings,
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

    /// The centre with the law of a day: rules of packs that are not yet in force are left out, the others bind its contracts.
    #[must_use]
    pub fn under_law_of(mut self, day: NaiveDate) -> Self {
        self.contracts.iter_mut().for_each(|contract| law::in_force(contract, day));
        self
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
    /// What comes to it.
    pub work: Work,
    /// Share of calls answered within a time.
    pub service_level: Option<ServiceTarget>,
    /// Which calls that share is counted over.
    pub counted: ServiceCount,
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

impl Queue {
    /// When its contacts come: its hours, unless they wait for agents.
    #[must_use]
    pub const fn arrivals(&self) -> &OpeningHours {
        match &self.work {
            Work::Deferred(work) => &work.arrivals,
            _ => &self.hours,
        }
    }

    /// Mean patience of callers, with estimates for where it is to be estimated; `None` when they never hang up, or nothing is
    /// known.
    #[must_use]
    pub fn mean_patience(&self, estimates: &BTreeMap<QueueId, Seconds>) -> Option<Seconds> {
        match self.patience {
            Patience::Infinite => None,
            Patience::Mean(mean) => Some(mean),
            Patience::Estimate => estimates.get(&self.id).copied(),
        }
    }
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
    /// Nights, weekends, averages, start window, breaks.
    pub limits: Limits,
    /// What rule packs ask of it.
    pub law: Vec<LegalRule>,
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
    /// Further lengths that may become of it on the day itself, by overtime or early leave; no roster is made with them.
    pub day_lengths: Vec<Minutes>,
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
    /// A short break, a meal or the time between the parts of a split shift.
    pub kind: Activity,
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
    /// What each year of service adds to the weight of an agent's wishes, as a share of it.
    pub seniority: f64,
    /// Price per agent-interval in which an agent serves another queue than the first of their skills, of those that
    /// requirement.csv has a row for.
    pub secondary: f64,
    /// Over what time the service level of a queue is to hold.
    pub service: ServicePeriod,
    /// Price per paid hour where the service level is to hold over a day or week.
    pub paid_hour: f64,
    /// Price per call that is missing to the service level of a day or week, by the share of its offered calls that is
    /// missing; convex as `under`.
    pub missed_call: Vec<UnderStep>,
    /// Prices of having more than a fair share.
    pub fairness: Fairness,
    /// Price of a day of an agent whose shift (id, start or end) is another than in a roster that is to be kept; work that
    /// becomes a day off, and the reverse, included.
    pub change: f64,
    /// Price of a day whose shift stays and whose breaks move.
    pub change_break: f64,
}

/// `[fairness]`: prices per shift of each kind, times how many more of that kind the agent had in the weeks before than the
/// mean of the team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fairness {
    /// Shifts that start on a Saturday or Sunday.
    pub weekend: f64,
    /// Shifts that start before 04:00 or end after 02:00 of the next day.
    pub night: f64,
    /// Shifts that start before `early_before`.
    pub early: f64,
    /// Shifts that end after `late_after`.
    pub late: f64,
    /// Before this an early start.
    pub early_before: ClockTime,
    /// After this a late end.
    pub late_after: ClockTime,
}

impl Default for Fairness {
    fn default() -> Self {
        Self {
            weekend: 0.0,
            night: 0.0,
            early: 0.0,
            late: 0.0,
            early_before: ClockTime::from_minutes(7 * 60),
            late_after: ClockTime::from_minutes(20 * 60),
        }
    }
}

/// Over what time a queue's service level is to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServicePeriod {
    /// In each interval: the roster covers `scheduled`.
    #[default]
    Interval,
    /// Over each local day: good and bad half-hours may make up for each other.
    Day,
    /// Over the seven days of the roster.
    Week,
}

impl ServicePeriod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Interval, Self::Day, Self::Week];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interval => "interval",
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

/// One step of a convex price of what is missing: agents of an interval, or calls of a day or week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderStep {
    /// The step holds up to this share of the requirement, or of the offered calls, missing.
    pub up_to: Share,
    /// Price per agent-interval, or per call.
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
            service: ServicePeriod::Interval,
            paid_hour: 1.0,
            missed_call: vec![step(0.02, 10.0), step(0.10, 20.0), step(1.0, 40.0)],
            fairness: Fairness::default(),
            seniority: 0.0,
            secondary: 0.0,
            change: 2.0,
            change_break: 0.2,
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

/// `[adherence]`: how a roster is compared with what happened. The centre's own keys stand over those of the preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdherenceSettings {
    /// A vendor's definition, by the name of its pack.
    pub preset: Option<String>,
    /// What the pack calls it.
    pub title: Option<String>,
    /// Whether the centre's own keys change what the preset says.
    pub is_changed: bool,
    /// Longest run of `out` that is forgiven, in seconds.
    pub tolerance_s: u32,
    /// The same for runs that begin in this activity, where it differs.
    pub tolerance_by: Vec<(Activity, u32)>,
    /// Only the excess over the tolerance counts (else a run above it counts whole).
    pub excess_only: bool,
    /// Work outside the shift is an exception.
    pub outside_is_exception: bool,
    /// First seconds of out at a boundary of this activity that count as in; the last entry of an activity holds.
    pub grace: Vec<(Activity, u32)>,
    /// What a state of the feed means; the last entry of a state holds.
    pub states: Vec<(String, Meaning)>,
    /// One cell of state × activity; the last entry of a cell holds.
    pub table: Vec<(String, Activity, Verdict)>,
}
