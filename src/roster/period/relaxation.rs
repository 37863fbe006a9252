//! The relaxed roster: column generation over schedules, and the bound that its prices prove.
//!
//! The master program takes a mix of known schedules of each person; its row prices say what one more person in a cell is worth.
//! Pricing finds each person's cheapest schedule at those prices exactly: it is the next column, and the sum of these prices
//! is the Lagrangian bound. The bound is valid at any prices, so neither the master's tolerance nor an early stop touches it.

use rayon::prelude::*;

use super::super::lp::{Program, Sense};
use super::clock::Clock;
use super::model::{Model, Schedule};
use super::pricing::Pricing;

/// A known schedule of a person.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) person: usize,
    pub(super) schedule: Schedule,
    /// What it costs the person's wishes.
    pub(super) price: f64,
}

impl Column {
    pub(super) fn of(model: &Model, person: usize, schedule: Schedule) -> Self {
        Self { person, price: model.own_price(person, &schedule), schedule }
    }

    /// Its price when one more person in a cell is worth so much.
    pub(super) fn reduced(&self, model: &Model, worth: &[f64]) -> f64 {
        self.price - model.cells_of(&self.schedule).map(|cell| worth[cell]).sum::<f64>()
    }
}

/// Column generation under way.
pub(super) struct Relaxation<'m> {
    model: &'m Model,
    /// The schedules known so far.
    pub(super) columns: Vec<Column>,
    /// The best bound so far.
    pub(super) bound: f64,
    /// The worth of one more person in each cell that proved it.
    worth: Vec<f64>,
}

/// The master at its optimum.
struct Master {
    value: f64,
    /// Worth of one more person in each cell.
    worth: Vec<f64>,
    /// Price of each person's share.
    shares: Vec<f64>,
    /// How much of each column is taken.
    weights: Vec<f64>,
}

/// Prices are multiples of this power of two: sums of them and of whole prices are exact.
const GRAIN: f64 = 1.0 / 1_048_576.0;
/// Share of the best prices so far in the prices of a step (Wentges 1997).
const SMOOTHING: f64 = 0.5;
/// Most steps of column generation where its bound is wanted.
pub(super) const TO_THE_END: usize = 1_000;
/// Smallest gain of a column.
const GAIN: f64 = 1e-6;

impl<'m> Relaxation<'m> {
    /// A relaxation that knows these schedules: at least one per person.
    pub(super) fn of(model: &'m Model, columns: Vec<Column>) -> Self {
        Self { model, columns, bound: f64::NEG_INFINITY, worth: vec![0.0; model.cells.len()] }
    }

    /// Generates columns until the bound meets the master's value, or `enough`, or steps or clock say stop.
    pub(super) fn run(&mut self, steps: usize, enough: f64, clock: &Clock<'_>) {
        let mut smoothing = SMOOTHING;
        for _ in 0..steps {
            if clock.stop() {
                return;
            }
            let Some(master) = self.master(clock, false) else { return };
            let trial = self.trial(&master.worth, smoothing);
            let priced = self.price(&trial);
            self.improve(trial, &priced);
            let added = self.add(&master, priced);
            let best = self.model.rounded_up(self.bound);
            let met = best >= self.model.rounded_up(master.value - GAIN) || self.bound >= master.value - GAIN;
            if met || best >= enough - GAIN || (!added && smoothing <= 0.0) {
                return;
            }
            // no column at the mixed prices: ask the master's own
            smoothing = if added { SMOOTHING } else { 0.0 };
        }
    }

    /// How much of each known column the relaxed roster takes.
    pub(super) fn weights(&self, clock: &Clock<'_>) -> Option<Vec<f64>> {
        self.master(clock, true).map(|m| m.weights)
    }

    /// Every schedule whose price at the best bound is within `margin` of its person's cheapest, and whether these are all: each
    /// person gives at most `limit`, the cheapest of them.
    pub(super) fn near(&self, margin: f64, limit: usize) -> (Vec<Column>, bool) {
        let one = |pricing: &mut Pricing, person: usize| {
            let network = self.model.network(person);
            let cheapest = pricing.price(network, self.prices(person, &self.worth));
            let mut margin = margin;
            for halved in 0..HALVINGS {
                if let Some(found) = pricing.within(network, cheapest + margin, limit) {
                    let columns = found.into_iter().map(|s| Column::of(self.model, person, s)).collect();
                    return (columns, halved == 0);
                }
                margin /= 2.0;
            }
            (Vec::new(), false)
        };
        let people = (0..self.model.people.len()).into_par_iter();
        let found: Vec<(Vec<Column>, bool)> = people.map_init(Pricing::default, one).collect();
        let all = found.iter().all(|(_, all)| *all);
        (found.into_iter().flat_map(|(columns, _)| columns).collect(), all)
    }

