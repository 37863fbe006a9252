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
use super::legality::shifts::{WEEK, signed};
use super::model::{Model, NO_CELL};
use super::prices::Prices;
use super::pricing::{day_price, place_breaks};
use super::state::State;
use super::tour::{Breaks, DayWork, MAX_BREAKS, Tour, borders, work_slots};

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
    wind_down: i32,
    asks_presence: bool,
    asks_crossing: bool,
    tours: Vec<Tour>,
    /// What each agent does in each slot of each day's shift: `(agent × 7 + day) × stride + slot − first slot of the day`.
    held: Vec<Held>,
    stride: usize,
    /// The first slot that a shift of each day can touch.
    day_base: [usize; WEEK],
    /// The slot of each minute of the clock.
    slot_at: Vec<u16>,
    price: f64,
    movable: Vec<u32>,
    /// What the change priced last does to slots.
    edits: Vec<Edit>,
    from: Vec<i32>,
    to: Vec<i32>,
    prices: Prices,
    stairs: Vec<(i32, f64)>,
}

/// Work in one slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    cell: u32,
    grains: u8,
}

/// What a change of shift does to one slot.
#[derive(Clone, Copy, Debug, Default)]
struct Edit {
    slot: u16,
    grains: i32,
    before: Held,
    after: Held,
}

/// The slots that shifts of a day can touch.
fn reach(model: &Model<'_>, day: usize) -> (usize, usize) {
    let choices = || model.classes.iter().flat_map(|c| &c.days[day].choices);
    let from = choices().map(|c| model.slot_of(c.start)).min().unwrap_or(0);
    let to = choices().map(|c| model.slot_of(c.end) + 1).max().unwrap_or(0);
    (from, to)
}

