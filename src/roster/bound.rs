//! The lower bound: a Lagrangian dual whose subproblems are solved exactly.
//!
//! Give every minute of coverage of a cell a price λ. Then coverage and agents part: each cell takes the amount of coverage
//! that is cheapest at that price, each class its cheapest legal week (exact pricing). The sum is below the value of every
//! legal roster *for any λ* (Geoffrion 1974), so no tolerance of a linear-programming code enters the claim. The rules
//! about several agents at once are left out, which only lowers it. Prices to try come from the restricted master
//! ([`super::master`]).
//!
//! Coverage moves in multiples of the model's grain, so a cell's cheapest amount is sought on that lattice only: a little
//! stronger than the continuous dual.

use rayon::prelude::*;

use super::class::Class;
use super::coverage::{PriceList, Pricer, cell_price};
use super::model::Model;
use super::prices::Prices;
use super::pricing::{Workspace, best_weeks};
use super::state::State;
use super::tour::{Tour, locked_portions, work_slots};

/// The dual: prices of coverage and the best bound they have given.
pub(super) struct Dual {
    /// Worth of one minute of coverage of each cell; may be negative where coverage is unwanted.
    center: Vec<f64>,
    /// Best value of the dual function so far.
    pub(super) bound: f64,
    lists: PriceList,
    sizes: Vec<usize>,
    /// Minutes of an interval.
    minutes: f64,
}

/// Weeks that a class offers the master at each attempt.
const WEEKS: usize = 6;

/// A class's cheap week at some prices, with the minutes it gives to each cell.
pub(super) struct Week {
    pub(super) class: usize,
    pub(super) tour: Tour,
    pub(super) given: Vec<(usize, f64)>,
}

impl Dual {
    /// Starts at the marginal prices of a roster at hand: what one more and one fewer grain of coverage would change.
    pub(super) fn new(model: &Model<'_>, pricer: &Pricer, state: &State) -> Self {
        let grain = model.grain;
        let marginal = state.coverage.cell.iter().enumerate().map(|(cell, now)| {
            let change = pricer.cell(cell, now + grain) - pricer.cell(cell, (now - grain).max(0));
            -change / f64::from(2 * grain)
        });
        let mut dual = Self {
            center: marginal.collect(),
            bound: f64::NEG_INFINITY,
            lists: PriceList::of(model),
            sizes: model.class_sizes(),
            minutes: f64::from(model.interval),
        };
        let start = dual.center.clone();
        dual.attempt(model, &start, 0.0);
        dual
    }

    /// Tries prices between the best so far and `target`; keeps them when they prove more. Returns each class's cheapest week.
    pub(super) fn attempt(&mut self, model: &Model<'_>, target: &[f64], smoothing: f64) -> Vec<Week> {
        let limits = self.limits();
        let trial: Vec<f64> = self
            .center
            .iter()
            .zip(target)
            .map(|(center, target)| (smoothing * center + (1.0 - smoothing) * target).clamp(limits.0, limits.1))
            .collect();
        let (value, weeks) = self.evaluate(model, &trial);
        if value > self.bound {
            self.bound = value;
            self.center = trial;
        }
        weeks
    }

    /// Prices outside these limits cannot be better: a minute is worth at most the dearest shortage, at least minus the
    /// price of a surplus.
    fn limits(&self) -> (f64, f64) {
        let dearest = self.lists.under.iter().map(|u| u.1).fold(0.0, f64::max);
        (-self.lists.over / self.minutes, dearest / self.minutes)
    }

    /// The dual function at these prices, and the weeks it is made of.
    fn evaluate(&self, model: &Model<'_>, worth: &[f64]) -> (f64, Vec<Week>) {
        let weeks: Vec<Vec<(f64, Tour)>> = model
            .classes
            .par_iter()
            .map_init(
                || (Prices::new(model), Workspace::default()),
                |(prices, work), class| self.week(model, class, worth, prices, work),
            )
            .collect();
        let mut value = self.cells(model, worth);
        let mut found = Vec::with_capacity(weeks.len());
        for (class, week) in weeks.into_iter().enumerate() {
            value += as_f64(self.sizes[class]) * week.first().map_or(0.0, |w| w.0);
            found.extend(week.into_iter().map(|(_, tour)| {
                let given = given(model, &model.classes[class], &tour, worth);
                Week { class, tour, given }
            }));
        }
        (value, found)
    }

