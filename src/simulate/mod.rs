//! What service a roster really gives: every call and every agent played through, many times over. Page:
//! `models/methods/simulate.md`.
//!
//! ```text
//! forecast ─► calls.rs   arrivals, patience, handle time of each call
//! roster   ─► problem.rs who can take which calls when; absence.rs who is not there today
//! one interval ► steady.rs the same calls and agents for ever
//!             floor.rs   one replication, event by event ─► tally.rs counts ─► estimate.rs means with intervals
//! ```
//!
//! Calls of a queue come from a random stream of their own, absences from the agent and the day: two rosters meet the same
//! calls and the same people fall ill (common random numbers), and the number of threads changes nothing.
//!
//! # Example
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use wfm::domain::progress::Silent;
//! use wfm::domain::series::ForecastRow;
//! use wfm::domain::units::{Calls, Seconds};
//! use wfm::simulate::{Routing, Settings, problem, simulate};
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # use wfm::ingest::tables;
//! # use wfm::ingest::tables::roster::RosterUse;
//! # let folder = Path::new("fixtures/findings/_day");
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let roster = tables::roster::read(&folder.join("roster.csv"), &centre, &[], RosterUse::Compared, &mut findings);
//! // Six calls of three minutes in the first half-hour of two agents.
//! let forecast = ForecastRow {
//!     start: roster[0].start,
//!     queue: centre.queues[0].id.clone(),
//!     offered: Calls::new(6.0).expect("calls"),
//!     band80: None,
//!     band95: None,
//!     aht: Seconds::new(180.0),
//!     aht_band80: None,
//! };
//! let played = problem(&centre, &[forecast], &roster, &[], Routing::Rostered, &BTreeMap::new(), &mut findings).expect("a day");
//! let settings = Settings { replications: 50, ..Settings::default() };
//! let found = simulate(&played, &settings, &Silent).expect("played to the end");
//! assert_eq!(found.effort.replications, 50);
//! ```

mod absence;
mod calls;
mod estimate;
mod floor;
#[cfg(test)]
mod known;
mod problem;
mod run;
mod steady;
mod tally;

pub use absence::Absence;
pub use problem::{Problem, Routing, problem};
pub use run::{Settings, simulate};
pub use steady::steady;
