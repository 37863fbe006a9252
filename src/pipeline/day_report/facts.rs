//! What a centre has of one day, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::step::step;
use super::super::volume::patience_beside;
use super::super::{import, service_gap};
use super::files::DayFiles;
use super::{DayReportSettings, end_of};
use crate::domain::adherence::StateLog;
use crate::domain::centre::Centre;
use crate::domain::findings::{Failure, Findings};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi::KpiSettings;
use crate::domain::kpi_facts::{IntervalCounts, KpiFacts};
use crate::domain::people::{Agent, RosterRow};
use crate::domain::series::{CallRecord, Forecast, ForecastRow, History, Override, interval_end};
use crate::domain::service_gap::DayFacts;
use crate::domain::time::{Instant, add_days};
use crate::domain::units::Seconds;
use crate::ingest::tables;
use crate::staffing;

/// A day whose data end so many seconds before its last forecast interval does is taken to go on.
const GOES_ON_S: i64 = 3600;

/// The moment of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// States up to here count.
    pub(super) at: Instant,
    /// Intervals that were over here count.
    pub(super) cut: Instant,
}

/// A day as its centre knows it.
pub(super) struct Facts {
    pub(super) centre: Centre,
    pub(super) settings: KpiSettings,
    pub(super) date: NaiveDate,
    pub(super) files: DayFiles,
    /// The day and its plan; the roster is that of the day and of shifts that run into it.
    pub(super) input: DayFacts,
    /// Mean patience by queue, where it is estimated.
    pub(super) patience: BTreeMap<QueueId, Seconds>,
    pub(super) agents: Vec<Agent>,
    /// What `history/` holds before the day; absent where there is none.
    pub(super) past: Option<History>,
    pub(super) overrides: Vec<Override>,
    dir: PathBuf,
}

impl Facts {
    /// Reads everything that is there; the errors of all tables come back together.
    pub(super) fn read(
        asked: &DayReportSettings,
        files: DayFiles,
        (centre, settings, mut facts): (Centre, KpiSettings, KpiFacts),
        findings: &mut Findings,
    ) -> Result<Self, Failure> {
        let (dir, date) = (&asked.dir, asked.day);
        let beside = |name: &str| Some(dir.join(name)).filter(|path| path.is_file());
        let (agents, time_off, overrides, forecast, requirement) = step(findings, |f| {
            // The indicators read the agents before, and what is wrong with them was said then.
            let known = |p: PathBuf| tables::agents::read(&p, &centre, &mut Findings::new());
            let agents = beside("agents.csv").map(known).unwrap_or_default();
            let time_off = beside("time_off.csv").map(|p| tables::time_off::read(&p, &centre, &agents, f));
            let overrides = beside("overrides.csv").map(|p| tables::overrides::read(&p, &centre, f));
            let forecast = files.forecast.as_ref().map(|p| tables::forecast::read(p, &centre, f)).unwrap_or_default();
            let requirement = files.requirement.as_ref().map(|p| tables::requirement::read(p, &centre, f));
            (agents, time_off.unwrap_or_default(), overrides.unwrap_or_default(), forecast, requirement)
        })?;
        let patience = patience_beside(&dir.join("centre.toml"), &centre, findings)?;
        let is_of_day = |start: Instant| centre.zone.day(start) == date;
        let forecast: Vec<ForecastRow> = forecast.into_iter().filter(|row| is_of_day(row.start)).collect();
        let mut requirement = requirement.map(|read| read.rows).unwrap_or_default();
        requirement.retain(|row| is_of_day(row.start));
        if requirement.is_empty() && !forecast.is_empty() {
            let of_day = Forecast { rows: forecast.clone(), ..Forecast::default() };
            requirement = step(findings, |f| staffing::requirement(&of_day, &centre, &patience, f))?.rows;
        }
        let imported = past(dir, &centre);
        if facts.calls.is_empty() && facts.counts.is_empty() {
            let around = |at: Instant| (add_days(date, -1)..=date).contains(&centre.zone.day(at));
            if let Some((history, calls)) = &imported {
                facts.calls = calls.iter().filter(|call| around(call.asked)).cloned().collect();
                if facts.calls.is_empty() {
                    let rows = history.rows.iter().filter(|row| around(row.start)).cloned();
                    facts.counts = rows.map(IntervalCounts::from).collect();
                }
            }
        }
        let roster = of_day(&facts.roster, date, centre.zone.midnight(date), end_of(centre.zone, date));
        // The day before is there to be compared with.
        facts.roster.retain(|row| (add_days(date, -1)..=date).contains(&row.day));
        let input = DayFacts {
            day: date,
            roster: Some(roster).filter(|rows| !rows.is_empty()),
            facts,
            forecast,
            requirement,
            time_off,
            shrinkage: centre.queues.iter().map(|queue| (queue.id.clone(), queue.unplanned_shrinkage)).collect(),
            special: centre.calendar.on(date).iter().map(|special| special.kind.clone()).collect(),
            since: service_gap::since(&agents),
        };
        let past = imported.map(|(history, _)| history.before(centre.zone.midnight(date)));
        Ok(Self { centre, settings, date, files, input, patience, agents, past, overrides, dir: dir.clone() })
    }

    /// First moment of the day.
    pub(super) fn midnight(&self) -> Instant {
        self.centre.zone.midnight(self.date)
    }

    /// First moment after it.
    pub(super) fn end(&self) -> Instant {
        end_of(self.centre.zone, self.date)
    }

