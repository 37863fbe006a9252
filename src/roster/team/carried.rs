//! Shifts of the week before that run into this one: their people are there too.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::tally::{Tally, grains};
use super::{TeamRule, Watch};
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, Agent, RosterRow};
use crate::roster::legality::shifts::{minutes_since, signed};
use crate::roster::model::Model;

/// A stretch in minutes of the clock, of one agent.
struct Stretch<'a> {
    agent: &'a Agent,
    from: i32,
    to: i32,
}

/// What previous.csv holds of this week.
#[derive(Default)]
pub(super) struct Carried<'a> {
    work: Vec<Stretch<'a>>,
    shifts: Vec<Stretch<'a>>,
    pauses: Vec<Stretch<'a>>,
}

impl<'a> Carried<'a> {
    pub(super) fn of(model: &Model<'a>) -> Self {
        let problem = model.problem;
        let agents: BTreeMap<&AgentId, &'a Agent> = problem.agents.iter().map(|a| (&a.id, a)).collect();
        let mut carried = Self::default();
        let mut shifts: BTreeMap<(&AgentId, NaiveDate), (i32, i32)> = BTreeMap::new();
        let at = |instant| minutes_since(model.origin, instant);
        for row in problem.previous.iter().filter(|r| r.day < problem.first_day) {
            let Some(agent) = agents.get(&row.agent).copied() else { continue };
            let RosterRow { activity, .. } = row;
            let (from, to) = (at(row.start), at(row.end));
            let shift = shifts.entry((&row.agent, row.day)).or_insert((from, to));
            *shift = (shift.0.min(from), shift.1.max(to));
            let stretch = Stretch { agent, from, to };
            match activity {
                Activity::Work if to > 0 => carried.work.push(stretch),
                Activity::Break | Activity::Meal if to > 0 => carried.pauses.push(stretch),
                _ => {}
            }
        }
        let handover = problem.centre.handover;
        for ((id, _), (from, to)) in shifts {
            let Some(agent) = agents.get(id).copied() else { continue };
            let (from, to) = (from + signed(handover.before), to - signed(handover.after));
            if to > 0 {
                carried.shifts.push(Stretch { agent, from, to });
            }
        }
        carried
    }

    /// What a rule counts of them.
    pub(super) fn tally(&self, model: &Model<'_>, rule: &dyn TeamRule) -> Tally {
        match rule.watch() {
            Watch::AtWork => Tally { at_work: self.at_work(model, rule), ..Tally::default() },
            Watch::Moments => {
                let (inside, on_break) = self.moments(model, rule);
                Tally { inside, on_break, ..Tally::default() }
            }
            Watch::Days => Tally::default(),
        }
    }

    /// Minutes at work of a rule's crew by slot.
    fn at_work(&self, model: &Model<'_>, rule: &dyn TeamRule) -> Vec<i32> {
        let mut minutes = vec![0; model.slots];
        for stretch in self.work.iter().filter(|s| rule.counts(s.agent)) {
            let first = model.slot_of(stretch.from.max(0));
            for (slot, minutes) in minutes.iter_mut().enumerate().skip(first) {
                let (from, to) = (model.slot_start(slot), model.slot_start(slot + 1));
                if from >= stretch.to {
                    break;
                }
                *minutes += stretch.to.min(to) - stretch.from.max(from);
            }
        }
        minutes
    }

    /// Agents of a rule's crew inside a shift, and those on break, by grain. A grain that a shift fills only in part does not
    /// count as there, one that a break touches does count as away.
    fn moments(&self, model: &Model<'_>, rule: &dyn TeamRule) -> (Vec<i32>, Vec<i32>) {
        let none = vec![0; model.slots * model.steps];
        let (mut inside, mut on_break) = (none.clone(), none);
        let last = model.grain - 1;
        for shift in self.shifts.iter().filter(|s| rule.counts(s.agent)) {
            grains(model, shift.from.max(0) + if shift.from > 0 { last } else { 0 }, shift.to)
                .for_each(|g| inside[g] += 1);
        }
        for pause in self.pauses.iter().filter(|s| rule.counts(s.agent)) {
            grains(model, pause.from.max(0), pause.to + last).for_each(|g| on_break[g] += 1);
        }
        (inside, on_break)
    }
}
