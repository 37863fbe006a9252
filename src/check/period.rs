//! Is a period roster legal, and what does it cost: recomputed from the assignments alone, rule by rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::period::{Before, PeriodAssignment, PeriodPerson, PeriodProblem, PeriodTerms};

/// What the checker recomputed.
#[derive(Clone, Debug)]
pub struct PeriodReport {
    /// Every rule broken, by person in the problem's order, then by rule.
    pub breaches: Vec<PeriodBreach>,
    /// The objective by term.
    pub terms: PeriodTerms,
}

/// One rule broken once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodBreach {
    /// The rule, by the name of its field; `assignment` for a row that cannot be.
    pub rule: &'static str,
    /// Whose schedule.
    pub person: AgentId,
    /// What happened.
    pub message: String,
}

/// Checks a period roster against every rule and recomputes its price.
#[must_use]
pub fn check_period(problem: &PeriodProblem, assignments: &[PeriodAssignment]) -> PeriodReport {
    let mut worked: BTreeMap<&AgentId, BTreeMap<u32, &ShiftId>> = BTreeMap::new();
    let mut breaches = Vec::new();
    for row in assignments {
        if let Some(message) = cannot_be(problem, row) {
            breaches.push(PeriodBreach { rule: "assignment", person: row.person.clone(), message });
        } else if worked.entry(&row.person).or_default().insert(row.day, &row.shift).is_some() {
            let message = format!("two shifts on day {}", row.day);
            breaches.push(PeriodBreach { rule: "assignment", person: row.person.clone(), message });
        }
    }
    for person in &problem.people {
        let days = worked.get(&person.id).cloned().unwrap_or_default();
        let seen = Seen { problem, person, days };
        breaches.extend(seen.breaches());
    }
    PeriodReport { breaches, terms: terms(problem, assignments) }
}

fn cannot_be(problem: &PeriodProblem, row: &PeriodAssignment) -> Option<String> {
    if !problem.people.iter().any(|p| p.id == row.person) {
        Some("there is no such person".into())
    } else if !problem.shifts.iter().any(|s| s.id == row.shift) {
        Some(format!("there is no shift {}", row.shift))
    } else if row.day >= problem.days.get() {
        Some(format!("day {} is outside the period", row.day))
    } else {
        None
    }
}

/// One person's schedule as the rules see it.
struct Seen<'p> {
    problem: &'p PeriodProblem,
    person: &'p PeriodPerson,
    days: BTreeMap<u32, &'p ShiftId>,
}

/// A run of days of one kind.
struct Stretch {
    worked: bool,
    /// Its first day inside the period, and the first day after it.
    inside: (u32, u32),
    /// Its days, those before the period included.
    length: u32,
    /// Its beginning is known: inside, or among the days before.
    begins: bool,
}

