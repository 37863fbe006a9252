//! The program as its users see it: one binary of tests, because each one links the solver.

mod adherence;
mod architecture;
mod bad_input;
mod cli;
mod day;
#[cfg(feature = "highs")]
mod demo;
mod engine;
mod export;
mod findings;
mod harness;
mod kpi;
#[cfg(feature = "highs")]
mod real_input;
mod replan;
mod rules;
mod schema;
mod simulate;
