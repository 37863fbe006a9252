//! Annealing (Kirkpatrick, Gelatt & Vecchi 1983) over single shifts: many small moves, each priced slot by slot.
//!
//! A move shifts one break, gives one agent another shift on one day, or moves a day worked to a day off. Its price is the
//! sum over the slots that it changes, looked up by grains of coverage, so that a core makes around a million moves a second
//! where a best response of a whole week makes a few thousand. What it cannot see (a whole week of another template)
//! the sweeps of best responses around it do.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::class::{Choice, Class, ClassDay};
use super::coverage::{Portion, Pricer};
use super::legality::shifts::{BreakModel, WEEK, signed};
use super::model::{Model, NO_CELL};
use super::prices::Prices;
use super::pricing::{day_price, place_breaks};
use super::state::State;
use super::tour::{Breaks, DayWork, MAX_BREAKS, Tour, borders};

/// How long and how hot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// Moves tried.
    pub(super) moves: u64,
    /// Temperature of the first move, in the objective's unit.
    pub(super) hot: f64,
    /// Temperature of the last.
    pub(super) cold: f64,
}

/// Moves between two looks at the clock and the temperature.
const STRIDE: u64 = 512;

/// A roster under annealing.
pub(super) struct Annealer<'m, 'a> {
    model: &'m Model<'a>,
    pricer: &'m Pricer,
    table: PriceTable,
    presence: PriceTable,
    /// Grains at work by cell, by slot.
    cells: Vec<i32>,
    slots: Vec<i32>,
    across: Vec<i32>,
    asks_presence: bool,
    asks_crossing: bool,
    tours: Vec<Tour>,
    /// What each agent does in each slot of each day's shift: `(agent × 7 + day) × stride + slot − first slot`.
    held: Vec<Held>,
    stride: usize,
    price: f64,
    movable: Vec<u32>,
    scratch: Vec<Held>,
    trial: Vec<Held>,
    prices: Prices,
    stairs: Vec<(i32, f64)>,
}

/// Work in one slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    cell: u32,
    grains: u8,
}

/// No work.
const NOTHING: Held = Held { cell: NO_CELL, grains: 0 };

/// Price of each cell, or of the presence in each slot, by grains at work.
struct PriceTable {
    first: Vec<usize>,
    values: Vec<f64>,
    /// Price of a grain past the table.
    slope: Vec<f64>,
}

impl PriceTable {
    /// `price` of every index at 0, 1, … grains, until `enough` says that the rest is a line.
    fn new(count: usize, price: impl Fn(usize, i32) -> f64, enough: impl Fn(usize, i32) -> bool) -> Self {
        let mut table = Self { first: Vec::with_capacity(count + 1), values: Vec::new(), slope: Vec::new() };
        for index in 0..count {
            table.first.push(table.values.len());
            let mut grains = 0;
            while !enough(index, grains) {
                table.values.push(price(index, grains));
                grains += 1;
            }
            table.values.push(price(index, grains));
            table.slope.push(price(index, grains + 1) - price(index, grains));
        }
        table.first.push(table.values.len());
        table
    }

    /// Grains from which the price is a line.
    #[inline]
    fn enough(&self, index: usize) -> i32 {
        i32::try_from(self.first[index + 1] - self.first[index]).unwrap_or(i32::MAX) - 1
    }

    #[inline]
    fn price(&self, index: usize, grains: i32) -> f64 {
        let at = self.first[index] + usize::try_from(grains).unwrap_or(0);
        let last = self.first[index + 1] - 1;
        if at <= last { self.values[at] } else { self.values[last] + self.slope[index] * (at - last) as f64 }
    }
}

