//! What a change of one agent's day does to slots, and to the price.

use super::{Annealer, Choice, Class, ClassDay, DayWork, Edit, Held, NO_CELL, Switch, WEEK};
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
                let (price, switch) = self.with_switch(slot, cell, edit.grains);
                edit.switch = switch;
                change += price + self.presence_gain(slot, edit.grains);
                continue;
            }
            let before = self.held[base + slot - self.day_base[day]];
            let grains = u8::try_from(i32::from(before.grains) + edit.grains).unwrap_or(0);
            let (cell, price, switch) = self.swap(skills, slot, before, grains);
            edit.after = Held { cell, grains };
            edit.switch = switch;
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

    /// The cell that is best for the new work of one slot, what replacing the old costs, and the switch that it takes.
    #[inline]
    pub(super) fn swap(&self, skills: &[usize], slot: usize, before: Held, grains: u8) -> (u32, f64, Option<Switch>) {
        let model = self.model;
        let (less, more) = (i32::from(before.grains), i32::from(grains));
        if less == more {
            return (before.cell, 0.0, None);
        }
        let presence = self.presence_gain(slot, more - less);
        if let [queue] = skills {
            let cell = model.cell_at[slot * model.queues.len() + queue];
            let (price, switch) = self.with_switch(slot, cell, more - less);
            return (cell, price + presence, switch);
        }
        let behind = |cell: u32, by: i32| {
            if model.is_secondary(skills, slot, cell) { self.pricer.secondary(by * model.grain) } else { 0.0 }
        };
        let given_up = behind(before.cell, -less);
        if more == 0 {
            let (price, switch) = self.with_switch(slot, before.cell, -less);
            return (NO_CELL, presence + given_up + price, switch);
        }
        let left = self.plain(before.cell, -less);
        let mut best = (NO_CELL, f64::INFINITY, None);
        for queue in skills {
            let at = slot * model.queues.len() + queue;
            if !model.open[at] {
                continue;
            }
            let cell = model.cell_at[at];
            let (price, switch) = if cell == before.cell {
                self.with_switch(slot, cell, more - less)
            } else {
                let (gained, switch) = self.with_switch(slot, cell, more);
                // an agent's own change of queue can stand for that of a colleague
                if less == 0 { (gained, switch) } else { (left + self.plain(cell, more), None) }
            };
            let price = price + behind(cell, more);
            if price < best.1 {
                best = (cell, price, switch);
            }
        }
        let price = if best.1.is_finite() { best.1 } else { left };
        (best.0, presence + given_up + price, best.2)
    }

    /// Coverage once one piece of work has taken another's place.
    #[inline]
    pub(super) fn cover(&mut self, before: Held, after: Held) {
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
    }

    /// Change of price when a cell gains `by` grains and nobody switches queue; nothing for work that nobody asks for.
    #[inline]
    pub(super) fn plain(&self, cell: u32, by: i32) -> f64 {
        if cell == NO_CELL { 0.0 } else { self.marginals.price(cell as usize, by) }
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
        for at in 0..self.edits.len() {
            let edit = self.edits[at];
            let slot = usize::from(edit.slot);
            let held = &mut self.held[base + slot - self.day_base[day]];
            let after = only.map_or(edit.after, |queue| Held {
                cell: self.model.cell_at[slot * queues + queue],
                grains: u8::try_from(i32::from(held.grains) + edit.grains).unwrap_or(0),
            });
            let before = std::mem::replace(held, after);
            if only.is_none() {
                self.note_work(agent, slot, before, false);
                self.note_work(agent, slot, after, true);
            }
            self.cover(before, after);
            self.slots[slot] += edit.grains;
            if let Some(switch) = edit.switch {
                self.make(slot, switch);
            }
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
