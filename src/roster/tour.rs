//! One agent's week: which shift on which day, where its breaks lie, and the minutes of work that follow.

use super::class::{Choice, Class, ClassDay};
use super::coverage::{Portion, borders_inside};
use super::legality::shifts::WEEK;
use super::legality::shifts::signed;
use super::legality::week::DayMask;
use super::model::Model;

pub(super) use crate::domain::centre::MAX_BREAKS;

/// Offsets of a shift's breaks from its start, in the order of the template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Breaks {
    pub(super) at: [i16; MAX_BREAKS],
}

/// A day worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DayWork {
    /// Index into the class day's choices.
    pub(super) choice: u16,
    pub(super) breaks: Breaks,
}

/// A week of one agent; `None` on days not worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tour {
    pub(super) days: [Option<DayWork>; WEEK],
}

impl Tour {
    /// Number of days worked.
    pub(super) fn worked(&self) -> u32 {
        u32::try_from(self.days.iter().flatten().count()).unwrap_or(0)
    }

    /// The days worked.
    pub(super) fn mask(&self) -> DayMask {
        (0..WEEK).filter(|day| self.days[*day].is_some()).fold(0, |mask, day| mask | 1 << day)
    }

    /// The days worked with their choices.
    pub(super) fn choices<'c>(&self, class: &'c Class) -> impl Iterator<Item = (usize, &'c Choice, DayWork)> {
        let days = self.days;
        (0..WEEK).filter_map(move |day| {
            let work = days[day]?;
            class.days[day].choices.get(usize::from(work.choice)).map(|choice| (day, choice, work))
        })
    }

    /// Paid minutes.
    pub(super) fn paid(&self, class: &Class) -> i32 {
        self.choices(class).map(|(_, c, _)| c.paid).sum()
    }

    /// Price of the agent's own terms: hours above the minimum, unmet wishes, rules broken at a price, and changes of the kept
    /// roster.
    pub(super) fn own_price(&self, class: &Class, hour_price: f64) -> f64 {
        let wishes: f64 = self.choices(class).map(|(_, c, _)| c.wish_price()).sum();
        let rules = self.rule_price(class) + self.change_price(class);
        wishes + rules + hour_price * f64::from(self.minutes_above(class)) / 60.0
    }

    /// What the week pays for rules that it breaks.
    pub(super) fn rule_price(&self, class: &Class) -> f64 {
        let mut kinds = [None; WEEK];
        self.choices(class).for_each(|(day, choice, _)| kinds[day] = Some(choice.kind));
        class.rule_price(&kinds)
    }

    /// Price of the changes of the kept roster, less that of a week without work.
    pub(super) fn change_price(&self, class: &Class) -> f64 {
        let kept = |day: usize| class.days[day].kept.as_ref();
        self.choices(class)
            .filter_map(|(day, choice, work)| {
                kept(day).map(|k| k.price(choice) + k.price_of_breaks(choice, &work.breaks))
            })
            .sum()
    }

    /// Counted minutes above the contract's weekly minimum.
    pub(super) fn minutes_above(&self, class: &Class) -> i32 {
        let longest = self.choices(class).map(|(_, c, _)| c.paid).max();
        longest.map_or(0, |longest| class.rules.minutes_above(self.paid(class), longest))
    }
}

/// A stretch of work of one agent in one slot, before a queue is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WorkSlot {
    pub(super) slot: u32,
    pub(super) minutes: u16,
}

/// Minutes at work by slot of a day: the shift without wind-down, breaks and activities. Locked days are listed apart.
pub(super) fn work_slots(
    model: &Model<'_>,
    class: &Class,
    day: &ClassDay,
    choice: &Choice,
    breaks: &Breaks,
) -> Vec<WorkSlot> {
    let template = &model.contracts[class.contract].templates[choice.template];
    let core_end = choice.end - signed(model.problem.centre.handover.wind_down);
    let gaps = template
        .breaks
        .iter()
        .zip(breaks.at)
        .map(|(b, at)| (choice.start + i32::from(at), choice.start + i32::from(at) + b.length))
        .chain(day.activities.iter().map(|a| (a.start, a.end)));
    let gaps: Vec<(i32, i32)> = gaps.collect();
    let mut slots = Vec::with_capacity(20);
    for slot in model.slot_of(choice.start)..=model.slot_of(core_end - 1) {
        let (from, to) = (model.slot_start(slot), model.slot_start(slot + 1));
        let lap = |a: i32, b: i32| (b.min(to) - a.max(from)).max(0);
        let minutes = lap(choice.start, core_end) - gaps.iter().map(|(a, b)| lap(*a, *b)).sum::<i32>();
        if minutes > 0 && slot < model.slots {
            slots.push(WorkSlot { slot: index(slot), minutes: u16::try_from(minutes).unwrap_or(0) });
        }
    }
    slots
}

fn index(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}

/// The portions of a locked day: its queues are given.
pub(super) fn locked_portions(model: &Model<'_>, class: &Class, day: &ClassDay) -> Vec<Portion> {
    let skills = &model.skill_sets[class.skills];
    let mut portions = Vec::new();
    for stretch in &day.locked {
        let Some(queue) = stretch.queue else { continue };
        let mut at = stretch.start;
        while at < stretch.end {
            let slot = model.slot_of(at);
            let to = stretch.end.min(model.slot_start(slot + 1));
            let cell = model.cell(slot, queue).map_or(super::model::NO_CELL, index);
            if slot < model.slots {
                let minutes = u16::try_from(to - at).unwrap_or(0);
                portions.push(Portion::new(model, skills, (index(slot), cell), minutes));
            }
            at = to;
        }
    }
    portions
}

/// The borders that a day's shift lies across.
pub(super) fn borders(model: &Model<'_>, choice: &Choice) -> std::ops::Range<usize> {
    borders_inside(model.interval, choice.start, choice.end, model.slots)
}