    /// The cheapest weeks of a class; none where staying at home is legal and cheaper.
    fn week(
        &self,
        model: &Model<'_>,
        class: &Class,
        worth: &[f64],
        prices: &mut Prices,
        work: &mut Workspace,
    ) -> Vec<(f64, Tour)> {
        let skills = &model.skill_sets[class.skills];
        prices.of_duals(model, |slot| -best_cell(model, slot, skills, worth).1);
        let mut weeks = best_weeks(model, class, prices, self.lists.hour, WEEKS, work);
        if class.masks.first() == Some(&0) {
            weeks.retain(|w| w.0 < 0.0);
        }
        weeks
    }

    /// The cells' part: each takes the amount of coverage that is cheapest at its price.
    fn cells(&self, model: &Model<'_>, worth: &[f64]) -> f64 {
        let grain = f64::from(model.grain) / self.minutes;
        let cells = model.cells.iter().zip(worth);
        cells.map(|(cell, worth)| self.cheapest_amount(cell.required, cell.carried_in, *worth, grain)).sum()
    }

    /// Minimises price(x) + worth × minutes(x) over the lattice. The price is convex and piecewise linear, so the minimum lies
    /// beside one of its corners.
    fn cheapest_amount(&self, required: f64, carried: f64, worth: f64, grain: f64) -> f64 {
        let mut best = f64::INFINITY;
        let mut consider = |agents: f64| {
            let extra = (agents / grain).max(0.0).round() * grain;
            best = best.min(cell_price(&self.lists, required, carried + extra) + worth * extra * self.minutes);
        };
        consider(0.0);
        let corners = self.lists.under.iter().map(|(share, _)| required * (1.0 - share)).chain([required]);
        for corner in corners {
            let steps = ((corner - carried) / grain).floor();
            for offset in [-1.0, 0.0, 1.0, 2.0] {
                consider((steps + offset) * grain);
            }
        }
        best
    }
}

/// The cell that is worth most in a slot to an agent of these skills, with its worth; 0 where nothing is asked.
pub(super) fn best_cell(model: &Model<'_>, slot: usize, skills: &[usize], worth: &[f64]) -> (Option<usize>, f64) {
    let mut best: Option<(Option<usize>, f64)> = None;
    for queue in skills {
        if !model.open[slot * model.queues.len() + queue] {
            continue;
        }
        let cell = model.cell(slot, *queue);
        let value = cell.map_or(0.0, |c| worth[c]);
        if best.is_none_or(|b| value > b.1) {
            best = Some((cell, value));
        }
    }
    best.unwrap_or((None, 0.0))
}

/// The minutes that a week gives to each cell, each slot to the queue that is worth most.
fn given(model: &Model<'_>, class: &Class, tour: &Tour, worth: &[f64]) -> Vec<(usize, f64)> {
    let skills = &model.skill_sets[class.skills];
    let mut given = Vec::with_capacity(96);
    for (day, choice, work) in tour.choices(class) {
        let class_day = &class.days[day];
        if class_day.locked.is_empty() {
            let slots = work_slots(model, class, class_day, choice, &work.breaks);
            given.extend(slots.into_iter().filter_map(|slot| {
                best_cell(model, slot.slot as usize, skills, worth).0.map(|cell| (cell, f64::from(slot.minutes)))
            }));
        } else {
            let locked = locked_portions(model, class_day).into_iter();
            given.extend(locked.map(|p| (p.cell as usize, f64::from(p.minutes))));
        }
    }
    given
}

fn as_f64(count: usize) -> f64 {
    count as f64
}
