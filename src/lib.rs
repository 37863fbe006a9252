//! Contact-centre workforce management: history exports in, a checked weekly roster out.

pub mod check;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod forecast;
pub mod history;
pub mod ingest;
pub mod outputs;
pub mod pipeline;
pub mod roster;
pub mod staffing;
