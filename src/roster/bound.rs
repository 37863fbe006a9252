//! The lower bound: a Lagrangian dual whose subproblems are solved exactly.
//!
//! Give every minute of coverage of a cell a price λ. Then coverage and agents part: each cell takes the amount of coverage
//! that is cheapest at that price, each class its cheapest legal week (exact pricing). The sum is below the value of every
//! legal roster *for any λ* (Geoffrion 1974), so no tolerance of a linear-programming code enters the claim. The rules
//! about several agents at once are left out, which only lowers it. Prices to try come from the frame program
//! ([`super::frame`]).
//!
//! Where agents serve one queue only, coverage moves in multiples of the model's grain, so a cell's cheapest amount is
//! sought on that lattice: a little stronger than the continuous dual.

use rayon::prelude::*;

use super::class::Class;
use super::coverage::{PriceList, Pricer};
use super::model::{Cell, Model};
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::state::State;

/// The dual: the best bound that the prices tried so far have given.
pub(super) struct Dual {
    /// Best value of the dual function so far.
    pub(super) bound: f64,
    lists: PriceList,
    /// What the lists leave out of the objective.
    constant: f64,
    sizes: Vec<usize>,
    /// Queues served by agents of several: their coverage may be split at any minute.
    shared: Vec<bool>,
    /// Minutes of an interval.
    minutes: f64,
}

impl Dual {
    /// Starts at the marginal prices of a roster at hand: what one more and one fewer grain of coverage would change.
    pub(super) fn new(model: &Model<'_>, pricer: &Pricer, state: &State) -> Self {
        let grain = model.grain;
        let marginal: Vec<f64> = state
            .coverage
            .cell
            .iter()
            .enumerate()
            .map(|(cell, now)| {
                let change = pricer.cell(cell, now + grain) - pricer.cell(cell, (now - grain).max(0));
                -change / f64::from(2 * grain)
            })
            .collect();
        let mut dual = Self {
            bound: f64::NEG_INFINITY,
            lists: pricer.list.clone(),
            constant: 0.0,
            sizes: model.class_sizes(),
            shared: (0..model.queues.len())
                .map(|q| model.skill_sets.iter().any(|set| set.len() > 1 && set.contains(&q)))
                .collect(),
            minutes: f64::from(model.interval),
        };
        dual.attempt(model, &marginal);
        dual
    }

    /// From now on cells are priced by these lists, which leave `constant` out of the objective.
    pub(super) fn price_by(&mut self, lists: PriceList, constant: f64) {
        self.lists = lists;
        self.constant = constant;
    }

    /// Tries prices; they are kept when they prove more than the best so far.
    pub(super) fn attempt(&mut self, model: &Model<'_>, prices: &[f64]) {
        let tamed = |(cell, price): (usize, &f64)| {
            let limits = self.limits(cell);
            price.clamp(limits.0, limits.1)
        };
        let trial: Vec<f64> = prices.iter().enumerate().map(tamed).collect();
        self.bound = self.bound.max(self.constant + self.evaluate(model, &trial));
    }

    /// Prices outside these limits cannot be better: a minute is worth at most the dearest shortage, at least minus the
    /// price of a surplus.
    fn limits(&self, cell: usize) -> (f64, f64) {
        let steps = self.lists.steps(cell, 0.0);
        let dearest = steps.under.iter().map(|u| u.1).fold(0.0, f64::max);
        (-steps.over / self.minutes, dearest / self.minutes)
    }

    /// The dual function at these prices.
    fn evaluate(&self, model: &Model<'_>, worth: &[f64]) -> f64 {
        let weeks: Vec<f64> = model
            .classes
            .par_iter()
            .map_init(
                || (Prices::new(model), Workspace::default()),
                |(prices, work), class| self.week(model, class, worth, prices, work),
            )
            .collect();
        let agents: f64 = weeks.iter().zip(&self.sizes).map(|(price, size)| as_f64(*size) * price).sum();
        self.cells(model, worth) + agents + model.idle_price()
    }

    /// Price of the cheapest week of a class; 0 where staying at home is legal and cheaper.
    fn week(&self, model: &Model<'_>, class: &Class, worth: &[f64], prices: &mut Prices, work: &mut Workspace) -> f64 {
        let skills = &model.skill_sets[class.skills];
        prices.of_duals(model, |slot| -best_cell(model, slot, skills, worth));
        let best = best_week(model, class, prices, self.lists.hour, &mut || 0.0, work).map_or(0.0, |(price, _)| price);
        if class.masks.first() == Some(&0) { best.min(0.0) } else { best }
    }

    /// The cells' part: each takes the amount of coverage that is cheapest at its price.
    fn cells(&self, model: &Model<'_>, worth: &[f64]) -> f64 {
        let grain = f64::from(model.grain) / self.minutes;
        let cells = model.cells.iter().zip(worth).enumerate();
        cells
            .map(|(index, (cell, worth))| {
                let lattice = (!self.shared[cell.queue]).then_some(grain);
                self.cheapest_amount(index, cell, *worth, lattice)
            })
            .sum()
    }

    /// Minimises price(x) + worth × minutes(x) over the coverage that legal rosters can give: multiples of `lattice`, or any
    /// amount. The price is convex and piecewise linear, so the minimum lies at one of its corners, or beside one.
    fn cheapest_amount(&self, index: usize, cell: &Cell, worth: f64, lattice: Option<f64>) -> f64 {
        let carried = cell.carried_in;
        let price = |agents: f64| self.lists.cell(index, cell.required, agents);
        let value = |extra: f64| price(carried + extra) + worth * extra * self.minutes;
        let mut best = value(0.0);
        let steps = self.lists.steps(index, cell.required);
        let required = steps.required;
        let corners = steps.under.iter().map(|(share, _)| required * (1.0 - share)).chain([required]);
        for corner in corners {
            match lattice {
                None => best = best.min(value((corner - carried).max(0.0))),
                Some(grain) => {
                    let steps = ((corner - carried) / grain).floor();
                    for offset in [-1.0, 0.0, 1.0, 2.0] {
                        best = best.min(value((steps + offset).max(0.0) * grain));
                    }
                }
            }
        }
        best
    }
}

/// The most that a minute in a slot is worth to an agent of these skills; 0 where nothing is asked.
pub(super) fn best_cell(model: &Model<'_>, slot: usize, skills: &[usize], worth: &[f64]) -> f64 {
    let open = |q: &&usize| model.open.get(slot * model.queues.len() + **q).copied().unwrap_or(false);
    let worths = skills.iter().filter(open).map(|q| model.cell(slot, *q).map_or(0.0, |c| worth[c]));
    worths.reduce(f64::max).unwrap_or(0.0)
}

fn as_f64(count: usize) -> f64 {
    count as f64
}
