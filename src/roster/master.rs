//! The restricted master: the linear program over the legal weeks met so far (Dantzig & Wolfe 1960), solved by HiGHS through
//! good_lp. Its row prices are the next prices to try in the dual; its solution, rounded, is a start for the search.

use super::bound::{Dual, Week};
use super::coverage::PriceList;
use super::lp::{Effort, Program, Sense};
use super::model::Model;
use super::state::State;
use super::tour::Tour;

/// Effort of one master solve.
const MASTER: Effort = Effort { seconds: 20.0, nodes: 0 };

/// One legal week of a class, with the agents it gives to each cell.
struct Entry {
    class: usize,
    tour: Tour,
    cost: f64,
    cells: Vec<(usize, f64)>,
}

/// The weeks met so far.
pub(super) struct Master {
    entries: Vec<Entry>,
    list: PriceList,
    sizes: Vec<usize>,
    /// Weight of each entry in the last solution.
    weights: Vec<f64>,
}

impl Master {
    /// Starts with the weeks of a roster.
    pub(super) fn new(model: &Model<'_>, state: &State) -> Self {
        let mut master = Self {
            entries: Vec::new(),
            list: PriceList::of(model),
            sizes: model.class_sizes(),
            weights: Vec::new(),
        };
        for (agent, tour) in state.tours.iter().enumerate() {
            let Some(class) = model.class_of[agent] else { continue };
            let mut cells: Vec<(usize, f64)> = Vec::with_capacity(state.portions[agent].len());
            for p in &state.portions[agent] {
                add(&mut cells, p.cell as usize, f64::from(p.minutes) / f64::from(model.interval), model.cells.len());
            }
            master.entries.push(Entry {
                class,
                tour: *tour,
                cost: tour.own_price(&model.classes[class], master.list.hour),
                cells,
            });
        }
        master
    }

    /// Adds the cheapest weeks that the dual has just found.
    pub(super) fn learn(&mut self, model: &Model<'_>, weeks: &[Week]) {
        for week in weeks {
            let mut cells = Vec::with_capacity(week.given.len());
            for (cell, minutes) in &week.given {
                add(&mut cells, *cell, minutes / f64::from(model.interval), model.cells.len());
            }
            let cost = week.tour.own_price(&model.classes[week.class], self.list.hour);
            self.entries.push(Entry { class: week.class, tour: week.tour, cost, cells });
        }
    }

    /// Solves the master; returns the worth of one minute of coverage of each cell.
    pub(super) fn prices(&mut self, model: &Model<'_>) -> Option<Vec<f64>> {
        let mut program = Program::default();
        for cell in &model.cells {
            program.row(Sense::Equal, cell.required - cell.carried_in);
        }
        let class_row = model.cells.len();
        for (class, size) in self.sizes.iter().enumerate() {
            let sense = if model.classes[class].masks.first() == Some(&0) { Sense::AtMost } else { Sense::Equal };
            program.row(sense, as_f64(*size));
        }
        for entry in &self.entries {
            let rows = entry.cells.iter().copied().chain([(class_row + entry.class, 1.0)]);
            program.column(entry.cost, f64::INFINITY, rows);
        }
        coverage_columns(model, &self.list, &mut program);
        let t = std::time::Instant::now();
        let solved = program.solve(MASTER)?;
        dbg_lp(t.elapsed().as_secs_f64(), self.entries.len());
        self.weights = solved.values[..self.entries.len()].to_vec();
        let minutes = f64::from(model.interval);
        Some(solved.duals?.into_iter().take(model.cells.len()).map(|d| d / minutes).collect())
    }

    /// Drops weeks that the last solution hardly uses, when there are many; those just learnt stay.
    pub(super) fn forget(&mut self, keep: usize) {
        if self.entries.len() <= keep {
            return;
        }
        let recent = self.weights.len();
        let mut order: Vec<usize> = (0..recent).collect();
        order.sort_by(|a, b| self.weights[*b].total_cmp(&self.weights[*a]).then(b.cmp(a)));
        order.truncate(keep / 2);
        order.sort_unstable();
        let mut kept = Vec::with_capacity(keep);
        for (i, entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            if i >= recent || order.binary_search(&i).is_ok() {
                kept.push(entry);
            }
        }
        self.entries = kept;
        self.weights.clear();
    }

    /// The solution rounded down: for each class the weeks that it uses wholly, and then those with the largest remainders.
    pub(super) fn rounded(&self) -> Vec<Vec<Tour>> {
        let mut by_class: Vec<Vec<(f64, usize)>> = vec![Vec::new(); self.sizes.len()];
        for (i, weight) in self.weights.iter().enumerate() {
            if *weight > 1e-6 {
                by_class[self.entries[i].class].push((*weight, i));
            }
        }
        by_class.into_iter().zip(&self.sizes).map(|(used, size)| self.round_class(used, *size)).collect()
    }

    fn round_class(&self, mut used: Vec<(f64, usize)>, size: usize) -> Vec<Tour> {
        let mut tours = Vec::with_capacity(size);
        for (weight, i) in &mut used {
            let whole = weight.floor();
            let times = (0..size).take_while(|n| as_f64(*n) < whole).count();
            tours.extend(std::iter::repeat_n(self.entries[*i].tour, times));
            *weight -= whole;
        }
        used.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        tours.extend(used.iter().map(|(_, i)| self.entries[*i].tour));
        tours.truncate(size);
        tours
    }
}

fn add(cells: &mut Vec<(usize, f64)>, cell: usize, agents: f64, count: usize) {
    if cell >= count {
        return;
    }
    match cells.last_mut() {
        Some(last) if last.0 == cell => last.1 += agents,
        _ => cells.push((cell, agents)),
    }
}

fn as_f64(count: usize) -> f64 {
    count as f64
}

/// The convex price of coverage: for each cell's row the steps of shortage, and surplus.
pub(super) fn coverage_columns(model: &Model<'_>, list: &PriceList, program: &mut Program) {
    for (row, cell) in model.cells.iter().enumerate() {
        let mut below = 0.0;
        for (share, cost) in &list.under {
            program.column(*cost, (share - below) * cell.required, [(row, 1.0)]);
            below = *share;
        }
        program.column(list.over, f64::INFINITY, [(row, -1.0)]);
    }
}

/// One round of column generation: master prices, smoothed towards the best so far (Wentges 1997), tried in the dual.
/// Returns false when the master gives no prices.
pub(super) fn step(model: &Model<'_>, master: &mut Master, dual: &mut Dual, smoothing: f64) -> bool {
    let Some(prices) = master.prices(model) else { return false };
    let weeks = dual.attempt(model, &prices, smoothing);
    master.forget(KEEP_PER_CLASS * master.sizes.len() + 2 * model.class_of.len());
    master.learn(model, &weeks);
    true
}

/// Weeks of a class that the master remembers.
const KEEP_PER_CLASS: usize = 60;

#[allow(clippy::print_stdout)]
pub(super) fn dbg_lp(t: f64, n: usize) { if std::env::var("DBG").is_ok() { println!("lp {t:.3}s {n}"); } }
