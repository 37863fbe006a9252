//! A good choice by search: changes are exchanged at random, ever more choosily (Kirkpatrick, Gelatt & Vecchi, *Science* 220, 1983),
//! then each in turn until no exchange of one for another gains.
//!
//! The walk sees the curves as they are, so it also finds changes that pay only together; that it found the best is for the bound
//! to prove.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::field::{Field, NOTHING, Offer};

/// Exchanges that are tried.
const EXCHANGES: u32 = 200_000;
/// Heat at the end, in calls.
const COLD: f64 = 0.1;
/// One in so many exchanges only takes a change back.
const TAKE_BACK: u32 = 8;

/// Some offers taken, and what they give.
#[derive(Clone, Debug)]
pub(super) struct Walk<'f> {
    field: &'f Field,
    /// Offers, one for each agent who takes one.
    pub(super) taken: Vec<usize>,
    /// The agents of each cell, and what the cell is worth with them.
    cells: Vec<(f64, f64)>,
    members_left: Vec<u32>,
    shared_left: Vec<f64>,
    /// Worth gained less the prices.
    pub(super) gain: f64,
}

impl<'f> Walk<'f> {
    /// Nothing taken.
    pub(super) fn new(field: &'f Field) -> Self {
        Self {
            field,
            taken: Vec::new(),
            cells: field.there.iter().enumerate().map(|(cell, agents)| (*agents, field.worth(cell, *agents))).collect(),
            members_left: field.members.clone(),
            shared_left: field.shared.clone(),
            gain: 0.0,
        }
    }

    /// The best that two searches side by side meet.
    pub(super) fn search(field: &'f Field) -> Self {
        let mut first = Self::new(field);
        first.grow();
        if field.offers.is_empty() || field.most == 0 {
            return first;
        }
        let (one, other) = rayon::join(|| first.clone().cooled(1), || first.clone().cooled(2));
        if other.gain > one.gain + NOTHING { other } else { one }
    }

    /// Exchanges at random, ever more choosily; the best met, brought to rest.
    fn cooled(mut self, seed: u64) -> Self {
        let mut best = self.clone();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let hot = (self.gain / self.taken.len().max(1) as f64).max(1.0);
        for exchange in 0..EXCHANGES {
            let heat = hot * (COLD / hot).powf(f64::from(exchange) / f64::from(EXCHANGES));
            self.jump(&mut rng, heat);
            if self.gain > best.gain + NOTHING {
                best = self.clone();
            }
        }
        best.descend();
        best
    }

    /// One exchange at random, kept by how much it gains or loses.
    fn jump(&mut self, rng: &mut ChaCha8Rng, heat: f64) {
        let most = usize::try_from(self.field.most).unwrap_or(usize::MAX);
        let place = rng.random_range(0..(self.taken.len() + 1).min(most));
        let out = self.taken.get(place).copied();
        let back = out.is_some() && rng.random_range(0..TAKE_BACK) == 0;
        let new = if back { None } else { Some(rng.random_range(0..self.field.offers.len())) };
        if !self.is_allowed(out, new) {
            return;
        }
        let gained = self.gained(out, new);
        if gained >= 0.0 || rng.random::<f64>() < (gained / heat).exp() {
            self.exchange(out.map(|_| place), new, gained);
        }
    }

    /// Adds the best offer, again and again while it gains.
    fn grow(&mut self) {
        while let Some((gained, new)) = self.best_for(None) {
            self.exchange(None, new, gained);
        }
    }

    /// Exchanges each change in turn for the best in its place, until none gains.
    fn descend(&mut self) {
        loop {
            self.grow();
            let mut better = false;
            for place in (0..self.taken.len()).rev() {
                let out = self.taken.get(place).copied();
                if let Some((gained, new)) = self.best_for(out) {
                    self.exchange(Some(place), new, gained);
                    better = true;
                }
            }
            if !better {
                return;
            }
        }
    }

