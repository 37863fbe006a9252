//! The program as its users see it: one binary of tests, because each one links the solver.

mod architecture;
mod bad_input;
mod cli;
mod demo;
mod engine;
mod findings;
mod harness;
mod real_input;
