//! Attendance from adherence: people who came over people scheduled, absences by kind, hours of the month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::overtime::Weeks;
use crate::domain::adherence::{Adherence, AgentDay};
use crate::domain::attendance::{AbsenceCount, AgentMonth, Attendance, MonthKind, NO_SHOW, TeamDay};
use crate::domain::calendar::Calendar;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::AgentId;
use crate::domain::people::{Away, RosterRow, TimeOff};
use crate::domain::premium::{PremiumTimes, common};
use crate::domain::rules::{MonthLimits, Night};
use crate::domain::span::{self, Span};
use crate::domain::time::Zone;
use crate::domain::units::Minutes;

/// What attendance is computed from beside adherence.
#[derive(Clone, Copy, Debug)]
pub struct AttendanceFacts<'a> {
    /// The shifts compared with the feed.
    pub adherence: &'a Adherence,
    /// The roster, for what is unpaid.
    pub roster: &'a [RosterRow],
    /// Why people are away.
    pub time_off: &'a [TimeOff],
    /// The team of each agent, where known.
    pub teams: &'a BTreeMap<AgentId, String>,
    /// The centre's clock.
    pub zone: Zone,
    /// Public holidays.
    pub calendar: &'a Calendar,
    /// When it is night.
    pub night: Option<Night>,
    /// Hours that a month may have.
    pub limits: MonthLimits,
    /// Most paid time of a week by the contract of each agent, where known.
    pub contract_week: &'a BTreeMap<AgentId, Minutes>,
}

/// Computes the attendance of the period; a warning for each limit of a month that is exceeded.
#[must_use]
pub fn attendance(facts: &AttendanceFacts<'_>, findings: &mut Findings) -> Attendance {
    let months = months(facts);
    for month in &months {
        for kind in &month.above {
            findings.push(above(month, *kind, facts.limits));
        }
    }
    Attendance { days: days(facts.adherence), absences: absences(facts), months }
}

fn days(adherence: &Adherence) -> Vec<TeamDay> {
    let mut found: BTreeMap<(NaiveDate, &str), TeamDay> = BTreeMap::new();
    for shift in &adherence.days {
        let day = found.entry((shift.day, &shift.team)).or_insert_with(|| TeamDay {
            day: shift.day,
            team: shift.team.clone(),
            scheduled: 0,
            present: 0,
            absent: 0,
            unknown: 0,
            late: (0, 0),
            early_leave: (0, 0),
        });
        day.scheduled += 1;
        if !shift.present.is_empty() {
            day.present += 1;
        } else if shift.is_no_show() {
            day.absent += 1;
        } else {
            day.unknown += 1;
        }
        for (count, seconds) in [(&mut day.late, shift.tally.late), (&mut day.early_leave, shift.tally.early_leave)] {
            count.0 += usize::from(seconds > 0);
            count.1 += seconds;
        }
    }
    found.into_values().collect()
}

/// No-shows by what time_off.csv says of them, and leave that the roster was planned around.
fn absences(facts: &AttendanceFacts<'_>) -> Vec<AbsenceCount> {
    let mut counts: BTreeMap<(NaiveDate, String, String, bool), usize> = BTreeMap::new();
    let mut add = |day: NaiveDate, team: &str, kind: &str, was_scheduled: bool| {
        *counts.entry((day, team.to_owned(), kind.to_owned(), was_scheduled)).or_default() += 1;
    };
    let scheduled: BTreeSet<(&AgentId, NaiveDate)> =
        facts.adherence.days.iter().map(|shift| (&shift.agent, shift.day)).collect();
    for shift in facts.adherence.days.iter().filter(|shift| shift.is_no_show()) {
        let reason = facts.time_off.iter().find(|off| off.agent == shift.agent && covers(off.when, shift));
        add(shift.day, &shift.team, reason.map_or(NO_SHOW, kind), true);
    }
    let period: BTreeSet<NaiveDate> = facts.adherence.days.iter().map(|shift| shift.day).collect();
    for off in facts.time_off {
        let Away::Days(first, last) = off.when else { continue };
        for day in period.range(first..=last).filter(|day| !scheduled.contains(&(&off.agent, **day))) {
            add(*day, facts.teams.get(&off.agent).map(String::as_str).unwrap_or_default(), kind(off), false);
        }
    }
    let count = |((day, team, kind, was_scheduled), people)| AbsenceCount { day, team, kind, was_scheduled, people };
    counts.into_iter().map(count).collect()
}

