//! Finding the roster: multipliers from the frame program, the engine's own rounds at fixed multipliers, then turns of moving
//! the multipliers and of bettering the roster at its true price.

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, Status, Timing};
use crate::roster::anneal::{Annealer, Schedule};
use crate::roster::bound::Dual;
use crate::roster::coverage::Pricer;
use crate::roster::frame::{self, Frame};
use crate::roster::model::Model;
use crate::roster::prices::Prices;
use crate::roster::pricing::{Workspace, best_week};
use crate::roster::rounds::{Rounds, Solved};
use crate::roster::search::Searcher;
use crate::roster::state::{Held, State};
use crate::roster::tour::Tour;

use super::Service;

/// Share of the time for the multipliers and the bound, and of what is left for the rounds at fixed multipliers.
const TIME_OF_FRAME: f64 = 0.25;
const TIME_OF_ROUNDS: f64 = 0.5;
/// Turns of moving the multipliers where only work counts, beside those that the limit adds.
const LEAST_TURNS: u64 = 6;
/// The annealing of one chain in a turn: a touch, at prices that have moved a little.
const CHAIN: Schedule = Schedule { moves: 400_000, hot: 0.3, cold: 0.08, clock: None, enough: f64::NEG_INFINITY };
/// Then whole weeks, and the share of the price by which they may be worse on their way.
const MOVES: usize = 300;
const MARGIN: f64 = 0.005;
/// Agents who try other weeks at the true price in a turn.
const TRIED: usize = 400;
/// Multiples of the multipliers at which they look for such weeks; the high ones, because where people come in lumps the next
/// call may be far dearer than the multiplier says.
const TRIED_WORTHS: [f64; 6] = [0.0, 0.5, 1.0, 2.0, 6.0, 30.0];
/// First and least change of a multiplier in a turn, as a share of it.
const FIRST_CHANGE: f64 = 0.3;
const LEAST_CHANGE: f64 = 0.02;
/// Time kept for publishing.
const TIME_TO_PUBLISH: Duration = Duration::from_millis(300);

impl Service {
    /// Makes the roster; the pricer is the one by which its last state is priced.
    pub(in crate::roster) fn solve(
        &self,
        model: &Model<'_>,
        limits: &RosterLimits,
        progress: &dyn Progress,
    ) -> Result<(Pricer, Solved), Failure> {
        Solver { service: self, model, limits, progress, begun: Instant::now() }.run()
    }

    /// Multipliers at which each agent in each interval is worth having just as long as the level is not met, were there no
    /// shifts to keep to.
    fn first_guess(&self, model: &Model<'_>) -> Vec<f64> {
        let agent = self.base.hour * f64::from(model.interval) / 60.0;
        let answered = |level: usize, worth: f64| -> f64 {
            let members = self.members.iter().flatten().filter(|m| m.level == level);
            members.map(|m| m.curve.stretches().find(|s| s.2 * worth >= agent).map_or(0.0, |s| m.curve.at(s.1))).sum()
        };
        let of_level = |(index, level): (usize, &super::Level)| {
            let (mut low, mut high) = (0.0, self.missed.iter().map(|m| m.1).fold(0.0, f64::max));
            for _ in 0..30 {
                let middle = f64::midpoint(low, high);
                if answered(index, middle) < level.needed() { low = middle } else { high = middle }
            }
            high
        };
        self.levels.iter().enumerate().map(of_level).collect()
    }

    /// The true price of a roster's coverage: calls missed, `min_agents` and other requirements, and the hard rules about several
    /// agents at once.
    fn coverage_price(&self, model: &Model<'_>, pricer: &Pricer, state: &State) -> f64 {
        let beside: f64 = (0..model.cells.len())
            .map(|cell| self.beside_calls(model, state, cell))
            .map(|(under, over)| under + over)
            .sum();
        let teams = state.coverage.hard_price(pricer) + state.coverage.soft_price(pricer);
        beside + self.missed_calls(model, state) + teams
    }

    /// The true price of a roster.
    fn true_price(&self, model: &Model<'_>, pricer: &Pricer, state: &State) -> f64 {
        let own = |(agent, tour): (usize, &Tour)| {
            let own = model.class_of[agent].map_or(0.0, |c| tour.own_price(&model.classes[c], pricer.list.hour));
            own + pricer.secondary_of(&state.portions[agent])
        };
        self.coverage_price(model, pricer, state) + state.tours.iter().enumerate().map(own).sum::<f64>()
    }
}

/// Hands on the progress of rounds at fixed multipliers with what their prices leave out.
struct Relaxed<'p> {
    inner: &'p dyn Progress,
    constant: f64,
}

