//! The anytime loop: a first roster, then rounds of bound and search until gap, work, time or the user says stop.
//!
//! A round is a fixed amount of work that does not depend on the clock or the number of threads, so that runs that stop by
//! gap or work limit give the same bytes everywhere. The clock is looked at inside a round only to cut it short.

mod cooling;
mod exchange;
mod polish;
mod straighten;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, Status, Timing};

use super::anneal::{Annealer, Schedule};
use super::bound::Dual;
use super::coverage::Pricer;
use super::frame::{self, Frame};
use super::handing;
use super::kept;
use super::model::Model;
use super::search::Searcher;
use super::state::State;

/// Annealing moves of a first chain, for each agent, where only work counts.
const MOVES_PER_AGENT: u64 = 60_000;
/// Fewest and most moves of a first chain.
const MOVES: (u64, u64) = (2_000_000, 12_000_000);
/// Ruin-and-recreate moves after a chain, where there are few agents, and the share of the price by which they may be worse.
const RUINS: usize = 400;
const TRAVEL_MARGIN: f64 = 0.02;
/// Most moves of any chain.
const LONGEST_CHAIN: u64 = 1 << 30;
/// Up to so many agents annealing of whole weeks finds better heads for each day than the frame does.
const FEW_AGENTS: usize = 50;
/// Up to so many agents integer programs are not made smaller first; see [`Effort::presolve`](super::lp::Effort).
const AGENTS_WITHOUT_PRESOLVE: usize = 100;
/// Up to so many agents a melt takes no longer than it is worth: above, the days alone are solved and cooled.
const AGENTS_TO_MELT: usize = 200;
/// The share of the time that the first two chains of few agents take; the rest goes to polishing what they end with.
const TIME_OF_CHAINS: f64 = 0.2;
/// Heats between which these chains cool.
const LONG: (f64, f64) = (3.0, 0.15);
/// Up to so many agents the first roster is brought to rest.
const AGENTS_TO_SETTLE: usize = 400;
/// Up to so many agents a roster is swept until nobody alone can do better; above, once.
const AGENTS_TO_SWEEP: usize = 2_000;
/// Heat at which the chain beside the bound begins, in the objective's unit.
const SHORT: f64 = 1.2;
/// Heat at which chains end: a tenth of the smallest price of a seat.
const COLD: f64 = 0.08;
/// Most sweeps of a descent.
const SWEEPS: usize = 12;
/// Wall seconds, so that a stop is heard, and nodes of the program that makes the frame's days whole and of the first day programs:
/// the root with its cuts and heuristics is what pays while there is much to find.
const FIRST_PROGRAM: (f64, i32) = (3.0, 1);
/// Those of the day programs after that, where the clock counts.
const DEEP_PROGRAM: (f64, i32) = (5.0, 1_000);
/// Longest any program where only work counts.
const NO_CLOCK: f64 = 3600.0;
/// Time kept for publishing: a part for any roster, and one for each agent.
const MARGIN: Duration = Duration::from_millis(300);
const MARGIN_PER_AGENT: Duration = Duration::from_micros(150);

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
    /// The least price told so far, and the bound once it is known.
    told: Mutex<(f64, Option<f64>)>,
}

impl<'r, 'a> Rounds<'r, 'a> {
    pub(super) fn new(
        model: &'r Model<'a>,
        pricer: &'r Pricer,
        limits: &'r RosterLimits,
        progress: &'r dyn Progress,
        begun: Instant,
    ) -> Self {
        Self {
            model,
            pricer,
            limits,
            progress,
            begun,
            cut: AtomicBool::new(false),
            told: Mutex::new((f64::INFINITY, None)),
        }
    }

    /// Tells of a roster that is better than all told so far.
    fn tell(&self, price: f64) {
        if let Ok(mut told) = self.told.lock()
            && price < told.0 - 1e-6
        {
            told.0 = price;
            self.progress.gap(Some(price), told.1);
        }
    }

    /// The price at which the gap asked for is reached, once the bound is known.
    fn enough(&self) -> f64 {
        let bound = self.told.lock().ok().and_then(|told| told.1);
        bound.map_or(f64::NEG_INFINITY, |bound| bound / (1.0 - self.limits.gap).max(f64::MIN_POSITIVE))
    }

