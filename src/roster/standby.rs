//! Standby handed out after the roster is made: who is free is asked in turn, over the weeks too.
//!
//! Nothing of it enters the search: standby covers nothing, counts no hours and moves no shift.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Availability, Away, RosterRow};
use crate::domain::roster::{RosterProblem, StandbyDuty};
use crate::domain::span::Span;
use crate::domain::team::StandbyRule;
use crate::domain::time::days_from;

use super::class::facts::availability_windows;
use super::legality::shifts::WEEK;
use super::legality::week::DayMask;
use super::wishes::free_days;

/// One period of a rule.
struct Period<'r> {
    rule: &'r StandbyRule,
    /// Day of the week on which it starts.
    day: usize,
    date: NaiveDate,
    time: Span,
}

/// What is known of an agent's time.
struct Known<'a> {
    agent: &'a Agent,
    free: DayMask,
    /// Time off by the clock.
    away: Vec<Span>,
    available: Option<Vec<Span>>,
    /// From the first to the last moment of each shift.
    present: Vec<Span>,
    /// Standbys given: rule and time.
    given: Vec<(&'a str, Span)>,
}

impl Known<'_> {
    fn is_free(&self, period: &Period<'_>) -> bool {
        let rule = period.rule;
        let rest = i64::from(rule.rest.get());
        let around = Span::new(period.time.start().plus_minutes(-rest), period.time.end().plus_minutes(rest));
        let meets = |time: &Span| around.is_some_and(|around| around.overlap(*time).is_some());
        let had = self.given.iter().filter(|(id, _)| *id == rule.id).count();
        rule.role.as_ref().is_none_or(|role| self.agent.roles.contains(role))
            && self.free >> period.day & 1 == 1
            && !self.away.iter().any(|time| time.overlap(period.time).is_some())
            && self.available.as_ref().is_none_or(|windows| windows.iter().any(|w| w.covers(period.time)))
            && !self.present.iter().any(meets)
            && !self.given.iter().any(|(_, time)| time.overlap(period.time).is_some())
            && rule.max_per_week.is_none_or(|most| u32::try_from(had).is_ok_and(|had| had < most))
    }
}

/// Who is on standby in each period; findings name the periods for which too few are free.
pub(super) fn assign(problem: &RosterProblem, rows: &[RosterRow]) -> (Vec<StandbyDuty>, Findings) {
    let mut findings = Findings::new();
    let mut periods: Vec<Period<'_>> =
        problem.centre.team_rules.standby.iter().flat_map(|rule| periods(problem, rule)).collect();
    if periods.is_empty() {
        return (Vec::new(), findings);
    }
    periods.sort_by_key(|period| period.time.start());
    let mut known = known(problem, rows);
    let zone = problem.centre.zone;
    let count = known.len().max(1);
    let seats: usize = periods.iter().map(|period| period.rule.agents.get() as usize).sum();
    // each week begins with whoever comes after those of the week before
    let weeks = problem.first_day.num_days_from_ce().unsigned_abs() as usize / WEEK;
    let first = weeks.wrapping_mul(seats) % count;
    let mut duties = Vec::with_capacity(seats);
    for period in &periods {
        let mut free: Vec<usize> = (0..known.len()).filter(|agent| known[*agent].is_free(period)).collect();
        free.sort_by_key(|agent| (known[*agent].given.len(), (agent + count - first) % count));
        free.truncate(period.rule.agents.get() as usize);
        if free.len() < period.rule.agents.get() as usize {
            findings.push(short(problem, period, free.len()));
        }
        for agent in free {
            known[agent].given.push((&period.rule.id, period.time));
            duties.push(StandbyDuty {
                standby: period.rule.id.clone(),
                start: zone.rfc3339(period.time.start()),
                end: zone.rfc3339(period.time.end()),
                agent: known[agent].agent.id.to_string(),
            });
        }
    }
    (duties, findings)
}

fn periods<'r>(problem: &RosterProblem, rule: &'r StandbyRule) -> Vec<Period<'r>> {
    let zone = problem.centre.zone;
    let of_day = |(day, date): (usize, NaiveDate)| {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let ranges = rule.hours.get(weekday).map_or(&[][..], Vec::as_slice);
        ranges.iter().filter_map(move |(from, to)| {
            let time = Span::new(zone.at(date, *from), zone.at(date, *to))?;
            Some(Period { rule, day, date, time })
        })
    };
    days_from(problem.first_day, WEEK).enumerate().flat_map(of_day).collect()
}

fn known<'a>(problem: &'a RosterProblem, rows: &[RosterRow]) -> Vec<Known<'a>> {
    let free = free_days(problem);
    let mut away: BTreeMap<&AgentId, Vec<Span>> = BTreeMap::new();
    for off in &problem.time_off {
        if let Away::Clock(time) = off.when {
            away.entry(&off.agent).or_default().push(time);
        }
    }
    let mut windows: BTreeMap<&AgentId, Vec<&Availability>> = BTreeMap::new();
    problem.availability.iter().for_each(|row| windows.entry(&row.agent).or_default().push(row));
    let mut shifts: BTreeMap<(&AgentId, NaiveDate), Span> = BTreeMap::new();
    let before = problem.previous.iter().filter(|row| row.day < problem.first_day);
    for row in before.chain(rows) {
        let Some(time) = Span::new(row.start, row.end) else { continue };
        let shift = shifts.entry((&row.agent, row.day)).or_insert(time);
        let hull = Span::new(shift.start().min(time.start()), shift.end().max(time.end()));
        *shift = hull.unwrap_or(time);
    }
    let mut present: BTreeMap<&AgentId, Vec<Span>> = BTreeMap::new();
    for ((agent, _), time) in shifts {
        present.entry(agent).or_default().push(time);
    }
    let of = |agent: &'a Agent| Known {
        agent,
        free: free.get(&agent.id).copied().unwrap_or(0),
        away: away.get(&agent.id).cloned().unwrap_or_default(),
        available: windows.get(&agent.id).and_then(|rows| availability_windows(problem, rows)),
        present: present.get(&agent.id).cloned().unwrap_or_default(),
        given: Vec::new(),
    };
    problem.agents.iter().map(of).collect()
}

fn short(problem: &RosterProblem, period: &Period<'_>, there: usize) -> Finding {
    let zone = problem.centre.zone;
    let (from, to) = (zone.local(period.time.start()), zone.local(period.time.end()));
    let message = format!(
        "standby {} from {} to {} has {there} of {} agents: nobody else is free",
        period.rule.id,
        from.format("%Y-%m-%d %H:%M"),
        to.format("%H:%M"),
        period.rule.agents
    );
    let hint = "give the role to more agents, raise max_per_week or lower rest_hours of [[standby]]";
    Finding::new(Code::StandbyShort, message).hint(hint).day(period.date)
}
