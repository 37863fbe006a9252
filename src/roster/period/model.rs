//! The problem as the engine works on it: dense cells of day and shift, people with prices of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rayon::prelude::*;

use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::period::{Before, PeriodFailure, PeriodPerson, PeriodProblem};

use super::legality::{Catalogue, Choice, Rules, Run, Shift, WeekendDay};
use super::network::Network;

/// Demand of one shift on one day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub(super) required: u32,
    pub(super) under: f64,
    pub(super) over: f64,
}

impl Cell {
    /// The price of so many people.
    pub(super) fn price(&self, people: u32) -> f64 {
        self.under * f64::from(self.required.saturating_sub(people))
            + self.over * f64::from(people.saturating_sub(self.required))
    }

    /// What one more person beside so many changes.
    pub(super) fn step(&self, people: u32) -> f64 {
        if people < self.required { -self.under } else { self.over }
    }
}

/// One person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Their network, by its place in [`Model::networks`].
    pub(super) network: usize,
    /// Their own price of working each cell: wishes.
    pub(super) own: Vec<f64>,
    /// The price of a schedule without work.
    pub(super) idle: f64,
}

/// A problem made ready.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) shifts: usize,
    /// Day by day, in it shift by shift.
    pub(super) cells: Vec<Cell>,
    pub(super) people: Vec<Person>,
    networks: Arc<[Network]>,
    /// What the schedules outside a part cost whatever the part does; 0 for the whole problem.
    pub(super) settled: f64,
    /// Every price is a whole number, hence every objective.
    pub(super) whole_prices: bool,
}

/// A schedule: the choice of each day.
pub(super) type Schedule = Vec<Choice>;

impl Model {
    /// The problem made ready; it must have passed [`super::faults::faults`].
    pub(super) fn of(problem: &PeriodProblem) -> Result<Self, PeriodFailure> {
        let places: BTreeMap<&ShiftId, Shift> = problem.shifts.iter().map(|s| &s.id).zip(0..).collect();
        let days = problem.days.get() as usize;
        let shifts = problem.shifts.len();
        let cell = |day: u32, shift: &ShiftId| Some(day as usize * shifts + usize::from(*places.get(shift)?));
        let mut cells = vec![Cell::default(); days * shifts];
        for demand in &problem.demand {
            if let Some(cell) = cell(demand.day, &demand.shift).and_then(|at| cells.get_mut(at)) {
                *cell = Cell { required: demand.required.get(), under: demand.under, over: demand.over };
            }
        }
        let catalogue = catalogue(problem, &places);
        let rules: Vec<Rules> = problem.people.iter().map(|p| rules(p, &places, days)).collect();
        let crowded =
            rules.iter().zip(&problem.people).filter(|(r, _)| counter_states(r, &catalogue) > MOST_COUNTER_STATES);
        let crowded: Vec<String> =
            crowded.map(|(_, p)| format!("max_shifts of {}: too many limits at once", p.id)).collect();
        if !crowded.is_empty() {
            return Err(PeriodFailure::Invalid(crowded));
        }
        let (networks, network_of) = networks(&catalogue, &rules, problem)?;
        let person = |network| Person { network, own: vec![0.0; cells.len()], idle: 0.0 };
        let mut people: Vec<Person> = network_of.into_iter().map(person).collect();
        let people_by_id: BTreeMap<&AgentId, usize> = problem.people.iter().map(|p| &p.id).zip(0..).collect();
        for request in &problem.requests {
            let Some(person) = people_by_id.get(&request.person).and_then(|p| people.get_mut(*p)) else { continue };
            let sign = if request.wanted { -1.0 } else { 1.0 };
            if let Some(own) = cell(request.day, &request.shift).and_then(|at| person.own.get_mut(at)) {
                *own += sign * request.price;
                person.idle += if request.wanted { request.price } else { 0.0 };
            }
        }
        let whole = |price: f64| price.fract().abs() < f64::EPSILON;
        let whole_prices = problem.requests.iter().all(|r| whole(r.price))
            && problem.demand.iter().all(|d| whole(d.under) && whole(d.over));
        Ok(Self { shifts, cells, people, networks: networks.into(), settled: 0.0, whole_prices })
    }

