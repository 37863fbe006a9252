//! The roster as people read it: shifts instead of stretches, weeks of agents by team.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::number::exact;
use crate::domain::centre::{Centre, Handover};
use crate::domain::ids::{AgentId, QueueId, ShiftId};
use crate::domain::people::{Activity, Agent, Away, RosterRow, TimeOff};
use crate::domain::plan::Plan;
use crate::domain::roster::AgentHours;
use crate::domain::time::{Instant, Zone, add_days, days_from};

/// One shift of one agent: its stretches in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift<'a> {
    /// Who.
    pub agent: &'a AgentId,
    /// The local day on which it starts.
    pub day: NaiveDate,
    /// The shift of the catalogue.
    pub id: &'a ShiftId,
    /// Start of the shift itself, handover before it left out.
    pub start: Instant,
    /// End of the shift itself, handover after it left out.
    pub end: Instant,
    /// Its stretches.
    pub rows: Vec<&'a RosterRow>,
}

impl<'a> Shift<'a> {
    fn new(mut rows: Vec<&'a RosterRow>, handover: Handover) -> Option<Self> {
        rows.sort_by_key(|r| (r.start, r.end));
        let (first, last) = (*rows.first()?, *rows.iter().max_by_key(|r| r.end)?);
        let margin = |row: &RosterRow, minutes: u32| {
            if row.activity == Activity::Handover { i64::from(minutes) } else { 0 }
        };
        let start = first.start.plus_minutes(margin(first, handover.before.get()));
        let end = last.end.plus_minutes(-margin(last, handover.after.get()));
        // A roster edited by hand may hold a handover alone.
        let (start, end) = if start < end { (start, end) } else { (first.start, last.end) };
        Some(Self { agent: &first.agent, day: first.day, id: &first.shift, start, end, rows })
    }

    /// First moment of presence.
    #[must_use]
    pub fn presence_start(&self) -> Instant {
        self.rows.first().map_or(self.start, |r| r.start)
    }

    /// First moment after presence.
    #[must_use]
    pub fn presence_end(&self) -> Instant {
        self.rows.iter().map(|r| r.end).max().unwrap_or(self.end)
    }

    /// `07:00–15:30` on the centre's clock.
    #[must_use]
    pub fn clock(&self, zone: Zone) -> String {
        format!("{}–{}", hour_minute(zone, self.start), hour_minute(zone, self.end))
    }

    /// The stretches of one activity.
    pub fn stretches(&self, activity: Activity) -> impl Iterator<Item = &'a RosterRow> + '_ {
        self.rows.iter().copied().filter(move |r| r.activity == activity)
    }

    /// The queues served, in order of first service.
    #[must_use]
    pub fn queues(&self) -> Vec<&'a QueueId> {
        let mut queues: Vec<&QueueId> = Vec::new();
        for queue in self.rows.iter().filter_map(|r| r.queue.as_ref()) {
            if !queues.contains(&queue) {
                queues.push(queue);
            }
        }
        queues
    }

    /// Paid hours of the shift itself.
    #[must_use]
    pub fn paid_hours(&self) -> f64 {
        let inside = |r: &&RosterRow| r.end.min(self.end).seconds_since(r.start.max(self.start)).max(0);
        self.rows.iter().copied().filter(|r| r.paid).map(|r| inside(&r)).sum::<i64>() as f64 / 3600.0
    }
}

/// The shifts of a roster by agent, day and start.
#[must_use]
pub fn shifts(rows: &[RosterRow], handover: Handover) -> Vec<Shift<'_>> {
    let mut groups: BTreeMap<(&AgentId, NaiveDate, &ShiftId), Vec<&RosterRow>> = BTreeMap::new();
    for row in rows {
        groups.entry((&row.agent, row.day, &row.shift)).or_default().push(row);
    }
    let mut shifts: Vec<Shift<'_>> = groups.into_values().filter_map(|rows| Shift::new(rows, handover)).collect();
    shifts.sort_by(|a, b| (a.agent, a.day, a.start).cmp(&(b.agent, b.day, b.start)));
    shifts
}

/// What one agent does on one day.
#[derive(Clone, Debug, PartialEq)]
pub enum Day<'a> {
    /// Works; more than one only in a roster edited by hand.
    Shifts(Vec<Shift<'a>>),
    /// A leave day of this kind.
    Leave(&'a str),
    /// Before the first or after the last day of employment.
    Away,
    /// A day off.
    Off,
}

/// One agent's week.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Who.
    pub agent: &'a Agent,
    /// The seven days.
    pub days: Vec<Day<'a>>,
    /// The week's hours, where the roster tells them.
    pub hours: Option<&'a AgentHours>,
    /// The contract's fewest and most paid hours a week.
    pub allowed: Option<(f64, f64)>,
}

impl<'a> Member<'a> {
    /// The shifts of the week, by start.
    pub fn shifts(&self) -> impl Iterator<Item = &Shift<'a>> {
        self.days.iter().flat_map(|d| match d {
            Day::Shifts(shifts) => shifts.as_slice(),
            _ => &[],
        })
    }

    /// Paid hours of the shifts worked.
    #[must_use]
    pub fn paid_hours(&self) -> f64 {
        self.shifts().map(Shift::paid_hours).sum()
    }

    /// The contract's hours as `36–40`; one figure where both are the same.
    #[must_use]
    pub fn allowed_text(&self) -> String {
        self.allowed.map_or_else(String::new, |(low, high)| {
            let (low, high) = (exact(low), exact(high));
            if low == high { low } else { format!("{low}–{high}") }
        })
    }
}

