//! The tables of a centre directory and of a plan, as `wfm` itself defines them: one file per table.
//!
//! Each reader returns the rows that could be read and pushes a finding for everything that could not.

pub mod activities;
pub mod agents;
pub mod allowances;
pub mod availability;
pub mod curves;
pub mod exceptions;
pub mod forecast;
pub mod foreign_ids;
pub mod history;
pub mod kpi;
mod names;
pub mod open_items;
pub mod overrides;
pub mod preferences;
mod queue;
pub mod requests;
pub mod requirement;
pub mod roster;
mod row;
pub mod special_days;
pub mod standby;
pub mod states;
mod table;
pub mod time_off;

#[cfg(test)]
mod noise;
#[cfg(test)]
pub(crate) mod testing;
