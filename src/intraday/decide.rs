//! The changes that together are worth most.
//!
//! Agents who have the same choices are one group. The program has a whole-numbered column for each choice of each group (how many of
//! them take it) and, for each interval, the worth of its agents as a chain of straight pieces ([`Program::earning`]), convex where
//! agents are few and nobody is answered in time yet.

use std::collections::{BTreeMap, BTreeSet};

use super::Day;
use super::cells::Cells;
use super::choices::{Choice, moves_breaks};
use super::floor::Floor;
use super::schedule::is_pause;
use crate::domain::intraday::Change;
use crate::domain::people::RosterRow;
use crate::domain::program::{Column, Program, RowSense, Solver};
use crate::domain::time::Instant;

/// A value below this is rounding.
const NOTHING: f64 = 1e-9;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub(super) chosen: Vec<Choice>,
    pub(super) is_optimal: bool,
}

/// Agents who have the same choices, each in the same order.
type Group = Vec<Vec<Choice>>;

/// Decides; nothing where nothing is worth its price.
pub(super) fn decide(
    day: &Day<'_>,
    floor: &Floor<'_>,
    cells: &Cells<'_>,
    choices: Vec<Vec<Choice>>,
    solver: Solver<'_>,
) -> Decision {
    let ranges = ranges(cells, &choices, day.max_changes);
    let choices: Vec<Vec<Choice>> = choices
        .into_iter()
        .map(|own| own.into_iter().filter(|choice| may_pay(cells, &ranges, choice)).collect::<Vec<_>>())
        .filter(|own| !own.is_empty())
        .collect();
    let groups = grouped(choices);
    if groups.is_empty() || day.max_changes == 0 {
        return Decision { chosen: Vec::new(), is_optimal: true };
    }
    let mut writer = Writer { program: Program::default(), coverage: Vec::new() };
    for (index, range) in ranges.iter().enumerate() {
        writer.curve(cells, index, *range);
    }
    let takers = writer.takers(&groups, day.max_changes);
    for (most, entries) in team_breaks(day, floor, &groups) {
        let row = writer.program.row(RowSense::AtMost, most);
        for ((group, choice), factor) in entries {
            if let Some(column) = takers.get(&(group, choice)).and_then(|c| writer.program.columns.get_mut(*c)) {
                column.entries.push((row, factor));
            }
        }
    }
    let Some(solved) = solver(&writer.program) else { return Decision::default() };
    let mut chosen = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let mut members = group.iter();
        for choice in 0..group.first().map_or(0, Vec::len) {
            let column = takers.get(&(index, choice));
            let count = column.and_then(|c| solved.values.get(*c)).map_or(0.0, |value| value.round());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small count, never negative"
            )]
            let count = count.max(0.0) as usize;
            chosen.extend(members.by_ref().take(count).filter_map(|own| own.get(choice).cloned()));
        }
    }
    Decision { chosen, is_optimal: solved.is_optimal }
}

/// How many agents each cell may come to have, as whole numbers: with the `most` agents who move it furthest down, and up.
fn ranges(cells: &Cells<'_>, choices: &[Vec<Choice>], most: u32) -> Vec<(u32, u32)> {
    let mut furthest: Vec<(Vec<f64>, Vec<f64>)> = vec![(Vec::new(), Vec::new()); cells.list.len()];
    for own in choices {
        let mut of_agent: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (cell, agents) in own.iter().flat_map(|choice| &choice.moved) {
            let (down, up) = of_agent.entry(*cell).or_default();
            *down = down.min(*agents);
            *up = up.max(*agents);
        }
        for (cell, (down, up)) in of_agent {
            if let Some(ends) = furthest.get_mut(cell) {
                ends.0.push(-down);
                ends.1.push(up);
            }
        }
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let largest = |mut sums: Vec<f64>| -> f64 {
        sums.sort_by(|a, b| b.total_cmp(a));
        sums.into_iter().take(most).sum()
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "agents of one interval, not negative")]
    let whole = |agents: f64| agents.max(0.0) as u32;
    let range = |(cell, (down, up)): (&super::cells::Cell<'_>, (Vec<f64>, Vec<f64>))| {
        let low = whole((cell.there - largest(down) - NOTHING).floor());
        (low, whole((cell.there + largest(up) + NOTHING).ceil()).max(low))
    };
    cells.list.iter().zip(furthest).map(range).collect()
}

/// Whether a choice could gain more than its price in the best case.
fn may_pay(cells: &Cells<'_>, ranges: &[(u32, u32)], choice: &Choice) -> bool {
    let best: f64 = choice
        .moved
        .iter()
        .map(|(index, agents)| {
            let (Some(cell), Some((low, high))) = (cells.list.get(*index), ranges.get(*index)) else { return 0.0 };
            let steps = (*low..*high).map(|n| cell.worth(n + 1) - cell.worth(n));
            let steepest = if *agents > 0.0 { steps.fold(0.0, f64::max) } else { steps.fold(f64::INFINITY, f64::min) };
            if steepest.is_finite() { agents * steepest } else { 0.0 }
        })
        .sum();
    best - choice.price > NOTHING
}