impl Progress for Relaxed<'_> {
    fn stage(&self, text: &str) {
        self.inner.stage(text);
    }

    fn gap(&self, objective: Option<f64>, bound: Option<f64>) {
        self.inner.gap(objective.map(|o| (o + self.constant).max(0.0)), bound.map(|b| (b + self.constant).max(0.0)));
    }

    fn stopped(&self) -> bool {
        self.inner.stopped()
    }
}

struct Solver<'s, 'm, 'a> {
    service: &'s Service,
    model: &'m Model<'a>,
    limits: &'s RosterLimits,
    progress: &'s dyn Progress,
    begun: Instant,
}

/// The best roster so far.
struct Best {
    state: State,
    price: f64,
}

impl Solver<'_, '_, '_> {
    fn run(&self) -> Result<(Pricer, Solved), Failure> {
        self.progress.stage("first roster");
        let mut worth = self.service.first_guess(self.model);
        let first = self.first_roster(&worth)?;
        let first_roster_s = self.begun.elapsed().as_secs_f64();
        self.progress.stage("worth of a call");
        let (found, mut bound) = self.frame(&worth, &first);
        worth = found.unwrap_or(worth);
        let bound_s = self.begun.elapsed().as_secs_f64() - first_roster_s;

        let pricer = self.pricer(&worth);
        let (_, constant, _) = self.service.relaxed(&worth);
        let relaxed = Relaxed { inner: self.progress, constant };
        let mut solved = Rounds::new(self.model, &pricer, &self.limits_of_rounds(), &relaxed, Instant::now()).run()?;
        bound = bound.max(solved.bound + constant);
        let mut best = Best { price: self.service.true_price(self.model, &pricer, &solved.state), state: solved.state };
        self.progress.stage("meeting the service level");
        let status = self.turns(&mut best, &mut worth, bound);

        let pricer = self.pricer(&worth);
        best.state.refresh(self.model, &pricer);
        solved = Solved { state: best.state, bound, status, timing: solved.timing };
        solved.timing = Timing { first_roster_s, bound_s, total_s: self.begun.elapsed().as_secs_f64() };
        Ok((pricer, solved))
    }

    fn pricer(&self, worth: &[f64]) -> Pricer {
        Pricer::by(self.model, self.service.prices(worth))
    }

    fn first_roster(&self, worth: &[f64]) -> Result<State, Failure> {
        let pricer = self.pricer(worth);
        let mut state = State::empty(self.model, &pricer);
        let mut searcher = Searcher::new(self.model, &pricer);
        searcher.construct(&mut state, &|| self.progress.stopped());
        if self.progress.stopped() {
            return Err(Failure::Interrupted);
        }
        searcher.sweep(&mut state, &|| self.late(TIME_OF_FRAME));
        Ok(state)
    }

    /// The multipliers of the frame program and the best bound on its way.
    fn frame(&self, worth: &[f64], first: &State) -> (Option<Vec<f64>>, f64) {
        let mut dual = Dual::new(self.model, &self.pricer(worth), first);
        // so far without the constant of the service levels
        dual.bound = f64::NEG_INFINITY;
        let mut frame = Frame::with_service(self.model, self.service, first);
        let (mut best, mut found) = (f64::NEG_INFINITY, None);
        for _ in 0..frame::STEPS {
            let more = !self.late(TIME_OF_FRAME) && frame.step(self.model, &mut dual);
            if dual.bound > best {
                best = dual.bound;
                found = Some(self.service.relaxed(&frame.worth_of_calls).2);
            }
            if !more {
                break;
            }
        }
        (found, dual.bound)
    }

    /// Limits that leave the turns their part.
    fn limits_of_rounds(&self) -> RosterLimits {
        let left = |limit: Duration| limit.saturating_sub(self.begun.elapsed()).mul_f64(TIME_OF_ROUNDS);
        RosterLimits { time: self.limits.time.map(left), gap: 0.5 * self.limits.gap, ..*self.limits }
    }

    /// Whether this share of the time is over, or the user says stop.
    fn late(&self, share: f64) -> bool {
        let over = |limit: Duration| self.begun.elapsed() >= limit.saturating_sub(TIME_TO_PUBLISH).mul_f64(share);
        self.limits.time.is_some_and(over) || self.progress.stopped()
    }

    fn verdict(&self, best: &Best, pricer: &Pricer, bound: f64, turn: u64) -> Option<Status> {
        let legal = best.state.coverage.hard_price(pricer) <= 0.0;
        if legal && best.price - bound.max(0.0) <= self.limits.gap * best.price {
            return Some(Status::GapReached);
        }
        if self.progress.stopped() {
            return Some(Status::Interrupted);
        }
        let worked = self.limits.work.is_some_and(|limit| turn >= LEAST_TURNS.saturating_add(limit));
        (self.late(1.0) || worked).then_some(Status::Limit)
    }

    /// Turns until something says stop: multipliers up where calls are missing and down where more are answered than asked, search
    /// at these, then other weeks for some agents at the true price.
    fn turns(&self, best: &mut Best, worth: &mut Vec<f64>, bound: f64) -> Status {
        let guess = self.service.first_guess(self.model);
        let mut state = best.state.clone();
        let mut next = 0;
        for turn in 1u64.. {
            let pricer = self.pricer(worth);
            self.progress.gap(Some(best.price), Some(bound.max(0.0)));
            if let Some(status) = self.verdict(best, &pricer, bound, turn) {
                return status;
            }
            state.refresh(self.model, &pricer);
            state = self.search(&pricer, &state, turn);
            state.balance_queues(self.model, &pricer);
            state.refresh(self.model, &pricer);
            // judged before the weeks at the true price, which meet the levels at any multipliers
            let moved = self.moved(&state, worth, &guess, turn);
            let mut tried = Best { price: self.service.true_price(self.model, &pricer, &state), state };
            next = self.try_weeks(&mut tried, worth, next);
            *worth = moved;
            if tried.price < best.price - 1e-9 {
                best.price = tried.price;
                best.state.clone_from(&tried.state);
            }
            state = tried.state;
        }
        Status::Limit
    }

    fn search(&self, pricer: &Pricer, state: &State, turn: u64) -> State {
        let chain = |part: u64| {
            let mut state = state.clone();
            let seed = self.limits.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1_000_000 + part);
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut annealer = Annealer::new(self.model, pricer, &state);
            annealer.run(&mut state, &mut rng, CHAIN, (&|_| (), &|| self.late(1.0)));
            let mut searcher = Searcher::new(self.model, pricer);
            searcher.travel(&mut state, &mut rng, MOVES, MARGIN, &|| self.late(1.0));
            state
        };
        let (first, second) = rayon::join(|| chain(2 * turn), || chain(2 * turn + 1));
        if second.price < first.price { second } else { first }
    }

    /// The multipliers of the next turn.
    fn moved(&self, state: &State, worth: &[f64], guess: &[f64], turn: u64) -> Vec<f64> {
        let answered = self.service.answered(self.model, state);
        let power = i32::try_from(turn.min(100)).unwrap_or(100);
        let change = (FIRST_CHANGE * 0.8_f64.powi(power)).max(LEAST_CHANGE);
        let levels = self.service.levels.iter().zip(answered).zip(worth.iter().zip(guess));
        let moved = levels.map(|((level, answered), (worth, guess))| {
            if answered < level.needed() { (worth * (1.0 + change)).max(0.05 * guess) } else { worth / (1.0 + change) }
        });
        moved.collect()
    }

    /// Some agents in turn, from `next` on, take the week with which the roster is truly cheapest, of those that are best at some
    /// worths of a call. Returns who is next.
    fn try_weeks(&self, best: &mut Best, worth: &[f64], next: usize) -> usize {
        let model = self.model;
        let pricers: Vec<Pricer> = TRIED_WORTHS
            .iter()
            .map(|times| self.pricer(&worth.iter().map(|w| w * times).collect::<Vec<_>>()))
            .collect();
        let (mut prices, mut work) = (Prices::new(model), Workspace::default());
        let agents = model.class_of.len();
        for offset in 0..TRIED.min(agents) {
            let agent = (next + offset) % agents;
            if offset % 16 == 0 && self.late(1.0) {
                return agent;
            }
            self.try_agent(best, agent, &pricers, (&mut prices, &mut work));
        }
        (next + TRIED) % agents.max(1)
    }

    fn try_agent(
        &self,
        best: &mut Best,
        agent: usize,
        pricers: &[Pricer],
        (prices, work): (&mut Prices, &mut Workspace),
    ) {
        let model = self.model;
        let (Some(class), Some(any)) = (model.class_of[agent].map(|c| &model.classes[c]), pricers.first()) else {
            return;
        };
        let hour = any.list.hour;
        let own = |tour: &Tour| tour.own_price(class, hour);
        let coverage = self.service.coverage_price(model, any, &best.state);
        let held = best.state.take(model, any, agent);
        let others = best.price - coverage - own(&held.tour);
        let mut kept: Option<(f64, Held)> = None;
        let mut least = best.price - 1e-9;
        for pricer in pricers {
            prices.of_roster(model, pricer, &best.state.coverage, class);
            let week = best_week(model, class, prices, hour, &mut || 0.0, work).map(|(_, tour)| tour);
            let idle = (class.masks.first() == Some(&0)).then(Tour::default);
            for tour in week.into_iter().chain(idle) {
                best.state.put(model, pricer, agent, tour);
                let price = others + own(&tour) + self.service.coverage_price(model, any, &best.state);
                let put = best.state.take(model, pricer, agent);
                if price < least {
                    least = price;
                    kept = Some((price, put));
                }
            }
        }
        let (price, week) = kept.unwrap_or((best.price, held));
        best.state.restore(model, any, agent, week);
        best.price = price;
    }
}
