//! The moves: what is tried at one step, and kept or taken back.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::shifts::family_of;
use super::{Annealer, Choice, Class, DayWork, Tour, WEEK, accepted};

impl<'m> Annealer<'m, '_> {
    pub(super) fn attempt(&mut self, rng: &mut ChaCha8Rng, heat: f64) {
        let agent = self.movable[rng.random_range(0..self.movable.len())] as usize;
        let Some(class) = self.class(agent) else { return };
        let day = self.days[rng.random_range(0..self.days.len())];
        let Some(work) = self.tours[agent].days[day] else {
            return self.move_day(agent, class, day, rng, heat);
        };
        let kind = rng.random_range(0..100u32);
        let Some(choice) = class.days[day].choices.get(usize::from(work.choice)) else { return };
        if choice.touches_closed {
            return;
        }
        if kind >= 97 && self.days.len() == WEEK {
            return self.other_week(agent, class, rng, heat);
        }
        match kind {
            0..40 => self.move_break((agent, day), class, (choice, work), rng, heat),
            40..92 => self.move_shift((agent, day), class, (choice, work), rng, heat),
            92 => self.renew_day(agent, class, day, rng, heat),
            _ => self.drop_day(agent, class, day, rng, heat),
        }
    }

    /// Puts one break elsewhere.
    fn move_break(
        &mut self,
        (agent, day): (usize, usize),
        class: &'m Class,
        (choice, work): (&Choice, DayWork),
        rng: &mut ChaCha8Rng,
        heat: f64,
    ) {
        let Some((moved, next)) = self.other_break(class, &class.days[day], choice, work, rng) else { return };
        let mut own = 0.0;
        if class.days[day].kept.is_some() {
            let mut tour = self.tours[agent];
            tour.days[day] = Some(next);
            let hour = self.pricer.list.hour;
            own = tour.own_price(class, hour) - self.tours[agent].own_price(class, hour);
        }
        let change = self.change_of_break((agent, day), class, moved) + own;
        if accepted(change, heat, rng) {
            self.commit(agent, class, day, Some(next));
            self.price += change;
        }
    }

    /// Gives the day another shift of its family.
    fn move_shift(
        &mut self,
        (agent, day): (usize, usize),
        class: &'m Class,
        (choice, work): (&Choice, DayWork),
        rng: &mut ChaCha8Rng,
        heat: f64,
    ) {
        let Some(next) = self.other_shift(class, &class.days[day], choice, work, rng) else { return };
        let mut tour = self.tours[agent];
        tour.days[day] = Some(next);
        let Some(other) = class.days[day].choices.get(usize::from(next.choice)) else { return };
        let hours_stay = other.paid == choice.paid && !class.rules.has_prices() && class.days[day].kept.is_none();
        let own = if hours_stay {
            other.wish_price() - choice.wish_price()
        } else {
            let hour = self.pricer.list.hour;
            tour.own_price(class, hour) - self.tours[agent].own_price(class, hour)
        };
        let change = self.change(agent, class, day, Some(next)) + own;
        // most moves are too dear, so the rules of the week, which take longer to look at, come last
        if accepted(change, heat, rng) && class.allows(&tour, self.model.problem.centre.handover) {
            self.commit(agent, class, day, Some(next));
            self.price += change;
        }
    }

    /// Gives the agent's day the best shift there is, with noise.
    fn renew_day(&mut self, agent: usize, class: &'m Class, day: usize, rng: &mut ChaCha8Rng, heat: f64) {
        let before = self.tours[agent];
        let Some(work) = before.days[day] else { return };
        let family = class.days[day].family(family_of(class, &class.days[day], work.choice));
        let removal = self.change(agent, class, day, None);
        self.commit(agent, class, day, None);
        let hour = self.pricer.list.hour;
        if let Some(next) = self.best_shift(class, (&before, day), family, rng, heat) {
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
        let from = self.days[rng.random_range(0..self.days.len())];
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
        let now = tour.mask();
        let mask = if worked.is_some() { now & !(1 << from) } else { now } | 1 << day;
        if family.is_empty() || !class.may_work_on(mask) {
            return;
        }
        let kind = rng.random_range(0..100u32);
        let next = if kind == 0 {
            self.best_shift(class, (&tour, day), family, rng, heat)
        } else {
            let index = if kind <= 30 {
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

    /// Gives the week another template, or slides it: every day keeps about its place. A shift that begins soon after midnight may
    /// become one that begins soon before it, on the day before.
    fn other_week(&mut self, agent: usize, class: &'m Class, rng: &mut ChaCha8Rng, heat: f64) {
        let before = self.tours[agent];
        let mut after = Tour::default();
        let Some(family) = class.families.get(rng.random_range(0..class.families.len().max(1))) else { return };
        let slide = if rng.random_bool(0.5) { 0 } else { rng.random_range(-2..=2i32) * self.model.interval };
        let over_midnight = rng.random_bool(0.5);
        for (day, choice, work) in before.choices(class) {
            let wanted = choice.start + slide;
            let around = if over_midnight { day.saturating_sub(1)..(day + 2).min(WEEK) } else { day..day + 1 };
            let there = around.flat_map(|d| class.days[d].family(family.index).map(move |i| (d, i)));
            let nearest = there.min_by_key(|(d, i)| {
                let c = &class.days[*d].choices[*i];
                ((c.start - wanted).abs(), (c.paid - choice.paid).abs(), (c.template != choice.template), *d, *i)
            });
            let Some((there, index)) = nearest else { return };
            let next = self.shift_with_breaks(class, &class.days[there], (choice, work), index, rng);
            if next.is_none() || choice.touches_closed || after.days[there].is_some() {
                return;
            }
            after.days[there] = next;
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
