//! Fewest agents of a role: `[[presence]]`.

use crate::domain::hours::{DayHours, OpeningHours};
use crate::domain::people::Agent;
use crate::domain::roster::RosterProblem;
use crate::domain::span::Span;
use crate::domain::team::RolePresence;
use crate::domain::time::add_days;

use super::{TeamRule, Watch};
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::{Clock, Demand};

/// Somebody with the role at work, or inside a shift, in every slot asked for.
pub(super) struct Presence {
    asked: RolePresence,
    /// Minutes asked for by slot: agents × interval, 0 where nobody is.
    minutes: Vec<i32>,
    interval: i32,
}

impl Presence {
    pub(super) fn new(asked: &RolePresence, slots: Vec<bool>, interval: i32) -> Self {
        let all = i32::try_from(asked.min.get()).unwrap_or(i32::MAX).saturating_mul(interval);
        let minutes = slots.into_iter().map(|holds| if holds { all } else { 0 }).collect();
        Self { asked: asked.clone(), minutes, interval }
    }
}

impl TeamRule for Presence {
    fn counts(&self, agent: &Agent) -> bool {
        self.asked.counts(&agent.roles)
    }

    fn watch(&self) -> Watch {
        if self.asked.breaks_count { Watch::Moments } else { Watch::AtWork }
    }

    fn lack_at_work(&self, slot: usize, minutes: i32) -> f64 {
        f64::from((self.minutes[slot] - minutes).max(0)) / f64::from(self.interval)
    }

    fn lack_at_moment(&self, slot: usize, inside: i32, _: i32) -> i32 {
        (self.minutes[slot] / self.interval - inside).max(0)
    }

    fn asks(&self) -> String {
        let how = if self.asked.breaks_count { "inside a shift" } else { "at work" };
        format!("presence: {} with the role {} {how}", self.asked.min, self.asked.who())
    }

    fn lack_text(&self, lack: f64) -> String {
        format!("lacks up to {lack:.2} agents")
    }
}

/// The slots in which a rule holds: those with a requirement in which a queue is open, inside the rule's own hours.
pub(super) fn slots(problem: &RosterProblem, clock: &Clock, demand: &Demand, asked: &RolePresence) -> Vec<bool> {
    let mut slots = demand.required_slot.clone();
    if let Some(hours) = &asked.hours {
        let inside = own_hours(problem, clock, hours);
        slots.iter_mut().zip(inside).for_each(|(holds, inside)| *holds &= inside);
    }
    slots
}

/// The slots that the weekly hours touch; special days change nothing.
fn own_hours(problem: &RosterProblem, clock: &Clock, weekly: &[DayHours; WEEK]) -> Vec<bool> {
    let hours = OpeningHours { weekly: weekly.clone(), closed_on: Vec::new(), hours_on: Vec::new() };
    let last = add_days(problem.first_day, i64::try_from(WEEK).unwrap_or(0));
    let spans = hours.open_spans(problem.first_day, last, &problem.centre.calendar, problem.centre.zone);
    let touches = |slot: usize| {
        let time = Span::new(clock.start_of(slot), clock.start_of(slot + 1))?;
        let next = spans.partition_point(|s| s.end() <= time.start());
        spans.get(next)?.overlap(time)
    };
    (0..clock.slots).map(|slot| touches(slot).is_some()).collect()
}
