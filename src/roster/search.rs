//! Search for better rosters: take a few agents out, give them their best weeks back one by one, keep what is not worse.
//!
//! Every reinsertion is an exact best response (see [`super::pricing`]) to the rest of the roster, with a little noise so that
//! the same agents do not fall into the same weeks. Acceptance is that of record-to-record travel (Dueck 1993): a roster may
//! be worse than the best by a margin that shrinks to nothing.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::class::Class;
use super::coverage::Pricer;
use super::frame::Days;
use super::model::Model;
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::state::{Held, State};

/// Scratch space of one search.
pub(super) struct Searcher<'m, 'a> {
    model: &'m Model<'a>,
    pricer: &'m Pricer,
    prices: Prices,
    work: Workspace,
    /// Agents that can work, in the problem's order.
    movable: Vec<usize>,
}

impl<'m, 'a> Searcher<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>, pricer: &'m Pricer) -> Self {
        let movable = (0..model.class_of.len()).filter(|a| model.class_of[*a].is_some()).collect();
        Self { model, pricer, prices: Prices::new(model), work: Workspace::default(), movable }
    }

    /// Gives an agent who has no week the best one against the roster; false when no week is legal.
    fn insert(&mut self, state: &mut State, agent: usize, noise: &mut dyn FnMut() -> f64) -> bool {
        match self.model.class_of[agent] {
            Some(class) => self.insert_of(state, agent, &self.model.classes[class], noise),
            None => false,
        }
    }

    /// The same, among the weeks of `class`: the agent's own, or a part of it.
    fn insert_of(&mut self, state: &mut State, agent: usize, class: &Class, noise: &mut dyn FnMut() -> f64) -> bool {
        self.prices.of_roster(self.model, self.pricer, &state.coverage, class);
        let hour = self.pricer.list.hour;
        match best_week(self.model, class, &self.prices, hour, noise, &mut self.work) {
            Some((price, tour)) => {
                let stay_home = class.masks.first() == Some(&0) && price >= 0.0;
                if !stay_home {
                    state.put(self.model, self.pricer, agent, tour);
                }
                true
            }
            None => class.masks.first() == Some(&0),
        }
    }

    /// A first roster: everyone in turn takes the best week against those before. Returns agents without a legal week.
    pub(super) fn construct(&mut self, state: &mut State, stopped: &dyn Fn() -> bool) -> Vec<usize> {
        let mut without = Vec::new();
        for agent in self.movable.clone() {
            if stopped() {
                // an interrupted construction is no roster; the caller sees the flag
                break;
            }
            if !self.insert(state, agent, &mut || 0.0) {
                without.push(agent);
            }
        }
        without
    }

    /// A roster in which every agent works the given days: weeks one by one, then some sweeps within the days.
    pub(super) fn construct_on(&mut self, state: &mut State, days: &[Vec<Days>], sweeps: usize) {
        let mut left: Vec<std::slice::Iter<'_, Days>> = days.iter().map(|d| d.iter()).collect();
        let mut classes: Vec<(usize, Class)> = Vec::with_capacity(self.movable.len());
        for agent in &self.movable {
            let Some(class) = self.model.class_of[*agent] else { continue };
            if let Some(days) = left[class].next().filter(|d| d.mask != 0) {
                classes.push((*agent, self.model.classes[class].only(days.family, days.mask)));
            }
        }
        for (agent, class) in &classes {
            if !self.insert_of(state, *agent, class, &mut || 0.0) {
                self.insert(state, *agent, &mut || 0.0);
            }
        }
        for _ in 0..sweeps {
            for (agent, class) in &classes {
                let price = state.price;
                let held = state.take(self.model, self.pricer, *agent);
                if !self.insert_of(state, *agent, class, &mut || 0.0) || state.price > price {
                    state.take(self.model, self.pricer, *agent);
                    state.restore(self.model, self.pricer, *agent, held);
                }
            }
        }
    }

    /// Every agent once takes the best week against all others; returns what the price fell by.
    pub(super) fn sweep(&mut self, state: &mut State, stopped: &dyn Fn() -> bool) -> f64 {
        let before = state.price;
        for agent in self.movable.clone() {
            if stopped() {
                break;
            }
            self.respond(state, agent);
        }
        before - state.price
    }

    fn respond(&mut self, state: &mut State, agent: usize) {
        let price = state.price;
        let held = state.take(self.model, self.pricer, agent);
        if !self.insert(state, agent, &mut || 0.0) || state.price > price {
            state.take(self.model, self.pricer, agent);
            state.restore(self.model, self.pricer, agent, held);
        }
    }

    /// `moves` ruin-and-recreate moves from `state`; the best roster met is left there. `margin` is the share of the price by
    /// which the roster at hand may be worse than the best, shrinking to nothing over the moves.
    pub(super) fn travel(
        &mut self,
        state: &mut State,
        rng: &mut ChaCha8Rng,
        moves: usize,
        margin: f64,
        stopped: &dyn Fn() -> bool,
    ) {
        if self.movable.is_empty() {
            return;
        }
        let mut best = state.clone();
        for step in 0..moves {
            if step % 16 == 0 && stopped() {
                break;
            }
            let left = 1.0 - ratio(step, moves);
            let allowed = best.price + margin * best.price.abs().max(1.0) * left;
            let undo = self.ruin(state, rng);
            if state.price > allowed {
                self.restore(state, undo);
            } else if state.price < best.price - 1e-9 {
                best.clone_from(state);
            }
        }
        *state = best;
        state.refresh(self.model, self.pricer);
    }

    /// Takes a few agents out and gives them weeks again; returns what they had.
    fn ruin(&mut self, state: &mut State, rng: &mut ChaCha8Rng) -> Vec<(usize, Held)> {
        let count = rng.random_range(1..=4usize).min(self.movable.len());
        let mut chosen: Vec<usize> = Vec::with_capacity(count);
        while chosen.len() < count {
            let agent = self.movable[rng.random_range(0..self.movable.len())];
            if !chosen.contains(&agent) {
                chosen.push(agent);
            }
        }
        let mut had = Vec::with_capacity(count);
        for agent in &chosen {
            had.push((*agent, state.take(self.model, self.pricer, *agent)));
        }
        let size = if rng.random_bool(0.5) { 0.0 } else { 3.0 };
        for (agent, held) in &had {
            let mut noise = || if size > 0.0 { rng.random::<f64>() * size } else { 0.0 };
            if !self.insert(state, *agent, &mut noise) {
                state.restore(self.model, self.pricer, *agent, held.clone());
            }
        }
        had
    }

    fn restore(&self, state: &mut State, had: Vec<(usize, Held)>) {
        for (agent, _) in &had {
            state.take(self.model, self.pricer, *agent);
        }
        for (agent, held) in had {
            state.restore(self.model, self.pricer, agent, held);
        }
    }
}

fn ratio(step: usize, of: usize) -> f64 {
    step as f64 / of.max(1) as f64
}