    /// When the search must end, where time is what counts.
    fn end(&self) -> Option<Instant> {
        let agents = u32::try_from(self.model.class_of.len()).unwrap_or(u32::MAX);
        let margin = MARGIN + MARGIN_PER_AGENT * agents;
        self.limits.time.map(|limit| self.begun + limit.saturating_sub(margin).max(limit / 2))
    }

    /// Whether the clock or the user says stop.
    fn stop(&self) -> bool {
        if self.cut.load(Ordering::Relaxed) {
            return true;
        }
        let late = self.end().is_some_and(|end| Instant::now() >= end);
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
        kept::put(self.model, self.pricer, &mut state);
        // the first roster is finished even when the time is short: without it there is nothing to keep
        searcher.construct(&mut state, &|| self.progress.stopped());
        if self.progress.stopped() {
            return Err(Failure::Interrupted);
        }
        let mut timing = Timing { first_roster_s: self.begun.elapsed().as_secs_f64(), ..Timing::default() };
        if self.model.class_of.len() <= AGENTS_TO_SETTLE {
            self.settle(&mut searcher, &mut state);
        }
        self.tell(state.price);
        self.progress.stage("bound");
        let mut dual = Dual::new(self.model, self.pricer, &state);
        let short =
            Schedule { moves: self.first_moves() / 4, hot: SHORT, cold: COLD, clock: None, enough: f64::NEG_INFINITY };
        let beside = || self.few().then(|| self.chain(state.clone(), self.seed(0), short));
        let (frame, searched) = rayon::join(|| self.frame(&mut dual, &state), beside);
        state = searched.unwrap_or(state);
        timing.bound_s = self.begun.elapsed().as_secs_f64() - timing.first_roster_s;
        if let Ok(mut told) = self.told.lock() {
            *told = (f64::INFINITY, Some(dual.bound.max(0.0)));
        }
        self.tell(state.price);
        self.progress.stage("search");
        let status = self.verdict(&state, dual.bound, 1).unwrap_or_else(|| {
            let from_frame = !self.few() && self.start_from_frame(&mut state, frame);
            let by_weeks = self.can_melt() && !from_frame;
            if by_weeks {
                self.anneal_weeks(&mut state);
            }
            self.rounds(&mut state, dual.bound, by_weeks)
        });
        state.balance_queues(self.model, self.pricer);
        state.refresh(self.model, self.pricer);
        timing.total_s = self.begun.elapsed().as_secs_f64();
        Ok(Solved { state, bound: dual.bound, status, timing })
    }

    /// The frame program to its end, each of its prices tried in the dual.
    fn frame(&self, dual: &mut Dual, state: &State) -> Frame {
        let mut frame = Frame::new(self.model, &self.pricer.list, state);
        for _ in 0..frame::STEPS {
            if self.stop() || !frame.step(self.model, dual) {
                break;
            }
        }
        frame
    }

    /// The days that the frame asks for, with its shifts handed out and then solved day by day. False where these are none, or where
    /// long chains promise more: the frame's shifts suit so few of the agents that the roster is dearer than best responses made it.
    fn start_from_frame(&self, state: &mut State, mut frame: Frame) -> bool {
        let mut searcher = Searcher::new(self.model, self.pricer);
        let mut start = || {
            let days = frame.whole(self.model, self.effort(FIRST_PROGRAM.0, FIRST_PROGRAM.1))?;
            let shifts = frame.whole_shifts(self.model, self.pricer, &days, &|| self.stop())?;
            Some(handing::hand_out(&mut searcher, &frame, &shifts, &days))
        };
        let Some(mut framed) = start() else { return false };
        framed.balance_queues(self.model, self.pricer);
        if framed.price > state.price && self.can_melt() {
            return false;
        }
        self.days(&mut framed, FIRST_PROGRAM);
        self.exchange(&mut framed);
        if framed.price < state.price {
            *state = framed;
        }
        true
    }

    /// Two long chains from the first roster; the better is kept.
    fn anneal_weeks(&self, state: &mut State) {
        let (hot, cold) = LONG;
        let now = Instant::now();
        let until = |end: Instant| (now, now + end.saturating_duration_since(now).mul_f64(TIME_OF_CHAINS));
        let clock = if self.limits.work.is_none() { self.end().map(until) } else { None };
        let moves = if clock.is_some() { LONGEST_CHAIN } else { self.first_moves() };
        let schedule = Schedule { moves, hot, cold, clock, enough: f64::NEG_INFINITY };
        let run = |part: u64| self.chain(state.clone(), self.seed(part), schedule);
        let (one, other) = rayon::join(|| run(2), || run(3));
        for made in [one, other] {
            if made.price < state.price {
                *state = made;
            }
        }
    }

