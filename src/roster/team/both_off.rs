//! Never all off on one day: `[[presence]] never_both_off`, for people who stand in for each other.

use crate::domain::people::Agent;
use crate::domain::roster::RosterProblem;
use crate::domain::team::RolePresence;

use super::{TeamRule, Watch};
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Clock;

/// Somebody with one of the roles starts a shift on every day that has a slot of the rule.
pub(super) struct NeverAllOff {
    asked: RolePresence,
    days: [bool; WEEK],
}

impl NeverAllOff {
    pub(super) fn new(problem: &RosterProblem, clock: &Clock, asked: &RolePresence, slots: &[bool]) -> Self {
        let mut days = [false; WEEK];
        for (slot, _) in slots.iter().enumerate().filter(|(_, holds)| **holds) {
            let date = problem.centre.zone.day(clock.start_of(slot));
            let day = usize::try_from((date - problem.first_day).num_days()).ok();
            if let Some(day) = day.and_then(|day| days.get_mut(day)) {
                *day = true;
            }
        }
        Self { asked: asked.clone(), days }
    }
}

impl TeamRule for NeverAllOff {
    fn counts(&self, agent: &Agent) -> bool {
        self.asked.counts(&agent.roles)
    }

    fn watch(&self) -> Watch {
        Watch::Days
    }

    fn lack_on_day(&self, day: usize, starting: i32) -> i32 {
        i32::from(self.days[day] && starting < 1)
    }

    fn asks(&self) -> String {
        format!("never_both_off of the role {}", self.asked.who())
    }

    fn lack_text(&self, _: f64) -> String {
        "all of them are off".to_owned()
    }
}
