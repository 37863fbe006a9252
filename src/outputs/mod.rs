//! Domain → bytes: CSV, JSON, XLSX, iCalendar, HTML and text; and the only writer to disk.
//!
//! Everything but [`files`], [`folder`], [`lock`] and [`versions`] is a pure function: the same plan gives the same bytes, on any machine and in any
//! year. Dates inside XLSX and iCalendar come from the plan's first day, never from the wall clock.
//!
//! # Example
//!
//! ```
//! use wfm::outputs::table::{Cell, Table};
//!
//! let mut table = Table::new(&["agent", "hours"]);
//! // A spreadsheet would run this name; the reader of our tables takes the apostrophe away again.
//! table.rows.push(vec![Cell::text("=1+1"), Cell::exact(-7.5)]);
//! assert_eq!(table.csv(), b"agent,hours\n'=1+1,-7.5\n");
//! ```

pub mod adherence;
pub mod agent_page;
pub mod attendance;
pub mod coverage;
pub mod diff;
pub mod files;
pub mod folder;
pub mod genesys;
pub mod handover;
pub mod headline;
pub mod ical;
pub mod intraday;
pub mod json;
pub mod kpi;
pub mod live;
pub mod lock;
pub mod number;
pub mod parquet;
pub mod patience;
pub mod payroll;
pub mod report;
pub mod requests;
pub mod service;
pub mod service_gap;
pub mod shifts;
pub mod simulation;
pub mod skills;
pub mod table;
pub mod tables;
pub mod text;
mod tree;
pub mod versions;
pub mod what_if;
pub mod xlsx;

/// The folder of a plan in a centre directory.
pub const PLAN: &str = "plan";

#[cfg(test)]
pub(crate) mod sample;
