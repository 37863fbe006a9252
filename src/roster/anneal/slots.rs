//! What a change of one agent's day does to slots, and to the price.

use super::{Annealer, Choice, Class, ClassDay, DayWork, Edit, Held, NO_CELL, WEEK};
use crate::roster::tour::{Breaks, borders};

impl<'m> Annealer<'m, '_> {
    /// Change of price when the agent's work of a day becomes `work`; what it does to slots is left in `edits`.
    pub(super) fn change(&mut self, agent: usize, class: &'m Class, day: usize, work: Option<DayWork>) -> f64 {
        let class_day = &class.days[day];
        let choice = |w: DayWork| class_day.choices.get(usize::from(w.choice)).map(|c| (c, w.breaks));
        let (old, new) = (self.tours[agent].days[day].and_then(choice), work.and_then(choice));
        let (mut from, mut to) = (std::mem::take(&mut self.from), std::mem::take(&mut self.to));
        self.stretches(class, class_day, old, &mut from);
        self.stretches(class, class_day, new, &mut to);
        self.compare(&from, &to);
        (self.from, self.to) = (from, to);
        let mut change = self.edited((agent, day), class);
        if self.asks_crossing && old.map(|o| o.0.start) != new.map(|n| n.0.start) {
            change += self.crossing_change(old.map(|o| o.0), new.map(|n| n.0));
        }
        change
    }

    /// Change of price when one break of the day's shift goes elsewhere, as `change` would find it from the whole shifts.
    pub(super) fn change_of_break(
        &mut self,
        (agent, day): (usize, usize),
        class: &'m Class,
        (from, to, length): (i32, i32, i32),
    ) -> f64 {
        // work is what the old break was and the new one is not
        self.compare(&[to, to + length], &[from, from + length]);
        self.edited((agent, day), class)
    }

    /// What the edits noted cost; where there are several queues, the best of them for each slot is noted too.
    fn edited(&mut self, (agent, day): (usize, usize), class: &'m Class) -> f64 {
        let base = (agent * WEEK + day) * self.stride;
        let skills = &self.model.skill_sets[class.skills];
        let mut edits = std::mem::take(&mut self.edits);
        let mut change = 0.0;
        for edit in &mut edits {
            let slot = usize::from(edit.slot);
            if let [queue] = skills.as_slice() {
                // what the agent did before does not matter where there is one queue to do it for, and is far to fetch
                let cell = self.model.cell_at[slot * self.model.queues.len() + queue];
                change += self.gain(slot, cell, edit.grains);
                continue;
            }
            let before = self.held[base + slot - self.day_base[day]];
            let grains = u8::try_from(i32::from(before.grains) + edit.grains).unwrap_or(0);
            let (cell, price) = self.swap(skills, slot, before, grains);
            edit.after = Held { cell, grains };
            change += price;
        }
        self.edits = edits;
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
            let grains = sign * i32::from(self.grains_in[usize::try_from(end - from).unwrap_or(0)]);
            match self.edits.last_mut() {
                Some(edit) if edit.slot == slot => edit.grains += grains,
                _ => self.edits.push(Edit { slot, grains, ..Edit::default() }),
            }
            from = end;
        }
    }

    /// The cell that is best for the new work of one slot, and what replacing the old costs.
    #[inline]
    pub(super) fn swap(&self, skills: &[usize], slot: usize, before: Held, grains: u8) -> (u32, f64) {
        let model = self.model;
        let (less, more) = (i32::from(before.grains), i32::from(grains));
        if less == more {
            return (before.cell, 0.0);
        }
        if let [queue] = skills {
            let cell = model.cell_at[slot * model.queues.len() + queue];
            return (cell, self.gain(slot, cell, more - less));
        }
        let mut price = self.presence_gain(slot, more - less);
        if less > 0 && before.cell != NO_CELL {
            price += self.marginals.price(before.cell as usize, -less);
            if model.is_secondary(skills, slot, before.cell) {
                price -= self.pricer.secondary(less * model.grain);
            }
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
                let left = if cell == before.cell { less } else { 0 };
                let rank = if skills.first() == Some(queue) { 0.0 } else { self.pricer.secondary(more * model.grain) };
                self.marginals.price(cell as usize, more - left) - self.marginals.price(cell as usize, -left) + rank
            };
            if with < best.0 {
                best = (with, cell);
            }
        }
        (best.1, if best.0.is_finite() { price + best.0 } else { price })
    }

    /// Change of price when `by` grains are added in a slot, to one cell.
    #[inline]
    fn gain(&self, slot: usize, cell: u32, by: i32) -> f64 {
        let queue = if cell == NO_CELL { 0.0 } else { self.marginals.price(cell as usize, by) };
        queue + self.presence_gain(slot, by)
    }

    /// Change of price of the presence in a slot.
    #[inline]
    fn presence_gain(&self, slot: usize, by: i32) -> f64 {
        let now = self.slots[slot];
        if self.asks_presence && now + by.min(0) < self.presence.enough(slot) {
            self.presence.price(slot, now + by) - self.presence.price(slot, now)
        } else {
            0.0
        }
    }

    fn crossing_change(&mut self, old: Option<&Choice>, new: Option<&Choice>) -> f64 {
        let (old, new) = (old.map(|c| borders(self.model, c)), new.map(|c| borders(self.model, c)));
        let inside = |range: &Option<std::ops::Range<usize>>, slot: &usize| {
            i32::from(range.as_ref().is_some_and(|r| r.contains(slot)))
        };
        let all = [&old, &new].into_iter().flatten();
        let (from, to) = all.fold((usize::MAX, 0), |(from, to), range| (from.min(range.start), to.max(range.end)));
        (from.min(to)..to)
            .map(|slot| {
                let change = inside(&new, &slot) - inside(&old, &slot);
                let now = self.across[slot];
                if change == 0 {
                    0.0
                } else {
                    self.pricer.crossing(slot, now + change) - self.pricer.crossing(slot, now)
                }
            })
            .sum()
    }

    /// Makes the day's work what `change` has priced last.
    pub(super) fn commit(&mut self, agent: usize, class: &'m Class, day: usize, work: Option<DayWork>) {
        let base = (agent * WEEK + day) * self.stride;
        let queues = self.model.queues.len();
        let only = if let [queue] = self.model.skill_sets[class.skills].as_slice() { Some(*queue) } else { None };
        for edit in &self.edits {
            let slot = usize::from(edit.slot);
            let held = &mut self.held[base + slot - self.day_base[day]];
            let after = only.map_or(edit.after, |queue| Held {
                cell: self.model.cell_at[slot * queues + queue],
                grains: u8::try_from(i32::from(held.grains) + edit.grains).unwrap_or(0),
            });
            let before = std::mem::replace(held, after);
            for (part, sign) in [(before, -1), (after, 1)] {
                if let Some(now) = self.cells.get_mut(part.cell as usize) {
                    *now += sign * i32::from(part.grains);
                }
            }
            for cell in [before.cell, after.cell] {
                if let Some(now) = self.cells.get(cell as usize) {
                    self.marginals.renew(&self.table, cell as usize, *now);
                }
                if before.cell == after.cell {
                    break;
                }
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
}
