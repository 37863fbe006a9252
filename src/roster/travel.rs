//! Ruin and recreate: take a few agents out, give them their best weeks back one by one, keep what is not worse.
//!
//! Every reinsertion is an exact best response to the rest of the roster, with a little noise so that the same agents do not
//! fall into the same weeks. Acceptance is that of record-to-record travel (Dueck 1993): a roster may be worse than the best by
//! a margin that shrinks to nothing. Whole weeks move at once, which single shifts under annealing cannot; that pays where
//! people are few.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::search::Searcher;
use super::state::{Held, State};

impl Searcher<'_, '_> {
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
