//! Ways to mend a shortfall, each tried on the roster's coverage at the engine's own prices: what it would gain is computed
//! and not guessed.
//!
//! [`more_agents`](agents) hires somebody for a best legal week with a shift in the shortfall, [`overtime`] gives people with
//! a free day a shift beyond their hours, [`moves`] starts a shift at a time that the catalogue lacks or takes a break
//! outside its window.

mod agents;
mod moves;
mod overtime;

use crate::domain::roster::Mend;

use super::coverage::Pricer;
use super::model::Model;
use super::newcomers::Newcomers;
use super::state::State;
use super::trial::Trial;

/// Ways told for one shortfall.
const MOST_TOLD: usize = 3;
/// Gains below this are not worth a planner's time, in price and in agent-hours.
const WORTH_TELLING: f64 = 0.05;

/// A run of short intervals of one queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) queue: usize,
    /// Slots, `[from, to)`.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What every way needs to know.
struct Need<'r, 'a> {
    model: &'r Model<'a>,
    pricer: &'r Pricer,
    state: &'r State,
    place: Place,
    /// The place in minutes of the clock.
    from: i32,
    to: i32,
}

impl Need<'_, '_> {
    /// Whether agents of these skills serve the queue.
    fn has_skill(&self, skills: usize) -> bool {
        self.model.skill_sets[skills].contains(&self.place.queue)
    }

    /// `Sat 5 Dec 10:00–14:00`.
    fn when(&self, start: i32, end: i32) -> String {
        let zone = self.model.problem.centre.zone;
        let (start, end) = (zone.local(self.model.instant(start)), zone.local(self.model.instant(end)));
        format!("{}–{}", start.format("%a %-d %b %H:%M"), end.format("%H:%M"))
    }
}

/// `+1h30m`, as a what-if takes it.
fn signed_time(minutes: i32) -> String {
    let (sign, size) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    format!("{sign}{}h{}m", size / 60, size % 60)
}

/// A way with the coverage that it leads to.
struct Way<'r, 'a> {
    kind: &'static str,
    text: String,
    what_if: String,
    trial: Trial<'r, 'a>,
}

/// The best ways to mend the shortfall, those that lower the cost most first.
pub(super) fn ways(
    model: &Model<'_>,
    pricer: &Pricer,
    state: &State,
    newcomers: &Newcomers<'_, '_>,
    place: Place,
) -> Vec<Mend> {
    let (from, to) = (model.slot_start(place.from), model.slot_start(place.to));
    let need = Need { model, pricer, state, place, from, to };
    let before = Trial::of(model, pricer, state).short_hours(place.queue, (place.from, place.to));
    let found = [agents::way(&need, newcomers), overtime::way(&need), moves::start(&need), moves::window(&need)];
    let mut mends: Vec<Mend> = found
        .into_iter()
        .flatten()
        .map(|way| {
            let after = way.trial.short_hours(place.queue, (place.from, place.to));
            Mend {
                kind: way.kind.to_owned(),
                text: way.text,
                what_if: way.what_if,
                short_hours: before.0 - after.0,
                here_hours: before.1 - after.1,
                cost: -way.trial.change,
            }
        })
        .filter(|mend| mend.cost > WORTH_TELLING && mend.here_hours > WORTH_TELLING)
        .collect();
    mends.sort_by(|a, b| b.cost.total_cmp(&a.cost).then_with(|| a.kind.cmp(&b.kind)));
    mends.truncate(MOST_TOLD);
    mends
}
