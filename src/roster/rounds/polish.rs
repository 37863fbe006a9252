//! Where there are few agents: days solved again, cooled, and solved again while that finds something; then the same from a
//! melt of the best roster so far. Long chains find good heads for each day, day programs the breaks that chains do not.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{AGENTS_WITHOUT_PRESOLVE, COLD, NO_CLOCK, Rounds};
use crate::roster::anneal::{Annealer, Schedule};
use crate::roster::daily::{self, SIDE_BY_SIDE};
use crate::roster::lp::Effort;
use crate::roster::search::Searcher;
use crate::roster::state::State;

/// Wall seconds and nodes of one day program of few agents: what it finds it mostly finds at once.
const SHORT_PROGRAM: (f64, i32) = (1.0, 1);
/// Where the seeds of melts begin, apart from those of cooling.
const MELTED: u64 = 1 << 32;
/// Most turns of day programs and cooling.
const TURNS: u64 = 12;
/// Heats of the two cool chains of a turn, in the objective's unit.
const COOL: [f64; 2] = [0.15, 0.3];
/// Heats from which rosters are melted in turn, in the objective's unit.
const MELTS: [f64; 3] = [0.4, 0.6, 1.0];
/// How often the chains of melts become twice as long at most.
const MOST_DOUBLINGS: usize = 6;

impl<'a> Rounds<'_, 'a> {
    /// Day programs and cooling in turn, while they find something.
    pub(super) fn polish(&self, searcher: &mut Searcher<'_, 'a>, state: &mut State, round: u64) {
        for turn in 0..TURNS {
            let before = state.price;
            self.days(state, SHORT_PROGRAM);
            self.settle(searcher, state);
            self.exchange(state);
            let part = TURNS * round + turn;
            self.cool_weeks(state, part);
            state.balance_queues(self.model, self.pricer);
            self.tell(state.price);
            if self.stop() || state.price > before - 1e-6 || state.price <= self.enough() {
                break;
            }
        }
    }

    /// Two cool chains of whole weeks, side by side; the best roster met is kept.
    fn cool_weeks(&self, state: &mut State, part: u64) {
        let run = |hot: f64, part: u64| {
            self.chain(state.clone(), self.seed(8 + part), Schedule { hot, ..self.cool_schedule() })
        };
        let (cool, warm) = rayon::join(|| run(COOL[0], 2 * part), || run(COOL[1], 2 * part + 1));
        for made in [cool, warm] {
            if made.price < state.price - 1e-6 {
                *state = made;
            }
        }
    }

    fn cool_schedule(&self) -> Schedule {
        Schedule { moves: self.first_moves(), hot: COOL[0], cold: COLD, clock: None, enough: f64::NEG_INFINITY }
    }

    /// Melts the roster, polishes what comes of it, and keeps that when it is better.
    pub(super) fn melt(&self, searcher: &mut Searcher<'_, 'a>, state: &mut State, round: u64) {
        let turn = usize::try_from(round.saturating_sub(1)).unwrap_or(0);
        // once every heat has had its turn, only longer chains find more
        let longer = (turn / MELTS.len()).min(MOST_DOUBLINGS);
        let schedule = Schedule {
            hot: MELTS[turn % MELTS.len()],
            moves: (2 * self.first_moves()) << longer,
            ..self.cool_schedule()
        };
        let from: &State = state;
        let run = |part: u64| {
            let mut annealer = Annealer::new(self.model, self.pricer, from);
            annealer.cool(&mut ChaCha8Rng::seed_from_u64(self.seed(part)), schedule, &|| self.stop());
            let mut made = from.clone();
            annealer.write(&mut made);
            made
        };
        let (one, other) = rayon::join(|| run(MELTED + 2 * round), || run(MELTED + 2 * round + 1));
        let mut made = if other.price < one.price { other } else { one };
        // a melt that came back to where it began has been polished
        if (made.price - state.price).abs() < 1e-6 {
            return;
        }
        self.polish(searcher, &mut made, round);
        if made.price < state.price - 1e-6 {
            *state = made;
        }
    }

    /// Solves days again, those that are apart side by side; each program within so many wall seconds and nodes.
    pub(super) fn days(&self, state: &mut State, (seconds, nodes): (f64, i32)) {
        for together in SIDE_BY_SIDE {
            if self.stop() {
                break;
            }
            let now: &State = state;
            let changes: Vec<_> = together
                .par_iter()
                .map(|day| daily::solve(self.model, self.pricer, now, *day, self.effort(seconds, nodes)))
                .collect();
            for change in changes.into_iter().flatten() {
                daily::apply(self.model, self.pricer, state, &change);
            }
        }
    }

    /// So many wall seconds where the clock counts, and nodes wherever it stands.
    pub(super) fn effort(&self, seconds: f64, nodes: i32) -> Effort {
        let left = self.limits.time.map(|t| t.saturating_sub(self.begun.elapsed()).as_secs_f64());
        let presolve = self.model.class_of.len() > AGENTS_WITHOUT_PRESOLVE;
        Effort { seconds: left.map_or(NO_CLOCK, |left| left.clamp(0.1, seconds)), nodes, presolve }
    }
}