    /// The prices to try: those of the master mixed with the best so far, each inside what its cell can be worth.
    fn trial(&self, worth: &[f64], smoothing: f64) -> Vec<f64> {
        let smoothing = if self.bound.is_finite() { smoothing } else { 0.0 };
        let cells = self.model.cells.iter().zip(worth.iter().zip(&self.worth));
        let mixed = |(cell, (new, best)): (&super::model::Cell, (&f64, &f64))| {
            let mixed = smoothing * best + (1.0 - smoothing) * new;
            ((mixed / GRAIN).round() * GRAIN).clamp(-cell.over, cell.under)
        };
        cells.map(mixed).collect()
    }

    /// A person's price of each cell when one more person there is worth so much.
    fn prices<'s>(&'s self, person: usize, worth: &'s [f64]) -> impl Iterator<Item = f64> + use<'s> {
        self.model.people[person].own.iter().zip(worth).map(|(own, worth)| own - worth)
    }

    /// Everyone's cheapest schedule at these prices, with its price.
    fn price(&self, worth: &[f64]) -> Vec<(f64, Schedule)> {
        let one = |pricing: &mut Pricing, person: usize| {
            let network = self.model.network(person);
            let price = pricing.price(network, self.prices(person, worth));
            (price + self.model.people[person].idle, pricing.cheapest(network))
        };
        (0..self.model.people.len()).into_par_iter().map_init(Pricing::default, one).collect()
    }

    /// Takes over prices that prove more than any before.
    fn improve(&mut self, worth: Vec<f64>, priced: &[(f64, Schedule)]) {
        let wanted: f64 = self.model.cells.iter().zip(&worth).map(|(c, w)| f64::from(c.required) * w).sum();
        let bound = self.model.settled + wanted + priced.iter().map(|(price, _)| price).sum::<f64>();
        if bound > self.bound {
            self.bound = bound;
            self.worth = worth;
        }
    }

    /// Adds the priced schedules that the master would take; says whether there were any.
    fn add(&mut self, master: &Master, priced: Vec<(f64, Schedule)>) -> bool {
        let before = self.columns.len();
        for (person, (_, schedule)) in priced.into_iter().enumerate() {
            let column = Column::of(self.model, person, schedule);
            if column.reduced(self.model, &master.worth) < master.shares[person] - GAIN {
                self.columns.push(column);
            }
        }
        self.columns.len() > before
    }

    fn master(&self, clock: &Clock<'_>, vertex: bool) -> Option<Master> {
        let model = self.model;
        let mut program = Program::default();
        let shares: Vec<usize> = model.people.iter().map(|_| program.row(Sense::Equal, 1.0)).collect();
        let cells: Vec<usize> = model.cells.iter().map(|c| program.row(Sense::Equal, f64::from(c.required))).collect();
        let mut prices = Vec::new();
        for (cell, row) in model.cells.iter().zip(&cells) {
            program.column(cell.under, f64::INFINITY, [(*row, 1.0)]);
            program.column(cell.over, f64::INFINITY, [(*row, -1.0)]);
            prices.extend([cell.under, cell.over]);
        }
        let first = prices.len();
        for column in &self.columns {
            let rows = model.cells_of(&column.schedule).map(|cell| (cells[cell], 1.0));
            program.column(column.price, f64::INFINITY, rows.chain([(shares[column.person], 1.0)]));
            prices.push(column.price);
        }
        let effort = clock.effort(0);
        let solved = if vertex { program.solve_to_a_vertex(effort)? } else { program.solve(effort)? };
        let duals = solved.duals?;
        Some(Master {
            value: model.settled + prices.iter().zip(&solved.values).map(|(p, v)| p * v).sum::<f64>(),
            worth: cells.iter().map(|r| duals[*r]).collect(),
            shares: shares.iter().map(|r| duals[*r]).collect(),
            weights: solved.values[first..].to_vec(),
        })
    }
}

/// How often a margin is halved before a person's near schedules are given up as too many.
const HALVINGS: usize = 10;
