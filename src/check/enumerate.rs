//! Is there any legal week with work in it for this agent? The checker's own exhaustive search.
//!
//! Days are taken in order. Partial weeks that agree in everything later days can ask about (days worked, hours, the run of
//! days, the block of days off, the shift id, appointments attended) differ only by when the last presence ended, and the
//! earlier end is never worse: one is kept for each.

mod by_law;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use by_law::ByLaw;

use super::clock::{Stretch, moved};
use super::nights::is_night;
use super::options::{Family, Limits, starts_on};
use super::rules::average_hours::minutes_left;
use super::rules::succession::{binding, is_broken};
use super::week::{Appointment, PastShift, Person, WEEK, Week};
use crate::domain::centre::Contract;
use crate::domain::ids::{ContractId, QueueId, ShiftId};
use crate::domain::rules::{SoftPrices, Succession};
use crate::domain::time::ClockTime;

/// All that decides whether an agent has a legal week: agents with the same signature share the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Signature<'a> {
    contract: &'a ContractId,
    skills: &'a [QueueId],
    leave: &'a BTreeSet<NaiveDate>,
    employed: &'a BTreeSet<NaiveDate>,
    absences: &'a [Stretch],
    windows: Option<&'a [Stretch]>,
    times: [Option<u16>; 3],
    fixed: &'a [Appointment],
    previous: &'a [PastShift<'a>],
    /// Working minutes that law leaves.
    work_left: Option<i64>,
}

/// Answers kept by signature.
#[derive(Debug, Default)]
pub(super) struct LegalWeeks<'a>(BTreeMap<Signature<'a>, bool>);

impl<'a> LegalWeeks<'a> {
    /// Whether some legal week has at least one shift for this agent.
    pub(super) fn exists(&mut self, week: &'a Week<'a>, person: &'a Person<'a>, contract: &'a Contract) -> bool {
        let times = person.agent.times;
        let signature = Signature {
            contract: &contract.id,
            skills: &person.agent.skills,
            leave: &person.leave,
            employed: &person.employed,
            absences: &person.absences,
            windows: person.windows.as_deref(),
            times: [times.earliest_start, times.latest_start, times.latest_end].map(|t| t.map(ClockTime::minutes)),
            fixed: &person.fixed,
            previous: &person.previous,
            work_left: by_law::work_left(week, person, contract),
        };
        *self.0.entry(signature).or_insert_with(|| Search::of(week, person, contract).finds_a_week())
    }
}

/// What later days can ask about a partial week. What no hard rule asks stays at nought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "each is what another rule asks, and any may hold beside any")]
struct State {
    worked: i64,
    /// Sum of paid minutes, or with leave days those of the longest shift.
    minutes: i64,
    /// Sum of paid minutes, where an average limits it.
    paid: i64,
    /// Days worked in a row up to yesterday.
    run: i64,
    /// Days off in a row up to yesterday, as far as they matter.
    off: i64,
    /// A block of enough days off lies behind.
    rested: bool,
    /// The template worked, where one id must hold all week.
    template: Option<usize>,
    /// The template worked yesterday, where successions bind the contract.
    yesterday: Option<usize>,
    nights: u8,
    night_run: u8,
    /// The last shift was a night shift.
    after_night: bool,
    /// The first Saturday and Sunday of the week with work, each as a bit.
    weekend: u8,
    attended: u64,
    /// Working minutes, where law limits them.
    work: i64,
    /// Minutes of overtime of the month by law, and those of the normal days of the week.
    overtime: i64,
    straight: i64,
    /// That month is the one after the first day's.
    next_month: bool,
    /// The weekly rest lies behind.
    recovered: bool,
}

/// Partial weeks, each with the earliest end of its last presence.
type Weeks = BTreeMap<State, i64>;

struct Search<'a> {
    week: &'a Week<'a>,
    person: &'a Person<'a>,
    contract: &'a Contract,
    /// A rule that has a price is none here.
    soft: &'a SoftPrices,
    leave: i64,
    days: (i64, i64),
    block: i64,
    rest: i64,
    rest_after_nights: i64,
    successions: Vec<&'a Succession>,
    most_paid: Option<i64>,
    law: ByLaw,
}

impl<'a> Search<'a> {
    fn of(week: &'a Week<'a>, person: &'a Person<'a>, contract: &'a Contract) -> Self {
        let soft = &week.problem.centre.rules.soft;
        let limits = &contract.limits;
        let day_limits = if soft.days_per_week.is_some() { (1, WEEK) } else { person.day_limits(contract) };
        Self {
            week,
            person,
            contract,
            soft,
            leave: person.counted_leave(),
            days: day_limits,
            block: if soft.days_off_together.is_some() { 0 } else { i64::from(contract.days_off_together) },
            rest: i64::from(contract.min_rest.get()) * 60,
            rest_after_nights: limits.rest_after_nights.map_or(0, |m| i64::from(m.get()) * 60),
            successions: if soft.succession.is_some() { Vec::new() } else { binding(week, person) },
            most_paid: limits.average.map(|average| minutes_left(week, person, average)),
            law: ByLaw::of(week, person, contract),
        }
    }

