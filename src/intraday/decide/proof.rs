//! How good a choice is: the decision as a program, its linear relaxation, and what that proves.
//!
//! The relaxation's row prices give a bound and, for each offer, what taking it would cost the bound at least (reduced cost; Dantzig,
//! Fulkerson & Johnson, *Operations Research* 2, 1954). An offer that costs more than the bound leaves over what is found cannot be
//! part of anything better and is dropped; with fewer offers the cells move less far, which tightens their curves and the bound again.

use super::field::{Field, NOTHING};
use super::walk::Walk;
use crate::domain::program::{Column, Program, RowSense, Solver};

/// Most rounds of bound and dropping.
const ROUNDS: usize = 8;
/// A round that drops a smaller part than this of the offers is the last.
const LEAST_DROPPED: f64 = 0.02;
/// Up to so many offers the program itself is solved.
const MOST_OFFERS: usize = 400;

/// What is known of a choice.
#[derive(Debug)]
pub(super) struct Proof {
    /// The best choice known: offers of the field by group and place, one for each agent who takes one.
    pub(super) taken: Vec<(usize, usize)>,
    /// By how much another choice could be better at most, in calls.
    pub(super) at_most_better: f64,
}

/// Proves how good the walk's choice is, and finds a better one where few offers are left to choose from.
pub(super) fn of(mut field: Field, solver: Solver<'_>) -> Proof {
    let found = Walk::search(&field);
    let gain = found.gain;
    let key = |field: &Field, index: usize| field.offers.get(index).map(|offer| (offer.group, offer.place));
    let mut taken: Vec<(usize, usize)> = found.taken.iter().filter_map(|index| key(&field, *index)).collect();
    let mut slack = f64::INFINITY;
    for _ in 0..ROUNDS {
        let bound = Bound::of(&field, solver);
        slack = slack.min((bound.most_gain - gain).max(0.0));
        if slack <= NOTHING {
            break;
        }
        let offers = field.offers.iter().zip(&bound.reduced);
        let keep: Vec<bool> = offers
            .map(|(offer, reduced)| *reduced <= slack + NOTHING || taken.contains(&(offer.group, offer.place)))
            .collect();
        let dropped = keep.iter().filter(|keep| !**keep).count();
        let before = field.offers.len();
        field.keep(&keep);
        if (dropped as f64) < LEAST_DROPPED * before as f64 {
            break;
        }
    }
    if slack > NOTHING && field.offers.len() <= MOST_OFFERS {
        let written = Written::of(&field, &taken);
        if let Some(solved) = solver(&written.program) {
            taken = written.taken(&field, &solved.values);
            if solved.is_optimal {
                slack = 0.0;
            }
        }
    }
    Proof { taken, at_most_better: slack }
}

/// What the linear relaxation proves.
struct Bound {
    /// No choice gains more.
    most_gain: f64,
    /// By how much taking an offer once lowers that, by offer; negative where the relaxation wants more of it.
    reduced: Vec<f64>,
}

impl Bound {
    /// Valid for any prices: each column by itself takes what is cheapest for it (Lagrange).
    fn of(field: &Field, solver: Solver<'_>) -> Self {
        let written = Written::of(field, &[]);
        let mut relaxed = written.program;
        relaxed.columns.iter_mut().for_each(|column| column.is_whole = false);
        // no prices at all prove little, but nothing wrong
        let mut prices = solver(&relaxed).map(|solved| solved.prices).unwrap_or_default();
        prices.resize(relaxed.rows.len(), 0.0);
        for (price, (sense, _)) in prices.iter_mut().zip(&relaxed.rows) {
            if *sense == RowSense::AtMost {
                *price = price.min(0.0);
            }
        }
        let reduced = |column: &Column| {
            let paid = column.entries.iter().filter_map(|(row, factor)| Some(factor * prices.get(*row)?));
            column.cost - paid.sum::<f64>()
        };
        let rows: f64 = relaxed.rows.iter().zip(&prices).map(|((_, right), price)| right * price).sum();
        let columns: f64 = relaxed.columns.iter().map(|column| column.most * reduced(column).min(0.0)).sum();
        let offers = written.takers.iter().filter_map(|index| relaxed.columns.get(*index));
        Self { most_gain: -(rows + columns) - written.as_it_is, reduced: offers.map(reduced).collect() }
    }
}

/// The decision as a program: a whole-numbered column for each offer (how many take it) and, for each cell, its worth as a chain of
/// straight pieces ([`Program::earning`]).
struct Written {
    program: Program,
    /// The column of each offer.
    takers: Vec<usize>,
    /// What all cells earn as they are, from the low end of their ranges.
    as_it_is: f64,
}

