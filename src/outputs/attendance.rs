//! Attendance as tables for scripts and as text for people.

use std::fmt::Write as _;

use super::adherence::clock;
use super::number::{count, grouped, percent};
use super::table::{Cell, Table, aligned};
use crate::domain::attendance::{Attendance, MonthKind, TeamDay};
use crate::domain::units::Share;

/// Decimals of published fractions.
const SHARE: i32 = 6;
/// Decimals of published hours.
const HOURS: i32 = 4;
/// Agents listed on a terminal; the table has all.
const MOST_AGENTS: usize = 30;

/// attendance.csv: one row for each team's day.
#[must_use]
pub fn days(attendance: &Attendance) -> Table {
    let mut table = Table::new(&[
        "day",
        "team",
        "scheduled",
        "present",
        "absent",
        "unknown",
        "attendance",
        "late",
        "late_s",
        "early_leave",
        "early_leave_s",
    ]);
    table.rows.extend(attendance.days.iter().map(|day| {
        let people = |count: usize| Cell::exact(count as f64);
        vec![
            Cell::text(day.day.to_string()),
            Cell::text(day.team.as_str()),
            people(day.scheduled),
            people(day.present),
            people(day.absent),
            people(day.unknown),
            Cell::rounded(day.attendance().map(Share::get), SHARE),
            people(day.late.0),
            Cell::exact(day.late.1 as f64),
            people(day.early_leave.0),
            Cell::exact(day.early_leave.1 as f64),
        ]
    }));
    table
}

/// Absences by day, team and kind.
#[must_use]
pub fn absences(attendance: &Attendance) -> Table {
    let mut table = Table::new(&["day", "team", "kind", "was_scheduled", "people"]);
    table.rows.extend(attendance.absences.iter().map(|a| {
        vec![
            Cell::text(a.day.to_string()),
            Cell::text(a.team.as_str()),
            Cell::text(a.kind.as_str()),
            Cell::Flag(a.was_scheduled),
            Cell::exact(a.people as f64),
        ]
    }));
    table
}

/// Hours by month and agent, and the kinds that are above their limit.
#[must_use]
pub fn months(attendance: &Attendance) -> Table {
    let mut table = Table::new(&[
        "month",
        "agent",
        "team",
        "shifts",
        "present_hours",
        "overtime_hours",
        "night_hours",
        "holiday_hours",
        "above_limit",
        "outside_hours",
        "above_contract_hours",
    ]);
    table.rows.extend(attendance.months.iter().map(|m| {
        let hours = |seconds: i64| Cell::rounded(seconds as f64 / 3600.0, HOURS);
        let [overtime, night, holiday] = m.seconds.map(hours);
        let above: Vec<&str> = m.above.iter().map(|kind| kind.as_str()).collect();
        vec![
            Cell::text(m.month.format("%Y-%m").to_string()),
            Cell::text(m.agent.as_str()),
            Cell::text(m.team.as_str()),
            Cell::exact(m.shifts as f64),
            hours(m.present_s),
            overtime,
            night,
            holiday,
            Cell::text(above.join(";")),
            hours(m.outside_s),
            hours(m.above_contract_s),
        ]
    }));
    table
}

/// Teams by day, absences, then the agents with most overtime.
#[must_use]
pub fn text(attendance: &Attendance) -> String {
    let mut out = String::from("Attendance: people who came / people scheduled of whom anything is known\n\n");
    let header = ["day", "team", "scheduled", "came", "absent", "unknown", "attendance", "late", "", "left early", ""];
    let rows = attendance.days.iter().map(|day: &TeamDay| {
        let number = |n: usize| (n.to_string(), true);
        vec![
            (day.day.to_string(), false),
            (day.team.clone(), false),
            number(day.scheduled),
            number(day.present),
            number(day.absent),
            number(day.unknown),
            (percent(day.attendance().map(Share::get)), true),
            number(day.late.0),
            (clock(day.late.1), true),
            number(day.early_leave.0),
            (clock(day.early_leave.1), true),
        ]
    });
    out.push_str(&aligned(&header, rows));
    if !attendance.absences.is_empty() {
        let rows = attendance.absences.iter().map(|a| {
            let planned = if a.was_scheduled { "had a shift" } else { "planned" };
            [a.day.to_string(), a.team.clone(), a.kind.clone(), planned.to_owned(), a.people.to_string()]
                .map(|cell| (cell, false))
                .to_vec()
        });
        out.push('\n');
        out.push_str(&aligned(&["day", "team", "absence", "", "people"], rows));
    }
    out.push('\n');
    out.push_str(&month_lines(attendance));
    out
}

fn month_lines(attendance: &Attendance) -> String {
    let mut months: Vec<_> = attendance.months.iter().collect();
    months.sort_by_key(|m| (std::cmp::Reverse(m.above.len()), std::cmp::Reverse(m.seconds)));
    let header =
        ["month", "agent", "shifts", "hours", "overtime", "above contract", "night", "holiday", "above the limit"];
    let rows = months.iter().take(MOST_AGENTS).map(|m| {
        let hours = |seconds: i64| (grouped(seconds as f64 / 3600.0, 1), true);
        let [overtime, night, holiday] = m.seconds.map(hours);
        let above: Vec<&str> = m.above.iter().copied().map(MonthKind::as_str).collect();
        vec![
            (m.month.format("%Y-%m").to_string(), false),
            (m.agent.to_string(), false),
            (m.shifts.to_string(), true),
            hours(m.present_s),
            overtime,
            hours(m.above_contract_s),
            night,
            holiday,
            (above.join(", "), false),
        ]
    });
    let mut out = aligned(&header, rows);
    if let Some(more) = months.len().checked_sub(MOST_AGENTS).filter(|more| *more > 0) {
        let _ = writeln!(out, "… and {} below that", count(more, "agent", "agents"));
    }
    out
}
