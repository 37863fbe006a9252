//! Seats by Erlang formulas against service targets.
//!
//! [`staff`] turns the calls of an interval into agents and heads to schedule, [`performance`] turns agents into service;
//! [`requirement`] does the first for a whole forecast. Formulas: [`erlang_b`], [`erlang_c`], [`erlang_a`], [`loss`];
//! each has a page in `models/methods/`. All answers hold to about 12 digits from no calls to a million Erlangs: the sums
//! have positive terms only, and what must round exactly (shrinkage, the occupancy cap) is computed on whole numbers.
//!
//! # Example
//!
//! 120 calls of four minutes in half an hour, 80 % of them to be answered within 20 seconds, 30 % of the paid time spent elsewhere:
//!
//! ```
//! use wfm::domain::units::{Calls, Seconds, ServiceTarget, Share};
//! use wfm::domain::work::Concurrency;
//! use wfm::staffing::{Demand, Targets, staff};
//!
//! let seconds = |value| Seconds::new(value).expect("a time");
//! let demand = Demand {
//!     calls: Calls::new(120.0).expect("a number of calls"),
//!     interval: seconds(1800.0),
//!     aht: seconds(240.0),
//!     patience: None,
//!     concurrency: Concurrency::ONE,
//! };
//! let target = ServiceTarget::parse("80/20").expect("a target");
//! let answer = staff(&demand, &Targets::service_level(target), Share::new(0.3).expect("a share")).expect("an answer");
//! // A load of 16 Erlangs; 19 agents answer less than 80 % in time.
//! assert_eq!((answer.agents, answer.scheduled), (20, 29));
//! ```

mod cases;
mod chances;
mod chats;
mod curves;
mod deadlines;
mod deferred;
mod digits;
pub mod erlang_a;
pub mod erlang_b;
pub mod erlang_c;
mod exact;
mod explain;
#[cfg(test)]
mod laws;
mod load;
pub mod loss;
mod offered_load;
mod over_time;
mod patience;
mod performance;
mod promise;
mod requirement;
mod search;
mod series;
pub mod single;
mod skills;
mod staff;
mod survival;
mod text;
mod transient;
mod trunks;
mod uncertain;
#[cfg(test)]
mod vectors;

pub use cases::run_cases;
pub use chances::chances;
pub use curves::{counted_over, curves, curves_of_requirement};
pub use deadlines::work_kept;
pub use deferred::{plan_work, work_ranges};
pub use explain::{Explanation, Staffed, explain};
pub use offered_load::{OfferedLoad, with_offered_load};
pub use over_time::over_time;
pub use patience::estimate_patience;
pub use performance::Performance;
pub use promise::promise;
pub use requirement::{requirement, requirement_beside, requirement_over_band};
pub use skills::{Simulator, by_queue, skill_requirement};
pub use staff::{Demand, Staffing, StaffingError, Targets, fewest_agents, performance, staff};
pub use survival::patience_curves;
pub use trunks::trunks;
pub use uncertain::Uncertain;

/// The greatest load that is answered, in Erlangs: hundreds of times that of the largest centres.
pub const MAX_LOAD: f64 = 1e8;
