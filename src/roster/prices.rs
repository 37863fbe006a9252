//! What a minute of one agent's work is worth, slot by slot: the input of pricing.
//!
//! Two sources make the same table: the marginal prices of a roster at hand (search), which depend on how many minutes of a
//! slot are worked, and dual prices (bound), which are linear in the minutes.

use super::class::{Choice, Class};
use super::coverage::{Coverage, Pricer};
use super::model::Model;
use super::team::marginal::{self, Marginal};

/// Price changes of one more agent of a skill set, ready for sums over stretches.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices {
    steps: usize,
    /// `slot × (steps + 1) + k`: price of working `k` grains of the slot; 0 for `k = 0`.
    table: Vec<f64>,
    /// Sum of the full slots before a slot.
    full_before: Vec<f64>,
    /// Sum of the border prices before a slot's border.
    cross_before: Vec<f64>,
    /// Of each break length of the model: saving of a break that starts at a grain.
    breaks: Vec<(i32, Vec<f64>)>,
    /// Of the rules about several agents at once that watch moments or days.
    teams: Option<Marginal>,
}

impl Prices {
    /// Tables of the right size for a model; the break lengths are those of all its templates.
    pub(super) fn new(model: &Model<'_>) -> Self {
        let mut lengths: Vec<i32> =
            model.contracts.iter().flat_map(|c| &c.templates).flat_map(|t| &t.breaks).map(|b| b.length).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let grains = model.slots * model.steps;
        Self {
            steps: model.steps,
            table: vec![0.0; model.slots * (model.steps + 1)],
            full_before: vec![0.0; model.slots + 1],
            cross_before: vec![0.0; model.slots + 1],
            breaks: lengths.into_iter().map(|l| (l, vec![0.0; grains])).collect(),
            teams: None,
        }
    }

    /// Fills the tables with what one more agent of the class changes in the price of a roster.
    pub(super) fn of_roster(&mut self, model: &Model<'_>, pricer: &Pricer, coverage: &Coverage, class: &Class) {
        let skills = &model.skill_sets[class.skills];
        self.teams = Marginal::of(model, coverage, class);
        let width = self.steps + 1;
        let presence = pricer.asks_presence();
        for slot in 0..model.slots {
            for k in 1..width {
                let minutes = i32::try_from(k).unwrap_or(0) * model.grain;
                let mut best = f64::INFINITY;
                for queue in skills {
                    if !model.open[slot * model.queues.len() + queue] {
                        continue;
                    }
                    let rank = if skills.first() == Some(queue) { 0.0 } else { pricer.secondary(minutes) };
                    let change = model.cell(slot, *queue).map_or(0.0, |c| {
                        pricer.cell(c, coverage.cell[c] + minutes) - pricer.cell(c, coverage.cell[c]) + rank
                    });
                    best = best.min(change);
                }
                if best.is_infinite() {
                    best = 0.0;
                }
                if presence {
                    let now = coverage.slot[slot];
                    best += pricer.presence(slot, now + minutes) - pricer.presence(slot, now);
                }
                if !class.team_rules.is_empty() {
                    best += marginal::at_work(model, coverage, class, slot, minutes);
                }
                self.table[slot * width + k] = best;
            }
        }
        if pricer.asks_crossing() {
            let mut sum = 0.0;
            for slot in 0..model.slots {
                self.cross_before[slot] = sum;
                let now = coverage.across[slot];
                sum += pricer.crossing(slot, now + 1) - pricer.crossing(slot, now);
            }
            self.cross_before[model.slots] = sum;
        }
        self.sum_up(model, 0..model.slots);
    }

    /// Fills the tables of some slots: `price` of so many grains of work in a slot, and of crossing the border at its start.
    /// Only stretches inside these slots may be asked for until the next filling.
    pub(super) fn of_range(
        &mut self,
        model: &Model<'_>,
        slots: std::ops::Range<usize>,
        price: impl Fn(usize, usize) -> f64,
        crossing: impl Fn(usize) -> f64,
    ) {
        let width = self.steps + 1;
        let mut sum = 0.0;
        for slot in slots.clone() {
            for k in 1..width {
                self.table[slot * width + k] = price(slot, k);
            }
            self.cross_before[slot] = sum;
            sum += crossing(slot);
        }
        self.cross_before[slots.end] = sum;
        self.sum_up(model, slots);
    }

