//! Large-neighbourhood search: some people are taken out and their schedules chosen anew, together and exactly, beside those of
//! all others: the whole method on a small part.

use rand::seq::index;
use rand_chacha::ChaCha8Rng;

use super::clock::Clock;
use super::model::Model;
use super::relaxation::{Column, Relaxation, TO_THE_END};
use super::roster::Roster;
use super::whole::choose;

/// What one part may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Branch-and-bound nodes of its integer program.
    nodes: i32,
    /// Most near schedules of one person in it.
    near: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self { nodes: 200, near: 200 }
    }
}

impl Effort {
    /// Twice as much.
    pub(super) fn doubled(self) -> Self {
        Self { nodes: self.nodes.saturating_mul(2), near: self.near.saturating_mul(2) }
    }
}

/// Smallest gain that counts.
const GAIN: f64 = 1e-6;

/// What became of a part.
pub(super) enum Tried {
    /// A better roster.
    Better(Roster),
    /// Proven: there is none that differs in these people only.
    Best,
    /// Neither, within the work allowed.
    Open,
}

/// `size` people drawn by lot, in ascending order.
pub(super) fn draw(model: &Model, size: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let mut people = index::sample(rng, model.people.len(), size.min(model.people.len())).into_vec();
    people.sort_unstable();
    people
}

/// Chooses the schedules of these people anew.
pub(super) fn renew(model: &Model, roster: &Roster, people: &[usize], effort: Effort, clock: &Clock<'_>) -> Tried {
    let others = (0..).zip(&roster.schedules).filter(|(person, _)| people.binary_search(person).is_err());
    let part = model.part(people, others);
    let own = Roster::of(&part, people.iter().map(|p| roster.schedules[*p].clone()).collect());
    let columns = (0..).zip(&own.schedules).map(|(p, s)| Column::of(&part, p, s.clone())).collect();
    let mut relaxation = Relaxation::of(&part, columns);
    relaxation.run(TO_THE_END, own.price, clock);
    if part.rounded_up(relaxation.bound) >= own.price - GAIN {
        return Tried::Best;
    }
    if clock.stop() {
        return Tried::Open;
    }
    let margin = (own.price - part.grain() - relaxation.bound).max(0.0) + GAIN;
    let (near, all) = relaxation.near(margin, effort.near);
    let columns: Vec<&Column> = relaxation.columns.iter().chain(&near).collect();
    let Some(chosen) = choose(&part, &columns, &own, clock.effort(effort.nodes)) else { return Tried::Open };
    if chosen.roster.price < own.price - GAIN {
        let mut schedules = roster.schedules.clone();
        for (person, schedule) in people.iter().zip(chosen.roster.schedules) {
            schedules[*person] = schedule;
        }
        Tried::Better(Roster::of(model, schedules))
    } else if all && chosen.optimal {
        Tried::Best
    } else {
        Tried::Open
    }
}
