//! A finished plan: everything that the report and the printed roster show.

use chrono::NaiveDate;

use super::centre::Centre;
use super::findings::Findings;
use super::people::{Agent, RosterRow, TimeOff};
use super::roster::RosterSummary;
use super::series::{AccuracyRow, Forecast, History, Requirement};
use super::what_if::VariantResult;

/// The plan of one or more weeks.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The centre.
    pub centre: Centre,
    /// First local day.
    pub first_day: NaiveDate,
    /// Number of weeks.
    pub weeks: usize,
    /// What the forecast was made from.
    pub history: History,
    /// Backtest of every method on that history.
    pub accuracy: Vec<AccuracyRow>,
    /// The forecast.
    pub forecast: Forecast,
    /// The requirement.
    pub requirement: Requirement,
    /// The people.
    pub agents: Vec<Agent>,
    /// Their absences.
    pub time_off: Vec<TimeOff>,
    /// The rosters of the days before.
    pub previous: Vec<RosterRow>,
    /// The roster of all weeks, as published.
    pub rows: Vec<RosterRow>,
    /// One a week, in order.
    pub summaries: Vec<RosterSummary>,
    /// Variants beside the base, which comes first; empty when none were asked for.
    pub what_if: Vec<VariantResult>,
    /// What the independent checker found; empty when every rule is kept.
    pub breaches: Findings,
    /// Notes and warnings of all stages, in order.
    pub findings: Findings,
}