    /// Fills the tables with linear prices: `per_minute[slot]` for a minute at work.
    pub(super) fn of_duals(&mut self, model: &Model<'_>, per_minute: impl Fn(usize) -> f64) {
        let width = self.steps + 1;
        self.teams = None;
        for slot in 0..model.slots {
            let price = per_minute(slot) * f64::from(model.grain);
            for k in 0..width {
                self.table[slot * width + k] = price * as_f64(k);
            }
        }
        self.sum_up(model, 0..model.slots);
    }

    fn sum_up(&mut self, model: &Model<'_>, slots: std::ops::Range<usize>) {
        let width = self.steps + 1;
        let mut sum = 0.0;
        for slot in slots.clone() {
            self.full_before[slot] = sum;
            sum += self.table[slot * width + self.steps];
        }
        self.full_before[slots.end] = sum;
        let table = &self.table;
        let (steps, teams) = (self.steps, self.teams.as_ref());
        for (length, savings) in &mut self.breaks {
            let grains = usize::try_from(*length / model.grain).unwrap_or(0);
            let stretch = savings.iter_mut().enumerate().take(slots.end * steps).skip(slots.start * steps);
            for (from, saving) in stretch {
                let (mut at, end) = (from, (from + grains).min(slots.end * steps));
                let mut change = teams.map_or(0.0, |teams| teams.pause(from, end));
                while at < end {
                    let slot = at / steps;
                    let to = end.min((slot + 1) * steps);
                    let row = slot * width;
                    change += table[row + steps - (to - at)] - table[row + steps];
                    at = to;
                }
                *saving = change;
            }
        }
    }

    /// Price of working `[from, to)` without a break.
    pub(super) fn stretch(&self, model: &Model<'_>, from: i32, to: i32) -> f64 {
        let (first, last) = (model.slot_of(from), model.slot_of(to));
        let width = self.steps + 1;
        let grains = |minutes: i32| usize::try_from(minutes / model.grain).unwrap_or(0);
        if first == last {
            return self.table.get(first * width + grains(to - from)).copied().unwrap_or(0.0);
        }
        let head = grains(from - model.slot_start(first));
        let tail = grains(to - model.slot_start(last));
        let mut price = self.full_before[last] - self.full_before[first];
        if head > 0 {
            price += self.table[first * width + self.steps - head] - self.table[first * width + self.steps];
        }
        if tail > 0 {
            price += self.table.get(last * width + tail).copied().unwrap_or(0.0);
        }
        price
    }

    /// Price of being inside a shift across these borders.
    pub(super) fn crossing(&self, borders: &std::ops::Range<usize>) -> f64 {
        self.cross_before[borders.end] - self.cross_before[borders.start]
    }

    /// Price of a shift by the rules about several agents at once, its breaks left aside.
    pub(super) fn of_teams(&self, model: &Model<'_>, day: usize, choice: &Choice) -> f64 {
        self.teams.as_ref().map_or(0.0, |teams| teams.shift(model, day, choice))
    }

    /// What a break of this length adds to the price (negative where the work is not wanted).
    pub(super) fn breaks_of(&self, length: i32) -> &[f64] {
        self.breaks.iter().find(|(l, _)| *l == length).map_or(&[], |(_, savings)| savings.as_slice())
    }

    /// What taking `[from, to)` out of work adds to the price.
    pub(super) fn gap(&self, model: &Model<'_>, from: i32, to: i32) -> f64 {
        let width = self.steps + 1;
        let mut at = from;
        let mut change = 0.0;
        while at < to {
            let slot = model.slot_of(at);
            if slot >= model.slots {
                break;
            }
            let end = to.min(model.slot_start(slot + 1));
            let out = usize::try_from((end - at) / model.grain).unwrap_or(0).min(self.steps);
            change += self.table[slot * width + self.steps - out] - self.table[slot * width + self.steps];
            at = end;
        }
        change
    }
}

fn as_f64(count: usize) -> f64 {
    count as f64
}