    /// Drops what happened after a moment, or after the last that the data know where the day goes on. `None`: the day is over.
    pub(super) fn cut(&mut self, at: Option<Instant>) -> Option<Moment> {
        let at = at.or_else(|| self.goes_on())?;
        let starts = self.centre.zone.intervals_of(self.date, self.centre.interval);
        let over = starts.into_iter().take_while(|start| interval_end(*start, self.centre.interval) <= at);
        let cut = over.last().map_or(self.midnight(), |start| interval_end(start, self.centre.interval));
        let facts = &mut self.input.facts;
        facts.calls.retain(|call| call.asked < cut);
        facts.counts.retain(|row| row.start < cut);
        facts.states.retain(|row| row.at <= at);
        facts.roster.retain(|row| row.start < at);
        facts.roster.iter_mut().for_each(|row| row.end = row.end.min(at));
        Some(Moment { at, cut })
    }

    /// The last moment that the data know, where the plan of the day goes on after it.
    fn goes_on(&self) -> Option<Instant> {
        let facts = &self.input.facts;
        let inside = |at: &Instant| (self.midnight()..self.end()).contains(at);
        let calls = facts.calls.iter().map(|call| call.asked).filter(inside).max();
        let counts = facts.counts.iter().map(|row| row.start).filter(inside).max();
        let counted = calls.max(counts.map(|start| interval_end(start, self.centre.interval)))?;
        let states = facts.states.iter().map(|row| row.at).filter(inside).max();
        let last = self.input.forecast.iter().map(|row| interval_end(row.start, self.centre.interval)).max()?;
        let known = counted.max(states.unwrap_or(counted));
        (last.seconds_since(known) > GOES_ON_S).then_some(known)
    }

    /// The feed by agent; absent where there is none. The indicators read it before, and what is wrong with it was said then.
    pub(super) fn log(&self) -> Option<StateLog> {
        let path = self.files.states.as_ref()?;
        Some(tables::states::read(path, self.centre.zone, &mut Findings::new()))
    }

    /// Whether the day has this input.
    pub(super) fn has(&self, input: &str) -> bool {
        self.lacks(input).is_none()
    }

    /// What is lacking of these inputs, a sentence each.
    pub(super) fn lacks_of(&self, inputs: &[&str]) -> Vec<String> {
        inputs.iter().filter_map(|input| self.lacks(input)).collect()
    }

    fn lacks(&self, input: &str) -> Option<String> {
        let (date, dir) = (self.date, self.dir.display());
        let facts = &self.input.facts;
        let (there, file, named, what) = match input {
            "calls" => {
                let is_of_day = |at: Instant| self.centre.zone.day(at) == date;
                let counted = facts.calls.iter().any(|call| is_of_day(call.asked))
                    || facts.counts.iter().any(|row| is_of_day(row.start));
                let named = self.files.calls.is_some() || self.files.actuals.is_some() || self.past.is_some();
                (counted, "calls.csv, actuals.csv or an export in history/", named, "calls")
            }
            "forecast" => {
                (!self.input.forecast.is_empty(), "forecast.csv", self.files.forecast.is_some(), "a forecast")
            }
            "roster" => (self.input.roster.is_some(), "roster.csv", self.files.roster.is_some(), "shifts"),
            _ => {
                let fed = facts.states.iter().any(|row| row.at < self.end());
                (fed, "states.csv", self.files.states.is_some(), "states of agents")
            }
        };
        let folder = format!("{dir}/days/{date}");
        match (there, named) {
            (true, _) => None,
            (false, true) => Some(format!("needs {what} of {date}: {file} has none; put that day's into {folder}/")),
            (false, false) => Some(format!("needs {file} with {what} of {date}, in {folder}/ or in {dir}/")),
        }
    }

    /// Names of the agents, where known.
    pub(super) fn names(&self) -> BTreeMap<AgentId, String> {
        self.agents.iter().map(|agent| (agent.id.clone(), agent.name.clone())).collect()
    }

    /// What was read for what.
    pub(super) fn sources(&self) -> Vec<(&'static str, String)> {
        let mut sources = self.files.sources();
        if self.files.calls.is_none() && self.files.actuals.is_none() && self.past.is_some() {
            sources.insert(0, ("calls that came", self.dir.join("history").display().to_string()));
        }
        sources
    }
}

/// What `history/` holds, where there is anything; what is wrong with it is the business of `wfm import`.
fn past(dir: &Path, centre: &Centre) -> Option<(History, Vec<CallRecord>)> {
    if import::exports_in(&dir.join("history")).is_empty() {
        return None;
    }
    let imported = import::of_directory(dir, centre, &mut Findings::new()).ok()?;
    Some((imported.history, imported.calls))
}

/// The rows of shifts that touch a day: those that begin on it, and those of the evening before that run into it.
fn of_day(rows: &[RosterRow], date: NaiveDate, midnight: Instant, end: Instant) -> Vec<RosterRow> {
    let eve = add_days(date, -1);
    let late: BTreeSet<&AgentId> =
        rows.iter().filter(|row| row.day == eve && row.end > midnight).map(|row| &row.agent).collect();
    let touches = |row: &&RosterRow| {
        (row.day == date && row.start < end.plus_minutes(24 * 60)) || (row.day == eve && late.contains(&row.agent))
    };
    rows.iter().filter(touches).cloned().collect()
}
