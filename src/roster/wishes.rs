//! Wishes of agents: when one is in breach, for pricing and for the agent's page.

use chrono::{Datelike, NaiveDate};

use crate::domain::people::{Agent, Preference, Wish};
use crate::domain::roster::RosterProblem;

/// A day worked, in local terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct WorkedDay {
    pub(super) date: NaiveDate,
    /// Index in `Centre::shifts`.
    pub(super) shift: usize,
    /// Start of the shift, minutes after the local midnight of `date`.
    pub(super) start: i32,
    /// End of the shift, minutes after the same midnight.
    pub(super) end: i32,
}

/// Whether working this day is against the wish.
pub(super) fn against(problem: &RosterProblem, wish: &Wish, worked: WorkedDay) -> bool {
    match wish {
        Wish::DayOff(day) => *day == worked.date,
        Wish::WeekdayOff(weekday) => *weekday == worked.date.weekday(),
        Wish::Shift(id) => problem.centre.shifts.get(worked.shift).is_none_or(|s| s.id != *id),
        Wish::StartAfter(clock) => worked.start < i32::from(clock.minutes()),
        Wish::EndBefore(clock) => worked.end > i32::from(clock.minutes()),
    }
}

/// Price of working this day against the wishes of one agent.
pub(super) fn price(problem: &RosterProblem, wishes: &[&Preference], worked: WorkedDay) -> f64 {
    let weights: f64 = wishes.iter().filter(|p| against(problem, &p.wish, worked)).map(|p| p.weight).sum();
    problem.centre.objective.preference * weights
}

/// How many of the agent's wishes some day of the week is against.
pub(super) fn unmet(problem: &RosterProblem, agent: &Agent, worked: &[WorkedDay]) -> usize {
    let own = problem.preferences.iter().filter(|p| p.agent == agent.id);
    own.filter(|p| worked.iter().any(|day| against(problem, &p.wish, *day))).count()
}