impl Seen<'_> {
    fn breaches(&self) -> Vec<PeriodBreach> {
        let mut found: Vec<(&'static str, String)> = Vec::new();
        self.runs(&mut found);
        self.successions(&mut found);
        self.counts(&mut found);
        self.weekends(&mut found);
        for day in self.person.days_off.iter().filter(|d| self.days.contains_key(d)) {
            found.push(("days_off", format!("works on day {day}, which is free")));
        }
        let breach = |(rule, message)| PeriodBreach { rule, person: self.person.id.clone(), message };
        found.into_iter().map(breach).collect()
    }

    /// The period cut into runs; the first is joined with the days before where they are known.
    fn stretches(&self) -> Vec<Stretch> {
        let (known, mut kind, mut length) = match self.person.before {
            Before::Unknown => (false, self.days.contains_key(&0), 0),
            Before::Off(days) => (true, false, days),
            Before::Worked(days, _) => (true, true, days),
        };
        let mut found = Vec::new();
        let (mut first, mut begins) = (0, known);
        for day in 0..self.problem.days.get() {
            let worked = self.days.contains_key(&day);
            if worked == kind {
                length += 1;
            } else {
                found.push(Stretch { worked: kind, inside: (first, day), length, begins });
                (kind, first, length, begins) = (worked, day, 1, true);
            }
        }
        found.push(Stretch { worked: kind, inside: (first, self.problem.days.get()), length, begins });
        found
    }

    fn runs(&self, found: &mut Vec<(&'static str, String)>) {
        for run in self.stretches() {
            let ((first, after), length) = (run.inside, run.length);
            let whole = run.begins && after < self.problem.days.get();
            if run.worked && first < after && length > self.person.max_consecutive_days {
                found.push(("max_consecutive_days", format!("{length} days in a row around day {first}")));
            }
            if run.worked && whole && length < self.person.min_consecutive_days {
                found.push(("min_consecutive_days", format!("only {length} days in a row from day {first}")));
            }
            if !run.worked && whole && length < self.person.days_off_together {
                found.push(("days_off_together", format!("only {length} days off in a row from day {first}")));
            }
        }
    }

    fn successions(&self, found: &mut Vec<(&'static str, String)>) {
        let forbids = |from: &ShiftId, to: &ShiftId| {
            self.problem.shifts.iter().any(|s| s.id == *from && s.forbidden_next.contains(to))
        };
        for (day, shift) in &self.days {
            let yesterday = match (day.checked_sub(1), &self.person.before) {
                (Some(before), _) => self.days.get(&before).copied(),
                (None, Before::Worked(_, last)) => Some(last),
                (None, _) => None,
            };
            if let Some(yesterday) = yesterday.filter(|y| forbids(y, shift)) {
                found.push(("forbidden_next", format!("{shift} on day {day} follows {yesterday}")));
            }
        }
    }

    fn counts(&self, found: &mut Vec<(&'static str, String)>) {
        for (shift, most) in &self.person.max_shifts {
            let times = self.days.values().filter(|s| **s == shift).count();
            if u32::try_from(times).is_ok_and(|times| times > *most) {
                found.push(("max_shifts", format!("{times} times {shift}, {most} at most")));
            }
        }
        let paid = |shift: &ShiftId| {
            let shift = self.problem.shifts.iter().find(|s| s.id == *shift);
            shift.map_or(0, |s| u64::from(s.paid.get()))
        };
        let minutes: u64 = self.days.values().map(|s| paid(s)).sum();
        let (least, most) = (u64::from(self.person.hours.0.get()), u64::from(self.person.hours.1.get()));
        if !(least..=most).contains(&minutes) {
            found.push(("hours", format!("{minutes} minutes, {least} to {most} are allowed")));
        }
    }

    /// Weekends are told apart by the date of their Saturday.
    fn weekends(&self, found: &mut Vec<(&'static str, String)>) {
        let saturdays: BTreeSet<NaiveDate> = self.days.keys().filter_map(|day| self.saturday(*day)).collect();
        let (times, most) = (saturdays.len(), self.person.max_weekends);
        if u32::try_from(times).is_ok_and(|times| times > most) {
            found.push(("max_weekends", format!("{times} weekends, {most} at most")));
        }
    }

    /// The Saturday of the weekend that a day belongs to.
    fn saturday(&self, day: u32) -> Option<NaiveDate> {
        let date = self.problem.first_day.checked_add_signed(TimeDelta::days(i64::from(day)))?;
        match date.weekday() {
            Weekday::Sat => Some(date),
            Weekday::Sun => date.pred_opt(),
            _ => None,
        }
    }
}

fn terms(problem: &PeriodProblem, assignments: &[PeriodAssignment]) -> PeriodTerms {
    let rows: BTreeSet<(&AgentId, u32, &ShiftId)> = assignments.iter().map(|a| (&a.person, a.day, &a.shift)).collect();
    let mut terms = PeriodTerms::default();
    for demand in &problem.demand {
        let there = rows.iter().filter(|(_, day, shift)| (*day, *shift) == (demand.day, &demand.shift)).count();
        let missing = f64::from(demand.required.get()) - there as f64;
        terms.under += demand.under * missing.max(0.0);
        terms.over += demand.over * (-missing).max(0.0);
    }
    for request in &problem.requests {
        let works = rows.contains(&(&request.person, request.day, &request.shift));
        if works != request.wanted {
            terms.requests += request.price;
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::domain::period::{PeriodDemand, PeriodRequest, PeriodShift};
    use crate::domain::units::{Heads, Minutes};

    /// Two weeks from a Monday: ann, early and late, no early after a late.
    fn problem() -> PeriodProblem {
        let shift = |id: &str, next: &[&str]| PeriodShift {
            id: ShiftId::new(id),
            paid: Minutes::new(480),
            forbidden_next: next.iter().map(|n| ShiftId::new(n)).collect(),
        };
        let ann = PeriodPerson {
            id: AgentId::new("ann"),
            max_shifts: vec![(ShiftId::new("late"), 2)],
            hours: (Minutes::new(3 * 480), Minutes::new(6 * 480)),
            max_consecutive_days: 4,
            min_consecutive_days: 2,
            days_off_together: 2,
            max_weekends: 1,
            days_off: vec![13],
            before: Before::Unknown,
        };
        PeriodProblem {
            first_day: NaiveDate::from_ymd_opt(2026, 11, 30).expect("a date"),
            days: NonZeroU32::new(14).expect("not zero"),
            shifts: vec![shift("early", &[]), shift("late", &["early"])],
            people: vec![ann],
            demand: vec![],
            requests: vec![],
        }
    }

    /// Ann's fortnight, a letter a day: `e`arly, `l`ate, `-` off.
    fn rows(days: &str) -> Vec<PeriodAssignment> {
        let shift = |c| match c {
            'e' => Some("early"),
            'l' => Some("late"),
            _ => None,
        };
        let worked = (0..).zip(days.chars()).filter_map(|(day, c)| Some((day, shift(c)?)));
        worked.map(|(day, s)| PeriodAssignment { person: AgentId::new("ann"), day, shift: ShiftId::new(s) }).collect()
    }

    fn broken(problem: &PeriodProblem, days: &str) -> Vec<&'static str> {
        check_period(problem, &rows(days)).breaches.into_iter().map(|b| b.rule).collect()
    }

    #[test]
    fn a_legal_fortnight_breaks_nothing() {
        assert_eq!(broken(&problem(), "eell--ee------"), [""; 0]);
    }

    #[test]
    fn each_rule_is_found_broken_by_a_fortnight_that_breaks_it_alone() {
        for (rule, days) in [
            ("max_consecutive_days", "eeeee---------"),
            ("min_consecutive_days", "ee--e--ee-----"),
            ("days_off_together", "ee-ee---------"),
            ("forbidden_next", "lee-----------"),
            ("max_shifts", "elll----------"),
            ("hours", "ee------------"),
            ("max_weekends", "e----ee----ee-"),
            ("days_off", "ee---------eee"),
        ] {
            assert_eq!(broken(&problem(), days), [rule], "{days}");
        }
    }

    #[test]
    fn runs_at_the_borders_may_be_short_where_the_past_is_unknown() {
        assert_eq!(broken(&problem(), "e--ee---------"), [""; 0]);
        assert_eq!(broken(&problem(), "-ee--ee-------"), [""; 0]);
    }

    #[test]
    fn the_days_before_are_part_of_the_first_run() {
        let with = |before| {
            let mut problem = problem();
            problem.people[0].before = before;
            problem
        };
        let late = || ShiftId::new("late");
        assert_eq!(broken(&with(Before::Worked(4, late())), "ll--ee--------"), ["max_consecutive_days"]);
        assert_eq!(broken(&with(Before::Worked(9, late())), "--ee--ee------"), [""; 0]);
        assert_eq!(broken(&with(Before::Worked(1, late())), "--ee--ee------"), ["min_consecutive_days"]);
        assert_eq!(broken(&with(Before::Worked(1, late())), "ee--ee--------"), ["forbidden_next"]);
        assert_eq!(broken(&with(Before::Off(1)), "ee--ee--------"), ["days_off_together"]);
        assert_eq!(broken(&with(Before::Off(1)), "-ee--ee-------"), [""; 0]);
    }

    #[test]
    fn rows_that_cannot_be_are_named() {
        let mut all = rows("eee-----------");
        all.push(PeriodAssignment { day: 0, shift: ShiftId::new("late"), ..all[0].clone() });
        all.push(PeriodAssignment { day: 14, ..all[0].clone() });
        all.push(PeriodAssignment { shift: ShiftId::new("night"), ..all[0].clone() });
        all.push(PeriodAssignment { person: AgentId::new("bob"), ..all[0].clone() });
        let rules = check_period(&problem(), &all).breaches;
        assert_eq!(rules.iter().filter(|b| b.rule == "assignment").count(), 4, "{rules:?}");
    }

    #[test]
    fn the_price_is_the_sum_of_missing_people_people_too_many_and_unmet_wishes() {
        let mut problem = problem();
        let demand = |day, shift: &str, heads| PeriodDemand {
            day,
            shift: ShiftId::new(shift),
            required: Heads::new(heads),
            under: 10.0,
            over: 3.0,
        };
        let request = |day, wanted, price| PeriodRequest {
            person: AgentId::new("ann"),
            day,
            shift: ShiftId::new("early"),
            wanted,
            price,
        };
        problem.demand = vec![demand(0, "early", 3), demand(1, "early", 0), demand(1, "late", 0)];
        problem.requests = vec![request(0, true, 5.0), request(1, false, 7.0), request(4, true, 11.0)];
        let terms = check_period(&problem, &rows("eee-----------")).terms;
        assert_eq!(terms, PeriodTerms { under: 20.0, over: 3.0, requests: 18.0 });
    }
}
