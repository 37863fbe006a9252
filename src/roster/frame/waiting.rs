//! Work that may wait, as part of the frame: a stock that grows as work comes, shrinks as it is done, and may not be larger than what is
//! not due yet. So the program plans the work where shifts and other queues leave room for it.

use crate::domain::work::WorkRange;
use crate::roster::coverage::PriceList;
use crate::roster::lp::{Program, Sense};
use crate::roster::model::{Clock, Model};

/// The work of a queue that may wait.
pub(in crate::roster) struct Waiting {
    /// The cells in which it may be done, in order of time.
    pub(super) cells: Vec<usize>,
    due: Vec<f64>,
    arrived: Vec<f64>,
    /// Agents whose absence is priced by shares: those of its mean interval.
    usual: f64,
    /// Agents who have time for it in each of the cells, by the last solution.
    pub(super) room: Vec<f64>,
}

/// Columns of a cell: the work done, the steps of shortage, surplus.
pub(super) struct Columns {
    done: usize,
    short: Vec<usize>,
    over: usize,
}

impl Waiting {
    /// `None` where the model has no row for one of its intervals: then its plan stays.
    pub(in crate::roster) fn of(model: &Model<'_>, work: &WorkRange) -> Option<Self> {
        let clock = Clock::new(model.problem);
        let queue = model.queues.iter().position(|queue| *queue == work.queue)?;
        let cell = |start| model.cell(clock.slot(start)?, queue);
        let cells: Vec<usize> = work.starts.iter().map(|start| cell(*start)).collect::<Option<_>>()?;
        let usual = work.whole() / cells.len().max(1) as f64;
        Some(Self { cells, due: work.due.clone(), arrived: work.arrived.clone(), usual, room: Vec::new() })
    }

    /// Adds its rows and columns to the program, whose first rows are those of the cells.
    pub(super) fn add(&self, list: &PriceList, program: &mut Program) -> Vec<Columns> {
        let mut before = 0.0;
        let stock: Vec<usize> = self
            .arrived
            .iter()
            .map(|arrived| {
                let come = arrived - before;
                before = *arrived;
                program.row(Sense::Equal, come)
            })
            .collect();
        for (at, row) in stock.iter().enumerate() {
            let most = (self.arrived[at] - self.due[at]).max(0.0);
            let next = stock.get(at + 1).map(|next| (*next, -1.0));
            program.column(0.0, most, [(*row, 1.0)].into_iter().chain(next));
        }
        let of_cell = |(cell, stock): (&usize, &usize)| {
            let steps = list.steps(*cell, self.usual);
            let last = steps.under.len().saturating_sub(1);
            let mut below = 0.0;
            let mut short = Vec::with_capacity(steps.under.len());
            for (i, (share, cost)) in steps.under.iter().enumerate() {
                // whoever lacks, the program has an answer
                let most = if i == last { f64::INFINITY } else { (share - below) * self.usual };
                short.push(program.column(*cost, most, [(*cell, 1.0)]));
                below = *share;
            }
            let over = program.column(steps.over, f64::INFINITY, [(*cell, -1.0)]);
            let done = program.column(0.0, f64::INFINITY, [(*cell, -1.0), (*stock, 1.0)]);
            Columns { done, short, over }
        };
        self.cells.iter().zip(&stock).map(of_cell).collect()
    }

    /// Takes the agents who have time from a solution.
    pub(super) fn read(&mut self, columns: &[Columns], values: &[f64]) {
        let value = |column: usize| values.get(column).copied().unwrap_or_default();
        let room = |c: &Columns| value(c.done) + value(c.over) - c.short.iter().map(|s| value(*s)).sum::<f64>();
        self.room = columns.iter().map(room).collect();
    }
}