impl Written {
    fn of(field: &Field, taken: &[(usize, usize)]) -> Self {
        let mut program = Program::default();
        let count = |group: usize, place: usize| taken.iter().filter(|key| **key == (group, place)).count() as f64;
        let counts: Vec<f64> = field.offers.iter().map(|offer| count(offer.group, offer.place)).collect();
        let mut after = field.there.clone();
        for (offer, count) in field.offers.iter().zip(&counts) {
            for (cell, agents) in &offer.moved {
                after.get_mut(*cell).into_iter().for_each(|sum| *sum += count * agents);
            }
        }
        let mut as_it_is = 0.0;
        let mut coverage = Vec::new();
        for (cell, (((low, high), there), after)) in
            field.ranges().into_iter().zip(&field.there).zip(&after).enumerate()
        {
            let low_agents = f64::from(low);
            let row = program.row(RowSense::Equal, there - low_agents);
            coverage.push(row);
            program.earning(row, &pieces(field, cell, low, high), after - low_agents);
            as_it_is += field.worth(cell, *there) - field.worth(cell, low_agents);
        }
        let changes = program.row(RowSense::AtMost, f64::from(field.most));
        let groups: Vec<usize> =
            field.members.iter().map(|members| program.row(RowSense::AtMost, f64::from(*members))).collect();
        let shared: Vec<usize> = field.shared.iter().map(|free| program.row(RowSense::AtMost, *free)).collect();
        let mut takers = Vec::new();
        for (offer, count) in field.offers.iter().zip(counts) {
            let moved = offer.moved.iter().filter_map(|(cell, agents)| Some((*coverage.get(*cell)?, -agents)));
            let own = groups.get(offer.group).map(|row| (*row, 1.0));
            let rows = offer.shared.iter().filter_map(|(row, factor)| Some((*shared.get(*row)?, *factor)));
            let entries = moved.chain(own).chain([(changes, 1.0)]).chain(rows).collect();
            let most = f64::from(field.members.get(offer.group).copied().unwrap_or_default().min(field.most));
            takers.push(program.column(Column { cost: offer.price, most, is_whole: true, start: count, entries }));
        }
        Self { program, takers, as_it_is }
    }

    /// The offers that a solution takes.
    fn taken(&self, field: &Field, values: &[f64]) -> Vec<(usize, usize)> {
        let mut taken = Vec::new();
        for (offer, column) in field.offers.iter().zip(&self.takers) {
            let count = values.get(*column).map_or(0.0, |value| value.round());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count, not negative")]
            let count = count.max(0.0) as usize;
            taken.extend(std::iter::repeat_n((offer.group, offer.place), count));
        }
        taken
    }
}

/// Straight stretches of a cell's worth: how many agents, and what one more of them gives.
fn pieces(field: &Field, cell: usize, low: u32, high: u32) -> Vec<(f64, f64)> {
    let mut pieces: Vec<(f64, f64)> = Vec::new();
    for agents in low..high {
        let gain = field.step(cell, agents);
        match pieces.last_mut() {
            Some((length, slope)) if (gain - *slope).abs() <= NOTHING => *length += 1.0,
            _ => pieces.push((1.0, gain)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::field::Offer;
    use super::*;
    use crate::domain::program::ProgramSolved;

    /// Curves that rise slowly, fast and slowly again, offers that move a cell each, and a shared row.
    fn drawn(rng: &mut ChaCha8Rng) -> Field {
        let worths = (0..3).map(|_| {
            let steps = [0.3, 1.0, 4.0, 3.0, 2.0, 0.5, 0.1].map(|step: f64| step * rng.random_range(0.5..1.5));
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(steps.into_iter().map(|step| {
                    sum += step;
                    sum
                }))
                .collect()
        });
        let worths = worths.collect();
        let there = (0..3).map(|_| rng.random_range(0.0..3.0)).collect();
        let offer = |index: usize, rng: &mut ChaCha8Rng| Offer {
            group: index / 2,
            place: index % 2,
            price: rng.random_range(0.1..0.8),
            moved: vec![(index % 3, rng.random_range(0.5..1.0))],
            shared: vec![(0, if index.is_multiple_of(2) { 1.0 } else { -1.0 })],
        };
        let offers = (0..8).map(|index| offer(index, rng)).collect();
        Field::drawn(worths, there, vec![1, 2, 1, 1], offers, vec![1.0], 3)
    }

    /// The most that any choice gains, by trying all of them.
    fn most(field: &Field) -> f64 {
        let mut best = 0.0_f64;
        for mask in 0..3_u32.pow(8) {
            let counts: Vec<u32> = (0..8).map(|index| mask / 3_u32.pow(index) % 3).collect();
            let of_group = |group: usize| {
                counts.iter().zip(&field.offers).filter(|(_, o)| o.group == group).map(|(n, _)| n).sum::<u32>()
            };
            let shared: f64 = counts.iter().zip(&field.offers).map(|(n, o)| f64::from(*n) * o.shared[0].1).sum();
            let fits = (0..4).all(|group| of_group(group) <= field.members[group]);
            if !fits || counts.iter().sum::<u32>() > field.most || shared > field.shared[0] {
                continue;
            }
            let mut after = field.there.clone();
            let mut gain = 0.0;
            for (n, offer) in counts.iter().zip(&field.offers) {
                gain -= f64::from(*n) * offer.price;
                after[offer.moved[0].0] += f64::from(*n) * offer.moved[0].1;
            }
            gain +=
                (0..3).map(|cell| field.worth(cell, after[cell]) - field.worth(cell, field.there[cell])).sum::<f64>();
            best = best.max(gain);
        }
        best
    }

    #[test]
    fn the_walk_finds_what_trying_everything_finds() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for _ in 0..10 {
            let field = drawn(&mut rng);
            let found = Walk::search(&field);
            assert!((found.gain - most(&field)).abs() < 1e-6, "{} found, {} possible", found.gain, most(&field));
        }
    }

    #[test]
    fn no_choice_is_above_the_bound_whatever_the_prices_are() {
        let mut rng = ChaCha8Rng::seed_from_u64(6);
        for _ in 0..30 {
            let field = drawn(&mut rng);
            let seed = rng.random();
            let drawn_prices = |program: &Program| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let prices = program.rows.iter().map(|_| rng.random_range(-4.0..1.0)).collect();
                Some(ProgramSolved { values: Vec::new(), prices, is_optimal: false })
            };
            let bound = Bound::of(&field, &drawn_prices);
            let possible = most(&field);
            assert!(bound.most_gain >= possible - 1e-6, "{} bounds, {possible} possible", bound.most_gain);
        }
    }
}
