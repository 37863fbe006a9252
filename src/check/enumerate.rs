//! Is there any legal week with work in it for this agent? The checker's own exhaustive search.
//!
//! Days are taken in order. Partial weeks that agree in everything later days can ask about (days worked, hours, the run of
//! days, the block of days off, the shift id, appointments attended) differ only by when the last presence ended, and the
//! earlier end is never worse: one is kept for each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::clock::{Stretch, moved};
use super::options::{Family, Limits};
use super::week::{Appointment, PastShift, Person, WEEK, Week};
use crate::domain::centre::Contract;
use crate::domain::ids::{ContractId, QueueId};

/// All that decides whether an agent has a legal week: agents with the same signature share the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Signature<'a> {
    contract: &'a ContractId,
    skills: &'a [QueueId],
    leave: &'a BTreeSet<NaiveDate>,
    employed: &'a BTreeSet<NaiveDate>,
    absences: &'a [Stretch],
    windows: Option<&'a [Stretch]>,
    fixed: &'a [Appointment],
    previous: &'a [PastShift],
}

/// Answers kept by signature.
#[derive(Debug, Default)]
pub(super) struct LegalWeeks<'a>(BTreeMap<Signature<'a>, bool>);

impl<'a> LegalWeeks<'a> {
    /// Whether some legal week has at least one shift for this agent.
    pub(super) fn exists(&mut self, week: &'a Week<'a>, person: &'a Person<'a>, contract: &'a Contract) -> bool {
        let signature = Signature {
            contract: &contract.id,
            skills: &person.agent.skills,
            leave: &person.leave,
            employed: &person.employed,
            absences: &person.absences,
            windows: person.windows.as_deref(),
            fixed: &person.fixed,
            previous: &person.previous,
        };
        *self.0.entry(signature).or_insert_with(|| Search::of(person, contract).finds_a_week(week, person))
    }
}

/// What later days can ask about a partial week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    worked: i64,
    /// Sum of paid minutes, or with leave days those of the longest shift.
    minutes: i64,
    /// Days worked in a row up to yesterday.
    run: i64,
    /// Days off in a row up to yesterday, as far as they matter.
    off: i64,
    /// A block of enough days off lies behind.
    rested: bool,
    /// The template worked, where one id must hold all week.
    template: Option<usize>,
    attended: u64,
}

/// Partial weeks, each with the earliest end of its last presence.
type Weeks = BTreeMap<State, i64>;

struct Search<'a> {
    contract: &'a Contract,
    leave: i64,
    days: (i64, i64),
    block: i64,
    rest: i64,
}

impl<'a> Search<'a> {
    fn of(person: &Person<'_>, contract: &'a Contract) -> Self {
        Self {
            contract,
            leave: person.counted_leave(),
            days: person.day_limits(contract),
            block: i64::from(contract.days_off_together),
            rest: i64::from(contract.min_rest.get()) * 60,
        }
    }

    fn finds_a_week(&self, week: &Week<'_>, person: &Person<'_>) -> bool {
        if person.is_away_all_week() {
            return false;
        }
        let limits = Limits::of(week, person, self.contract);
        let mut weeks = self.before(week, person);
        for day in &week.days {
            let families = limits.families(*day);
            let must = !person.is_blocked(*day) && self.contract.must_work.contains(&day.weekday());
            weeks = self.extended(&weeks, &families, must);
        }
        weeks.keys().any(|state| self.is_legal(state, limits.required))
    }

    /// Where the week starts: the run of days worked or off that last week's roster leaves behind.
    fn before(&self, week: &Week<'_>, person: &Person<'_>) -> Weeks {
        let past = person.past_days();
        let back = || (1..=60).map(|i| moved(week.problem.first_day, -i));
        let count = |n: usize| i64::try_from(n).unwrap_or(WEEK);
        let run = count(back().take_while(|d| past.contains(d)).count());
        let off = count(days_known_off(week, person).len()).min(self.block);
        let end = person.previous.iter().map(|p| p.presence.end).max();
        Weeks::from([(State { run, off, ..State::default() }, end.map_or(i64::MIN, |e| e + self.rest))])
    }

    /// `ready` of a partial week is when the next presence may start.
    fn extended(&self, weeks: &Weeks, families: &[Family], must_work: bool) -> Weeks {
        let mut next = Weeks::new();
        for (state, ready) in weeks {
            if !must_work {
                let off = (state.off + 1).min(self.block);
                let rested = state.rested || off >= self.block;
                keep(&mut next, State { run: 0, off, rested, ..*state }, *ready);
            }
            for family in families {
                let Some(later) = self.with_shift(state, family) else { continue };
                let first = family.presences.partition_point(|p| p.start < *ready);
                if let Some(presence) = family.presences.get(first) {
                    keep(&mut next, later, presence.end + self.rest);
                }
            }
        }
        next
    }

    fn with_shift(&self, state: &State, family: &Family) -> Option<State> {
        let template = self.contract.same_shift_all_week.then_some(family.template);
        let same_shift = state.template.is_none() || template == state.template;
        let minutes =
            if self.leave > 0 { state.minutes.max(family.paid_minutes) } else { state.minutes + family.paid_minutes };
        let later = State {
            worked: state.worked + 1,
            minutes,
            run: state.run + 1,
            off: 0,
            rested: state.rested,
            template,
            attended: state.attended | family.attends,
        };
        let legal = same_shift
            && later.worked <= self.days.1
            && later.run <= i64::from(self.contract.max_consecutive_days)
            && minutes <= i64::from(self.contract.weekly.1.get());
        legal.then_some(later)
    }

    fn is_legal(&self, state: &State, required: u64) -> bool {
        let minutes = if self.leave > 0 { (state.worked + self.leave) * state.minutes } else { state.minutes };
        let (least, most) = self.contract.weekly;
        state.worked > 0
            && state.worked >= self.days.0
            && (i64::from(least.get())..=i64::from(most.get())).contains(&minutes)
            && (self.block == 0 || state.rested)
            && state.attended & required == required
    }
}

fn keep(weeks: &mut Weeks, state: State, ready: i64) {
    weeks.entry(state).and_modify(|known| *known = (*known).min(ready)).or_insert(ready);
}

/// The days off in a row just before the week, as far back as last week's roster tells; none without such a roster.
pub(super) fn days_known_off(week: &Week<'_>, person: &Person<'_>) -> Vec<NaiveDate> {
    let first = week.problem.first_day;
    let Some(earliest) = week.problem.previous.iter().map(|r| r.day).filter(|d| *d < first).min() else {
        return Vec::new();
    };
    let known_from = earliest.min(moved(first, -WEEK)).max(moved(first, -60));
    let past = person.past_days();
    let back = (1..=60).map(|i| moved(first, -i));
    back.take_while(|day| *day >= known_from && !past.contains(day)).collect()
}