    /// The exchange that gains most: an offer, or nothing, in the place of another.
    fn best_for(&self, out: Option<usize>) -> Option<(f64, Option<usize>)> {
        let new = (0..self.field.offers.len()).map(Some).chain([None]);
        let allowed = new.filter(|new| self.is_allowed(out, *new)).map(|new| (self.gained(out, new), new));
        allowed.filter(|(gained, _)| *gained > NOTHING).max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Whether an offer can stand in the place of another: of the group somebody is left, and nothing shared is exceeded.
    fn is_allowed(&self, out: Option<usize>, new: Option<usize>) -> bool {
        let offer = |index: Option<usize>| index.and_then(|index| self.field.offers.get(index));
        let (out, new) = (offer(out), offer(new));
        let Some(new) = new else { return out.is_some() && self.keeps_shared(None, out) };
        let is_room = out.is_some() || u32::try_from(self.taken.len()).is_ok_and(|taken| taken < self.field.most);
        let same_group = out.is_some_and(|out| out.group == new.group);
        let is_somebody = same_group || self.members_left.get(new.group).is_some_and(|left| *left > 0);
        is_room && is_somebody && self.keeps_shared(Some(new), out)
    }

    /// Whether no shared row is exceeded; what is taken back may have freed a row for others.
    fn keeps_shared(&self, new: Option<&Offer>, out: Option<&Offer>) -> bool {
        let factor = |offer: Option<&Offer>, row: usize| {
            let entries = offer.into_iter().flat_map(|offer| &offer.shared);
            entries.filter(|(own, _)| *own == row).map(|(_, factor)| factor).sum::<f64>()
        };
        let rows = [new, out].into_iter().flatten().flat_map(|offer| &offer.shared).map(|(row, _)| *row);
        rows.into_iter().all(|row| {
            let more = factor(new, row) - factor(out, row);
            more <= 0.0 || self.shared_left.get(row).is_some_and(|left| left - more > -NOTHING)
        })
    }

    /// What an exchange gains.
    fn gained(&self, out: Option<usize>, new: Option<usize>) -> f64 {
        let offer = |index: Option<usize>| index.and_then(|index| self.field.offers.get(index));
        let (out, new) = (offer(out), offer(new));
        let prices = out.map_or(0.0, |out| out.price) - new.map_or(0.0, |new| new.price);
        let mut lost = out.map_or(&[][..], |out| &out.moved).iter().peekable();
        let mut won = new.map_or(&[][..], |new| &new.moved).iter().peekable();
        let mut sum = prices;
        loop {
            let cell = match (lost.peek(), won.peek()) {
                (Some((a, _)), Some((b, _))) => *a.min(b),
                (Some((a, _)), None) => *a,
                (None, Some((b, _))) => *b,
                (None, None) => return sum,
            };
            let less = lost.next_if(|(own, _)| *own == cell).map_or(0.0, |(_, agents)| *agents);
            let more = won.next_if(|(own, _)| *own == cell).map_or(0.0, |(_, agents)| *agents);
            let (before, worth) = self.cells.get(cell).copied().unwrap_or_default();
            sum += self.field.worth(cell, before - less + more) - worth;
        }
    }

    fn exchange(&mut self, place: Option<usize>, new: Option<usize>, gained: f64) {
        if let Some(out) = place.map(|place| self.taken.swap_remove(place)) {
            self.count(out, -1.0);
        }
        if let Some(new) = new {
            self.taken.push(new);
            self.count(new, 1.0);
        }
        self.gain += gained;
    }

    fn count(&mut self, index: usize, sign: f64) {
        let Some(offer) = self.field.offers.get(index) else { return };
        for (cell, agents) in &offer.moved {
            if let Some((sum, worth)) = self.cells.get_mut(*cell) {
                *sum += sign * agents;
                *worth = self.field.worth(*cell, *sum);
            }
        }
        for (row, factor) in &offer.shared {
            self.shared_left.get_mut(*row).into_iter().for_each(|left| *left -= sign * factor);
        }
        if let Some(left) = self.members_left.get_mut(offer.group) {
            *left = if sign > 0.0 { left.saturating_sub(1) } else { *left + 1 };
        }
    }
}
