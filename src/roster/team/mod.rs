//! Rules about several agents at once: each watches a crew of agents and says how many of them lack, or are too many, when.
//!
//! A rule is one file that implements [`TeamRule`]: whom it counts, what of them, and the lack at each count. All else is the
//! same for all: [`tally`] counts, [`marginal`] turns counts into what one more agent changes, which pricing adds to the
//! price of a week, [`carried`] counts those whose shifts of the week before run into this one. A lack is priced far above
//! any price of `[objective]`, so that it stays only where no move can mend it; a roster that still has one is not published.
//! Wishes about colleagues are counted the same way at the price of a wish ([`pair`]).

mod both_off;
mod breaks;
mod carried;
pub(super) mod marginal;
mod pair;
mod presence;
pub(super) mod tally;

use std::sync::Arc;

use crate::domain::people::Agent;
use crate::domain::roster::RosterProblem;

use super::coverage::HARD_PRICE;
use super::model::{Clock, Demand};

/// What of its crew a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watch {
    /// Minutes at work by slot.
    AtWork,
    /// Agents inside a shift, and those of them on break, at every moment.
    Moments,
    /// Agents whose shift starts on a day.
    Days,
}

/// A rule about several agents at once.
pub(super) trait TeamRule: Send + Sync {
    /// Whether the agent is one of the crew.
    fn counts(&self, agent: &Agent) -> bool;

    /// What is counted.
    fn watch(&self) -> Watch;

    /// Agents lacking in a slot in which the crew works so many minutes.
    fn lack_at_work(&self, _slot: usize, _minutes: i32) -> f64 {
        0.0
    }

    /// Agents lacking, or too many on break, at a moment of a slot.
    fn lack_at_moment(&self, _slot: usize, _inside: i32, _on_break: i32) -> i32 {
        0
    }

    /// Agents lacking on a day on which so many of the crew start a shift.
    fn lack_on_day(&self, _day: usize, _starting: i32) -> i32 {
        0
    }

    /// What a lack of one agent costs where it may be; `None` for a rule that every published roster keeps.
    fn soft_price(&self) -> Option<f64> {
        None
    }

    /// What a lack of one agent costs the search.
    fn price(&self) -> f64 {
        self.soft_price().unwrap_or(HARD_PRICE)
    }

    /// What the planner asks for, in words.
    fn asks(&self) -> String;

    /// What a lack of so many agents is, in words.
    fn lack_text(&self, lack: f64) -> String;
}

/// The rules of a problem; a class names its own by their places in the list.
pub(super) type TeamRules = Arc<[Box<dyn TeamRule>]>;

/// Every rule that the centre asks for.
pub(super) fn rules(problem: &RosterProblem, clock: &Clock, demand: &Demand) -> TeamRules {
    let mut rules: Vec<Box<dyn TeamRule>> = Vec::new();
    for asked in &problem.centre.team_rules.presence {
        let slots = presence::slots(problem, clock, demand, asked);
        if asked.never_all_off {
            rules.push(Box::new(both_off::NeverAllOff::new(problem, clock, asked, &slots)));
        }
        if asked.min.get() > 0 {
            rules.push(Box::new(presence::Presence::new(asked, slots, clock.interval)));
        }
    }
    rules.extend(breaks::rules(problem));
    rules.extend(pair::rules(problem));
    rules.into()
}

/// The rules that count an agent.
pub(super) fn rules_of(rules: &TeamRules, agent: &Agent) -> Vec<usize> {
    rules.iter().enumerate().filter(|(_, rule)| rule.counts(agent)).map(|(index, _)| index).collect()
}
