//! The changes that together are worth most.
//!
//! Agents who have the same choices are one group. A walk finds a good choice ([`walk`]); a bound proves how good it is, drops what
//! cannot be part of a better one, and what is left is decided as a whole-numbered program ([`proof`]).

mod field;
mod proof;
mod teams;
mod walk;

use std::collections::BTreeMap;

use super::Day;
use super::cells::Cells;
use super::choices::Choice;
use super::floor::Floor;
use crate::domain::program::Solver;
use field::Field;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub(super) chosen: Vec<Choice>,
    /// By how much another choice could be better at most, in calls.
    pub(super) at_most_better: f64,
}

/// Decides; nothing where nothing is worth its price.
pub(super) fn decide(
    day: &Day<'_>,
    floor: &Floor<'_>,
    cells: &Cells<'_>,
    choices: Vec<Vec<Choice>>,
    solver: Solver<'_>,
) -> Decision {
    let groups = field::grouped(choices);
    let field = Field::of(cells, &groups, teams::team_breaks(day, floor, &groups), day.max_changes);
    if field.offers.is_empty() || field.most == 0 {
        return Decision::default();
    }
    let proof = proof::of(field, solver);
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    proof.taken.iter().for_each(|(group, place)| places.entry(*group).or_default().push(*place));
    let mut chosen = Vec::new();
    for (group, mut places) in places {
        places.sort_unstable();
        let members = groups.get(group).into_iter().flatten();
        chosen.extend(members.zip(places).filter_map(|(own, place)| own.get(place).cloned()));
    }
    Decision { chosen, at_most_better: proof.at_most_better }
}