fn kind(off: &TimeOff) -> &str {
    if off.kind.is_empty() { "time_off" } else { &off.kind }
}

fn covers(away: Away, shift: &AgentDay) -> bool {
    match away {
        Away::Days(first, last) => (first..=last).contains(&shift.day),
        Away::Clock(span) => span.overlap(shift.shift).is_some(),
    }
}

fn months(facts: &AttendanceFacts<'_>) -> Vec<AgentMonth> {
    let mut unpaid: BTreeMap<(&AgentId, NaiveDate), Vec<Span>> = BTreeMap::new();
    for row in facts.roster.iter().filter(|row| !row.paid) {
        unpaid.entry((&row.agent, row.day)).or_default().extend(Span::new(row.start, row.end));
    }
    let mut weeks = Weeks::new(facts.contract_week);
    let times = PremiumTimes { zone: facts.zone, calendar: facts.calendar, night: facts.night };
    let mut found: BTreeMap<(NaiveDate, &AgentId), AgentMonth> = BTreeMap::new();
    for shift in facts.adherence.days.iter().filter(|shift| !shift.present.is_empty()) {
        let first = shift.day.with_day(1).unwrap_or(shift.day);
        let month = found.entry((first, &shift.agent)).or_insert_with(|| AgentMonth {
            month: first,
            agent: shift.agent.clone(),
            team: shift.team.clone(),
            shifts: 0,
            present_s: 0,
            outside_s: 0,
            above_contract_s: 0,
            seconds: [0; 3],
            above: Vec::new(),
        });
        let free = unpaid.get(&(&shift.agent, shift.day)).map(Vec::as_slice).unwrap_or_default();
        let there: Vec<Span> = without(&shift.present, free).into_iter().chain(shift.extra.iter().copied()).collect();
        month.shifts += 1;
        let present = there.iter().map(|span| span.seconds()).sum::<i64>();
        let outside = shift.extra.iter().map(|span| span.seconds()).sum::<i64>();
        let added = weeks.add(&shift.agent, shift.day, present, outside);
        month.present_s += present;
        month.outside_s += outside;
        month.above_contract_s += added.above_contract;
        let [overtime, night, holiday] = &mut month.seconds;
        *overtime += added.overtime;
        for span in &there {
            *night += common(*span, |day| times.night_of(day)).map(Span::seconds).sum::<i64>();
            *holiday += common(*span, |day| times.holiday_of(day)).map(Span::seconds).sum::<i64>();
        }
    }
    let mut months: Vec<AgentMonth> = found.into_values().collect();
    for month in &mut months {
        month.above = limits(facts.limits)
            .into_iter()
            .zip(month.seconds)
            .filter(|((_, limit), seconds)| limit.is_some_and(|hours| *seconds as f64 > hours * 3600.0))
            .map(|((kind, _), _)| kind)
            .collect();
    }
    months
}

fn limits(limits: MonthLimits) -> [(MonthKind, Option<f64>); 3] {
    [
        (MonthKind::Overtime, limits.overtime_hours),
        (MonthKind::Night, limits.night_hours),
        (MonthKind::Holiday, limits.holiday_hours),
    ]
}

fn above(month: &AgentMonth, kind: MonthKind, allowed: MonthLimits) -> Finding {
    let of = |(_, seconds): &((MonthKind, Option<f64>), i64)| *seconds as f64 / 3600.0;
    let pair = limits(allowed).into_iter().zip(month.seconds).find(|((k, _), _)| *k == kind);
    let (hours, most) = (pair.as_ref().map_or(0.0, of), pair.and_then(|((_, most), _)| most).unwrap_or_default());
    let name = kind.as_str();
    let message = format!(
        "{} has {hours:.1} hours of {name} in {}, more than the {most} that a month may have",
        month.agent,
        month.month.format("%Y-%m")
    );
    let hint = format!("give the agent time off in lieu, or see [rules] max_month_{name}_hours");
    Finding::new(Code::MonthHoursAbove, message).hint(hint).agent(&month.agent).day(month.month)
}

/// Spans without the parts that `holes` cover.
fn without(spans: &[Span], holes: &[Span]) -> Vec<Span> {
    let holes = span::union(holes.to_vec());
    let mut left = Vec::new();
    for span in spans {
        let mut from = span.start();
        for hole in holes.iter().filter(|hole| hole.overlap(*span).is_some()) {
            left.extend(Span::new(from, hole.start()));
            from = from.max(hole.end());
        }
        left.extend(Span::new(from, span.end()));
    }
    left
}
