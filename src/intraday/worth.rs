//! What each chosen change gives: equal changes are one action, and each action has its part of what all of them give together.
//!
//! In each interval the way leads straight from the agents before to those after all actions; an action's part is its agents times the
//! mean gain of an agent along that way (the diagonal formula of Aumann and Shapley, *Values of Non-Atomic Games*, 1974). The parts
//! add up to the whole, whatever the order, also where the first of several changes would give nothing without the others.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, Cells};
use super::choices::Choice;
use crate::domain::intraday::{Action, Change, ServiceMoved};
use crate::domain::people::RosterRow;

/// Agents who come and go in equal numbers leave the curve where it is: its gain around that point is taken.
const NOTHING: f64 = 1e-9;

/// The actions, the most useful first, and the agents of each cell after all of them.
pub(super) fn actions(cells: &Cells<'_>, chosen: &[Choice]) -> (Vec<Action>, Vec<f64>) {
    let mut alike: BTreeMap<&Change, Vec<&Choice>> = BTreeMap::new();
    for choice in chosen {
        alike.entry(&choice.change).or_default().push(choice);
    }
    let moved: Vec<BTreeMap<usize, f64>> = alike.values().map(|choices| agents_moved(choices)).collect();
    let mut after: Vec<f64> = cells.list.iter().map(|cell| cell.there).collect();
    let mut actions_of_cell = vec![0_usize; cells.list.len()];
    for (cell, agents) in moved.iter().flatten() {
        after.get_mut(*cell).into_iter().for_each(|sum| *sum += agents);
        actions_of_cell.get_mut(*cell).into_iter().for_each(|count| *count += 1);
    }
    let part = |(index, agents): (&usize, &f64)| {
        let (cell, after, actions) = (cells.list.get(*index)?, *after.get(*index)?, *actions_of_cell.get(*index)?);
        Some(ServiceMoved {
            start: cell.row.start,
            queue: cell.row.queue.clone(),
            calls: agents * mean_gain(cell, after),
            before: cell.service(after - agents),
            after: cell.service(after),
            others: actions.saturating_sub(1),
        })
    };
    let action = |((change, choices), moved): ((&Change, Vec<&Choice>), &BTreeMap<usize, f64>)| {
        let moved: Vec<ServiceMoved> = moved.iter().filter_map(part).collect();
        Action {
            change: change.clone(),
            agents: choices.iter().map(|choice| choice.agent.clone()).collect(),
            calls: moved.iter().map(|part| part.calls).sum(),
            price: choices.iter().map(|choice| choice.price).sum(),
            moved,
        }
    };
    let mut actions: Vec<Action> = alike.into_iter().zip(&moved).map(action).collect();
    let net = |action: &Action| action.calls - action.price;
    actions.sort_by(|a, b| net(b).total_cmp(&net(a)));
    (actions, after)
}

fn agents_moved(choices: &[&Choice]) -> BTreeMap<usize, f64> {
    let mut moved = BTreeMap::new();
    for (cell, agents) in choices.iter().flat_map(|choice| &choice.moved) {
        *moved.entry(*cell).or_default() += agents;
    }
    moved
}

/// Calls in time that an agent gives on average along the way from those who are there to those after all actions.
fn mean_gain(cell: &Cell<'_>, after: f64) -> f64 {
    let more = after - cell.there;
    if more.abs() > NOTHING {
        return (cell.in_time(after) - cell.in_time(cell.there)) / more;
    }
    cell.in_time(cell.there + 0.5) - cell.in_time((cell.there - 0.5).max(0.0))
}

/// The roster with the changes.
pub(super) fn roster(roster: &[RosterRow], chosen: &[Choice]) -> Vec<RosterRow> {
    let replaced: BTreeSet<&RosterRow> = chosen.iter().flat_map(|choice| &choice.rows.0).collect();
    let kept = roster.iter().filter(|row| !replaced.contains(row));
    let mut rows: Vec<RosterRow> = kept.chain(chosen.iter().flat_map(|choice| &choice.rows.1)).cloned().collect();
    rows.sort_by(|a, b| (&a.agent, a.day, a.start).cmp(&(&b.agent, b.day, b.start)));
    rows
}
