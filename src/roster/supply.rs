//! Who serves which queue, inside a program: the work of agents with one skill counts for its cell directly; that of agents
//! with several goes into a pool of its skill set and slot, from which it flows to the cells of the set's queues. A
//! shift is then one column whatever queues it serves, and nobody is counted twice.

use std::collections::{BTreeMap, BTreeSet};

use super::lp::{Program, Sense};
use super::model::Model;

/// The pools of a program, by skill set and slot.
pub(super) struct Supply {
    pools: BTreeMap<(usize, usize), usize>,
}

impl Supply {
    /// Adds the pools' rows and their flows to the program. `cell_row` tells the row of a cell, `None` outside the program.
    pub(super) fn new(
        model: &Model<'_>,
        program: &mut Program,
        skill_sets: &BTreeSet<usize>,
        slots: std::ops::Range<usize>,
        cell_row: &dyn Fn(usize) -> Option<usize>,
    ) -> Self {
        let mut pools = BTreeMap::new();
        for set in skill_sets.iter().filter(|s| model.skill_sets[**s].len() > 1) {
            for slot in slots.clone() {
                let pool = program.row(Sense::Equal, 0.0);
                pools.insert((*set, slot), pool);
                for cell in cells(model, *set, slot) {
                    let Some(row) = cell_row(cell) else { continue };
                    let first = model.skill_sets[*set].first() == Some(&model.cells[cell].queue);
                    let price = if first { 0.0 } else { model.problem.centre.objective.secondary };
                    program.column(price, f64::INFINITY, [(pool, -1.0), (row, 1.0)]);
                }
                if cells(model, *set, slot).next().is_none() {
                    // work that nobody counts, such as after the last row of the requirement
                    program.column(0.0, f64::INFINITY, [(pool, -1.0)]);
                }
            }
        }
        Self { pools }
    }

    /// The entries of a shift that gives these agents to slots.
    pub(super) fn entries(
        &self,
        model: &Model<'_>,
        skill_set: usize,
        slots: &[(usize, f64)],
        cell_row: &dyn Fn(usize) -> Option<usize>,
    ) -> Vec<(usize, f64)> {
        slots
            .iter()
            .filter_map(|(slot, agents)| {
                let pool = self.pools.get(&(skill_set, *slot)).copied();
                let row = pool.or_else(|| cells(model, skill_set, *slot).next().and_then(cell_row))?;
                Some((row, *agents))
            })
            .collect()
    }
}

/// The cells of a skill set in a slot where its queues are open.
fn cells<'m>(model: &'m Model<'_>, skill_set: usize, slot: usize) -> impl Iterator<Item = usize> + 'm {
    let open = move |q: &&usize| model.open.get(slot * model.queues.len() + **q).copied().unwrap_or(false);
    model.skill_sets[skill_set].iter().filter(open).filter_map(move |q| model.cell(slot, *q))
}
