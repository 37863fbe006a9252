//! Fairness over weeks: who has had more weekends, nights, early and late shifts than the team pays for the next one.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::Fairness;
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::roster::RosterProblem;

use super::wishes::WorkedDay;

/// A shift that starts before this minute of its day, or ends after that one, is a night.
const NIGHT: (i64, i64) = (4 * 60, 26 * 60);

/// Price of each kind of burden for one agent: weekend, night, early, late.
pub(super) type Rates = [f64; 4];

/// Price of a day worked.
pub(super) fn price(problem: &RosterProblem, rates: &Rates, worked: WorkedDay) -> f64 {
    let burdens = burdens(&problem.centre.objective.fairness, worked.date, worked.start, worked.end);
    rates.iter().zip(burdens).filter(|(_, borne)| *borne).map(|(rate, _)| rate).sum()
}

/// The burdens of a shift, by its day and its minutes after that day's midnight.
fn burdens(rules: &Fairness, day: NaiveDate, start: i64, end: i64) -> [bool; 4] {
    [
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        start < NIGHT.0 || end > NIGHT.1,
        start < i64::from(rules.early_before.minutes()),
        end > i64::from(rules.late_after.minutes()),
    ]
}

/// The rates of every agent whose count so far stands above the mean of the team, in whole burdens; the others pay nothing.
pub(super) fn rates(problem: &RosterProblem) -> BTreeMap<&AgentId, Rates> {
    let rules = &problem.centre.objective.fairness;
    let prices = [rules.weekend, rules.night, rules.early, rules.late];
    if prices.iter().all(|price| *price <= 0.0) {
        return BTreeMap::new();
    }
    let counts = counts(problem);
    let of = |agent: &AgentId| counts.get(agent).copied().unwrap_or_default();
    let mut teams: BTreeMap<&str, ([u32; 4], u32)> = BTreeMap::new();
    for agent in &problem.agents {
        let (sums, members) = teams.entry(&agent.team).or_default();
        sums.iter_mut().zip(of(&agent.id)).for_each(|(sum, count)| *sum += count);
        *members += 1;
    }
    let rates = problem.agents.iter().map(|agent| {
        let (sums, members) = teams.get(agent.team.as_str()).copied().unwrap_or_default();
        let own = of(&agent.id);
        let rate = |kind: usize| {
            let mean = f64::from(sums[kind]) / f64::from(members.max(1));
            prices[kind] * (f64::from(own[kind]) - mean).round().max(0.0)
        };
        (&agent.id, std::array::from_fn(rate))
    });
    rates.collect()
}

/// Burdens of each agent in the rosters of the days before the week.
fn counts(problem: &RosterProblem) -> BTreeMap<&AgentId, [u32; 4]> {
    let zone = problem.centre.zone;
    let mut shifts: BTreeMap<(&AgentId, NaiveDate), (i64, i64)> = BTreeMap::new();
    let inside = |row: &&RosterRow| row.day < problem.first_day && row.activity != Activity::Handover;
    for row in problem.previous.iter().filter(inside) {
        let midnight = row.day.and_time(chrono::NaiveTime::MIN);
        let wall = |at| (zone.local(at) - midnight).num_minutes();
        let (start, end) = (wall(row.start), wall(row.end));
        let shift = shifts.entry((&row.agent, row.day)).or_insert((start, end));
        *shift = (shift.0.min(start), shift.1.max(end));
    }
    let mut counts: BTreeMap<&AgentId, [u32; 4]> = BTreeMap::new();
    for ((agent, day), (start, end)) in shifts {
        let borne = burdens(&problem.centre.objective.fairness, day, start, end);
        let own = counts.entry(agent).or_default();
        own.iter_mut().zip(borne).for_each(|(count, borne)| *count += u32::from(borne));
    }
    counts
}
