//! Domain → bytes: CSV, JSON, XLSX, iCalendar, HTML and text; and the only writer to disk.
//!
//! Everything but [`files`] and [`folder`] is a pure function: the same plan gives the same bytes, on any machine and in any
//! year. Dates inside XLSX and iCalendar come from the plan's first day, never from the wall clock.

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
pub mod json;
pub mod kpi;
pub mod live;
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
pub mod table;
pub mod tables;
pub mod text;
pub mod what_if;
pub mod xlsx;

#[cfg(test)]
mod sample;
