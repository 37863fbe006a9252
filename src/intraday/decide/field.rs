//! The decision as numbers: every choice that may pay, what it moves, and what the choices share.

use std::collections::BTreeMap;

use super::super::cells::Cells;
use super::super::choices::Choice;
use super::teams::TeamRow;
use crate::domain::intraday::Change;

/// A value below this is rounding.
pub(super) const NOTHING: f64 = 1e-9;

/// Agents who have the same choices, each in the same order.
pub(super) type Group = Vec<Vec<Choice>>;

/// Agents that one member of a group moves at most, and the members.
type Ends = Vec<(f64, u32)>;

/// One choice of a group, which as many of its members may take as there are.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) group: usize,
    /// Its place among the choices of the group.
    pub(super) place: usize,
    /// What it costs, in calls.
    pub(super) price: f64,
    /// Agents more or fewer, by cell, in the order of the cells.
    pub(super) moved: Vec<(usize, f64)>,
    /// What it adds to each shared row.
    pub(super) shared: Vec<(usize, f64)>,
}

/// What is decided on.
#[derive(Debug)]
pub(super) struct Field {
    /// What each cell is worth by whole agents from none on.
    worths: Vec<Vec<f64>>,
    /// Agents of each cell as it is.
    pub(super) there: Vec<f64>,
    pub(super) members: Vec<u32>,
    pub(super) offers: Vec<Offer>,
    /// How much may be added to each shared row.
    pub(super) shared: Vec<f64>,
    /// Most agents who change.
    pub(super) most: u32,
}

impl Field {
    /// The field of all choices that may pay by themselves in the best case.
    pub(super) fn of(cells: &Cells<'_>, groups: &[Group], team_rows: Vec<TeamRow>, most: u32) -> Self {
        let mut offers = Vec::new();
        let mut offer_of = BTreeMap::new();
        let mut members = Vec::new();
        for (group, own) in groups.iter().enumerate() {
            members.push(u32::try_from(own.len()).unwrap_or(u32::MAX));
            for (place, choice) in own.first().into_iter().flatten().enumerate() {
                let mut moved = choice.moved.clone();
                moved.sort_by_key(|(cell, _)| *cell);
                offer_of.insert((group, place), offers.len());
                offers.push(Offer { group, place, price: choice.price, moved, shared: Vec::new() });
            }
        }
        let mut shared = Vec::new();
        for (free, entries) in team_rows {
            for (key, factor) in entries {
                if let Some(offer) = offer_of.get(&key).and_then(|index| offers.get_mut(*index)) {
                    offer.shared.push((shared.len(), factor));
                }
            }
            shared.push(free);
        }
        let worths = cells.list.iter().map(|cell| (0..=cell.known_agents()).map(|n| cell.worth(n)).collect()).collect();
        let there = cells.list.iter().map(|cell| cell.there).collect();
        let mut field = Self { worths, there, members, offers, shared, most };
        let ranges = field.ranges();
        let pays: Vec<bool> = field.offers.iter().map(|offer| field.may_pay(&ranges, offer)).collect();
        field.keep(&pays);
        field
    }

    /// A field of made-up numbers.
    #[cfg(test)]
    pub(super) fn drawn(
        worths: Vec<Vec<f64>>,
        there: Vec<f64>,
        members: Vec<u32>,
        offers: Vec<Offer>,
        shared: Vec<f64>,
        most: u32,
    ) -> Self {
        Self { worths, there, members, offers, shared, most }
    }

    /// Keeps the marked offers.
    pub(super) fn keep(&mut self, marked: &[bool]) {
        let mut marks = marked.iter();
        self.offers.retain(|_| marks.next().copied().unwrap_or(false));
    }

    /// What a cell is worth with so many agents: straight between whole agents, and level beyond the last that is known.
    #[inline]
    pub(super) fn worth(&self, cell: usize, agents: f64) -> f64 {
        let Some(known) = self.worths.get(cell) else { return 0.0 };
        let agents = agents.max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "cuts off what is behind the point"
        )]
        let below = agents as usize;
        match known.get(below..) {
            Some([low, high, ..]) => low + (high - low) * (agents - below as f64),
            _ => known.last().copied().unwrap_or_default(),
        }
    }

    /// What one agent more than a whole number of them gives a cell.
    pub(super) fn step(&self, cell: usize, agents: u32) -> f64 {
        self.worth(cell, f64::from(agents) + 1.0) - self.worth(cell, f64::from(agents))
    }

    /// How many agents each cell may come to have, as whole numbers: with the agents who move it furthest down, and up.
    pub(super) fn ranges(&self) -> Vec<(u32, u32)> {
        let mut furthest: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
        for offer in &self.offers {
            for (cell, agents) in &offer.moved {
                let (down, up) = furthest.entry((*cell, offer.group)).or_default();
                *down = down.min(*agents);
                *up = up.max(*agents);
            }
        }
        let mut ends: Vec<(Ends, Ends)> = vec![Default::default(); self.there.len()];
        for ((cell, group), (down, up)) in furthest {
            if let (Some(ends), Some(members)) = (ends.get_mut(cell), self.members.get(group)) {
                ends.0.push((-down, *members));
                ends.1.push((up, *members));
            }
        }
        let largest = |mut ends: Ends| -> f64 {
            ends.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut left = self.most;
            let mut sum = 0.0;
            for (agents, members) in ends {
                let taken = members.min(left);
                left -= taken;
                sum += agents * f64::from(taken);
            }
            sum
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "agents of one interval, not negative"
        )]
        let whole = |agents: f64| agents.max(0.0) as u32;
        let range = |(there, (down, up)): (&f64, (Ends, Ends))| {
            let low = whole((there - largest(down) - NOTHING).floor());
            (low, whole((there + largest(up) + NOTHING).ceil()).max(low))
        };
        self.there.iter().zip(ends).map(range).collect()
    }

    /// Whether a choice could gain more than its price in the best case.
    fn may_pay(&self, ranges: &[(u32, u32)], offer: &Offer) -> bool {
        let best: f64 = offer
            .moved
            .iter()
            .map(|(cell, agents)| {
                let Some((low, high)) = ranges.get(*cell) else { return 0.0 };
                let steps = (*low..*high).map(|n| self.step(*cell, n));
                let steepest =
                    if *agents > 0.0 { steps.fold(0.0, f64::max) } else { steps.fold(f64::INFINITY, f64::min) };
                if steepest.is_finite() { agents * steepest } else { 0.0 }
            })
            .sum();
        best - offer.price > NOTHING
    }
}

/// Agents with the same choices together, in a fixed order.
pub(super) fn grouped(choices: Vec<Vec<Choice>>) -> Vec<Group> {
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
