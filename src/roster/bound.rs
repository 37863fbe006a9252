//! The lower bound: a Lagrangian dual whose subproblems are solved exactly.
//!
//! Give every minute of coverage of a cell a price λ. Then coverage and agents part: each cell takes the amount of coverage
//! that is cheapest at that price, each class its cheapest legal week (exact pricing). The sum is below the value of every
//! legal roster *for any λ* (Geoffrion 1974), so no tolerance of a linear-programming code enters the claim. The rules
//! about several agents at once are left out, which only lowers it. λ is improved by the volume algorithm (Barahona &
//! Anbil 2000), which also yields an approximate fractional solution.
//!
//! Coverage moves in multiples of the model's grain, so a cell's cheapest amount is sought on that lattice only: a little
//! stronger than the continuous dual.

use rayon::prelude::*;

use super::class::Class;
use super::coverage::{PriceList, cell_price};
use super::model::Model;
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::tour::{Tour, locked_portions, work_slots};

/// The dual: prices of coverage and the best bound they have given.
pub(super) struct Dual {
    /// Worth of one minute of coverage of each cell; may be negative where coverage is unwanted.
    center: Vec<f64>,
    /// Best value of the dual function so far.
    pub(super) bound: f64,
    /// Averaged violation: coverage wanted by the cells less coverage given by the classes, in minutes.
    average: Vec<f64>,
    step: f64,
    idle: usize,
    lists: PriceList,
    sizes: Vec<usize>,
}

struct Evaluation {
    value: f64,
    violation: Vec<f64>,
}

impl Dual {
    /// Starts at prices that a roster at hand suggests.
    pub(super) fn new(model: &Model<'_>, start: Vec<f64>) -> Self {
        let mut dual = Self {
            center: start,
            bound: f64::NEG_INFINITY,
            average: Vec::new(),
            step: 0.2,
            idle: 0,
            lists: PriceList::of(model),
            sizes: model.class_sizes(),
        };
        let first = dual.evaluate(model, &dual.center);
        dual.bound = first.value;
        dual.average = first.violation;
        dual
    }

    /// One step of the volume algorithm towards `target`, a value that the dual cannot pass.
    pub(super) fn improve(&mut self, model: &Model<'_>, target: f64) {
        let norm: f64 = self.average.iter().map(|v| v * v).sum();
        if norm < 1e-12 || target <= self.bound {
            return;
        }
        let length = self.step * (target - self.bound).max(1e-3 * target.abs()) / norm;
        let limits = self.limits(model);
        let trial: Vec<f64> =
            self.center.iter().zip(&self.average).zip(limits).map(|((p, v), (lo, hi))| (p + length * v).clamp(lo, hi)).collect();
        let result = self.evaluate(model, &trial);
        let weight = if self.idle > 10 { 0.05 } else { 0.1 };
        for (average, now) in self.average.iter_mut().zip(&result.violation) {
            *average += weight * (now - *average);
        }
        if result.value > self.bound {
            let agreeing: f64 = self.average.iter().zip(&result.violation).map(|(a, b)| a * b).sum();
            if agreeing > 0.0 {
                self.step = (self.step * 1.1).min(2.0);
            }
            self.bound = result.value;
            self.center = trial;
            self.idle = 0;
        } else {
            self.idle += 1;
            if self.idle % 20 == 0 {
                self.step = (self.step * 0.66).max(1e-4);
            }
        }
    }

    /// Prices outside these limits cannot be better: a minute is worth at most the dearest shortage, at least minus the
    /// price of a surplus.
    fn limits(&self, model: &Model<'_>) -> Vec<(f64, f64)> {
        let minutes = f64::from(model.interval);
        let dearest = self.lists.under.iter().map(|u| u.1).fold(0.0, f64::max) / minutes;
        model.cells.iter().map(|_| (-self.lists.over / minutes, dearest)).collect()
    }

    /// The dual function at these prices, with its supergradient.
    fn evaluate(&self, model: &Model<'_>, worth: &[f64]) -> Evaluation {
        let (cells, mut violation) = self.cells(model, worth);
        let weeks: Vec<Option<(f64, Tour)>> = model
            .classes
            .par_iter()
            .map_init(
                || (Prices::new(model), Workspace::default()),
                |(prices, work), class| self.week(model, class, worth, prices, work),
            )
            .collect();
        let mut value = cells;
        for (class, week) in weeks.iter().enumerate() {
            let Some((price, tour)) = week else { continue };
            let count = as_f64(self.sizes[class]);
            value += count * price;
            give(model, &model.classes[class], tour, worth, |cell, minutes| violation[cell] -= count * minutes);
        }
        Evaluation { value, violation }
    }

    fn week(
        &self,
        model: &Model<'_>,
        class: &Class,
        worth: &[f64],
        prices: &mut Prices,
        work: &mut Workspace,
    ) -> Option<(f64, Tour)> {
        let skills = &model.skill_sets[class.skills];
        prices.of_duals(model, |slot| -best_cell(model, slot, skills, worth).1);
        let best = best_week(model, class, prices, self.lists.hour, &mut || 0.0, work);
        let empty_allowed = class.masks.first() == Some(&0);
        match best {
            Some((price, _)) if empty_allowed && price > 0.0 => None,
            other => other,
        }
    }

    /// The cells' part: for each the amount of coverage that is cheapest at its price; returns that amount as violation.
    fn cells(&self, model: &Model<'_>, worth: &[f64]) -> (f64, Vec<f64>) {
        let grain = f64::from(model.grain) / f64::from(model.interval);
        let mut total = 0.0;
        let wanted = model
            .cells
            .iter()
            .zip(worth)
            .map(|(cell, worth)| {
                let (value, minutes) = self.cheapest_amount(cell.required, cell.carried_in, *worth, grain, model);
                total += value;
                minutes
            })
            .collect();
        (total, wanted)
    }

    /// Minimises price(x) + worth × minutes(x) over the lattice. The price is convex and piecewise linear, so the minimum lies
    /// beside one of its corners.
    fn cheapest_amount(&self, required: f64, carried: f64, worth: f64, grain: f64, model: &Model<'_>) -> (f64, f64) {
        let minutes = f64::from(model.interval);
        let mut best = (f64::INFINITY, 0.0);
        let mut consider = |agents: f64| {
            let steps = (agents / grain).max(0.0).round();
            let extra = steps * grain;
            let value = cell_price(&self.lists, required, carried + extra) + worth * extra * minutes;
            if value < best.0 {
                best = (value, extra * minutes);
            }
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
fn best_cell(model: &Model<'_>, slot: usize, skills: &[usize], worth: &[f64]) -> (Option<usize>, f64) {
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

/// Tells the minutes that a week gives to each cell, each slot to the queue that is worth most.
fn give(model: &Model<'_>, class: &Class, tour: &Tour, worth: &[f64], mut tell: impl FnMut(usize, f64)) {
    let skills = &model.skill_sets[class.skills];
    for (day, choice, work) in tour.choices(class) {
        let class_day = &class.days[day];
        if class_day.locked.is_empty() {
            for slot in work_slots(model, class, class_day, choice, &work.breaks) {
                if let Some(cell) = best_cell(model, slot.slot as usize, skills, worth).0 {
                    tell(cell, f64::from(slot.minutes));
                }
            }
        } else {
            for p in locked_portions(model, class_day) {
                if (p.cell as usize) < model.cells.len() {
                    tell(p.cell as usize, f64::from(p.minutes));
                }
            }
        }
    }
}

fn as_f64(count: usize) -> f64 {
    count as f64
}