/// Whether the tables here price all that a move of the class changes: not so for the rules about several agents at once, which
/// the sweeps of best responses look after.
fn is_movable(class: &Class) -> bool {
    class.team_rules.is_empty() && class.days.iter().all(|d| d.locked.is_empty())
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
        let reach: Vec<(usize, usize)> = (0..WEEK).map(|day| reach(model, day)).collect();
        let stride = reach.iter().map(|(from, to)| to.saturating_sub(*from)).max().unwrap_or(0);
        let minutes = i32::try_from(model.slots).unwrap_or(0) * model.interval;
        let agents = state.tours.len();
        let movable = (0..agents)
            .filter(|a| model.class_of[*a].is_some_and(|c| is_movable(&model.classes[c])))
            .filter_map(|a| u32::try_from(a).ok())
            .collect();
        let agents_of = |grains: i32| f64::from(grains * model.grain) / f64::from(model.interval);
        let mut made = Self {
            model,
            pricer,
            table: PriceTable::new(
                model.cells.len(),
                |cell, grains| pricer.cell(cell, grains * model.grain),
                |cell, grains| {
                    let row = &model.cells[cell];
                    row.carried_in + agents_of(grains) >= pricer.list.steps(cell, row.required).required
                },
            ),
            presence: PriceTable::new(
                model.slots,
                |slot, grains| pricer.presence(slot, grains * model.grain),
                |slot, grains| pricer.presence_lack(slot, grains * model.grain) <= 0.0,
            ),
            cells: state.coverage.cell.iter().map(|m| m / model.grain).collect(),
            slots: state.coverage.slot.iter().map(|m| m / model.grain).collect(),
            across: state.coverage.across.clone(),
            wind_down: signed(model.problem.centre.handover.wind_down),
            asks_presence: pricer.asks_presence(),
            asks_crossing: pricer.asks_crossing(),
            tours: state.tours.clone(),
            held: vec![NOTHING; agents * WEEK * stride],
            stride,
            day_base: std::array::from_fn(|day| reach[day].0),
            slot_at: (0..=minutes).map(|m| u16::try_from(model.slot_of(m)).unwrap_or(u16::MAX)).collect(),
            price: state.price,
            movable,
            edits: Vec::new(),
            from: Vec::new(),
            to: Vec::new(),
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
            for (day, choice, work) in self.tours[agent].choices(class) {
                let base = (agent * WEEK + day) * self.stride;
                for slot in work_slots(self.model, class, &class.days[day], choice, &work.breaks) {
                    let Some(portion) = portions.next() else { break };
                    let grains = u8::try_from(i32::from(slot.minutes) / self.model.grain).unwrap_or(0);
                    let at = (slot.slot as usize).saturating_sub(self.day_base[day]);
                    self.held[base + at] = Held { cell: portion.cell, grains };
                }
            }
        }
    }

    fn class(&self, agent: usize) -> Option<&'m Class> {
        self.model.class_of[agent].map(|c| &self.model.classes[c])
    }

    /// Change of price when the agent's work of a day becomes `work`; what it does to slots is left in `edits`.
    fn change(&mut self, agent: usize, class: &'m Class, day: usize, work: Option<DayWork>) -> f64 {
        let class_day = &class.days[day];
        let choice = |w: DayWork| class_day.choices.get(usize::from(w.choice)).map(|c| (c, w.breaks));
        let (old, new) = (self.tours[agent].days[day].and_then(choice), work.and_then(choice));
        let (mut from, mut to) = (std::mem::take(&mut self.from), std::mem::take(&mut self.to));
        self.stretches(class, class_day, old, &mut from);
        self.stretches(class, class_day, new, &mut to);
        self.compare(&from, &to);
        (self.from, self.to) = (from, to);
        let base = (agent * WEEK + day) * self.stride;
        let skills = &self.model.skill_sets[class.skills];
        let mut edits = std::mem::take(&mut self.edits);
        let mut change = 0.0;
        for edit in &mut edits {
            let slot = usize::from(edit.slot);
            edit.before = self.held[base + slot - self.day_base[day]];
            let grains = u8::try_from(i32::from(edit.before.grains) + edit.grains).unwrap_or(0);
            let (cell, price) = self.swap(skills, slot, edit.before, grains);
            edit.after = Held { cell, grains };
            change += price;
        }
        self.edits = edits;
        if self.asks_crossing && old.map(|o| o.0.start) != new.map(|n| n.0.start) {
            change += self.crossing_change(old.map(|o| o.0), new.map(|n| n.0));
        }
        change
    }

    /// The minutes at which a shift's work begins, stops, goes on and ends.
    fn stretches(&self, class: &Class, day: &ClassDay, shift: Option<(&Choice, Breaks)>, points: &mut Vec<i32>) {
        points.clear();
        let Some((choice, breaks)) = shift else { return };
        let template = &self.model.contracts[class.contract].templates[choice.template];
        points.push(choice.start);
        for (b, at) in template.breaks.iter().zip(breaks.at) {
            points.extend([choice.start + i32::from(at), choice.start + i32::from(at) + b.length]);
        }
        points.push(choice.end - self.wind_down);
        if !day.activities.is_empty() {
            points.extend(day.activities.iter().flat_map(|a| [a.start, a.end]));
            points.sort_unstable();
        }
    }

    /// Notes, slot by slot, the grains by which two shifts' work differs.
    fn compare(&mut self, from: &[i32], to: &[i32]) {
        self.edits.clear();
        let (mut i, mut j, mut last) = (0, 0, 0);
        while i < from.len() || j < to.len() {
            let (a, b) = (from.get(i).copied().unwrap_or(i32::MAX), to.get(j).copied().unwrap_or(i32::MAX));
            let now = a.min(b);
            if i % 2 != j % 2 && last < now {
                self.note(last, now, if j % 2 == 1 { 1 } else { -1 });
            }
            i += usize::from(a == now);
            j += usize::from(b == now);
            last = now;
        }
    }

    /// Adds `[from, to)` to the edits.
    fn note(&mut self, mut from: i32, to: i32, sign: i32) {
        while from < to {
            let slot = usize::try_from(from).ok().and_then(|m| self.slot_at.get(m)).copied().unwrap_or(u16::MAX);
            let end = to.min((i32::from(slot) + 1) * self.model.interval);
            let grains = sign * (end - from) / self.model.grain;
            match self.edits.last_mut() {
                Some(edit) if edit.slot == slot => edit.grains += grains,
                _ => self.edits.push(Edit { slot, grains, ..Edit::default() }),
            }
            from = end;
        }
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
        let base = (agent * WEEK + day) * self.stride;
        for edit in &self.edits {
            let slot = usize::from(edit.slot);
            self.held[base + slot - self.day_base[day]] = edit.after;
            if let Some(now) = self.cells.get_mut(edit.before.cell as usize) {
                *now -= i32::from(edit.before.grains);
            }
            if let Some(now) = self.cells.get_mut(edit.after.cell as usize) {
                *now += i32::from(edit.after.grains);
            }
            self.slots[slot] += edit.grains;
        }
        if self.asks_crossing {
            let choice = |w: Option<DayWork>| w.and_then(|w| class.days[day].choices.get(usize::from(w.choice)));
            for (choice, sign) in [(choice(self.tours[agent].days[day]), -1), (choice(work), 1)] {
                for slot in choice.map_or(0..0, |c| borders(self.model, c)) {
                    self.across[slot] += sign;
                }
            }
        }
        self.tours[agent].days[day] = work;
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
            for (day, _, _) in self.tours[agent].choices(class) {
                let base = (agent * WEEK + day) * self.stride;
                for (i, held) in self.held[base..base + self.stride].iter().enumerate().filter(|(_, h)| h.grains > 0) {
                    portions.push(Portion {
                        cell: held.cell,
                        slot: u32::try_from(self.day_base[day] + i).unwrap_or(u32::MAX),
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
            if after.paid != choice.paid || class.rules.has_prices() {
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
        self.breaks_legal(class, day, choice, &work.breaks).then_some(work)
    }

    fn breaks_legal(&self, class: &Class, day: &ClassDay, choice: &Choice, placed: &Breaks) -> bool {
        let template = &self.model.contracts[class.contract].templates[choice.template];
        let breaks = &template.breaks;
        let end = choice.end - choice.start - self.wind_down;
        let mut free_from = 0;
        for (b, at) in breaks.iter().zip(placed.at) {
            let (from, to) = (i32::from(at), i32::from(at) + b.length);
            let meets = |a: &super::class::FixedActivity| a.start < choice.start + to && choice.start + from < a.end;
            if from < free_from || to > end || day.activities.iter().any(meets) {
                return false;
            }
            free_from = to;
        }
        template.spacing.is_free() || {
            let spans = breaks.iter().zip(placed.at).map(|(b, at)| (i32::from(at), i32::from(at) + b.length));
            template.spacing.is_kept(spans, choice.end - choice.start)
        }
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
        let family = day.family(family_of(class, day, work.choice));
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
        self.breaks_legal(class, day, choice, &placed).then_some(DayWork { choice: choice_number, breaks: placed })
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
            if price.is_infinite() {
                continue;
            }
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
        let family = class.days[day].family(family_of(class, &class.days[day], work.choice));
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
        // an agent of several queues may be put back to others than before
        self.price += removal + self.change(agent, class, day, Some(work));
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
        let family = class_day.family(family_of(class, &class.days[like_day], like.choice));
        let now = (0..WEEK).filter(|d| tour.days[*d].is_some()).fold(0u8, |mask, d| mask | 1 << d);
        let mask = if worked.is_some() { now & !(1 << from) } else { now } | 1 << day;
        if family.is_empty() || !class.may_work_on(mask) {
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
        let mut removal = 0.0;
        if worked.is_some() {
            removal = self.change(agent, class, from, None);
            self.commit(agent, class, from, None);
        }
        let own = after.own_price(class, hour) - tour.own_price(class, hour);
        let change = own + removal + self.change(agent, class, day, Some(next));
        if accepted(change, heat, rng) {
            self.commit(agent, class, day, Some(next));
            self.price += change;
        } else if worked.is_some() {
            self.price += removal + self.change(agent, class, from, worked);
            self.commit(agent, class, from, worked);
        }
    }

    /// Gives the week another template, or slides it: every day keeps about its place.
    fn other_week(&mut self, agent: usize, class: &'m Class, rng: &mut ChaCha8Rng, heat: f64) {
        let before = self.tours[agent];
        let mut after = Tour::default();
        let Some(family) = class.families.get(rng.random_range(0..class.families.len().max(1))) else { return };
        let slide = if rng.random_bool(0.5) { 0 } else { rng.random_range(-2..=2i32) * self.model.interval };
        for (day, choice, work) in before.choices(class) {
            let class_day = &class.days[day];
            let wanted = choice.start + slide;
            let nearest = class_day.family(family.index).min_by_key(|i| {
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
        let mut change = 0.0;
        for day in (0..WEEK).filter(|d| after.days[*d] != before.days[*d]) {
            change += self.change(agent, class, day, after.days[day]);
            self.commit(agent, class, day, after.days[day]);
        }
        self.price += change;
        let own = after.own_price(class, hour) - before.own_price(class, hour);
        if accepted(change + own, heat, rng) {
            self.price += own;
            return;
        }
        for day in (0..WEEK).filter(|d| after.days[*d] != before.days[*d]) {
            self.price += self.change(agent, class, day, before.days[day]);
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

/// The family of a choice of a day.
fn family_of(class: &Class, day: &ClassDay, choice: u16) -> usize {
    class.families.iter().map(|f| f.index).find(|f| day.family(*f).contains(&usize::from(choice))).unwrap_or(0)
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
