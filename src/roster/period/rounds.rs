//! The anytime loop: a first roster, the bound, a dive, then parts chosen anew until gap, work, time or the user says stop.
//!
//! A step is a fixed amount of work that depends neither on the clock nor on the number of threads, so that runs that stop by gap
//! or work limit give the same bytes everywhere.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, Status, Timing};

use super::clock::Clock;
use super::dive::dive;
use super::model::Model;
use super::parts::{self, Effort, Tried};
use super::relaxation::{Column, Relaxation, TO_THE_END};
use super::roster::Roster;

/// People in the first parts.
const SMALLEST_PART: usize = 4;
/// People in the largest.
const LARGEST_PART: usize = 20;
/// Parts tried side by side, whatever the number of threads.
const SIDE_BY_SIDE: usize = 2;
/// Rounds without gain after which parts grow.
const PATIENCE: u32 = 5;
/// Smallest gain that counts.
const GAIN: f64 = 1e-6;

/// How the bound was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// By the prices of the relaxed roster alone.
    Prices,
    /// By the prices and an integer program over every schedule that they leave a chance.
    Enumeration,
}

/// What the rounds end with.
pub(super) struct Solved {
    pub(super) roster: Roster,
    pub(super) bound: f64,
    pub(super) proof: Proof,
    pub(super) status: Status,
    pub(super) timing: Timing,
}

/// The state of the loop.
pub(super) struct Rounds<'r> {
    model: &'r Model,
    limits: &'r RosterLimits,
    progress: &'r dyn Progress,
    clock: Clock<'r>,
    roster: Roster,
    bound: f64,
    proof: Proof,
    /// Steps done.
    work: u64,
    timing: Timing,
}

impl<'r> Rounds<'r> {
    /// The loop before its first step, with a first roster.
    pub(super) fn new(
        model: &'r Model,
        roster: Roster,
        clock: Clock<'r>,
        limits: &'r RosterLimits,
        progress: &'r dyn Progress,
    ) -> Self {
        let timing = Timing { first_roster_s: clock.seconds(), ..Timing::default() };
        progress.gap(Some(roster.price), None);
        let bound = model.rounded_up(0.0);
        Self { model, limits, progress, clock, roster, bound, proof: Proof::Prices, work: 0, timing }
    }

    /// Runs until something says stop.
    pub(super) fn run(mut self) -> Solved {
        let status = self.steps();
        self.timing.total_s = self.clock.seconds();
        let Self { roster, bound, proof, timing, .. } = self;
        // rounding may lift the bound of prices that are not whole a hair above the roster that it proves to be best
        let bound = bound.min(roster.price);
        Solved { roster, bound, proof, status, timing }
    }

    fn steps(&mut self) -> Status {
        if let Some(status) = self.verdict() {
            return status;
        }
        self.progress.stage("bound");
        let columns = (0..).zip(&self.roster.schedules).map(|(p, s)| Column::of(self.model, p, s.clone())).collect();
        let mut relaxation = Relaxation::of(self.model, columns);
        relaxation.run(TO_THE_END, f64::INFINITY, &self.clock);
        self.bound = self.bound.max(self.model.rounded_up(relaxation.bound));
        self.timing.bound_s = self.clock.seconds() - self.timing.first_roster_s;
        if let Some(status) = self.done() {
            return status;
        }
        self.progress.stage("search");
        if let Some(roster) = dive(self.model, &relaxation.columns, &self.clock) {
            self.take(roster);
        }
        self.done().unwrap_or_else(|| self.parts())
    }

    /// Chooses parts anew, larger ones when the smaller no longer gain, then from small ones with more effort.
    fn parts(&mut self) -> Status {
        let mut rng = ChaCha8Rng::seed_from_u64(self.limits.seed);
        let everyone = self.model.people.len();
        let (mut size, mut effort, mut idle) = (SMALLEST_PART.min(everyone), Effort::default(), 0);
        loop {
            let gained = self.round(size, effort, &mut rng);
            if let Some(status) = self.done() {
                return status;
            }
            idle = if gained { 0 } else { idle + 1 };
            if idle >= PATIENCE || size == everyone {
                idle = 0;
                size += 1;
                if size > everyone.min(LARGEST_PART) {
                    size = SMALLEST_PART.min(everyone);
                    effort = effort.doubled();
                }
            }
        }
    }

    /// Tries parts of this size side by side; says whether the roster gained.
    fn round(&mut self, size: usize, effort: Effort, rng: &mut ChaCha8Rng) -> bool {
        let whole = size == self.model.people.len();
        let drawn = if whole { 1 } else { SIDE_BY_SIDE };
        let parts: Vec<Vec<usize>> = (0..drawn).map(|_| parts::draw(self.model, size, rng)).collect();
        let tried: Vec<Tried> =
            parts.par_iter().map(|part| parts::renew(self.model, &self.roster, part, effort, &self.clock)).collect();
        let before = self.roster.price;
        for tried in tried {
            match tried {
                Tried::Better(roster) => self.take(roster),
                Tried::Best if whole => {
                    self.bound = self.roster.price;
                    self.proof = Proof::Enumeration;
                }
                Tried::Best | Tried::Open => {}
            }
        }
        self.roster.price < before - GAIN
    }

    fn take(&mut self, roster: Roster) {
        if roster.price < self.roster.price {
            self.roster = roster;
        }
    }

    /// Counts a step, tells of it, and says whether to stop.
    fn done(&mut self) -> Option<Status> {
        self.work += 1;
        self.progress.gap(Some(self.roster.price), Some(self.bound));
        self.verdict()
    }

    fn verdict(&self) -> Option<Status> {
        if gap(self.roster.price, self.bound) <= self.limits.gap.max(0.0) {
            return Some(Status::GapReached);
        }
        if self.progress.stopped() {
            return Some(Status::Interrupted);
        }
        (self.clock.stop() || self.limits.work.is_some_and(|limit| self.work >= limit)).then_some(Status::Limit)
    }
}

/// (price − bound)/price; 0 when both are 0.
pub(super) fn gap(price: f64, bound: f64) -> f64 {
    if price <= GAIN { 0.0 } else { ((price - bound) / price).max(0.0) }
}
