//! The engine for periods of whole shifts: the rota of the coming weeks, before half-hours are known, with a lower bound.
//!
//! Flow: `faults` refuses what contradicts itself; `model` makes the problem dense; `legality` says what a legal schedule of a person
//! is and `network` lays all of them out; `pricing` finds the cheapest exactly; `relaxation` generates schedules and proves the
//! bound; `dive` makes a whole roster of it, `parts` betters it, `whole` is the integer program of both; `rounds` decides what is done when.
//! Page: `models/methods/roster-period.md`.

mod clock;
mod dive;
mod faults;
mod legality;
mod model;
mod network;
mod parts;
mod pricing;
mod relaxation;
mod roster;
mod rounds;
mod whole;

use crate::domain::ids::AgentId;
use crate::domain::period::{PeriodAssignment, PeriodFailure, PeriodOutcome, PeriodProblem, PeriodTerms};
use crate::domain::progress::Progress;
use crate::domain::roster::RosterLimits;

use clock::Clock;
use model::Model;
use pricing::Pricing;
use roster::Roster;
use rounds::{Proof, Rounds, Solved, gap};

/// Makes the roster of one period of whole shifts.
///
/// Anytime: the best roster found when gap, work or time says stop, or the user asks, is what is returned. `limits.fail_on` has no
/// meaning here.
///
/// # Errors
/// [`PeriodFailure::Invalid`] when the problem contradicts itself; [`PeriodFailure::NoLegalSchedule`] when the rules of some
/// people cannot hold together; [`PeriodFailure::Interrupted`] when stopped before there was a first roster.
pub fn solve(
    problem: &PeriodProblem,
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<PeriodOutcome, PeriodFailure> {
    let faults = faults::faults(problem);
    if !faults.is_empty() {
        return Err(PeriodFailure::Invalid(faults));
    }
    progress.stage("reading rules and people");
    let clock = Clock::new(limits.time, progress);
    let model = Model::of(problem)?;
    if progress.stopped() {
        return Err(PeriodFailure::Interrupted);
    }
    progress.stage("first roster");
    let first = Roster::first(&model, &mut Pricing::default()).map_err(|places| without(problem, &places))?;
    let solved = Rounds::new(&model, first, clock, limits, progress).run();
    Ok(outcome(problem, &model, &solved, limits.seed))
}

fn without(problem: &PeriodProblem, places: &[usize]) -> PeriodFailure {
    let people: Vec<AgentId> = places.iter().filter_map(|p| Some(problem.people.get(*p)?.id.clone())).collect();
    PeriodFailure::NoLegalSchedule(people)
}

fn outcome(problem: &PeriodProblem, model: &Model, solved: &Solved, seed: u64) -> PeriodOutcome {
    let terms = terms(model, &solved.roster);
    PeriodOutcome {
        assignments: assignments(problem, &solved.roster),
        terms,
        objective: terms.total(),
        bound: solved.bound,
        gap: gap(terms.total(), solved.bound),
        bound_method: match solved.proof {
            Proof::Prices => "Lagrangian bound of column generation with exact pricing",
            Proof::Enumeration => {
                "column generation with exact pricing, then an integer program over every schedule within the gap"
            }
        },
        status: solved.status,
        seed,
        timing: solved.timing,
    }
}

fn terms(model: &Model, roster: &Roster) -> PeriodTerms {
    let cells = || model.cells.iter().zip(&roster.people);
    PeriodTerms {
        under: cells().map(|(c, p)| c.under * f64::from(c.required.saturating_sub(*p))).sum(),
        over: cells().map(|(c, p)| c.over * f64::from(p.saturating_sub(c.required))).sum(),
        requests: roster.schedules.iter().enumerate().map(|(p, s)| model.own_price(p, s)).sum(),
    }
}

fn assignments(problem: &PeriodProblem, roster: &Roster) -> Vec<PeriodAssignment> {
    let of_person = problem.people.iter().zip(&roster.schedules);
    let assignments = of_person.flat_map(|(person, schedule)| {
        (0..).zip(schedule).filter_map(|(day, choice)| {
            let shift = problem.shifts.get(usize::from((*choice)?))?.id.clone();
            Some(PeriodAssignment { person: person.id.clone(), day, shift })
        })
    });
    assignments.collect()
}
