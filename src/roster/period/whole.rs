//! Whole rosters out of known schedules: an integer program that takes one schedule per person.

use super::super::lp::{Effort, Program, Sense};
use super::model::Model;
use super::relaxation::Column;
use super::roster::Roster;

/// What the program found.
pub(super) struct Chosen {
    pub(super) roster: Roster,
    /// No other choice among these schedules is cheaper, the solver says.
    pub(super) optimal: bool,
}

/// The cheapest roster of the schedules in `columns` and those of `incumbent`; people without a column keep theirs.
pub(super) fn choose(model: &Model, columns: &[&Column], incumbent: &Roster, effort: Effort) -> Option<Chosen> {
    let mut program = Program::default();
    program.exact();
    let shares: Vec<usize> = model.people.iter().map(|_| program.row(Sense::Equal, 1.0)).collect();
    let cells: Vec<usize> = model.cells.iter().map(|c| program.row(Sense::Equal, f64::from(c.required))).collect();
    for ((cell, row), people) in model.cells.iter().zip(&cells).zip(&incumbent.people) {
        let under = program.column(cell.under, f64::INFINITY, [(*row, 1.0)]);
        program.whole(under, f64::from(cell.required.saturating_sub(*people)));
        let over = program.column(cell.over, f64::INFINITY, [(*row, -1.0)]);
        program.whole(over, f64::from(people.saturating_sub(cell.required)));
    }
    let own: Vec<Column> = (0..).zip(&incumbent.schedules).map(|(p, s)| Column::of(model, p, s.clone())).collect();
    let mut others: Vec<&Column> = columns.to_vec();
    others.retain(|c| c.schedule != incumbent.schedules[c.person]);
    others.sort_by(|a, b| (a.person, &a.schedule).cmp(&(b.person, &b.schedule)));
    others.dedup_by(|a, b| a.person == b.person && a.schedule == b.schedule);
    let mut choices = Vec::new();
    for (column, start) in own.iter().map(|c| (c, 1.0)).chain(others.into_iter().map(|c| (c, 0.0))) {
        let rows = model.cells_of(&column.schedule).map(|cell| (cells[cell], 1.0));
        let choice = program.column(column.price, 1.0, rows.chain([(shares[column.person], 1.0)]));
        program.whole(choice, start);
        choices.push((choice, column));
    }
    let solved = program.solve(effort)?;
    let mut schedules = incumbent.schedules.clone();
    for (choice, column) in choices {
        if solved.values[choice] > 0.5 {
            schedules[column.person].clone_from(&column.schedule);
        }
    }
    Some(Chosen { roster: Roster::of(model, schedules), optimal: solved.optimal })
}
