//! Hand-over types of the period roster: whole shifts for two to some weeks ahead, before half-hours are known.

use std::num::NonZeroU32;

use chrono::NaiveDate;

use super::ids::{AgentId, ShiftId};
use super::roster::{Status, Timing};
use super::units::{Heads, Minutes};

/// All that a period roster depends on.
#[derive(Clone, Debug)]
pub struct PeriodProblem {
    /// First local day.
    pub first_day: NaiveDate,
    /// Length of the period in days.
    pub days: NonZeroU32,
    /// The kinds of shift.
    pub shifts: Vec<PeriodShift>,
    /// The people with their rules.
    pub people: Vec<PeriodPerson>,
    /// How many are wanted, at most one entry per day and shift; a day and shift without an entry is free of any price.
    pub demand: Vec<PeriodDemand>,
    /// Wishes with their prices.
    pub requests: Vec<PeriodRequest>,
}

/// A kind of shift.
#[derive(Clone, Debug)]
pub struct PeriodShift {
    /// Its name.
    pub id: ShiftId,
    /// Paid minutes.
    pub paid: Minutes,
    /// Shifts that must not be worked on the day after this one.
    pub forbidden_next: Vec<ShiftId>,
}

/// A person and what a legal schedule of theirs must keep.
#[derive(Clone, Debug)]
pub struct PeriodPerson {
    /// Who.
    pub id: AgentId,
    /// Most times that a shift may be worked in the period; a shift without an entry has no limit, one with 0 is never worked.
    pub max_shifts: Vec<(ShiftId, u32)>,
    /// Paid minutes of the period, fewest and most.
    pub hours: (Minutes, Minutes),
    /// Longest run of days worked.
    pub max_consecutive_days: u32,
    /// Shortest run of days worked; runs cut off by the period's end, or by an unknown past, may be shorter.
    pub min_consecutive_days: u32,
    /// Shortest run of days off; runs cut off by the period's end, or by an unknown past, may be shorter.
    pub days_off_together: u32,
    /// Most weekends with work on the Saturday or the Sunday; a weekend cut by the period's border counts by its day inside.
    pub max_weekends: u32,
    /// Days that must be free, counted from the first day = 0.
    pub days_off: Vec<u32>,
    /// How the days before the period ended.
    pub before: Before,
}

/// How the days before the period ended for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Not known: runs that begin with the period count from its first day and may be short.
    Unknown,
    /// So many days off in a row up to the day before.
    Off(u32),
    /// So many days worked in a row up to the day before, the last of them in this shift.
    Worked(u32, ShiftId),
}

/// How many people are wanted in a shift on a day.
#[derive(Clone, Debug)]
pub struct PeriodDemand {
    /// Day, counted from the first = 0.
    pub day: u32,
    /// The shift.
    pub shift: ShiftId,
    /// People wanted.
    pub required: Heads,
    /// Price of each missing person; not negative.
    pub under: f64,
    /// Price of each person too many; not negative.
    pub over: f64,
}

/// A wish about one shift on one day.
#[derive(Clone, Debug)]
pub struct PeriodRequest {
    /// Whose.
    pub person: AgentId,
    /// Day, counted from the first = 0.
    pub day: u32,
    /// The shift.
    pub shift: ShiftId,
    /// `true`: wants to work it; `false`: wants not to.
    pub wanted: bool,
    /// Price when the wish is not met; not negative.
    pub price: f64,
}

/// One person works one shift on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeriodAssignment {
    /// Who.
    pub person: AgentId,
    /// Day, counted from the first = 0.
    pub day: u32,
    /// The shift.
    pub shift: ShiftId,
}

/// The objective of a period roster by term.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeriodTerms {
    /// Missing people.
    pub under: f64,
    /// People too many.
    pub over: f64,
    /// Wishes not met.
    pub requests: f64,
}

impl PeriodTerms {
    /// The objective.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.under + self.over + self.requests
    }
}

/// What the engine returns.
#[derive(Clone, Debug)]
pub struct PeriodOutcome {
    /// Who works what, by person in the problem's order, then by day.
    pub assignments: Vec<PeriodAssignment>,
    /// The objective by term.
    pub terms: PeriodTerms,
    /// The price of the roster: the sum of `terms`.
    pub objective: f64,
    /// No legal roster costs less.
    pub bound: f64,
    /// (objective − bound)/objective; 0 when both are 0.
    pub gap: f64,
    /// How the bound was proved.
    pub bound_method: &'static str,
    /// How the solve ended.
    pub status: Status,
    /// The seed.
    pub seed: u64,
    /// Wall times: the only part that differs between two runs.
    pub timing: Timing,
}

/// Why there is no period roster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodFailure {
    /// The problem contradicts itself; one sentence per fault, all of them.
    #[error("the period cannot be planned: {}", .0.join("; "))]
    Invalid(Vec<String>),
    /// These people have no schedule that keeps all their rules.
    #[error("no schedule keeps every rule of: {}", .0.iter().map(AgentId::as_str).collect::<Vec<_>>().join(", "))]
    NoLegalSchedule(Vec<AgentId>),
    /// Stopped by the user before there was a first roster.
    #[error("stopped before there was a roster")]
    Interrupted,
}