    /// The problem of some of the people beside fixed schedules of all others, whose coverage is taken off the demand.
    pub(super) fn part<'s>(&self, people: &[usize], fixed: impl Iterator<Item = (usize, &'s Schedule)>) -> Self {
        let mut settled = self.settled;
        let mut there = vec![0; self.cells.len()];
        for (person, schedule) in fixed {
            settled += self.own_price(person, schedule);
            self.cells_of(schedule).for_each(|cell| there[cell] += 1);
        }
        let rest = |(cell, people): (&Cell, &u32)| {
            settled += cell.over * f64::from(people.saturating_sub(cell.required));
            Cell { required: cell.required.saturating_sub(*people), ..*cell }
        };
        let cells = self.cells.iter().zip(&there).map(rest).collect();
        let people = people.iter().map(|p| self.people[*p].clone()).collect();
        Self { cells, people, settled, networks: Arc::clone(&self.networks), ..*self }
    }

    /// The network of a person.
    pub(super) fn network(&self, person: usize) -> &Network {
        &self.networks[self.people[person].network]
    }

    /// The cells that a schedule works in.
    pub(super) fn cells_of<'s>(&self, schedule: &'s [Choice]) -> impl Iterator<Item = usize> + use<'s> {
        let shifts = self.shifts;
        schedule.iter().enumerate().filter_map(move |(day, c)| c.map(|shift| day * shifts + usize::from(shift)))
    }

    /// What a schedule costs its person's wishes.
    pub(super) fn own_price(&self, person: usize, schedule: &[Choice]) -> f64 {
        let person = &self.people[person];
        person.idle + self.cells_of(schedule).map(|cell| person.own[cell]).sum::<f64>()
    }

    /// How much a better roster is cheaper at the least.
    pub(super) fn grain(&self) -> f64 {
        if self.whole_prices { 1.0 } else { 0.0 }
    }

    /// The objective can only be one of these values: a bound counts up to the next of them.
    pub(super) fn rounded_up(&self, bound: f64) -> f64 {
        if self.whole_prices { (bound - ROUNDING).ceil().max(0.0) } else { bound.max(0.0) }
    }
}

/// How far sums of prices may be off by rounding; the prices of pricing are multiples of a power of two, so that with whole
/// prices sums are exact.
const ROUNDING: f64 = 1e-9;

/// Most states that the limits on shifts of one person may span; beyond it, pricing would take minutes.
const MOST_COUNTER_STATES: u64 = 5_000;

fn counter_states(rules: &Rules, catalogue: &Catalogue) -> u64 {
    let counted = rules.counted(catalogue);
    counted.iter().fold(1, |states: u64, (_, most)| states.saturating_mul(u64::from(*most) + 1))
}

fn catalogue(problem: &PeriodProblem, places: &BTreeMap<&ShiftId, Shift>) -> Catalogue {
    let successions = problem.shifts.iter().map(|shift| {
        let mut may = vec![true; problem.shifts.len()];
        for place in shift.forbidden_next.iter().filter_map(|id| places.get(id)) {
            may[usize::from(*place)] = false;
        }
        may
    });
    let weekend = |day: u32| match weekday(problem.first_day, day)? {
        Weekday::Sat => Some(WeekendDay::First),
        Weekday::Sun if day == 0 => Some(WeekendDay::First),
        Weekday::Sun => Some(WeekendDay::Second),
        _ => None,
    };
    Catalogue {
        paid: problem.shifts.iter().map(|s| s.paid.get()).collect(),
        successions: successions.collect(),
        weekend: (0..problem.days.get()).map(weekend).collect(),
    }
}

fn weekday(first: NaiveDate, day: u32) -> Option<Weekday> {
    first.checked_add_days(Days::new(u64::from(day))).map(|d| d.weekday())
}

fn rules(person: &PeriodPerson, places: &BTreeMap<&ShiftId, Shift>, days: usize) -> Rules {
    let mut max_shifts = vec![u32::MAX; places.len()];
    for (shift, most) in &person.max_shifts {
        if let Some(place) = places.get(shift) {
            max_shifts[usize::from(*place)] = *most;
        }
    }
    let mut can = vec![true; days];
    for day in &person.days_off {
        if let Some(can) = can.get_mut(*day as usize) {
            *can = false;
        }
    }
    let before = match &person.before {
        Before::Unknown => Run::Unknown,
        Before::Off(days) => Run::Off((*days).min(person.days_off_together.max(1))),
        Before::Worked(days, shift) => {
            let may_end = *days >= person.min_consecutive_days;
            places.get(shift).map_or(Run::Unknown, |last| Run::Worked { days: *days, may_end, last: *last })
        }
    };
    Rules {
        max_consecutive_days: person.max_consecutive_days,
        min_consecutive_days: person.min_consecutive_days,
        days_off_together: person.days_off_together,
        minutes: (person.hours.0.get(), person.hours.1.get()),
        max_weekends: person.max_weekends,
        max_shifts,
        can,
        before,
    }
}

/// The networks of all different sets of rules, and which is whose.
fn networks(
    catalogue: &Catalogue,
    rules: &[Rules],
    problem: &PeriodProblem,
) -> Result<(Vec<Network>, Vec<usize>), PeriodFailure> {
    let mut places: BTreeMap<&Rules, usize> = BTreeMap::new();
    let mut different: Vec<&Rules> = Vec::new();
    let mut network_of = Vec::with_capacity(rules.len());
    for rules in rules {
        let place = *places.entry(rules).or_insert_with(|| {
            different.push(rules);
            different.len() - 1
        });
        network_of.push(place);
    }
    let made: Vec<Option<Network>> = different.par_iter().map(|rules| Network::of(catalogue, rules)).collect();
    let without = problem.people.iter().zip(&network_of).filter(|(_, place)| made[**place].is_none());
    let without: Vec<AgentId> = without.map(|(person, _)| person.id.clone()).collect();
    if without.is_empty() {
        Ok((made.into_iter().flatten().collect(), network_of))
    } else {
        Err(PeriodFailure::NoLegalSchedule(without))
    }
}
