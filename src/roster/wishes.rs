//! Wishes of agents: when one is in breach, for pricing and for the agent's page.

use chrono::{Datelike, NaiveDate, NaiveTime};

use crate::domain::people::{Agent, Preference, Wish};
use crate::domain::roster::RosterProblem;
use crate::domain::time::{Instant, add_days};

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

/// Whether working this day is against the wish.
pub(super) fn against(problem: &RosterProblem, wish: &Wish, worked: WorkedDay) -> bool {
    match wish {
        Wish::DayOff(day) => *day == worked.date,
        Wish::WeekdayOff(weekday) => *weekday == worked.date.weekday(),
        Wish::Shift(id) => problem.centre.shifts.get(worked.shift).is_none_or(|s| s.id != *id),
        Wish::StartAfter(clock) => worked.start < i64::from(clock.minutes()),
        Wish::EndBefore(clock) => worked.end > i64::from(clock.minutes()),
    }
}

/// Price of working this day against the wishes of one agent.
pub(super) fn price(problem: &RosterProblem, wishes: &[&Preference], worked: WorkedDay) -> f64 {
    let weights: f64 = wishes.iter().filter(|p| against(problem, &p.wish, worked)).map(|p| p.weight).sum();
    problem.centre.objective.preference * weights
}

/// Whether a wish speaks of this week at all.
pub(super) fn concerns(problem: &RosterProblem, wish: &Wish) -> bool {
    match wish {
        Wish::DayOff(day) => (problem.first_day..=add_days(problem.first_day, 6)).contains(day),
        _ => true,
    }
}

/// How many wishes of the agent speak of this week, and how many of them some day worked is against.
pub(super) fn asked_and_unmet(problem: &RosterProblem, agent: &Agent, worked: &[WorkedDay]) -> (usize, usize) {
    let own = || problem.preferences.iter().filter(|p| p.agent == agent.id && concerns(problem, &p.wish));
    let unmet = own().filter(|p| worked.iter().any(|day| against(problem, &p.wish, *day))).count();
    (own().count(), unmet)
}
