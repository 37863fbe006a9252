//! The roster engine: one week of named agents, with a lower bound beside it.
//!
//! Flow: `build` turns the problem into a dense `model` with classes of interchangeable agents; `legality` says what a
//! legal shift and week are; `pricing` finds a class's cheapest legal week exactly; `frame` and `handing` make the first
//! roster of many people; `search`, `daily` and `anneal` better the roster at hand, in the turns of `rounds`; `bound` proves
//! how far it can be from the best; `publish`, `summary` and `explain` say it in the published terms; `conflicts` names what
//! cannot hold together.
//!
//! # Example
//!
//! ```
//! # #[cfg(feature = "highs")] {
//! use std::path::Path;
//!
//! use wfm::domain::findings::Findings;
//! use wfm::domain::progress::Silent;
//! use wfm::domain::roster::{RosterLimits, RosterProblem};
//! use wfm::ingest::{centre, tables};
//!
//! let folder = Path::new("fixtures/findings/_people");
//! let mut findings = Findings::new();
//! let centre = centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let agents = tables::agents::read(&folder.join("agents.csv"), &centre, &mut findings);
//! let requirement = tables::requirement::read(&folder.join("requirement.csv"), &centre, &mut findings);
//! let problem = RosterProblem::new(centre, agents, requirement, "2026-03-16".parse().expect("a date"));
//!
//! let limits = RosterLimits { time: None, work: Some(1), ..RosterLimits::default() };
//! let outcome = wfm::roster::solve(&problem, &limits, &Silent).expect("a roster");
//! // Its cost, and what no legal roster can be below.
//! let bound = outcome.summary.bound.expect("a bound");
//! assert!(bound <= outcome.summary.objective);
//! assert!(!wfm::check::check(&problem, &outcome.rows, Some(&outcome.summary)).findings.has_errors());
//! # }
//! ```

mod anneal;
mod asked;
mod bound;
mod build;
mod class;
mod conflicts;
mod coverage;
mod daily;
mod explain;
mod fairness;
mod fits;
mod frame;
mod handing;
mod kept;
mod legality;
mod lp;
mod mend;
mod model;
mod newcomers;
pub mod period;
mod placing;
mod prices;
mod pricing;
mod publish;
mod relief;
mod room;
mod rounds;
mod search;
mod service;
mod standby;
mod state;
mod summary;
mod supply;
mod team;
mod tour;
mod travel;
mod trial;
mod wishes;

use std::time::Instant;

use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::roster::{RosterLimits, RosterOutcome, RosterProblem, RosterSummary};

use coverage::Pricer;
pub use lp::minimise;
use model::Model;
pub use room::room_for_work;
use rounds::Rounds;
use service::Service;

/// Makes the roster of one week.
///
/// Anytime: the best legal roster found when time, work or gap says stop, or the user asks, is what is returned.
///
/// # Errors
/// [`Failure::Infeasible`] when the hard rules cannot hold together or no roster that keeps them was found in time;
/// [`Failure::Interrupted`] when stopped before there was a first roster.
pub fn solve(
    problem: &RosterProblem,
    limits: &RosterLimits,
    progress: &dyn Progress,
) -> Result<RosterOutcome, Failure> {
    let begun = Instant::now();
    progress.stage("reading rules and people");
    let model = Model::new(problem);
    let mut findings = conflicts::before(&model)?;
    let service = Service::of(&model);
    let (pricer, mut solved) = match &service {
        None => {
            let pricer = Pricer::new(&model);
            let solved = Rounds::new(&model, &pricer, limits, progress, begun).run()?;
            (pricer, solved)
        }
        Some(service) => {
            service.without_curve(&model, &mut findings);
            service.solve(&model, limits, progress)?
        }
    };
    relief::mend(&model, &pricer, &mut solved.state, &|| progress.stopped());
    findings.extend(placing::place(&model, &pricer, &mut solved.state));
    let rows = publish::rows(&model, &solved.state);
    conflicts::after(&model, &pricer, (&solved.state, &rows), &mut findings)?;
    let wishes = asked::answers(&model, &pricer, &mut solved.state);
    let (standby, short) = standby::assign(problem, &rows);
    findings.extend(short);
    let summary =
        RosterSummary { wishes, standby, ..summary::summary(&model, (&pricer, service.as_ref()), &solved, limits) };
    conflicts::shortage(&summary, limits, &mut findings);
    service::missed(&summary.service, limits, &mut findings);
    Ok(RosterOutcome { rows, summary, findings })
}
