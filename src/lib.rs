//! Contact-centre workforce management: history exports in, a checked weekly roster out.
//!
//! ```text
//! exports ─► history ─► forecast ─► staffing ─► roster ─► check ─► outputs
//!  ingest     (clean     (calls,     (Erlang)    (LP/MIP)  (inde-    (CSV, XLSX, iCal,
//!              grid)      bands)                            pendent)   JSON, HTML)
//! ```
//!
//! # Where to start reading
//!
//! [`pipeline::plan`] is the main path, top to bottom on one page: what `wfm plan` does. From there, each stage is one folder:
//!
//! | module | turns | into |
//! |---|---|---|
//! | [`domain`] | | the plain types that all others share: units, ids, time, spans, hand-over types, findings |
//! | [`ingest`] | bytes: exports, `centre.toml`, tables | domain types, and a finding for every fault |
//! | [`history`] | raw counts | a clean grid: gaps, outages, outliers, special days |
//! | [`forecast`] | history | calls and handle time with bands, and how well each method did |
//! | [`staffing`] | forecast | agents by Erlang's formulas |
//! | [`roster`] | requirement and people | a legal roster, its cost and a proven bound |
//! | [`check`] | published files | every rule broken, and every figure recomputed |
//! | [`simulate`] | forecast and roster | the service that the roster really gives, call by call |
//! | [`intraday`] | the rest of a day: outlook, people, prices | who is missing, net staffing, the changes worth making |
//! | [`kpi`] | calls, states, roster, records | the 23 indicators; why a day's service was missed |
//! | [`adherence`] | a roster and what agents did | who was out of adherence, when and for how long |
//! | [`diff`] | two rosters | what differs, by agent and day |
//! | [`requests`] | a roster and a request for a swap or leave | the roster after it |
//! | [`what_if`] | a centre and a line such as `agents:part=2` | the centre changed so |
//! | [`outputs`] | domain types | files |
//! | [`lang`] | finished English text | the user's language, at the face only |
//! | [`demo`] | a seed | the made-up centre of `wfm init` |
//! | [`pipeline`] | paths and settings | a plan; one command of each stage |
//! | [`cli`] | a command line | settings, printing, an exit code |
//!
//! # Invariants
//!
//! * **Data flow one way.** A stage imports [`domain`] and itself, never another stage; only [`pipeline`] joins them, and
//!   only [`cli`] stands above it. A test reads every `crate::` path and fails on any other edge.
//! * **The checker shares nothing with the solver.** [`check`] knows ids, units, rules as data and published rows; it does its
//!   own clock arithmetic, and the pipeline gives it the roster as read back from the file.
//! * **Readers never stop at the first fault.** They return what they could read and push a
//!   [`Finding`](domain::findings::Finding) for everything else; the caller decides. Each code has a page and a fixture.
//! * **No panic is reachable from input.** A panic is a bug, and ends in exit code 70.
//! * **No clock and no dice in the library.** "Now" and the seed are arguments; the same input, settings and seed give the
//!   same bytes, whatever the number of threads. Only the `timing` of roster.json differs.
//! * **Files appear whole.** Everything is written beside its target and renamed; a failure leaves the old file as it was.
//! * **One place prints**, `cli/printer.rs`: stdout is data, stderr is for people.
//!
//! What is deliberately absent: a configuration of the program itself, environment variables (but `NO_COLOR` and the
//! locale), the network.

pub mod adherence;
pub mod check;
pub mod cli;
pub mod demo;
pub mod diff;
pub mod domain;
pub mod forecast;
pub mod history;
pub mod ingest;
pub mod intraday;
pub mod kpi;
pub mod lang;
pub mod outputs;
pub mod pipeline;
pub mod requests;
pub mod roster;
pub mod simulate;
pub mod staffing;
pub mod what_if;