/// Agents with the same choices together, in a fixed order.
fn grouped(choices: Vec<Vec<Choice>>) -> Vec<Group> {
    type Key = Vec<(Change, u64, Vec<(usize, u64)>)>;
    let mut groups: BTreeMap<(String, Key), Group> = BTreeMap::new();
    for own in choices {
        let team = own.first().map(|choice| choice.team.clone()).unwrap_or_default();
        let key = own.iter().map(|choice| {
            let moved = choice.moved.iter().map(|(cell, agents)| (*cell, agents.to_bits())).collect();
            (choice.change.clone(), choice.price.to_bits(), moved)
        });
        groups.entry((team, key.collect())).or_default().push(own);
    }
    groups.into_values().collect()
}

/// The program on its way.
struct Writer {
    program: Program,
    /// The row that says how many agents each cell has.
    coverage: Vec<usize>,
}

impl Writer {
    /// The worth of one cell over the agents that it may come to have.
    fn curve(&mut self, cells: &Cells<'_>, index: usize, (low, high): (u32, u32)) {
        let Some(cell) = cells.list.get(index) else { return };
        let row = self.program.row(RowSense::Equal, cell.there - f64::from(low));
        self.coverage.push(row);
        // straight stretches: how many agents, and what one more of them gives
        let mut pieces: Vec<(f64, f64)> = Vec::new();
        for agents in low..high {
            let gain = cell.worth(agents + 1) - cell.worth(agents);
            match pieces.last_mut() {
                Some((length, slope)) if (gain - *slope).abs() <= NOTHING => *length += 1.0,
                _ => pieces.push((1.0, gain)),
            }
        }
        self.program.earning(row, &pieces);
    }

    /// How many of each group take each of its choices.
    fn takers(&mut self, groups: &[Group], most: u32) -> BTreeMap<(usize, usize), usize> {
        let changes = self.program.row(RowSense::AtMost, f64::from(most));
        let mut takers = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            let members = group.len() as f64;
            let own = self.program.row(RowSense::AtMost, members);
            for (place, choice) in group.first().into_iter().flatten().enumerate() {
                let moved =
                    choice.moved.iter().filter_map(|(cell, agents)| Some((*self.coverage.get(*cell)?, -agents)));
                let entries = moved.chain([(own, 1.0), (changes, 1.0)]).collect();
                let column = Column { cost: choice.price, most: members, is_whole: true, entries };
                takers.insert((index, place), self.program.column(column));
            }
        }
        takers
    }
}

/// A row on the breaks of a team at one moment: how many more may be on break, and what each choice adds.
type TeamRow = (f64, Vec<((usize, usize), f64)>);

/// What `[[team]] max_on_break` asks at every moment at which somebody's break may begin.
fn team_breaks(day: &Day<'_>, floor: &Floor<'_>, groups: &[Group]) -> Vec<TeamRow> {
    let on_break = |rows: &[RosterRow], at: Instant| {
        rows.iter().any(|row| is_pause(row.activity) && row.start <= at && at < row.end)
    };
    let mut rows = Vec::new();
    let teams: BTreeSet<&str> = groups.iter().flatten().flatten().map(|choice| choice.team.as_str()).collect();
    for team in teams {
        let Some(rule) = day.centre.team_rules.breaks_of(team) else { continue };
        let own = || floor.duties.iter().filter(|duty| duty.agent.is_some_and(|agent| agent.team == team));
        let pauses = own().flat_map(|duty| &duty.rows).filter(|row| is_pause(row.activity)).map(|row| row.start);
        let moved = groups.iter().flatten().flatten().filter(|choice| choice.team == team && moves_breaks(choice));
        let new = moved.flat_map(|choice| &choice.rows.1).filter(|row| is_pause(row.activity)).map(|row| row.start);
        let moments: BTreeSet<Instant> = pauses.chain(new).filter(|at| *at >= day.now).collect();
        for at in moments {
            let inside = own().filter(|duty| duty.whole().is_some_and(|whole| whole.contains(at))).count() as f64;
            let now = own().filter(|duty| on_break(&duty.rows, at)).count() as f64;
            let free = if rule.at_least_one { 1.0 } else { 0.0 };
            let allowed = (inside * rule.max_on_break.get() + NOTHING).floor().max(free).max(now);
            let mut entries = Vec::new();
            for (group, members) in groups.iter().enumerate() {
                for (place, choice) in members.first().into_iter().flatten().enumerate().filter(|(_, c)| c.team == team)
                {
                    let (before, after) = (on_break(&choice.rows.0, at), on_break(&choice.rows.1, at));
                    if before != after {
                        entries.push(((group, place), if after { 1.0 } else { -1.0 }));
                    }
                }
            }
            if !entries.is_empty() {
                rows.push((allowed - now, entries));
            }
        }
    }
    rows
}
