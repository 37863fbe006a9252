//! What makes a period problem contradict itself; all of it in one pass.

use std::collections::BTreeSet;

use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::period::{Before, PeriodPerson, PeriodProblem};

/// Longest period.
const MOST_DAYS: u32 = 366;
/// Most kinds of shift.
const MOST_SHIFTS: usize = 100;
/// Greatest price: sums of prices stay exact far below what 64 bits hold.
const MOST_PRICE: f64 = 1e6;

/// One sentence per fault.
pub(super) fn faults(problem: &PeriodProblem) -> Vec<String> {
    let mut reader = Reader { problem, shifts: BTreeSet::new(), found: Vec::new() };
    reader.catalogue();
    let mut people = BTreeSet::new();
    for person in &problem.people {
        if !people.insert(&person.id) {
            reader.found.push(format!("person {} stands there twice", person.id));
        }
        reader.person(person);
    }
    reader.demand();
    reader.requests(&people);
    reader.found
}

struct Reader<'p> {
    problem: &'p PeriodProblem,
    shifts: BTreeSet<&'p ShiftId>,
    found: Vec<String>,
}

impl<'p> Reader<'p> {
    fn catalogue(&mut self) {
        if self.problem.days.get() > MOST_DAYS {
            self.found.push(format!("{} days are more than the {MOST_DAYS} of a year", self.problem.days));
        }
        if self.problem.shifts.len() > MOST_SHIFTS {
            self.found.push(format!("{} shifts are more than {MOST_SHIFTS}", self.problem.shifts.len()));
        }
        for shift in &self.problem.shifts {
            if !self.shifts.insert(&shift.id) {
                self.found.push(format!("shift {} stands there twice", shift.id));
            }
        }
        for shift in &self.problem.shifts {
            for next in &shift.forbidden_next {
                self.shift(next, || format!("after shift {}", shift.id));
            }
        }
    }

    fn person(&mut self, person: &'p PeriodPerson) {
        let whose = |what: &str| format!("{what} of {}", person.id);
        if person.hours.0 > person.hours.1 {
            self.found.push(format!("{}: the fewest are above the most", whose("hours")));
        }
        for (shift, _) in &person.max_shifts {
            self.shift(shift, || whose("max_shifts"));
        }
        for day in &person.days_off {
            self.day(*day, || whose("days_off"));
        }
        if let Before::Worked(_, shift) = &person.before {
            self.shift(shift, || whose("the day before"));
        }
    }

    fn demand(&mut self) {
        let mut seen = BTreeSet::new();
        for demand in &self.problem.demand {
            let place = || format!("demand of day {}, shift {}", demand.day, demand.shift);
            self.shift(&demand.shift, place);
            self.day(demand.day, place);
            self.price(demand.under, place);
            self.price(demand.over, place);
            if !seen.insert((demand.day, &demand.shift)) {
                self.found.push(format!("{} stands there twice", place()));
            }
        }
    }

    fn requests(&mut self, people: &BTreeSet<&AgentId>) {
        for request in &self.problem.requests {
            let place = || format!("request of {} for day {}", request.person, request.day);
            if !people.contains(&request.person) {
                self.found.push(format!("{}: there is no such person", place()));
            }
            self.shift(&request.shift, place);
            self.day(request.day, place);
            self.price(request.price, place);
        }
    }

    fn shift(&mut self, shift: &ShiftId, place: impl Fn() -> String) {
        if !self.shifts.contains(shift) {
            self.found.push(format!("{}: there is no shift {shift}", place()));
        }
    }

    fn day(&mut self, day: u32, place: impl Fn() -> String) {
        if day >= self.problem.days.get() {
            self.found.push(format!("{}: day {day} is outside the {} days", place(), self.problem.days));
        }
    }

    fn price(&mut self, price: f64, place: impl Fn() -> String) {
        if !(0.0..=MOST_PRICE).contains(&price) {
            self.found.push(format!("{}: the price {price} is not between 0 and {MOST_PRICE}", place()));
        }
    }
}
