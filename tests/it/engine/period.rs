//! The period engine against the checker and the true optimum, found by looking at every roster of tiny periods drawn by lot.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use wfm::check::period::check_period;
use wfm::domain::ids::{AgentId, ShiftId};
use wfm::domain::period::{
    Before, PeriodAssignment, PeriodDemand, PeriodFailure, PeriodOutcome, PeriodPerson, PeriodProblem, PeriodRequest,
    PeriodShift,
};
use wfm::domain::progress::Silent;
use wfm::domain::roster::{RosterLimits, Status};
use wfm::domain::units::{Heads, Minutes};
use wfm::roster::period::solve;

const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

/// A period with rules, demand and wishes drawn by lot; prices whole or in quarters.
fn drawn(seed: u32, days: u32, people: u32) -> PeriodProblem {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    let grain = if seed.is_multiple_of(2) { 1.0 } else { 0.25 };
    let shifts = vec![
        PeriodShift { id: ShiftId::new("early"), paid: Minutes::new(480), forbidden_next: vec![] },
        PeriodShift { id: ShiftId::new("night"), paid: Minutes::new(600), forbidden_next: vec![ShiftId::new("early")] },
    ];
    let any = |rng: &mut ChaCha8Rng| shifts[rng.random_range(0..2)].id.clone();
    let person = |rng: &mut ChaCha8Rng, name: &str| PeriodPerson {
        id: AgentId::new(name),
        max_shifts: vec![(ShiftId::new("night"), rng.random_range(0..4))],
        hours: (Minutes::new(480 * rng.random_range(0..2)), Minutes::new(480 * rng.random_range(3..6))),
        max_consecutive_days: rng.random_range(2..5),
        min_consecutive_days: rng.random_range(1..3),
        days_off_together: rng.random_range(1..3),
        max_weekends: rng.random_range(0..3),
        days_off: vec![rng.random_range(0..days)],
        before: match rng.random_range(0..4) {
            0 => Before::Worked(rng.random_range(1..4), any(rng)),
            1 => Before::Off(rng.random_range(1..3)),
            _ => Before::Unknown,
        },
    };
    let roster: Vec<PeriodPerson> = NAMES.iter().zip(0..people).map(|(name, _)| person(&mut rng, name)).collect();
    let cells = (0..days).flat_map(|day| shifts.iter().map(move |s| (day, s.id.clone())));
    let demand = cells.map(|(day, shift)| PeriodDemand {
        day,
        shift,
        required: Heads::new(rng.random_range(0..=people.div_ceil(2))),
        under: grain * f64::from(rng.random_range(5..30)),
        over: grain * f64::from(rng.random_range(0..5)),
    });
    let demand = demand.collect();
    let request = |person: &PeriodPerson| PeriodRequest {
        person: person.id.clone(),
        day: rng.random_range(0..days),
        shift: any(&mut rng),
        wanted: rng.random_bool(0.5),
        price: grain * f64::from(rng.random_range(1..9)),
    };
    let requests = roster.iter().chain(&roster).map(request).collect();
    PeriodProblem {
        // a Friday, a Sunday, a Tuesday …: weekends inside and cut by the border
        first_day: NaiveDate::from_ymd_opt(2026, 1, 2).expect("a date") + chrono::TimeDelta::days(2 * i64::from(seed)),
        days: NonZeroU32::new(days).expect("not zero"),
        shifts,
        people: roster,
        demand,
        requests,
    }
}

fn limits() -> RosterLimits {
    RosterLimits { time: None, work: Some(60), gap: 0.0, ..RosterLimits::default() }
}

/// Every schedule of a person that the checker finds legal.
fn schedules(problem: &PeriodProblem, person: &PeriodPerson) -> Vec<Vec<PeriodAssignment>> {
    let alone = PeriodProblem { people: vec![person.clone()], demand: vec![], requests: vec![], ..problem.clone() };
    let mut all = vec![Vec::new()];
    for day in 0..problem.days.get() {
        let worked =
            problem.shifts.iter().map(|s| PeriodAssignment { person: person.id.clone(), day, shift: s.id.clone() });
        let choices: Vec<Option<PeriodAssignment>> = std::iter::once(None).chain(worked.map(Some)).collect();
        all = all.iter().flat_map(|s| choices.iter().map(|c| s.iter().chain(c).cloned().collect())).collect();
    }
    all.retain(|rows| check_period(&alone, rows).breaches.is_empty());
    all
}

