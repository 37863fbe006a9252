//! `wfm attendance`: who came, who was away and why, hours of the month.

use std::path::PathBuf;

use super::adherence::{DaySettings, Scheduled};
use super::step::step;
use super::target::{self, Target};
use crate::adherence::attendance::{self, AttendanceFacts};
use crate::adherence::{self, Facts};
use crate::domain::attendance::Attendance;
use crate::domain::findings::{Failure, Findings};
use crate::domain::people::Agent;
use crate::ingest::tables;
use crate::outputs::attendance as published;
use crate::outputs::table::Table;

/// What attendance is computed from, and where its parts go.
#[derive(Clone, Debug, Default)]
pub struct AttendanceSettings {
    /// What was scheduled and what happened.
    pub day: DaySettings,
    /// time_off.csv: why people are away.
    pub time_off: Option<PathBuf>,
    /// Where the absences by kind go.
    pub absences: Option<PathBuf>,
    /// Where the hours of the month go.
    pub hours: Option<PathBuf>,
}

/// Attendance of a period.
#[derive(Clone, Debug)]
pub struct AttendanceOutcome {
    /// The figures.
    pub attendance: Attendance,
    /// attendance.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Compares a roster with a feed and says who came.
pub fn attendance(settings: &AttendanceSettings, to: &Target) -> Result<AttendanceOutcome, Failure> {
    let mut inputs = settings.day.files();
    inputs.extend(settings.time_off.as_deref());
    to.prepare(&inputs)?;
    for path in [&settings.absences, &settings.hours].into_iter().flatten() {
        target::prepare(path, &inputs)?;
    }
    let mut findings = Findings::new();
    let scheduled = Scheduled::read(&settings.day, &mut findings)?;
    let Scheduled { centre, rows, exceptions, teams, agents } = &scheduled;
    let (log, time_off) = step(&mut findings, |f| {
        let log = tables::states::read(&settings.day.states, centre.zone, f);
        let read = |path| tables::time_off::read(path, centre, agents, f);
        let time_off = settings.time_off.as_deref().map(read).unwrap_or_default();
        (log, time_off)
    })?;
    let at = settings.day.at.map(|at| at.instant(centre));
    let facts = Facts { roster: rows, log: &log, exceptions, teams, zone: centre.zone, at, days: settings.day.days() };
    let adherence = step(&mut findings, |f| adherence::compute(&facts, &centre.adherence, f))?;
    let week = |agent: &Agent| Some((agent.id.clone(), centre.contract(&agent.contract)?.weekly.1));
    let contract_week = agents.iter().filter_map(week).collect();
    let facts = AttendanceFacts {
        adherence: &adherence,
        roster: rows,
        time_off: &time_off,
        teams,
        zone: centre.zone,
        calendar: &centre.calendar,
        night: centre.rules.night,
        limits: centre.rules.month,
        contract_week: &contract_week,
    };
    let attendance = attendance::attendance(&facts, &mut findings);
    if let Some(path) = &settings.absences {
        target::write(path, &published::absences(&attendance).csv(), &mut findings)?;
    }
    if let Some(path) = &settings.hours {
        target::write(path, &published::months(&attendance).csv(), &mut findings)?;
    }
    let table = to.put(published::days(&attendance), &mut findings)?;
    Ok(AttendanceOutcome { attendance, table, findings })
}
