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
