//! Wishes of agents: when one is in breach, for pricing and for the agent's page.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime};

use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Away, Preference, Wish};
use crate::domain::roster::RosterProblem;
use crate::domain::time::{Instant, days_from};

use super::class::facts::{employed_days, leave_days};
use super::legality::shifts::WEEK;
use super::legality::week::DayMask;
use super::model::Model;
use super::state::State;

/// A day worked, in local terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct WorkedDay {
    pub(super) date: NaiveDate,
    /// Index in `Centre::shifts`.
    pub(super) shift: usize,
    /// Start of the shift, minutes after the local midnight of `date`.
    pub(super) start: i64,
    /// End of the shift, minutes after the same midnight.
    pub(super) end: i64,
}

impl WorkedDay {
    /// The day of a shift, its start and end as the clock on the wall shows them: a night over a clock change ends when the
    /// wall says so.
    pub(super) fn of(problem: &RosterProblem, date: NaiveDate, shift: usize, start: Instant, end: Instant) -> Self {
        let midnight = date.and_time(NaiveTime::MIN);
        let wall = |at: Instant| (problem.centre.zone.local(at) - midnight).num_minutes();
        Self { date, shift, start: wall(start), end: wall(end) }
    }
}

/// Whether working this day is against the wish. Wishes for work and for colleagues' days are no matter of one day worked.
pub(super) fn against(problem: &RosterProblem, wish: &Wish, worked: WorkedDay) -> bool {
    match wish {
        Wish::DayOff(day) => *day == worked.date,
        Wish::WeekdayOff(weekday) => *weekday == worked.date.weekday(),
        Wish::Shift(id) => problem.centre.shifts.get(worked.shift).is_none_or(|s| s.id != *id),
        Wish::StartAfter(clock) => worked.start < i64::from(clock.minutes()),
        Wish::EndBefore(clock) => worked.end > i64::from(clock.minutes()),
        Wish::DayOn(_) | Wish::WeekdayOn(_) | Wish::With(_) | Wish::Apart(_) => false,
    }
}

/// Whether the wish asks for work on this date.
fn wants_work(wish: &Wish, date: NaiveDate) -> bool {
    match wish {
        Wish::DayOn(day) => *day == date,
        Wish::WeekdayOn(weekday) => *weekday == date.weekday(),
        _ => false,
    }
}

/// Price of working this day against the wishes of one agent. Where work is wished for it stands against the price of the day
/// off ([`idle_price`]).
pub(super) fn price(problem: &RosterProblem, wishes: &[&Preference], worked: WorkedDay) -> f64 {
    let unmet: f64 = wishes.iter().filter(|p| against(problem, &p.wish, worked)).map(|p| p.weight).sum();
    let met: f64 = wishes.iter().filter(|p| wants_work(&p.wish, worked.date)).map(|p| p.weight).sum();
    problem.centre.objective.preference * (unmet - met)
}

/// Price of a week without work by the wishes for work on days on which the agent could.
pub(super) fn idle_price(problem: &RosterProblem, wishes: &[&Preference], free: DayMask) -> f64 {
    let days = || days_from(problem.first_day, WEEK).enumerate().filter(|(day, _)| free >> day & 1 == 1);
    let unmet = |p: &&Preference| p.weight * days().filter(|(_, date)| wants_work(&p.wish, *date)).count() as f64;
    problem.centre.objective.preference * wishes.iter().map(unmet).sum::<f64>()
}

/// Days of the week on which each agent is employed and not on leave.
pub(super) fn free_days(problem: &RosterProblem) -> BTreeMap<&AgentId, DayMask> {
    let mut away: BTreeMap<&AgentId, Vec<Away>> = BTreeMap::new();
    problem.time_off.iter().for_each(|off| away.entry(&off.agent).or_default().push(off.when));
    let free = |agent: &Agent| {
        let own = away.get(&agent.id).map_or(&[][..], Vec::as_slice);
        employed_days(problem, agent) & !leave_days(problem, agent, own)
    };
    problem.agents.iter().map(|agent| (&agent.id, free(agent))).collect()
}

/// The days that each agent works, and those on which each could.
pub(super) struct Attendance<'a> {
    problem: &'a RosterProblem,
    worked: BTreeMap<&'a AgentId, DayMask>,
    free: BTreeMap<&'a AgentId, DayMask>,
}

impl<'a> Attendance<'a> {
    pub(super) fn of(model: &Model<'a>, state: &State) -> Self {
        let worked = |days: [bool; WEEK]| (0..WEEK).filter(|d| days[*d]).fold(0, |mask, day| mask | 1 << day);
        let agents = model.problem.agents.iter().zip(&state.tours);
        let worked = agents.map(|(agent, tour)| (&agent.id, worked(tour.days.map(|day| day.is_some())))).collect();
        Self { problem: model.problem, worked, free: free_days(model.problem) }
    }

    fn works(&self, agent: &AgentId) -> DayMask {
        self.worked.get(agent).copied().unwrap_or(0)
    }

    fn free(&self, agent: &AgentId) -> DayMask {
        self.free.get(agent).copied().unwrap_or(0)
    }

    /// Whether a wish speaks of this week at all.
    pub(super) fn concerns(&self, preference: &Preference) -> bool {
        match &preference.wish {
            Wish::DayOff(day) => days_from(self.problem.first_day, WEEK).any(|date| date == *day),
            Wish::DayOn(_) | Wish::WeekdayOn(_) => self.asked(preference).0 != 0,
            Wish::With(other) | Wish::Apart(other) => self.free.contains_key(other),
            _ => true,
        }
    }

    /// The days that the wish asks to work, and those that it asks not to, colleagues' days as they are.
    pub(super) fn asked(&self, preference: &Preference) -> (DayMask, DayMask) {
        let free = self.free(&preference.agent);
        match &preference.wish {
            Wish::DayOn(_) | Wish::WeekdayOn(_) => {
                let days = days_from(self.problem.first_day, WEEK).enumerate();
                let wanted = days.filter(|(_, date)| wants_work(&preference.wish, *date));
                (wanted.fold(0, |mask, (day, _)| mask | 1 << day) & free, 0)
            }
            Wish::With(other) => {
                let both = free & self.free(other);
                (both & self.works(other), both & !self.works(other))
            }
            Wish::Apart(other) => (0, self.works(other)),
            _ => (0, 0),
        }
    }

    /// The days that are against a wish of an agent who works these.
    pub(super) fn days_against(&self, preference: &Preference, worked: &[WorkedDay]) -> Vec<NaiveDate> {
        let ((must, off), own) = (self.asked(preference), self.works(&preference.agent));
        let mask = must & !own | off & own;
        let days = days_from(self.problem.first_day, WEEK).enumerate();
        let by_day = days.filter(|(day, _)| mask >> day & 1 == 1).map(|(_, date)| date);
        let by_shift = worked.iter().filter(|day| against(self.problem, &preference.wish, **day)).map(|day| day.date);
        by_day.chain(by_shift).collect()
    }
}
