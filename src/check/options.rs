//! Which shifts an agent could work on a day, by the checker's own reading of the catalogue.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::activities::is_expected;
use super::clock::{Stretch, merged, minus};
use super::shifts::unpaid_minutes;
use super::week::{Person, Week};
use crate::domain::centre::{Contract, ShiftTemplate};

/// Shifts of one day that differ only by their start; earlier presences first.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// Position of the template in the catalogue.
    pub(super) template: usize,
    pub(super) paid_minutes: i64,
    /// One bit for each appointment that the shift attends.
    pub(super) attends: u64,
    /// By start; the ends ascend with the starts.
    pub(super) presences: Vec<Stretch>,
}

/// What limits an agent's shifts, worked out once for the week.
#[derive(Debug)]
pub(super) struct Limits<'p> {
    week: &'p Week<'p>,
    person: &'p Person<'p>,
    contract: &'p Contract,
    open: Vec<Stretch>,
    /// Appointments to attend, at most 64; the bit is the position.
    appointments: Vec<Stretch>,
    /// Bits of appointments that the week must hold.
    pub(super) required: u64,
}

impl<'p> Limits<'p> {
    pub(super) fn of(week: &'p Week<'p>, person: &'p Person<'p>, contract: &'p Contract) -> Self {
        let expected = person.fixed.iter().filter(|a| !person.is_excused(week.clock, a.time)).take(64);
        let appointments: Vec<Stretch> = expected.clone().map(|a| a.time).collect();
        let bits = expected.enumerate().filter(|(_, a)| is_expected(week, person, a)).map(|(i, _)| 1_u64 << i);
        let open = week.opening.of_queues_with_demand(&person.agent.skills);
        let required = bits.fold(0, |all, bit| all | bit);
        Self { week, person, contract, open, appointments, required }
    }

    /// The shifts possible on a day, in families.
    pub(super) fn families(&self, day: NaiveDate) -> Vec<Family> {
        if self.person.is_blocked(day) {
            return Vec::new();
        }
        let mut families: BTreeMap<(usize, i64, u64), Vec<Stretch>> = BTreeMap::new();
        let centre = &self.week.problem.centre;
        for (index, template) in centre.shifts.iter().enumerate() {
            if !template.contracts.contains(&self.contract.id) {
                continue;
            }
            for inside in starts_on(self.week, template, day) {
                for length in template.lengths.iter().map(|l| i64::from(l.get())) {
                    let shift = Stretch::new(inside, inside + length * 60);
                    if let Some((presence, attends)) = self.possible(template, shift) {
                        families.entry((index, length, attends)).or_default().push(presence);
                    }
                }
            }
        }
        families
            .into_iter()
            .map(|((template, length, attends), mut presences)| {
                presences.sort_unstable();
                let unpaid = centre.shifts.get(template).map_or(0, unpaid_minutes);
                Family { template, paid_minutes: length - unpaid, attends, presences }
            })
            .collect()
    }

    /// The presence of a shift and the appointments it attends, when the agent could work it.
    fn possible(&self, template: &ShiftTemplate, shift: Stretch) -> Option<(Stretch, u64)> {
        let handover = &self.week.problem.centre.handover;
        let seconds = |m: crate::domain::units::Minutes| i64::from(m.get()) * 60;
        let presence = Stretch::new(shift.start - seconds(handover.before), shift.end + seconds(handover.after));
        let working = Stretch::new(shift.start, shift.end - seconds(handover.wind_down));
        let paid = shift.minutes() - unpaid_minutes(template);
        let (least, most) = self.contract.daily;
        let fits = (i64::from(least.get())..=i64::from(most.get())).contains(&paid)
            && working.seconds() > 0
            && !self.person.absences.iter().any(|a| a.overlaps(presence))
            && self.person.windows.as_ref().is_none_or(|w| w.iter().any(|w| w.covers(presence)));
        if !fits {
            return None;
        }
        let mut attends = 0;
        let mut busy = Vec::new();
        for (bit, time) in self.appointments.iter().enumerate().filter(|(_, t)| t.overlaps(presence)) {
            if !working.covers(*time) {
                return None;
            }
            attends |= 1 << bit;
            busy.push(*time);
        }
        let closed: Vec<Stretch> =
            minus(working, &merged([self.open.as_slice(), &busy].concat())).into_iter().collect();
        breaks_fit(template, working, &merged(busy), &closed).then_some((presence, attends))
    }
}

/// The moments at which a template's shifts can start on a local day.
pub(super) fn starts_on(week: &Week<'_>, template: &ShiftTemplate, day: NaiveDate) -> Vec<i64> {
    let clock = week.clock;
    let mut starts: Vec<i64> = [super::clock::moved(day, -1), day]
        .into_iter()
        .flat_map(|date| template.starts.iter().map(move |t| clock.at(date, i64::from(t.minutes()))))
        .filter(|start| clock.day(*start) == day)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Whether the breaks can be placed in their order inside `working`, apart from what the agent attends, so that no work is
/// left in closed time. The set of possible ends is carried from break to break.
fn breaks_fit(template: &ShiftTemplate, working: Stretch, busy: &[Stretch], closed: &[Stretch]) -> bool {
    let no_work_left = |from: i64, to: i64| !closed.iter().any(|c| c.overlaps(Stretch::new(from, to)) && from < to);
    let mut ends = vec![working.start];
    for rule in &template.breaks {
        let length = i64::from(rule.length.get()) * 60;
        let mut next: Vec<i64> = Vec::new();
        for offset in &rule.starts {
            let time = Stretch::new(
                working.start + i64::from(offset.get()) * 60,
                working.start + i64::from(offset.get()) * 60 + length,
            );
            let free = time.end <= working.end && !busy.iter().any(|b| b.overlaps(time));
            if free && ends.iter().any(|end| *end <= time.start && no_work_left(*end, time.start)) {
                next.push(time.end);
            }
        }
        ends = next;
    }
    ends.iter().any(|end| no_work_left(*end, working.end))
}
