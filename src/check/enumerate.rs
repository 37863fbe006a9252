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

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::check::testkit::{Case, Duty};
    use crate::domain::units::Minutes;

    /// Whether ann, who works nothing, could, wherever the desk is open by its hours.
    fn could_work(case: &Case) -> bool {
        let mut case = case.clone();
        case.problem.requirement.rows.clear();
        could_work_for(case)
    }

    fn could_work_for(mut case: Case) -> bool {
        case.drop_duties("ann");
        let rows = case.rows();
        let week = Week::of(&case.problem, &rows, None);
        let ann = &week.people[0];
        LegalWeeks::default().exists(&week, ann, ann.contract.expect("known"))
    }

    #[test]
    fn hours_that_no_number_of_shifts_gives_leave_no_week() {
        let mut case = Case::valid();
        assert!(could_work(&case));
        case.contract("full").weekly = (Minutes::new(2050), Minutes::new(2060));
        assert!(!could_work(&case), "34 h 10 min to 34 h 20 min");
        case.contract("full").weekly = (Minutes::new(2040), Minutes::new(2060));
        assert!(could_work(&case), "2 × 8 h and 2 × 9 h");
    }

    #[test]
    fn days_off_together_and_days_in_a_row_bind_each_other() {
        let mut case = Case::valid();
        let contract = case.contract("full");
        (contract.days_per_week, contract.max_consecutive_days) = ((5, 5), 2);
        assert!(!could_work(&case), "two off in a row leave 2 + 2 worked days around a third day off");
        case.contract("full").max_consecutive_days = 3;
        case.problem.centre.queues[1].hours.weekly[5] = case.problem.centre.queues[1].hours.weekly[0].clone();
        case.problem.centre.queues[1].hours.weekly[6] = case.problem.centre.queues[1].hours.weekly[0].clone();
        assert!(could_work(&case));
    }

    #[test]
    fn days_that_must_be_worked_bind_unless_on_leave() {
        let mut case = Case::valid();
        case.contract("full").must_work = vec![Weekday::Sat];
        assert!(!could_work(&case), "the desk is closed on Saturdays");
        case.leave("ann", 5, 5);
        assert!(could_work(&case));
    }

    #[test]
    fn leave_counts_as_the_longest_shift() {
        let mut case = Case::valid();
        case.leave("ann", 0, 2);
        assert!(could_work(&case));
        case.contract("full").weekly.0 = Minutes::new(40 * 60);
        assert!(could_work(&case), "3 + 2 days of 8 h");
        case.contract("full").weekly = (Minutes::new(41 * 60), Minutes::new(44 * 60));
        assert!(!could_work(&case), "neither 5 × 8 h nor 5 × 9 h");
        case.leave("ann", 3, 4);
        assert!(!could_work(&case), "away all week");
    }

    #[test]
    fn rest_and_runs_reach_back_into_last_week() {
        let mut case = Case::valid();
        for day in [Weekday::Mon, Weekday::Tue] {
            case.available("ann", day, 420, 1080);
        }
        assert!(could_work(&case), "Monday and Tuesday");
        let late = Duty { length: 720, ..Duty::new("ann", -1, "day", 840, "desk") };
        case.before(&[late]);
        assert!(!could_work(&case), "present until 02:15, so not before 13:15 on Monday");
        case.before(&[-3, -2, -1].map(|day| Duty::new("ann", day, "day", 480, "desk")));
        assert!(!could_work(&case), "three days before and two now are five");
        case.before(&[-2, -1].map(|day| Duty::new("ann", day, "day", 480, "desk")));
        assert!(could_work(&case));
    }

    #[test]
    fn a_training_must_be_attended_whole() {
        let mut case = Case::valid();
        case.fixed("ann", case.span(0, 630, 690));
        assert!(could_work(&case));
        case.fixed("ann", case.span(1, 300, 360));
        assert!(!could_work(&case), "no shift starts at 05:00");
    }

    #[test]
    fn breaks_must_find_room_beside_what_the_agent_attends() {
        let mut case = Case::valid();
        let template = &mut case.problem.centre.shifts;
        template.truncate(1);
        template[0].starts.truncate(5);
        template[0].lengths.truncate(1);
        // starts 06:00 to 08:00, open from 07:00: the break falls between 08:30 and 11:00, the meal between 10:30 and 13:30
        case.fixed("ann", case.span(0, 500, 660));
        assert!(could_work(&case), "from 08:00 the break fits at 11:00");
        case.problem.activities.clear();
        case.fixed("ann", case.span(0, 500, 690));
        assert!(!could_work(&case));
    }

    #[test]
    fn intervals_without_a_requirement_are_closed() {
        let mut case = Case::valid();
        case.need("desk", 5, 480, 1, 1, 0.0);
        assert!(!could_work_for(case.clone()), "Monday is the only day with rows, and Sunday is closed");
        for day in 1..5 {
            case.need("desk", day, 480, 17, 1, 0.0);
        }
        assert!(could_work_for(case));
    }
}
