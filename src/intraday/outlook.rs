//! What is still to come today: the forecast of midnight moved by the calls and handle times so far.
//!
//! Calls follow the forecast's own elasticities ([`crate::forecast::rest_of_day`]). The handle time so far is a mean of N calls; the
//! rest follows its log ratio to the expected one by the share N/(N + 100): the posterior mean where a call's handle time has a
//! coefficient of variation of one and a day's level a standard deviation of 10 % (normal theory, Gelman et al., *Bayesian Data
//! Analysis*, 2013, section 2.5).

use std::collections::BTreeMap;

use crate::domain::centre::Centre;
use crate::domain::findings::Findings;
use crate::domain::grid::CallGrid;
use crate::domain::ids::QueueId;
use crate::domain::intraday::QueueOutlook;
use crate::domain::series::{Forecast, ForecastRow, History, Override, interval_end};
use crate::domain::time::Instant;
use crate::domain::units::Seconds;
use crate::forecast;

/// Calls that say as much of a day's handle time as is known of it beforehand.
const PRIOR_CALLS: f64 = 100.0;
/// A handle time beyond e^±LARGEST of the expected one is a fault of the export.
const LARGEST: f64 = 0.7;

/// What is still to come, and what it is made from.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// Calls and handle times of the intervals that are not over.
    pub rest: Forecast,
    /// The whole day as it was expected at midnight.
    pub planned: Vec<ForecastRow>,
    /// By queue, in the centre's order.
    pub queues: Vec<QueueOutlook>,
}

/// The outlook at `now`, from the history with today's intervals in it. `grid` is the same history, cleaned.
#[must_use]
pub fn outlook(
    grid: &CallGrid,
    history: &History,
    centre: &Centre,
    overrides: &[Override],
    now: Instant,
    findings: &mut Findings,
) -> Outlook {
    let today = centre.zone.day(now);
    // What keeps the midnight forecast from being made keeps the other one as well, which tells of it.
    let planned = forecast::forecast(grid, centre, overrides, today, 1, &mut Findings::new()).rows;
    let mut rest = forecast::rest_of_day(grid, centre, overrides, now, findings);
    let queues: Vec<QueueOutlook> =
        centre.queues.iter().map(|queue| of_queue(&queue.id, history, &planned, &rest, centre, now)).collect();
    let factors: BTreeMap<&QueueId, f64> = queues.iter().map(|q| (&q.queue, q.aht_factor)).collect();
    for row in &mut rest.rows {
        let factor = factors.get(&row.queue).copied().unwrap_or(1.0);
        row.aht = row.aht.and_then(|aht| Seconds::new(aht.get() * factor));
    }
    Outlook { rest, planned, queues }
}

fn of_queue(
    queue: &QueueId,
    history: &History,
    planned: &[ForecastRow],
    rest: &Forecast,
    centre: &Centre,
    now: Instant,
) -> QueueOutlook {
    let of_queue = || planned.iter().filter(|row| row.queue == *queue);
    let expected: BTreeMap<Instant, &ForecastRow> = of_queue().map(|row| (row.start, row)).collect();
    let is_over = |start: Instant| interval_end(start, centre.interval) <= now;
    let today = centre.zone.day(now);
    let (mut came, mut handled, mut seconds, mut expected_seconds) = (0.0, 0.0, 0.0, 0.0);
    for row in
        history.rows.iter().filter(|r| r.queue == *queue && is_over(r.start) && centre.zone.day(r.start) == today)
    {
        came += row.offered.get();
        let usual = expected.get(&row.start).and_then(|row| row.aht);
        if let (Some(aht), Some(usual)) = (row.aht, usual) {
            let calls = row.answered.unwrap_or(row.offered).get();
            handled += calls;
            seconds += calls * aht.get();
            expected_seconds += calls * usual.get();
        }
    }
    let per_call = |sum: f64| (handled > 0.0 && sum > 0.0).then(|| sum / handled);
    let (aht, expected_aht) = (per_call(seconds), per_call(expected_seconds));
    let ratio = aht.zip(expected_aht).map_or(0.0, |(aht, usual)| (aht / usual).ln().clamp(-LARGEST, LARGEST));
    let sum = |rows: &mut dyn Iterator<Item = &ForecastRow>| rows.map(|row| row.offered.get()).sum::<f64>();
    QueueOutlook {
        queue: queue.clone(),
        came,
        expected: sum(&mut of_queue().filter(|row| is_over(row.start))),
        rest: sum(&mut rest.rows.iter().filter(|row| row.queue == *queue)),
        planned_rest: sum(&mut of_queue().filter(|row| !is_over(row.start))),
        aht,
        expected_aht,
        aht_factor: (ratio * handled / (handled + PRIOR_CALLS)).exp(),
    }
}
