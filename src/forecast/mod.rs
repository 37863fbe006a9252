//! Forecasts of calls and handle time, and their backtest.

use chrono::NaiveDate;

use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::series::{AccuracyRow, Forecast, History, Override};

/// Forecasts every queue for `days` local days from `first_day`, reading only what was known before it.
#[must_use]
pub fn forecast(
    _history: &History,
    _centre: &Centre,
    _overrides: &[Override],
    _first_day: NaiveDate,
    _days: usize,
    _findings: &mut Findings,
) -> Forecast {
    unimplemented!()
}

/// Accuracy of every method on the planner's own data, by rolling origins; the chosen method of each queue is marked.
#[must_use]
pub fn backtest(
    _history: &History,
    _centre: &Centre,
    _origins: usize,
    _weeks: usize,
    _findings: &mut Findings,
) -> Vec<AccuracyRow> {
    unimplemented!()
}
