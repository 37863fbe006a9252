//! What each chosen change gives: equal changes are one action, and the actions are told in turn, the most useful first, each with
//! what it adds to those before it. So the parts add up to the whole.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use super::choices::Choice;
use crate::domain::intraday::{Action, Change, ServiceMoved};
use crate::domain::people::RosterRow;

/// The actions, and the agents of each cell after all of them.
pub(super) fn actions(cells: &Cells<'_>, chosen: &[Choice]) -> (Vec<Action>, Vec<f64>) {
    let mut open: BTreeMap<&Change, Vec<&Choice>> = BTreeMap::new();
    for choice in chosen {
        open.entry(&choice.change).or_default().push(choice);
    }
    let mut there: Vec<f64> = cells.list.iter().map(|cell| cell.there).collect();
    let mut actions = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let told = open.iter().map(|(change, choices)| action(cells, &there, change, choices));
        let net = |action: &Action| action.calls - action.price;
        // of equal ones the first, so that the order is the same everywhere
        let best = told.fold(None, |best: Option<Action>, next| match best {
            Some(best) if net(&best) >= net(&next) => Some(best),
            _ => Some(next),
        });
        let Some(best) = best else { break };
        let taken = open.remove(&best.change).unwrap_or_default();
        for (cell, agents) in taken.iter().flat_map(|choice| &choice.moved) {
            there.get_mut(*cell).into_iter().for_each(|sum| *sum += agents);
        }
        actions.push(best);
    }
    (actions, there)
}

fn action(cells: &Cells<'_>, there: &[f64], change: &Change, choices: &[&Choice]) -> Action {
    let mut moved: BTreeMap<usize, f64> = BTreeMap::new();
    for (cell, agents) in choices.iter().flat_map(|choice| &choice.moved) {
        *moved.entry(*cell).or_default() += agents;
    }
    let told = moved.into_iter().filter_map(|(index, agents)| {
        let (cell, before) = (cells.list.get(index)?, *there.get(index)?);
        Some(ServiceMoved {
            start: cell.row.start,
            queue: cell.row.queue.clone(),
            calls: cell.in_time(before + agents) - cell.in_time(before),
            before: cell.service(before),
            after: cell.service(before + agents),
        })
    });
    let moved: Vec<ServiceMoved> = told.collect();
    Action {
        change: change.clone(),
        agents: choices.iter().map(|choice| choice.agent.clone()).collect(),
        calls: moved.iter().map(|part| part.calls).sum(),
        price: choices.iter().map(|choice| choice.price).sum(),
        moved,
    }
}

/// The roster with the changes.
pub(super) fn roster(roster: &[RosterRow], chosen: &[Choice]) -> Vec<RosterRow> {
    let replaced: BTreeSet<&RosterRow> = chosen.iter().flat_map(|choice| &choice.rows.0).collect();
    let kept = roster.iter().filter(|row| !replaced.contains(row));
    let mut rows: Vec<RosterRow> = kept.chain(chosen.iter().flat_map(|choice| &choice.rows.1)).cloned().collect();
    rows.sort_by(|a, b| (&a.agent, a.day, a.start).cmp(&(&b.agent, b.day, b.start)));
    rows
}