    /// Looks in each window of starts that the contract leaves.
    fn finds_a_week(&self) -> bool {
        if self.person.is_away_all_week() {
            return false;
        }
        let Some(width) = self.contract.limits.start_window.map(|m| i64::from(m.get())) else {
            return self.finds_in(None);
        };
        let of_contract = self.week.problem.centre.shifts.iter().filter(|s| s.contracts.contains(&self.contract.id));
        let starts = of_contract.flat_map(|s| self.week.days.iter().flat_map(|day| starts_on(self.week, s, *day)));
        let clocks = starts.map(|at| self.week.clock.minutes_past(self.week.clock.day(at), at));
        clocks.collect::<BTreeSet<i64>>().into_iter().any(|from| self.finds_in(Some((from, width))))
    }

    fn finds_in(&self, window: Option<(i64, i64)>) -> bool {
        let limits = Limits::of(self.week, self.person, self.contract);
        let mut weeks = self.before();
        for day in &self.week.days {
            let families = limits.families(*day, window);
            let must = !self.person.is_blocked(*day) && self.contract.must_work.contains(&day.weekday());
            weeks = self.extended(&weeks, &families, must, *day);
        }
        weeks.iter().any(|(state, end)| self.is_legal(state, limits.required) && self.law.recovers(state, *end))
    }

    /// Where the week starts: the run of days worked or off that last week's roster leaves behind.
    fn before(&self) -> Weeks {
        let (week, person) = (self.week, self.person);
        let past = person.past_days();
        let back = || (1..=60).map(|i| moved(week.problem.first_day, -i));
        let count = |n: usize| i64::try_from(n).unwrap_or(WEEK);
        let night = |day: &NaiveDate| person.previous.iter().any(|s| s.day == *day && is_night(week, s.inside));
        let last = person.previous.iter().max_by_key(|s| s.presence.end);
        let yesterday = person.previous.iter().find(|s| s.day == moved(week.problem.first_day, -1));
        let position = |id: &ShiftId| week.problem.centre.shifts.iter().position(|s| s.id == *id);
        let run = count(back().take_while(|d| past.contains(d)).count());
        let state = State {
            run: if self.soft.max_consecutive_days.is_some() { 0 } else { run },
            off: count(days_known_off(week, person).len()).min(self.block),
            yesterday: yesterday.filter(|_| !self.successions.is_empty()).and_then(|s| position(s.id)),
            night_run: u8::try_from(back().take_while(night).count()).unwrap_or(u8::MAX),
            after_night: self.rest_after_nights > 0 && last.is_some_and(|s| is_night(week, s.inside)),
            ..State::default()
        };
        Weeks::from([(state, last.map_or(i64::MIN / 2, |s| s.presence.end))])
    }

    fn extended(&self, weeks: &Weeks, families: &[Family], must_work: bool, day: NaiveDate) -> Weeks {
        let mut next = Weeks::new();
        for (state, end) in weeks {
            if !must_work && self.may_be_off(state, day) {
                let off = (state.off + 1).min(self.block);
                let rested = state.rested || off >= self.block;
                keep(&mut next, State { run: 0, off, rested, yesterday: None, night_run: 0, ..*state }, *end);
            }
            for family in families {
                let Some(later) = self.with_shift(state, family, day) else { continue };
                let longer = state.after_night && !family.night;
                let ready = end + if longer { self.rest.max(self.rest_after_nights) } else { self.rest };
                let first = family.presences.partition_point(|p| p.start < ready.max(self.law.owed()));
                let mut starts = family.presences.iter().skip(first);
                if let Some(presence) = starts.clone().next() {
                    keep(&mut next, later, presence.end);
                }
                let before = Some(*end).filter(|end| *end > i64::MIN / 4);
                if let Some(presence) = starts.find(|p| self.law.is_rest(before, p.start)) {
                    keep(&mut next, State { recovered: true, ..later }, presence.end);
                }
            }
        }
        next
    }

