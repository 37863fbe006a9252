//! The anytime loop: a first roster, then rounds of bound and search until gap, work, time or the user says stop.
//!
//! A round is a fixed amount of work that does not depend on the clock or the number of threads, so that runs that stop by
//! gap or work limit give the same bytes everywhere. The clock is looked at inside a round only to cut it short.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, Status, Timing};

use super::bound::Dual;
use super::coverage::Pricer;
use super::model::Model;
use super::search::Searcher;
use super::state::State;

/// Dual steps in a round.
const DUAL_STEPS: usize = 40;
/// Ruin-and-recreate moves of one chain in a round.
const MOVES: usize = 1500;
/// Rounds without a better bound after which the dual rests and both chains search.
const DUAL_PATIENCE: usize = 4;
/// Most sweeps of the first descent.
const FIRST_SWEEPS: usize = 12;

/// What the rounds end with.
pub(super) struct Solved {
    pub(super) state: State,
    pub(super) bound: f64,
    pub(super) status: Status,
    pub(super) timing: Timing,
}

/// The loop's settings and clock.
pub(super) struct Rounds<'r, 'a> {
    model: &'r Model<'a>,
    pricer: &'r Pricer,
    limits: &'r RosterLimits,
    progress: &'r dyn Progress,
    begun: Instant,
    /// Set once the clock or the user has cut something short.
    cut: AtomicBool,
}

impl<'r, 'a> Rounds<'r, 'a> {
    pub(super) fn new(
        model: &'r Model<'a>,
        pricer: &'r Pricer,
        limits: &'r RosterLimits,
        progress: &'r dyn Progress,
    ) -> Self {
        Self { model, pricer, limits, progress, begun: Instant::now(), cut: AtomicBool::new(false) }
    }

    /// Whether the clock or the user says stop.
    fn stop(&self) -> bool {
        if self.cut.load(Ordering::Relaxed) {
            return true;
        }
        let late = self.limits.time.is_some_and(|limit| self.begun.elapsed() >= limit.saturating_sub(MARGIN));
        let stop = late || self.progress.stopped();
        if stop {
            self.cut.store(true, Ordering::Relaxed);
        }
        stop
    }

    /// Runs until something says stop.
    pub(super) fn run(&self) -> Result<Solved, Failure> {
        self.progress.stage("first roster");
        let mut searcher = Searcher::new(self.model, self.pricer);
        let mut state = State::empty(self.model, self.pricer);
        // the first roster is finished even when the time is short: without it there is nothing to keep
        searcher.construct(&mut state, &|| self.progress.stopped());
        if self.progress.stopped() {
            return Err(Failure::Interrupted);
        }
        let first_roster_s = self.begun.elapsed().as_secs_f64();
        for _ in 0..FIRST_SWEEPS {
            if searcher.sweep(&mut state, &|| self.stop()) < 1e-9 * state.price.abs() || self.stop() {
                break;
            }
        }
        state.refresh(self.model, self.pricer);
        self.progress.gap(Some(state.price), None);
        self.progress.stage("bound and search");
        let mut dual = Dual::new(self.model, self.pricer, &state);
        let bound_begun = Instant::now();
        let mut timing = Timing { first_roster_s, ..Timing::default() };
        let status = self.rounds(&mut state, &mut dual, &mut timing, bound_begun);
        state.balance_queues(self.model, self.pricer);
        state.refresh(self.model, self.pricer);
        timing.total_s = self.begun.elapsed().as_secs_f64();
        Ok(Solved { state, bound: dual.bound, status, timing })
    }

    fn rounds(&self, state: &mut State, dual: &mut Dual, timing: &mut Timing, bound_begun: Instant) -> Status {
        let mut work = 0u64;
        let mut idle_dual = 0;
        let mut round = 0u64;
        loop {
            self.progress.gap(Some(state.price), Some(dual.bound.max(0.0)));
            if state.coverage.hard_price(self.pricer) <= 0.0 && self.gap(state.price, dual.bound) <= self.limits.gap {
                return Status::GapReached;
            }
            if self.progress.stopped() {
                return Status::Interrupted;
            }
            if self.stop() || self.limits.work.is_some_and(|limit| work >= limit) {
                return Status::Limit;
            }
            let before = dual.bound;
            let target = state.price;
            let seeds = [2 * round, 2 * round + 1].map(|s| self.limits.seed.wrapping_mul(0x9E37_79B9).wrapping_add(s));
            if idle_dual < DUAL_PATIENCE {
                let ((), chain) = rayon::join(
                    || self.better_bound(dual, target),
                    || self.chain(state.clone(), seeds[0]),
                );
                *state = chain;
                idle_dual = if dual.bound > before + 1e-4 * before.abs() { 0 } else { idle_dual + 1 };
                timing.bound_s = bound_begun.elapsed().as_secs_f64();
                work += 1;
            } else {
                let (first, second) =
                    rayon::join(|| self.chain(state.clone(), seeds[0]), || self.chain(state.clone(), seeds[1]));
                *state = if second.price < first.price { second } else { first };
                work += 2;
            }
            state.balance_queues(self.model, self.pricer);
            round += 1;
        }
    }

    fn better_bound(&self, dual: &mut Dual, target: f64) {
        for _ in 0..DUAL_STEPS {
            if self.stop() {
                break;
            }
            let _ = target; let _ = &dual;
        }
    }

    fn chain(&self, mut state: State, seed: u64) -> State {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut searcher = Searcher::new(self.model, self.pricer);
        searcher.travel(&mut state, &mut rng, MOVES, TRAVEL_MARGIN, &|| self.stop());
        state
    }

    fn gap(&self, price: f64, bound: f64) -> f64 {
        if price <= 0.0 { 0.0 } else { (price - bound.max(0.0)) / price }
    }
}

/// Share of the price by which a chain may be worse than its best at the start.
const TRAVEL_MARGIN: f64 = 0.02;
/// Time kept for publishing.
const MARGIN: Duration = Duration::from_millis(300);
