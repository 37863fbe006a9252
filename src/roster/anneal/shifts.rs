//! Shifts to try: one break elsewhere, another start or length, the best shift there is.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{Annealer, Choice, Class, ClassDay, DayWork, NOTHING};
use crate::roster::class::FixedActivity;
use crate::roster::legality::shifts::signed;
use crate::roster::pricing::{day_price, place_breaks};
use crate::roster::tour::{Breaks, MAX_BREAKS, Tour};

impl<'m> Annealer<'m, '_> {
    /// The same shift with one break elsewhere: from which minute to which, for how long, and the day's work then.
    pub(super) fn other_break(
        &self,
        class: &Class,
        day: &ClassDay,
        choice: &Choice,
        mut work: DayWork,
        rng: &mut ChaCha8Rng,
    ) -> Option<((i32, i32, i32), DayWork)> {
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
        let moved =
            (choice.start + i32::from(work.breaks.at[which]), choice.start + i32::from(start), breaks[which].length);
        work.breaks.at[which] = start;
        self.breaks_legal(class, day, choice, &work.breaks).then_some((moved, work))
    }

    fn breaks_legal(&self, class: &Class, day: &ClassDay, choice: &Choice, placed: &Breaks) -> bool {
        let template = &self.model.contracts[class.contract].templates[choice.template];
        let breaks = &template.breaks;
        let end = choice.end - choice.start - self.wind_down;
        let mut free_from = 0;
        for (b, at) in breaks.iter().zip(placed.at) {
            let (from, to) = (i32::from(at), i32::from(at) + b.length);
            let meets = |a: &FixedActivity| a.start < choice.start + to && choice.start + from < a.end;
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
    pub(super) fn other_shift(
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
    pub(super) fn shift_with_breaks(
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
        // a shift of fewer breaks must not carry places of the other's: equal shifts are compared whole
        let mut placed = Breaks::default();
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
    pub(super) fn best_shift(
        &mut self,
        class: &'m Class,
        (tour, day): (&Tour, usize),
        family: std::ops::Range<usize>,
        rng: &mut ChaCha8Rng,
        heat: f64,
    ) -> Option<DayWork> {
        let model = self.model;
        let before = tour.choices(class).filter(|(d, _, _)| *d < day).last().map(|(_, c, _)| c);
        let after = tour.choices(class).find(|(d, _, _)| *d > day).map(|(_, c, _)| c);
        let handover = model.problem.centre.handover;
        let around = signed(handover.before) + signed(handover.after);
        let apart = |a: &Choice, b: &Choice| b.start >= a.end + class.rules.rest_between(a.kind, b.kind) + around;
        let rested = |c: &Choice| before.is_none_or(|b| apart(b, c)) && after.is_none_or(|a| apart(c, a));
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
                if self.asks_crossing {
                    self.pricer.crossing(slot, now + 1) - self.pricer.crossing(slot, now)
                } else {
                    0.0
                }
            },
        );
        let mut best = (f64::INFINITY, None);
        for index in family {
            let choice = &class_day.choices[index];
            if choice.touches_closed || !rested(choice) {
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
}

/// The family of a choice of a day.
pub(super) fn family_of(class: &Class, day: &ClassDay, choice: u16) -> usize {
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