    /// Whether annealing of whole weeks is worth its time.
    fn few(&self) -> bool {
        self.model.class_of.len() <= FEW_AGENTS
    }

    /// Whether whole weeks may be melted.
    fn can_melt(&self) -> bool {
        self.model.class_of.len() <= AGENTS_TO_MELT
    }

    /// Rounds of search until something says stop: of whole weeks, or of days.
    fn rounds(&self, state: &mut State, bound: f64, by_weeks: bool) -> Status {
        let mut searcher = Searcher::new(self.model, self.pricer);
        if by_weeks {
            self.polish(&mut searcher, state, 0);
        }
        let clock_counts = self.limits.time.is_some() && self.limits.work.is_none();
        let program = if clock_counts { DEEP_PROGRAM } else { FIRST_PROGRAM };
        // the start from the frame has just solved the days; after each pass that found nothing they rest for twice as many rounds
        let (mut days_rest, mut next_rest) = (1_u64, 1_u64);
        for round in 1u64.. {
            self.tell(state.price);
            if let Some(status) = self.verdict(state, bound, 5 + round) {
                return status;
            }
            if by_weeks {
                self.melt(&mut searcher, state, round);
                continue;
            }
            if round % 2 == 0 && self.can_melt() {
                self.melt(&mut searcher, state, round / 2);
                continue;
            }
            if days_rest > 0 {
                days_rest -= 1;
            } else {
                let before = state.price;
                self.straighten(state);
                self.days(state, program);
                self.settle(&mut searcher, state);
                self.exchange(state);
                (days_rest, next_rest) =
                    if state.price > before - 1e-6 { (next_rest, next_rest.saturating_mul(2)) } else { (0, 1) };
            }
            self.cool(state, round);
            state.balance_queues(self.model, self.pricer);
            self.exchange(state);
        }
        Status::Limit
    }

    /// Whether to stop, and why, after so much work.
    fn verdict(&self, state: &State, bound: f64, work: u64) -> Option<Status> {
        let legal = state.coverage.hard_price(self.pricer) <= 0.0;
        if legal && gap(state.price, bound) <= self.limits.gap {
            return Some(Status::GapReached);
        }
        if self.progress.stopped() {
            return Some(Status::Interrupted);
        }
        (self.stop() || self.limits.work.is_some_and(|limit| work >= limit)).then_some(Status::Limit)
    }

    /// Sweeps until nobody alone can do better; a single one where there are many.
    fn settle(&self, searcher: &mut Searcher<'_, 'a>, state: &mut State) {
        let sweeps = if self.model.class_of.len() <= AGENTS_TO_SWEEP { SWEEPS } else { 1 };
        for _ in 0..sweeps {
            if self.stop() || searcher.sweep(state, &|| self.stop()) < 1e-9 * state.price.abs() {
                break;
            }
        }
        state.refresh(self.model, self.pricer);
    }

    fn seed(&self, part: u64) -> u64 {
        self.limits.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(part)
    }

    /// Moves of a first chain.
    fn first_moves(&self) -> u64 {
        let agents = u64::try_from(self.model.class_of.len()).unwrap_or(u64::MAX);
        agents.saturating_mul(MOVES_PER_AGENT).clamp(MOVES.0, MOVES.1)
    }

    /// Anneals a roster, then best responses until nobody alone can do better.
    fn chain(&self, mut state: State, seed: u64, schedule: Schedule) -> State {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut annealer = Annealer::new(self.model, self.pricer, &state);
        let schedule = Schedule { enough: self.enough(), ..schedule };
        annealer.run(&mut state, &mut rng, schedule, (&|price| self.tell(price), &|| self.stop()));
        if self.few() {
            let mut searcher = Searcher::new(self.model, self.pricer);
            searcher.travel(&mut state, &mut rng, RUINS, TRAVEL_MARGIN, &|| self.stop());
        }
        state
    }
}

fn gap(price: f64, bound: f64) -> f64 {
    if price <= 0.0 { 0.0 } else { (price - bound.max(0.0)) / price }
}
