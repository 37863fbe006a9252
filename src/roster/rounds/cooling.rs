//! Annealing of days apart from each other, one part on each core: where there are many agents, who works on which day is the
//! frame's to say, and what is left to find are starts and breaks.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{COLD, Rounds};
use crate::roster::anneal::{Annealer, Schedule};
use crate::roster::model::Model;
use crate::roster::state::State;

/// Days that are annealed side by side: with a day between them their shifts neither overlap nor rest against each other.
const APART: [(&[usize], &[usize]); 4] =
    [(&[0, 1, 2], &[4, 5, 6]), (&[1, 2, 3], &[5, 6]), (&[2, 3, 4], &[6, 0]), (&[3, 4, 5], &[0, 1])];
/// Heats at which the rounds begin in turn, in the objective's unit. Above the last the day programs' work is undone.
const HEATS: [f64; 3] = [0.15, 0.2, 0.25];
/// Moves of one part, for each agent; fewest and most of them.
const MOVES_PER_AGENT: u64 = 10_000;
const MOVES: (u64, u64) = (500_000, 1_500_000);

impl Rounds<'_, '_> {
    /// Anneals all pairs of parts once; the best roster met is kept.
    pub(super) fn cool(&self, state: &mut State, round: u64) {
        let agents = u64::try_from(self.model.class_of.len()).unwrap_or(u64::MAX);
        let moves = agents.saturating_mul(MOVES_PER_AGENT).clamp(MOVES.0, MOVES.1);
        let turn = usize::try_from(round).unwrap_or(0) % HEATS.len();
        let hot = HEATS[(turn + HEATS.len() - 1) % HEATS.len()];
        let heat = |part: usize| hot * (COLD / hot).powf(part as f64 / APART.len() as f64);
        let mut now = state.clone();
        for (part, (here, there)) in APART.iter().enumerate() {
            if self.stop() || state.price <= self.enough() {
                break;
            }
            let schedule =
                Schedule { moves, hot: heat(part), cold: heat(part + 1), clock: None, enough: f64::NEG_INFINITY };
            let begun: &State = &now;
            let run = |days: &[usize], seed: u64| {
                let mut annealer = Annealer::new(self.model, self.pricer, begun).only(days);
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                annealer.cool(&mut rng, schedule, &|| self.stop());
                annealer
            };
            let seed = self.seed(1000 * round + 2 * part as u64);
            let made = if touch(self.model, here, there) {
                run(here, seed)
            } else {
                let (mut one, other) = rayon::join(|| run(here, seed), || run(there, seed.wrapping_add(1)));
                one.take_over(&other);
                one
            };
            made.write(&mut now);
            now.balance_queues(self.model, self.pricer);
            if now.price < state.price - 1e-7 {
                state.clone_from(&now);
                self.tell(state.price);
            }
        }
    }
}

/// Whether a shift of some of these days reaches into one of the others.
fn touch(model: &Model<'_>, here: &[usize], there: &[usize]) -> bool {
    let spans = |days: &[usize]| -> Vec<(usize, usize)> {
        days.iter()
            .map(|day| {
                let choices = || model.classes.iter().flat_map(|c| &c.days[*day].choices);
                let from = choices().map(|c| model.slot_of(c.start)).min().unwrap_or(0);
                (from, choices().map(|c| model.slot_of(c.end) + 1).max().unwrap_or(0))
            })
            .collect()
    };
    let others = spans(there);
    spans(here).iter().any(|a| others.iter().any(|b| a.0 < b.1 && b.0 < a.1))
}
