//! The engine for periods of whole shifts.

mod clock;
mod dive;
mod legality;
mod model;
mod network;
mod parts;
mod pricing;
mod relaxation;
mod roster;
mod whole;

use crate::domain::period::{PeriodFailure, PeriodOutcome, PeriodProblem};
use crate::domain::progress::Progress;
use crate::domain::roster::RosterLimits;
use rand::SeedableRng;
use rayon::prelude::*;

pub fn solve(
    problem: &PeriodProblem,
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<PeriodOutcome, PeriodFailure> {
    let clock = clock::Clock::new(limits.time, progress);
    let model = model::Model::of(problem)?;
    let mut pricing = pricing::Pricing::default();
    let mut roster = roster::Roster::first(&model, &mut pricing).map_err(|_| PeriodFailure::Interrupted)?;
    eprintln!("first {} {:.2}", roster.price, clock.seconds());
    let columns = (0..).zip(&roster.schedules).map(|(p, s)| relaxation::Column::of(&model, p, s.clone())).collect();
    let mut r = relaxation::Relaxation::of(&model, columns);
    r.run(roster.price, &clock);
    let lb = model.rounded_up(r.bound);
    eprintln!("bound {} -> {} {:.2} columns {}", r.bound, lb, clock.seconds(), r.columns.len());
    if let Some(d) = dive::dive(&model, &r.columns, &roster, &clock) {
        eprintln!("dive {} {:.2}", d.price, clock.seconds());
        if d.price < roster.price { roster = d; }
    }
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(limits.seed);
    let mut size = 4;
    let mut fails = 0;
    while !clock.stop() && roster.price > lb + 1e-6 {
        let groups: Vec<_> = (0..2).map(|_| parts::draw(&model, size, &mut rng)).collect();
        let t = clock.seconds();
        let out: Vec<_> = groups.par_iter().map(|g| parts::renew(&model, &roster, g, &clock)).collect();
        let mut any = false;
        let mut word = String::new();
        for o in out { match o { parts::Tried::Better(b) => { word += "better "; if b.price < roster.price { roster = b; any = true; } }, parts::Tried::Best => word += "best ", parts::Tried::Open => word += "open " } }
        if any { fails = 0; } else { fails += 1; if fails >= 10 { size = (size + 1).min(model.people.len()); fails = 0; } }
        eprintln!("size {size} {word} {} {:.2} took {:.2}", roster.price, clock.seconds(), clock.seconds() - t);
    }
    Err(PeriodFailure::Interrupted)
}
