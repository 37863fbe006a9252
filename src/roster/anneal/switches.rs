//! Agents of several queues who serve another of them as colleagues come and go: what one agent's move is worth depends on what
//! the others can make of it.

use super::{Annealer, Held, NO_CELL, WEEK};
use crate::roster::model::Model;

/// One agent at work throughout a slot leaves a queue for another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Switch {
    /// Places in [`Openings`]: the queue, or one past the last for work that nobody asks for.
    from: usize,
    to: usize,
    /// Where the order of skills has a price: 2 when the other queue is not the first of them and the one left was, 0 the other way
    /// round, 1 for neither. Always 0 where it has none.
    rank: usize,
}

/// Ranks of a switch where the order of skills has a price.
const RANKS: usize = 3;

/// How many agents can make each switch, by slot.
#[derive(Debug, Default)]
pub(super) struct Openings {
    /// Queues, and one place for work that nobody asks for; 0 where every agent serves one queue.
    places: usize,
    ranks: usize,
    counts: Vec<u16>,
}

impl Openings {
    pub(super) fn new(model: &Model<'_>, any: bool) -> Self {
        let places = if any { model.queues.len() + 1 } else { 0 };
        let ranks = if order_counts(model) { RANKS } else { 1 };
        Self { places, ranks, counts: vec![0; model.slots * places * places * ranks] }
    }

    fn at(&self, slot: usize, switch: Switch) -> usize {
        ((slot * self.places + switch.from) * self.places + switch.to) * self.ranks + switch.rank
    }

    fn any(&self, slot: usize, switch: Switch) -> bool {
        self.counts.get(self.at(slot, switch)).is_some_and(|count| *count > 0)
    }

    /// Counts (or no longer counts) an agent of these skills at work in a cell throughout a slot.
    fn count(&mut self, model: &Model<'_>, skills: &[usize], (slot, cell): (usize, u32), come: bool) {
        for to in skills {
            let Some(switch) = switch_of(model, skills, (slot, cell), *to) else { continue };
            let at = self.at(slot, switch);
            if let Some(count) = self.counts.get_mut(at) {
                *count = if come { count.saturating_add(1) } else { count.saturating_sub(1) };
            }
        }
    }
}

/// The switch of an agent at work in a cell to a queue; `None` where the queue is shut, or is the one that is served.
fn switch_of(model: &Model<'_>, skills: &[usize], (slot, cell): (usize, u32), to: usize) -> Option<Switch> {
    let index = slot * model.queues.len() + to;
    let other = model.cell_at[index];
    if !model.open[index] || other == cell {
        return None;
    }
    let place = |cell: u32| model.cells.get(cell as usize).map_or(model.queues.len(), |cell| cell.queue);
    let behind = |cell: u32| usize::from(model.is_secondary(skills, slot, cell));
    let rank = if order_counts(model) { 1 + behind(other) - behind(cell) } else { 0 };
    Some(Switch { from: place(cell), to: place(other), rank })
}

fn order_counts(model: &Model<'_>) -> bool {
    model.problem.centre.objective.secondary > 0.0
}

impl Annealer<'_, '_> {
    /// Counts who can switch in the days at hand.
    pub(super) fn count_openings(&mut self) {
        self.openings = Openings::new(self.model, !self.flexible.is_empty());
        for agent in self.flexible.clone() {
            for day in self.days.clone() {
                for offset in 0..self.stride {
                    let held = self.held[(agent as usize * WEEK + day) * self.stride + offset];
                    self.note_work(agent as usize, self.day_base[day] + offset, held, true);
                }
            }
        }
    }

    /// Counts an agent's work of a slot, or takes it out of the count.
    pub(super) fn note_work(&mut self, agent: usize, slot: usize, held: Held, come: bool) {
        let Some(class) = self.class(agent).filter(|_| self.openings.places > 0) else { return };
        if i32::from(held.grains) == self.whole_slot() && slot < self.model.slots {
            let skills = &self.model.skill_sets[class.skills];
            self.openings.count(self.model, skills, (slot, held.cell), come);
        }
    }

    /// Grains of a slot worked throughout.
    fn whole_slot(&self) -> i32 {
        self.model.interval / self.model.grain
    }

    /// Change of price when a cell gains `by` grains and the colleague for whom that pays most switches queue.
    #[inline]
    pub(super) fn with_switch(&self, slot: usize, cell: u32, by: i32) -> (f64, Option<Switch>) {
        if cell == NO_CELL {
            return (0.0, None);
        }
        let mut best = (self.plain(cell, by), None);
        if self.openings.places == 0 || by == 0 {
            return best;
        }
        let queue = self.model.cells[cell as usize].queue;
        let whole = self.whole_slot();
        for other in (0..self.openings.places).filter(|place| *place != queue) {
            for rank in 0..self.openings.ranks {
                let (from, to) = if by > 0 { (queue, other) } else { (other, queue) };
                let switch = Switch { from, to, rank };
                if !self.openings.any(slot, switch) {
                    continue;
                }
                let sign = if by > 0 { 1 } else { -1 };
                let there = self.plain(self.cell_of(slot, other), sign * whole);
                let price = self.plain(cell, by - sign * whole) + there + self.rank_price(rank);
                if price < best.0 - 1e-9 {
                    best = (price, Some(switch));
                }
            }
        }
        best
    }

    fn cell_of(&self, slot: usize, place: usize) -> u32 {
        let queues = self.model.queues.len();
        if place < queues { self.model.cell_at[slot * queues + place] } else { NO_CELL }
    }

    fn rank_price(&self, rank: usize) -> f64 {
        self.pricer.secondary(self.model.interval) * (rank as f64 - 1.0)
    }

    /// Makes a switch in a slot: by the next agent in turn who can.
    pub(super) fn make(&mut self, slot: usize, switch: Switch) {
        let (from, whole) = (self.cell_of(slot, switch.from), self.whole_slot());
        let to = self.cell_of(slot, switch.to);
        for turn in 0..self.flexible.len() {
            let at = (self.turn + turn) % self.flexible.len();
            let agent = self.flexible[at] as usize;
            let Some(class) = self.class(agent) else { continue };
            let skills = &self.model.skill_sets[class.skills];
            for day in 0..self.days.len() {
                let day = self.days[day];
                let Some(offset) = slot.checked_sub(self.day_base[day]).filter(|offset| *offset < self.stride) else {
                    continue;
                };
                let index = (agent * WEEK + day) * self.stride + offset;
                let held = self.held[index];
                let can = held.cell == from
                    && i32::from(held.grains) == whole
                    && skills
                        .iter()
                        .filter_map(|to| switch_of(self.model, skills, (slot, from), *to))
                        .any(|can| (can.from, can.to, can.rank) == (switch.from, switch.to, switch.rank));
                if can {
                    self.turn = at + 1;
                    self.serve(agent, (slot, index), to);
                    return;
                }
            }
        }
    }

    /// Lets the agent of a piece of work serve another cell.
    fn serve(&mut self, agent: usize, (slot, index): (usize, usize), cell: u32) {
        let held = self.held[index];
        let after = Held { cell, ..held };
        self.held[index] = after;
        self.cover(held, after);
        self.note_work(agent, slot, held, false);
        self.note_work(agent, slot, after, true);
    }
}