impl<'m, 'a> Annealer<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>, pricer: &'m Pricer, state: &State) -> Self {
        let longest = model
            .classes
            .iter()
            .flat_map(|c| &c.days)
            .flat_map(|d| &d.choices)
            .map(|c| model.slot_of(c.end - 1) + 1 - model.slot_of(c.start))
            .max();
        let stride = longest.unwrap_or(0) + 1;
        let agents = state.tours.len();
        let movable = (0..agents)
            .filter(|a| model.class_of[*a].is_some_and(|c| model.classes[c].days.iter().all(|d| d.locked.is_empty())))
            .filter_map(|a| u32::try_from(a).ok())
            .collect();
        let agents_of = |grains: i32| f64::from(grains * model.grain) / f64::from(model.interval);
        let mut made = Self {
            model,
            pricer,
            table: PriceTable::new(
                model.cells.len(),
                |cell, grains| pricer.cell(cell, grains * model.grain),
                |cell, grains| model.cells[cell].carried_in + agents_of(grains) >= 2.0 * model.cells[cell].required + 4.0,
            ),
            presence: PriceTable::new(
                model.slots,
                |slot, grains| pricer.presence(slot, grains * model.grain),
                |slot, grains| pricer.presence_lack(slot, grains * model.grain) <= 0.0,
            ),
            cells: state.coverage.cell.iter().map(|m| m / model.grain).collect(),
            slots: state.coverage.slot.iter().map(|m| m / model.grain).collect(),
            across: state.coverage.across.clone(),
            asks_presence: pricer.asks_presence(),
            asks_crossing: pricer.asks_crossing(),
            tours: state.tours.clone(),
            held: vec![NOTHING; agents * WEEK * stride],
            stride,
            price: state.price,
            movable,
            scratch: vec![NOTHING; stride],
            trial: vec![NOTHING; stride],
            prices: Prices::new(model),
            stairs: Vec::new(),
        };
        made.take_portions(state);
        made
    }

    fn take_portions(&mut self, state: &State) {
        for agent in self.movable.clone() {
            let agent = agent as usize;
            let Some(class) = self.class(agent) else { continue };
            // portions lie day by day, slot by slot, in the order in which the week was put
            let mut portions = state.portions[agent].iter();
            for (day, choice, work) in self.tours[agent].choices(class).collect::<Vec<_>>() {
                let first = self.model.slot_of(choice.start);
                let count = self.fill(class, &class.days[day], choice, &work.breaks);
                let base = (agent * WEEK + day) * self.stride;
                for i in 0..count {
                    let grains = self.scratch[i].grains;
                    if grains == 0 {
                        continue;
                    }
                    let cell = portions.next().filter(|p| p.slot as usize == first + i).map_or(NO_CELL, |p| p.cell);
                    self.held[base + i] = Held { cell, grains };
                }
            }
        }
    }

    fn class(&self, agent: usize) -> Option<&'m Class> {
        self.model.class_of[agent].map(|c| &self.model.classes[c])
    }

    /// Writes the grains at work in each slot of a shift into the scratch space; returns the number of slots.
    fn fill(&mut self, class: &Class, day: &ClassDay, choice: &Choice, breaks: &Breaks) -> usize {
        let model = self.model;
        let template = &model.contracts[class.contract].templates[choice.template];
        let core_end = choice.end - signed(model.problem.centre.handover.wind_down);
        let first = model.slot_of(choice.start);
        let last = model.slot_of(core_end - 1);
        let count = (last + 1).saturating_sub(first).min(self.stride);
        let grain = model.grain;
        for i in 0..count {
            let from = model.slot_start(first + i);
            let minutes = core_end.min(from + model.interval) - choice.start.max(from);
            self.scratch[i].grains = u8::try_from(minutes / grain).unwrap_or(0);
        }
        for (b, at) in template.breaks.iter().zip(breaks.at) {
            let from = choice.start + i32::from(at);
            self.cut(first, count, from, from + b.length);
        }
        for a in &day.activities {
            self.cut(first, count, a.start, a.end);
        }
        count
    }

    fn cut(&mut self, first: usize, count: usize, from: i32, to: i32) {
        let model = self.model;
        let mut at = from;
        while at < to {
            let slot = model.slot_of(at);
            let end = to.min(model.slot_start(slot + 1));
            if let Some(held) = slot.checked_sub(first).filter(|i| *i < count).map(|i| &mut self.scratch[i]) {
                held.grains = held.grains.saturating_sub(u8::try_from((end - at) / model.grain).unwrap_or(0));
            }
            at = end;
        }
    }

    /// Change of price when the agent's work of a day becomes `work`; the new stretch is left in `trial`.
    fn change(&mut self, agent: usize, class: &'m Class, day: usize, work: Option<DayWork>) -> f64 {
        let model = self.model;
        let class_day = &class.days[day];
        let choice = |w: DayWork| class_day.choices.get(usize::from(w.choice)).map(|c| (c, w.breaks));
        let old = self.tours[agent].days[day].and_then(choice).map(|c| c.0);
        let new = work.and_then(choice);
        let (new_from, count) = match new {
            Some((choice, breaks)) => (model.slot_of(choice.start), self.fill(class, class_day, choice, &breaks)),
            None => (old.map_or(0, |c| model.slot_of(c.start)), 0),
        };
        let new_to = new_from + count;
        let (old_from, old_to) =
            old.map_or((new_from, new_from), |c| (model.slot_of(c.start), model.slot_of(c.end - 1) + 1));
        let base = (agent * WEEK + day) * self.stride;
        let skills = &model.skill_sets[class.skills];
        let mut change = 0.0;
        self.trial[..self.stride].fill(NOTHING);
        for slot in old_from..old_to.min(new_from.max(old_from)) {
            change += self.swap(skills, slot, self.held[base + slot - old_from], 0).1;
        }
        for slot in new_from..new_to {
            let before = if (old_from..old_to).contains(&slot) { self.held[base + slot - old_from] } else { NOTHING };
            let grains = self.scratch[slot - new_from].grains;
            self.trial[slot - new_from] = if grains == before.grains {
                before
            } else {
                let (cell, price) = self.swap(skills, slot, before, grains);
                change += price;
                Held { cell, grains }
            };
        }
        for slot in new_to.max(old_from)..old_to {
            change += self.swap(skills, slot, self.held[base + slot - old_from], 0).1;
        }
        if self.asks_crossing {
            change += self.crossing_change(old, new.map(|n| n.0));
        }
        change
    }

    /// The cell that is best for the new work of one slot, and what replacing the old costs.
    #[inline]
    fn swap(&self, skills: &[usize], slot: usize, before: Held, grains: u8) -> (u32, f64) {
        let model = self.model;
        let (less, more) = (i32::from(before.grains), i32::from(grains));
        if less == more {
            return (before.cell, 0.0);
        }
        let mut price = 0.0;
        if self.asks_presence && self.slots[slot] + more.min(0) - less < self.presence.enough(slot) {
            price += self.presence.price(slot, self.slots[slot] + more - less) - self.presence.price(slot, self.slots[slot]);
        }
        if let [queue] = skills {
            let cell = model.cell_at[slot * model.queues.len() + queue];
            if cell == NO_CELL {
                return (cell, price);
            }
            let now = self.cells[cell as usize];
            price += self.table.price(cell as usize, now + more - less) - self.table.price(cell as usize, now);
            return (cell, price);
        }
        if less > 0 && before.cell != NO_CELL {
            let now = self.cells[before.cell as usize];
            price += self.table.price(before.cell as usize, now - less) - self.table.price(before.cell as usize, now);
        }
        if more == 0 {
            return (NO_CELL, price);
        }
        let mut best = (f64::INFINITY, NO_CELL);
        for queue in skills {
            let at = slot * model.queues.len() + queue;
            if !model.open[at] {
                continue;
            }
            let cell = model.cell_at[at];
            let with = if cell == NO_CELL {
                0.0
            } else {
                let now = self.cells[cell as usize] - if cell == before.cell { less } else { 0 };
                self.table.price(cell as usize, now + more) - self.table.price(cell as usize, now)
            };
            if with < best.0 {
                best = (with, cell);
            }
        }
        (best.1, if best.0.is_finite() { price + best.0 } else { price })
    }

    fn crossing_change(&mut self, old: Option<&Choice>, new: Option<&Choice>) -> f64 {
        let (old, new) = (old.map(|c| borders(self.model, c)), new.map(|c| borders(self.model, c)));
        let inside = |range: &Option<std::ops::Range<usize>>, slot: &usize| {
            i32::from(range.as_ref().is_some_and(|r| r.contains(slot)))
        };
        let all = [&old, &new].into_iter().flatten();
        let (from, to) =
            all.fold((usize::MAX, 0), |(from, to), range| (from.min(range.start), to.max(range.end)));
        (from.min(to)..to)
            .map(|slot| {
                let change = inside(&new, &slot) - inside(&old, &slot);
                let now = self.across[slot];
                if change == 0 { 0.0 } else { self.pricer.crossing(slot, now + change) - self.pricer.crossing(slot, now) }
            })
            .sum()
    }

    /// Makes the day's work what `change` has priced last.
    fn commit(&mut self, agent: usize, class: &'m Class, day: usize, work: Option<DayWork>) {
        let model = self.model;
        let class_day = &class.days[day];
        let choice = |w: Option<DayWork>| w.and_then(|w| class_day.choices.get(usize::from(w.choice)));
        let base = (agent * WEEK + day) * self.stride;
        let (old, new) = (choice(self.tours[agent].days[day]), choice(work));
        if let Some(old) = old {
            self.count(model.slot_of(old.start), base, -1);
        }
        self.held[base..base + self.stride].copy_from_slice(&self.trial);
        if let Some(new) = new {
            self.count(model.slot_of(new.start), base, 1);
        }
        if self.asks_crossing {
            for (choice, sign) in [(old, -1), (new, 1)] {
                for slot in choice.map_or(0..0, |c| borders(model, c)) {
                    self.across[slot] += sign;
                }
            }
        }
        self.tours[agent].days[day] = work;
    }

    fn count(&mut self, first: usize, base: usize, sign: i32) {
        for (i, held) in self.held[base..base + self.stride].iter().enumerate() {
            let grains = sign * i32::from(held.grains);
            if grains == 0 {
                continue;
            }
            if let Some(now) = self.cells.get_mut(held.cell as usize) {
                *now += grains;
            }
            if let Some(now) = self.slots.get_mut(first + i) {
                *now += grains;
            }
        }
    }

    /// Anneals; the best roster met at a look at the clock is left in `best`.
    pub(super) fn run(&mut self, best: &mut State, rng: &mut ChaCha8Rng, schedule: Schedule, stopped: &dyn Fn() -> bool) {
        if self.movable.is_empty() {
            return;
        }
        let mut record = best.price;
        let mut step = 0;
        while step < schedule.moves {
            if stopped() {
                break;
            }
            let heat = schedule.hot * (schedule.cold / schedule.hot).powf(step as f64 / schedule.moves as f64);
            for _ in 0..STRIDE {
                self.attempt(rng, heat);
            }
            step += STRIDE;
            if self.price < record - 1e-7 && (heat < 4.0 * schedule.cold || step >= schedule.moves) {
                record = self.price;
                self.write(best);
            }
        }
        if self.price < record - 1e-7 {
            self.write(best);
        }
    }

    /// Writes the roster at hand.
    fn write(&self, state: &mut State) {
        for agent in &self.movable {
            let agent = *agent as usize;
            let Some(class) = self.class(agent) else { continue };
            state.tours[agent] = self.tours[agent];
            let portions = &mut state.portions[agent];
            portions.clear();
            for (day, choice, _) in self.tours[agent].choices(class) {
                let first = self.model.slot_of(choice.start);
                let base = (agent * WEEK + day) * self.stride;
                for (i, held) in self.held[base..base + self.stride].iter().enumerate().filter(|(_, h)| h.grains > 0) {
                    portions.push(Portion {
                        cell: held.cell,
                        slot: u32::try_from(first + i).unwrap_or(u32::MAX),
                        minutes: u16::try_from(i32::from(held.grains) * self.model.grain).unwrap_or(0),
                    });
                }
            }
        }
        state.refresh(self.model, self.pricer);
    }

    fn attempt(&mut self, rng: &mut ChaCha8Rng, heat: f64) {
        let agent = self.movable[rng.random_range(0..self.movable.len())] as usize;
        let Some(class) = self.class(agent) else { return };
        let day = rng.random_range(0..WEEK);
        let Some(work) = self.tours[agent].days[day] else {
            return self.move_day(agent, class, day, rng, heat);
        };
        let kind = rng.random_range(0..100u32);
        let Some(choice) = class.days[day].choices.get(usize::from(work.choice)) else { return };
        if choice.touches_closed {
            return;
        }
        if kind >= 97 {
            return self.other_week(agent, class, rng, heat);
        }
        let next = if kind < 40 {
            self.other_break(class, &class.days[day], choice, work, rng)
        } else if kind < 92 {
            self.other_shift(class, &class.days[day], choice, work, rng)
        } else {
            return if kind < 93 { self.renew_day(agent, class, day, rng, heat) } else { self.drop_day(agent, class, day, rng, heat) };
        };
        let Some(next) = next else { return };
        let mut own = 0.0;
        if next.choice != work.choice {
            let mut tour = self.tours[agent];
            tour.days[day] = Some(next);
            if !class.allows(&tour, self.model.problem.centre.handover) {
                return;
            }
            let after = &class.days[day].choices[usize::from(next.choice)];
            own = after.wish_price() - choice.wish_price();
            if after.paid != choice.paid {
                let hour = self.pricer.list.hour;
                own = tour.own_price(class, hour) - self.tours[agent].own_price(class, hour);
            }
        }
        let change = self.change(agent, class, day, Some(next)) + own;
        if accepted(change, heat, rng) {
            self.commit(agent, class, day, Some(next));
            self.price += change;
        }
    }

    /// The same shift with one break elsewhere.
    fn other_break(
        &self,
        class: &Class,
        day: &ClassDay,
        choice: &Choice,
        mut work: DayWork,
        rng: &mut ChaCha8Rng,
    ) -> Option<DayWork> {
        let breaks = &self.model.contracts[class.contract].templates[choice.template].breaks;
        if breaks.is_empty() {
            return None;
        }
        let which = rng.random_range(0..breaks.len().min(MAX_BREAKS));
        let starts = &breaks[which].starts;
        let start = i16::try_from(starts[rng.random_range(0..starts.len())]).ok()?;
        if start == work.breaks.at[which] {
            return None;
        }
        work.breaks.at[which] = start;
        self.breaks_legal(breaks, day, choice, &work.breaks).then_some(work)
    }

    fn breaks_legal(&self, breaks: &[BreakModel], day: &ClassDay, choice: &Choice, placed: &Breaks) -> bool {
        let end = choice.end - choice.start - signed(self.model.problem.centre.handover.wind_down);
        let mut free_from = 0;
        for (b, at) in breaks.iter().zip(placed.at) {
            let (from, to) = (i32::from(at), i32::from(at) + b.length);
            let meets = |a: &super::class::FixedActivity| a.start < choice.start + to && choice.start + from < a.end;
            if from < free_from || to > end || day.activities.iter().any(meets) {
                return false;
            }
            free_from = to;
        }
        true
    }

    /// Another shift of the same family on the same day.
    fn other_shift(
        &self,
        class: &Class,
        day: &ClassDay,
        choice: &Choice,
        work: DayWork,
        rng: &mut ChaCha8Rng,
    ) -> Option<DayWork> {
        let family = family(class, day, choice);
        let now = usize::from(work.choice);
        let index = if rng.random_bool(0.7) {
            let step = rng.random_range(1..=3usize);
            if rng.random_bool(0.5) { now.checked_sub(step)? } else { now + step }
        } else {
            rng.random_range(family.clone())
        };
        if index == now || !family.contains(&index) {
            return None;
        }
        self.shift_with_breaks(class, day, (choice, work), index, rng)
    }

    /// The shift `index` with breaks like those of another: at the same times, or at the same offsets, or anywhere.
    fn shift_with_breaks(
        &self,
        class: &Class,
        day: &ClassDay,
        (like, work): (&Choice, DayWork),
        index: usize,
        rng: &mut ChaCha8Rng,
    ) -> Option<DayWork> {
        let choice = day.choices.get(index)?;
        if choice.touches_closed {
            return None;
        }
        let breaks = &self.model.contracts[class.contract].templates[choice.template].breaks;
        let mut placed = work.breaks;
        let place = rng.random_range(0..10u32);
        let later = (choice.start - like.start + 12 * 60).rem_euclid(24 * 60) - 12 * 60;
        for (which, (at, b)) in placed.at.iter_mut().zip(breaks).enumerate() {
            let wanted = i32::from(work.breaks.at[which]) - if place < 5 { later } else { 0 };
            let start = if place == 0 {
                b.starts.get(rng.random_range(0..b.starts.len())).copied()
            } else {
                nearest(&b.starts, wanted)
            };
            *at = i16::try_from(start?).ok()?;
        }
        let choice_number = u16::try_from(index).ok()?;
        self.breaks_legal(breaks, day, choice, &placed).then_some(DayWork { choice: choice_number, breaks: placed })
    }

    /// The best shift of a family on a day for an agent who does not work it, with noise that grows with the heat.
    fn best_shift(
        &mut self,
        class: &'m Class,
        day: usize,
        family: std::ops::Range<usize>,
        rng: &mut ChaCha8Rng,
        heat: f64,
    ) -> Option<DayWork> {
        let model = self.model;
        let class_day = &class.days[day];
        let choices = class_day.choices.get(family.clone())?;
        let from = choices.iter().map(|c| model.slot_of(c.start)).min()?;
        let to = choices.iter().map(|c| model.slot_of(c.end) + 1).max()?.min(model.slots);
        let skills = &model.skill_sets[class.skills];
        let mut prices = std::mem::take(&mut self.prices);
        prices.of_range(
            model,
            from..to,
            |slot, k| self.swap(skills, slot, NOTHING, u8::try_from(k).unwrap_or(0)).1,
            |slot| {
                let now = self.across[slot];
                if self.asks_crossing { self.pricer.crossing(slot, now + 1) - self.pricer.crossing(slot, now) } else { 0.0 }
            },
        );
        let mut best = (f64::INFINITY, None);
        for index in family {
            let choice = &class_day.choices[index];
            if choice.touches_closed {
                continue;
            }
            let price = day_price(model, class, class_day, choice, &prices, &mut self.stairs) + choice.wish_price();
            let noise = -(-rng.random::<f64>().max(1e-12).ln()).max(1e-12).ln();
            let price = price - heat * noise;
            if price < best.0 {
                best = (price, Some(index));
            }
        }
        let found = best.1.and_then(|index| {
            let (_, breaks) = place_breaks(model, class, class_day, &class_day.choices[index], &prices);
            Some(DayWork { choice: u16::try_from(index).ok()?, breaks })
        });
        self.prices = prices;
        found
    }

    /// Gives the agent's day the best shift there is, with noise.
    fn renew_day(&mut self, agent: usize, class: &'m Class, day: usize, rng: &mut ChaCha8Rng, heat: f64) {
        let before = self.tours[agent];
        let Some(work) = before.days[day] else { return };
        let Some(choice) = class.days[day].choices.get(usize::from(work.choice)) else { return };
        let family = family(class, &class.days[day], choice);
        let removal = self.change(agent, class, day, None);
        self.commit(agent, class, day, None);
        let hour = self.pricer.list.hour;
        if let Some(next) = self.best_shift(class, day, family, rng, heat) {
            let mut after = before;
            after.days[day] = Some(next);
            if class.allows(&after, self.model.problem.centre.handover) {
                let own = after.own_price(class, hour) - before.own_price(class, hour);
                let change = removal + own + self.change(agent, class, day, Some(next));
                if accepted(change, heat, rng) {
                    self.commit(agent, class, day, Some(next));
                    self.price += change;
                    return;
                }
            }
        }
        let _ = self.change(agent, class, day, Some(work));
        self.commit(agent, class, day, Some(work));
    }

    /// Moves a day worked to `day`, which is off.
    fn move_day(&mut self, agent: usize, class: &'m Class, day: usize, rng: &mut ChaCha8Rng, heat: f64) {
        let from = rng.random_range(0..WEEK);
        let tour = self.tours[agent];
        let worked = tour.days[from];
        let (like_day, like) = match worked {
            Some(work) => (from, work),
            // both off: an added day, where the rules allow one more
            None => match (0..WEEK).filter_map(|d| tour.days[d].map(|w| (d, w))).nth(from % 3) {
                Some(found) => found,
                None => return,
            },
        };
        let class_day = &class.days[day];
        let Some(like_choice) = class.days[like_day].choices.get(usize::from(like.choice)) else { return };
        let family = family(class, class_day, like_choice);
        let now = (0..WEEK).filter(|d| tour.days[*d].is_some()).fold(0u8, |mask, d| mask | 1 << d);
        let mask = if worked.is_some() { now & !(1 << from) } else { now } | 1 << day;
        if family.is_empty() || !class.may_begin(WEEK, mask) {
            return;
        }
        let kind = rng.random_range(0..10u32);
        let next = if kind == 0 {
            self.best_shift(class, day, family, rng, heat)
        } else {
            let index = if kind <= 3 {
                Some(rng.random_range(family))
            } else {
                family.clone().find(|i| class_day.choices[*i].variant == like_choice.variant)
            };
            index.and_then(|index| self.shift_with_breaks(class, class_day, (like_choice, like), index, rng))
        };
        let Some(next) = next else { return };
        let mut after = tour;
        if worked.is_some() {
            if class.days[from].choices.get(usize::from(like.choice)).is_none_or(|c| c.touches_closed) {
                return;
            }
            after.days[from] = None;
        }
        after.days[day] = Some(next);
        if !class.allows(&after, self.model.problem.centre.handover) {
            return;
        }
        let hour = self.pricer.list.hour;
        let mut change = after.own_price(class, hour) - tour.own_price(class, hour);
        if worked.is_some() {
            change += self.change(agent, class, from, None);
            self.commit(agent, class, from, None);
        }
        change += self.change(agent, class, day, Some(next));
        if accepted(change, heat, rng) {
            self.commit(agent, class, day, Some(next));
            self.price += change;
        } else if worked.is_some() {
            let _ = self.change(agent, class, from, worked);
            self.commit(agent, class, from, worked);
        }
    }

    /// Gives the week another template, or slides it: every day keeps about its place.
    fn other_week(&mut self, agent: usize, class: &'m Class, rng: &mut ChaCha8Rng, heat: f64) {
        let before = self.tours[agent];
        let mut after = Tour::default();
        let template = rng.random_range(0..self.model.contracts[class.contract].templates.len());
        let slide = if rng.random_bool(0.5) { 0 } else { rng.random_range(-2..=2i32) * self.model.interval };
        for (day, choice, work) in before.choices(class) {
            let class_day = &class.days[day];
            let family = class_day.family(if class.rules.same_shift { template } else { 0 });
            let wanted = choice.start + slide;
            let nearest = family.min_by_key(|i| {
                let c = &class_day.choices[*i];
                ((c.start - wanted).abs(), (c.paid - choice.paid).abs(), (c.template != choice.template), *i)
            });
            let next = nearest.and_then(|i| self.shift_with_breaks(class, class_day, (choice, work), i, rng));
            if next.is_none() || choice.touches_closed {
                return;
            }
            after.days[day] = next;
        }
        if after == before || !class.allows(&after, self.model.problem.centre.handover) {
            return;
        }
        let hour = self.pricer.list.hour;
        let mut change = after.own_price(class, hour) - before.own_price(class, hour);
        for day in (0..WEEK).filter(|d| after.days[*d] != before.days[*d]) {
            change += self.change(agent, class, day, after.days[day]);
            self.commit(agent, class, day, after.days[day]);
        }
        if accepted(change, heat, rng) {
            self.price += change;
            return;
        }
        for day in (0..WEEK).filter(|d| after.days[*d] != before.days[*d]) {
            let _ = self.change(agent, class, day, before.days[day]);
            self.commit(agent, class, day, before.days[day]);
        }
    }

    /// Takes a day off, where the rules allow one fewer.
    fn drop_day(&mut self, agent: usize, class: &'m Class, day: usize, rng: &mut ChaCha8Rng, heat: f64) {
        let mut after = self.tours[agent];
        after.days[day] = None;
        if !class.allows(&after, self.model.problem.centre.handover) {
            return;
        }
        let hour = self.pricer.list.hour;
        let own = after.own_price(class, hour) - self.tours[agent].own_price(class, hour);
        let change = self.change(agent, class, day, None) + own;
        if accepted(change, heat, rng) {
            self.commit(agent, class, day, None);
            self.price += change;
        }
    }
}

/// Where the choices lie that may stand in for `choice` on a day.
fn family(class: &Class, day: &ClassDay, choice: &Choice) -> std::ops::Range<usize> {
    day.family(if class.rules.same_shift { choice.template } else { 0 })
}

/// The entry nearest to `wanted` of an ascending list.
fn nearest(starts: &[i32], wanted: i32) -> Option<i32> {
    let at = starts.partition_point(|s| *s < wanted);
    let below = at.checked_sub(1).and_then(|i| starts.get(i)).copied();
    match (below, starts.get(at).copied()) {
        (Some(below), Some(above)) => Some(if wanted - below <= above - wanted { below } else { above }),
        (below, above) => below.or(above),
    }
}

fn accepted(change: f64, heat: f64, rng: &mut ChaCha8Rng) -> bool {
    change <= 0.0 || rng.random::<f64>() < (-change / heat).exp()
}