    fn with_shift(&self, state: &State, family: &Family, day: NaiveDate) -> Option<State> {
        let template = self.contract.same_shift_all_week.then_some(family.template);
        let same_shift = state.template.is_none() || template == state.template;
        let minutes =
            if self.leave > 0 { state.minutes.max(family.paid_minutes) } else { state.minutes + family.paid_minutes };
        let limits = &self.contract.limits;
        let counted = |count: u8, asked: bool| if asked && family.night { count.saturating_add(1) } else { 0 };
        let most_nights = limits.max_nights_per_week.filter(|_| self.soft.max_nights_per_week.is_none());
        let longest_nights = limits.max_consecutive_nights.filter(|_| self.soft.max_consecutive_nights.is_none());
        let limits_runs = self.soft.max_consecutive_days.is_none();
        let later = State {
            worked: state.worked + 1,
            minutes,
            paid: if self.most_paid.is_some() { state.paid + family.paid_minutes } else { 0 },
            run: if limits_runs { state.run + 1 } else { 0 },
            off: 0,
            rested: state.rested,
            template,
            yesterday: (!self.successions.is_empty()).then_some(family.template),
            nights: if family.night { counted(state.nights, most_nights.is_some()) } else { state.nights },
            night_run: counted(state.night_run, longest_nights.is_some()),
            after_night: self.rest_after_nights > 0 && family.night,
            weekend: state.weekend | weekend_bit(day),
            attended: state.attended | family.attends,
            ..State::default()
        };
        let later = self.law.worked(state, later, day, family.paid_minutes)?;
        let legal = same_shift
            && later.worked <= self.days.1
            && later.run <= i64::from(self.contract.max_consecutive_days)
            && minutes <= i64::from(self.contract.weekly.1.get())
            && self.most_paid.is_none_or(|most| later.paid <= most)
            && most_nights.is_none_or(|most| later.nights <= most)
            && longest_nights.is_none_or(|most| later.night_run <= most)
            && self.may_follow(state.yesterday, family.template)
            && self.may_work_weekend(state, day);
        legal.then_some(self.without_weekends(later))
    }

    fn may_follow(&self, yesterday: Option<usize>, template: usize) -> bool {
        let id = |index: usize| self.week.problem.centre.shifts.get(index).map(|s| &s.id);
        let Some((from, to)) = yesterday.and_then(id).zip(id(template)) else { return true };
        !is_broken(&self.successions, from, to)
    }

    fn is_whole_asked(&self) -> bool {
        self.contract.limits.weekends_whole && self.soft.weekends_whole.is_none()
    }

    /// Days of weekends are of no weight where no hard rule asks for them.
    fn without_weekends(&self, state: State) -> State {
        let limited = self.contract.limits.max_weekends.is_some() && self.soft.max_weekends.is_none();
        if limited || self.is_whole_asked() { state } else { State { weekend: 0, ..state } }
    }

    /// Whether Saturday was worked, this week or, where the day before the week is known, in the last.
    fn saturday_worked(&self, state: &State, sunday: NaiveDate) -> Option<bool> {
        let saturday = moved(sunday, -1);
        if self.week.days.contains(&saturday) {
            return Some(state.weekend & 1 == 1);
        }
        is_known(self.week, saturday).then(|| self.person.past_days().contains(&saturday))
    }

    fn may_be_off(&self, state: &State, day: NaiveDate) -> bool {
        let excused = !self.week.days.contains(&moved(day, -1)) && self.person.is_blocked(day);
        day.weekday() != Weekday::Sun
            || !self.is_whole_asked()
            || excused
            || self.saturday_worked(state, day) != Some(true)
    }

    fn may_work_weekend(&self, state: &State, day: NaiveDate) -> bool {
        if weekend_bit(day) == 0 {
            return true;
        }
        let sunday = day.weekday() == Weekday::Sun;
        if sunday && self.is_whole_asked() && self.saturday_worked(state, day) == Some(false) {
            return false;
        }
        let Some(limit) = self.contract.limits.max_weekends.filter(|_| self.soft.max_weekends.is_none()) else {
            return true;
        };
        let past = self.person.past_days();
        let saturday = if sunday { moved(day, -1) } else { day };
        let own = |d: NaiveDate| {
            let bit = weekend_bit(d);
            self.week.days.contains(&d) && state.weekend & bit == bit
        };
        let has = |s: NaiveDate| [s, moved(s, 1)].iter().any(|d| past.contains(d) || own(*d));
        has(saturday)
            || (1..i64::from(limit.of)).filter(|back| has(moved(saturday, -7 * back))).count()
                < usize::from(limit.worked)
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

/// 1 for a Saturday, 2 for a Sunday.
fn weekend_bit(day: NaiveDate) -> u8 {
    match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    }
}

/// Whether the roster of the days before tells of this day.
pub(super) fn is_known(week: &Week<'_>, day: NaiveDate) -> bool {
    let first = week.problem.first_day;
    let earliest = week.problem.previous.iter().map(|r| r.day).filter(|d| *d < first).min();
    earliest.is_some_and(|earliest| earliest.min(moved(first, -WEEK)) <= day)
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
