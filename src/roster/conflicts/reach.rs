//! Who could be at work when: the union of all legal shifts, class by class.

use crate::roster::class::Class;
use crate::roster::legality::shifts::signed;
use crate::roster::model::Model;
use crate::roster::tour::borders;

/// What the shifts of one class reach.
struct ClassReach {
    agents: usize,
    /// Most minutes at work in a slot; breaks not deducted.
    minutes: Vec<i32>,
    /// Whether some shift lies across the border at the start of a slot.
    across: Vec<bool>,
    skills: usize,
}

/// Who could be at work when. More than any roster gives: every agent is counted wherever any legal shift of theirs is.
pub(super) struct Reach {
    classes: Vec<ClassReach>,
}

impl Reach {
    pub(super) fn of(model: &Model<'_>) -> Self {
        let sizes = model.class_sizes();
        let classes =
            model.classes.iter().zip(sizes).map(|(class, agents)| class_reach(model, class, agents)).collect();
        Self { classes }
    }

    /// Agent-minutes that could be worked in a slot, and by how many agents.
    pub(super) fn present(&self, slot: usize) -> (i64, usize) {
        let there = self.classes.iter().filter(|c| c.minutes[slot] > 0);
        there.fold((0, 0), |(minutes, agents), c| {
            (minutes + i64::from(c.minutes[slot]) * i64::try_from(c.agents).unwrap_or(0), agents + c.agents)
        })
    }

    /// Agent-minutes that the agents of some classes could work in a slot.
    pub(super) fn present_of(&self, slot: usize, counts: &dyn Fn(usize) -> bool) -> i64 {
        let there = self.classes.iter().enumerate().filter(|(class, _)| counts(*class));
        there.map(|(_, c)| i64::from(c.minutes[slot]) * i64::try_from(c.agents).unwrap_or(0)).sum()
    }

    /// Agents who could be inside a shift across the border at the start of a slot.
    pub(super) fn across(&self, slot: usize) -> usize {
        self.classes.iter().filter(|c| c.across[slot]).map(|c| c.agents).sum()
    }

    /// Whether anybody with the queue's skill could work it in the slot.
    pub(super) fn serves(&self, model: &Model<'_>, slot: usize, queue: usize) -> bool {
        let open = model.open.get(slot * model.queues.len() + queue).copied().unwrap_or(false);
        open && self.classes.iter().any(|c| c.minutes[slot] > 0 && model.skill_sets[c.skills].contains(&queue))
    }
}

fn class_reach(model: &Model<'_>, class: &Class, agents: usize) -> ClassReach {
    let mut reach =
        ClassReach { agents, minutes: vec![0; model.slots], across: vec![false; model.slots], skills: class.skills };
    let wind_down = signed(model.problem.centre.handover.wind_down);
    let days = class.masks.iter().fold(0, |all, mask| all | mask);
    let legal = class.days.iter().enumerate().filter(|(day, _)| days >> day & 1 == 1);
    let mut seen = std::collections::BTreeSet::new();
    for choice in legal.flat_map(|(_, day)| &day.choices) {
        if !seen.insert((choice.start, choice.end)) {
            continue;
        }
        let end = choice.end - wind_down;
        for slot in model.slot_of(choice.start)..model.slots {
            let (from, to) = (model.slot_start(slot).max(choice.start), model.slot_start(slot + 1).min(end));
            if from >= end {
                break;
            }
            if model.open_for(slot, &model.skill_sets[class.skills]) {
                reach.minutes[slot] = reach.minutes[slot].max(to - from);
            }
        }
        reach.across[borders(model, choice)].fill(true);
    }
    reach
}