/// The price of the best roster; `None` when there is none.
fn optimum(problem: &PeriodProblem) -> Option<f64> {
    let mut rosters = vec![Vec::new()];
    for person in &problem.people {
        let own = schedules(problem, person);
        rosters = rosters.iter().flat_map(|r: &Vec<_>| own.iter().map(|s| [r.clone(), s.clone()].concat())).collect();
    }
    rosters.iter().map(|rows| check_period(problem, rows).terms.total()).min_by(f64::total_cmp)
}

fn agree(problem: &PeriodProblem, made: &PeriodOutcome) {
    let report = check_period(problem, &made.assignments);
    assert!(report.breaches.is_empty(), "{:?}", report.breaches);
    assert_eq!(report.terms, made.terms);
    assert!((made.objective - made.terms.total()).abs() < 1e-9);
    assert!(made.bound <= made.objective);
}

#[test]
fn tiny_periods_are_solved_to_the_optimum_and_the_bound_never_exceeds_it() {
    let mut solved = 0;
    for seed in 0..40 {
        let problem = drawn(seed, 5, 2);
        let best = optimum(&problem);
        let Some(best) = best else {
            assert!(matches!(solve(&problem, &limits(), &Silent), Err(PeriodFailure::NoLegalSchedule(_))), "{seed}");
            continue;
        };
        let made = solve(&problem, &limits(), &Silent).expect("a roster");
        agree(&problem, &made);
        assert!((made.objective - best).abs() < 1e-9, "seed {seed}: {} is not the optimum {best}", made.objective);
        assert_eq!(made.status, Status::GapReached, "seed {seed}: bound {}", made.bound);
        let hasty = solve(&problem, &RosterLimits { work: Some(1), ..limits() }, &Silent).expect("a roster");
        agree(&problem, &hasty);
        assert!(hasty.bound <= best + 1e-9, "seed {seed}: bound {} above the optimum {best}", hasty.bound);
        solved += 1;
    }
    assert!(solved >= 15, "only {solved} of the drawn periods have a roster at all");
}

#[test]
fn fortnights_drawn_by_lot_keep_every_rule() {
    for seed in 100..106 {
        let problem = drawn(seed, 14, 8);
        match solve(&problem, &RosterLimits { work: Some(6), ..limits() }, &Silent) {
            Ok(made) => agree(&problem, &made),
            Err(failure) => assert!(matches!(failure, PeriodFailure::NoLegalSchedule(_)), "{failure}"),
        }
    }
}

#[test]
fn the_same_seed_and_work_give_the_same_period_for_any_number_of_threads() {
    let problem = drawn(6, 14, 10);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let made = pool.install(|| solve(&problem, &RosterLimits { work: Some(8), ..limits() }, &Silent));
        let made = made.expect("a roster");
        (made.assignments, made.objective.to_bits(), made.bound.to_bits(), made.status)
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn every_fault_of_a_period_is_named_at_once() {
    let mut problem = drawn(0, 5, 2);
    problem.people[0].hours = (Minutes::new(10), Minutes::new(5));
    problem.people[1].id = problem.people[0].id.clone();
    problem.demand[0].shift = ShiftId::new("noon");
    problem.demand[1].under = f64::NAN;
    problem.requests[0].day = 5;
    let Err(PeriodFailure::Invalid(faults)) = solve(&problem, &limits(), &Silent) else { panic!("accepted") };
    for part in ["fewest are above", "twice", "no shift noon", "price NaN", "day 5 is outside"] {
        assert!(faults.iter().any(|f| f.contains(part)), "{part}: {faults:?}");
    }
}

#[test]
fn people_without_a_legal_schedule_are_named() {
    let mut problem = drawn(0, 5, 2);
    problem.people[1].hours = (Minutes::new(4_000), Minutes::new(4_800));
    let names = vec![problem.people[1].id.clone()];
    problem.people[0].hours = (Minutes::new(0), Minutes::new(4_800));
    problem.people[0].before = Before::Unknown;
    assert_eq!(solve(&problem, &limits(), &Silent).expect_err("no schedule"), PeriodFailure::NoLegalSchedule(names));
}
