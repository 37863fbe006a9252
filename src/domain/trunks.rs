//! Lines into a centre.

use chrono::NaiveDate;

use super::time::Instant;

/// The busy hour of a day, and the lines that it needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BusyHour {
    /// The local day.
    pub date: NaiveDate,
    /// Start of the hour.
    pub start: Instant,
    /// Calls in it.
    pub calls: f64,
    /// Lines taken on average if there were always one free.
    pub erlangs: f64,
    /// Lines.
    pub lines: u32,
    /// Share of calls that then find none free.
    pub blocking: f64,
}
