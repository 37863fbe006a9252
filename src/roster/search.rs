//! Best responses: one agent after another takes the best week against all others.
//!
//! Every response is exact (see [`super::pricing`]). They make the first roster, and they end every other step: where nobody
//! alone can do better, the roster is at rest.

use super::class::Class;
use super::coverage::Pricer;
use super::model::Model;
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::state::State;

/// Scratch space of one search.
pub(super) struct Searcher<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) pricer: &'m Pricer,
    prices: Prices,
    work: Workspace,
    /// Agents that can work, in the problem's order.
    pub(super) movable: Vec<usize>,
}

impl<'m, 'a> Searcher<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>, pricer: &'m Pricer) -> Self {
        let movable = (0..model.class_of.len()).filter(|a| model.class_of[*a].is_some()).collect();
        Self { model, pricer, prices: Prices::new(model), work: Workspace::default(), movable }
    }

    /// Gives an agent who has no week the best one against the roster; false when no week is legal.
    pub(super) fn insert(&mut self, state: &mut State, agent: usize, noise: &mut dyn FnMut() -> f64) -> bool {
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

    /// A first roster: everyone without a week in turn takes the best week against those before. Returns agents without a legal week.
    pub(super) fn construct(&mut self, state: &mut State, stopped: &dyn Fn() -> bool) -> Vec<usize> {
        let mut without = Vec::new();
        let waiting: Vec<usize> = self.movable.iter().copied().filter(|a| state.tours[*a].worked() == 0).collect();
        for agent in waiting {
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

    /// Gives each of these agents the best week among those of the class beside it, or of the own where it has none.
    pub(super) fn fill(&mut self, state: &mut State, classes: &[(usize, Class)]) {
        for (agent, class) in classes {
            if !self.insert_of(state, *agent, class, &mut || 0.0) {
                self.insert(state, *agent, &mut || 0.0);
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
}