/// A team and its members, in the order of agents.csv.
#[derive(Clone, Debug)]
pub struct Team<'a> {
    /// Its name; empty for agents without one.
    pub name: &'a str,
    /// Its members.
    pub members: Vec<Member<'a>>,
}

/// One week of the plan by team.
#[derive(Clone, Debug)]
pub struct Week<'a> {
    /// Its seven local days.
    pub days: Vec<NaiveDate>,
    /// Teams in the order in which agents.csv first names them.
    pub teams: Vec<Team<'a>>,
}

impl<'a> Week<'a> {
    /// The week of this number, from 0.
    #[must_use]
    pub fn of(plan: &'a Plan, number: usize) -> Self {
        let first = week_start(plan, number);
        let days: Vec<NaiveDate> = days_from(first, 7).collect();
        let last = add_days(first, 6);
        let mut by_day: BTreeMap<(&AgentId, NaiveDate), Vec<Shift<'a>>> = BTreeMap::new();
        for shift in shifts(&plan.rows, plan.centre.handover) {
            if (first..=last).contains(&shift.day) {
                by_day.entry((shift.agent, shift.day)).or_default().push(shift);
            }
        }
        let summary = plan.summaries.iter().find(|s| s.first_day == first);
        let hours: BTreeMap<&str, &AgentHours> =
            summary.iter().flat_map(|s| &s.agents).map(|a| (a.agent.as_str(), a)).collect();
        let mut leave: BTreeMap<(&AgentId, NaiveDate), &str> = BTreeMap::new();
        for (agent, day, kind) in plan.time_off.iter().flat_map(|off| leave_days(off, &days)) {
            leave.entry((agent, day)).or_insert(kind);
        }
        let mut week = Self { days, teams: Vec::new() };
        for agent in &plan.agents {
            let day = |day: &NaiveDate| {
                let key = (&agent.id, *day);
                if let Some(shifts) = by_day.get(&key) {
                    return Day::Shifts(shifts.clone());
                }
                match leave.get(&key) {
                    Some(kind) => Day::Leave(kind),
                    None if is_employed(agent, *day) => Day::Off,
                    None => Day::Away,
                }
            };
            let member = Member {
                agent,
                days: week.days.iter().map(day).collect(),
                hours: hours.get(agent.id.as_str()).copied(),
                allowed: allowed(&plan.centre, agent),
            };
            match week.teams.iter_mut().find(|t| t.name == agent.team) {
                Some(team) => team.members.push(member),
                None => week.teams.push(Team { name: &agent.team, members: vec![member] }),
            }
        }
        week
    }

    /// Every member of every team.
    pub fn members(&self) -> impl Iterator<Item = &Member<'a>> {
        self.teams.iter().flat_map(|t| &t.members)
    }
}

/// First local day of a week of the plan.
#[must_use]
pub fn week_start(plan: &Plan, number: usize) -> NaiveDate {
    add_days(plan.first_day, i64::try_from(number).unwrap_or(0).saturating_mul(7))
}

fn is_employed(agent: &Agent, day: NaiveDate) -> bool {
    agent.valid_from.is_none_or(|from| from <= day) && agent.valid_to.is_none_or(|to| day <= to)
}

fn allowed(centre: &Centre, agent: &Agent) -> Option<(f64, f64)> {
    centre.contract(&agent.contract).map(|c| (c.weekly.0.as_hours(), c.weekly.1.as_hours()))
}

fn leave_days<'a>(off: &'a TimeOff, days: &[NaiveDate]) -> Vec<(&'a AgentId, NaiveDate, &'a str)> {
    let Away::Days(from, to) = off.when else { return Vec::new() };
    let kind = if off.kind.is_empty() { "leave" } else { off.kind.as_str() };
    days.iter().filter(|d| from <= **d && **d <= to).map(|d| (&off.agent, *d, kind)).collect()
}

/// `07:00` on the centre's clock.
#[must_use]
pub fn hour_minute(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%H:%M").to_string()
}

/// `Tue 1 Dec`.
#[must_use]
pub fn day_name(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_shift_itself_leaves_handover_out() {
        let plan = sample::plan(12, 1);
        let handover = plan.centre.handover;
        for shift in shifts(&plan.rows, handover) {
            assert_eq!(shift.start.seconds_since(shift.presence_start()), i64::from(handover.before.get()) * 60);
            assert_eq!(shift.presence_end().seconds_since(shift.end), i64::from(handover.after.get()) * 60);
            assert!((shift.paid_hours() - 8.0).abs() < 1e-9, "{}", shift.paid_hours());
        }
    }

    #[test]
    fn every_row_is_in_one_shift() {
        let plan = sample::plan(12, 2);
        let total: usize = shifts(&plan.rows, plan.centre.handover).iter().map(|s| s.rows.len()).sum();
        assert_eq!(total, plan.rows.len());
    }

    #[test]
    fn a_week_shows_every_agent_once_and_leave_as_leave() {
        let plan = sample::plan(40, 1);
        let week = Week::of(&plan, 0);
        assert_eq!(week.members().count(), 40);
        assert!(week.members().any(|m| m.days.iter().any(|d| matches!(d, Day::Leave(_)))));
        assert!(week.members().all(|m| m.days.len() == 7));
    }
}
