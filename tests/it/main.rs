//! The program as its users see it: one binary of tests, because each one links the solver.

mod adherence;
mod architecture;
mod bad_input;
#[cfg(feature = "highs")]
mod book;
mod cli;
mod day;
mod day_report;
#[cfg(feature = "highs")]
mod demo;
mod engine;
mod export;
mod feeds;
mod findings;
mod harness;
mod intraday;
mod kpi;
mod languages;
mod raw_bytes;
#[cfg(feature = "highs")]
mod real_input;
mod replan;
mod rules;
mod safety;
mod schema;
mod simulate;
mod skills;
mod work;
