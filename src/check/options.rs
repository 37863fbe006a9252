//! Which shifts an agent could work on a day, by the checker's own reading of the catalogue.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::activities::is_expected;
use super::clock::{Stretch, merged, minus};
use super::law::{self, Placing};
use super::nights::is_night;
use super::rules::personal_times::broken;
use super::shifts::unpaid_minutes;
use super::week::{Person, Week};
use crate::domain::centre::{Contract, ShiftTemplate};
use crate::domain::law::Asks;

/// Shifts of one day that differ only by their start; earlier presences first.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// Position of the template in the catalogue.
    pub(super) template: usize,
    pub(super) paid_minutes: i64,
    /// Whether they are night shifts.
    pub(super) night: bool,
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

    /// The shifts possible on a day, in families; with a window (first minute of the clock, width) only those that start in it.
    pub(super) fn families(&self, day: NaiveDate, window: Option<(i64, i64)>) -> Vec<Family> {
        if self.person.is_blocked(day) {
            return Vec::new();
        }
        let mut families: BTreeMap<(usize, i64, u64, bool), Vec<Stretch>> = BTreeMap::new();
        let counts_nights = self.contract.limits.counts_nights();
        let in_window = |start: i64| {
            let clock = self.week.clock.minutes_past(day, start);
            window.is_none_or(|(from, width)| (clock - from).rem_euclid(1440) <= width)
        };
        let centre = &self.week.problem.centre;
        for (index, template) in centre.shifts.iter().enumerate() {
            if !template.contracts.contains(&self.contract.id) {
                continue;
            }
            for inside in starts_on(self.week, template, day).into_iter().filter(|start| in_window(*start)) {
                for length in template.lengths.iter().map(|l| i64::from(l.get())) {
                    let shift = Stretch::new(inside, inside + length * 60);
                    if let Some((presence, attends)) = self.possible(template, shift) {
                        let night = counts_nights && is_night(self.week, shift);
                        families.entry((index, length, attends, night)).or_default().push(presence);
                    }
                }
            }
        }
        families
            .into_iter()
            .map(|((template, length, attends, night), mut presences)| {
                presences.sort_unstable();
                let unpaid = centre.shifts.get(template).map_or(0, unpaid_minutes);
                Family { template, paid_minutes: length - unpaid, night, attends, presences }
            })
            .collect()
    }

    /// Whether law forbids work at this time.
    fn is_barred(&self, presence: Stretch) -> bool {
        law::hard(self.contract).any(|asks| {
            let Asks::NoWorkBetween(from, to) = asks else { return false };
            law::touches(self.week, presence, (i64::from(from.minutes()), i64::from(to.minutes()))).is_some()
        })
    }

    /// The presence of a shift and the appointments it attends, when the agent could work it.
    fn possible(&self, template: &ShiftTemplate, shift: Stretch) -> Option<(Stretch, u64)> {
        let handover = &self.week.problem.centre.handover;
        let seconds = |m: crate::domain::units::Minutes| i64::from(m.get()) * 60;
        let presence = Stretch::new(shift.start - seconds(handover.before), shift.end + seconds(handover.after));
        let working = Stretch::new(shift.start, shift.end - seconds(handover.wind_down));
        let paid = shift.minutes() - unpaid_minutes(template);
        let (least, most) = self.contract.daily;
        let day = self.week.clock.day(shift.start);
        let wall = |at: i64| self.week.clock.minutes_past(day, at);
        let fits = broken(self.person.agent.times, wall(shift.start), wall(shift.end)).is_none()
            && (i64::from(least.get())..=i64::from(most.get())).contains(&paid)
            && working.seconds() > 0
            && !self.is_barred(presence)
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
        let placing = Placing::of(self.contract, template, shift.minutes(), handover)?;
        let spacing = Spacing::of(self.contract, (presence, shift), placing);
        breaks_fit(template, working, &spacing, &merged(busy), &closed).then_some((presence, attends))
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

/// How far apart the breaks of a shift lie, in seconds.
struct Spacing {
    least: i64,
    most: i64,
    presence: Stretch,
    shift: Stretch,
    placing: Placing,
}

/// The ends of the breaks so far: of the last, and of the last that counts before the law.
type Ends = (Option<i64>, Option<i64>);

impl Spacing {
    fn of(contract: &Contract, (presence, shift): (Stretch, Stretch), placing: Placing) -> Self {
        let least = contract.limits.min_break_spacing.map_or(0, |m| i64::from(m.get()) * 60);
        let most = contract.limits.max_stretch.map_or(i64::MAX, |m| i64::from(m.get()) * 60);
        Self { least, most, presence, shift, placing }
    }

    /// Whether the break number `nth` may begin then, after the breaks that ended so.
    fn allows(&self, nth: usize, (end, counted): Ends, start: i64) -> bool {
        let apart = match end {
            Some(end) => (self.least..=self.most).contains(&(start - end)),
            None => start - self.shift.start >= self.least && start - self.presence.start <= self.most,
        };
        let in_time = self.placing.latest.iter().all(|(at, by)| *at != nth || start - self.shift.start <= *by);
        apart && in_time && (!self.counts(nth) || self.is_short(counted, start))
    }

    /// Whether the shift may end after breaks that ended so.
    fn allows_last(&self, (end, counted): Ends) -> bool {
        let apart = match end {
            Some(end) => self.shift.end - end >= self.least && self.presence.end - end <= self.most,
            None => self.presence.seconds() <= self.most,
        };
        apart && self.is_short(counted, self.presence.end)
    }

    fn counts(&self, nth: usize) -> bool {
        self.placing.counts.get(nth).copied().unwrap_or(false)
    }

    fn is_short(&self, counted: Option<i64>, until: i64) -> bool {
        self.placing.stretch.is_none_or(|most| until - counted.unwrap_or(self.presence.start) <= most)
    }
}

/// Whether the breaks can be placed in their order inside `working`, apart from what the agent attends, so that no work is
/// left in closed time. The set of possible ends is carried from break to break.
fn breaks_fit(
    template: &ShiftTemplate,
    working: Stretch,
    spacing: &Spacing,
    busy: &[Stretch],
    closed: &[Stretch],
) -> bool {
    let no_work_left = |from: Option<i64>, to: i64| {
        let from = from.unwrap_or(working.start);
        !closed.iter().any(|c| c.overlaps(Stretch::new(from, to)) && from < to)
    };
    let mut ends: Vec<Ends> = vec![(None, None)];
    for (nth, rule) in template.breaks.iter().enumerate() {
        let length = i64::from(rule.length.get()) * 60;
        let mut next: Vec<Ends> = Vec::new();
        for offset in &rule.starts {
            let start = working.start + i64::from(offset.get()) * 60;
            let time = Stretch::new(start, start + length);
            let free = time.end <= working.end && !busy.iter().any(|b| b.overlaps(time));
            let fits = |ends: &&Ends| free && spacing.allows(nth, **ends, start) && no_work_left(ends.0, start);
            for before in ends.iter().filter(fits) {
                let after = (Some(time.end), if spacing.counts(nth) { Some(time.end) } else { before.1 });
                if !next.contains(&after) {
                    next.push(after);
                }
            }
        }
        ends = next;
    }
    ends.iter().any(|ends| spacing.allows_last(*ends) && no_work_left(ends.0, working.end))
}
