//! The load that an interval is staffed for where calls last long against the interval: those of before are still in hand. Page:
//! `models/methods/staffing-time-varying.md`.
//!
//! O. B. Jennings, A. Mandelbaum, W. A. Massey & W. Whitt, "Server staffing to meet time-varying demand" (1996), equation 5; L. V. Green,
//! P. J. Kolesar & J. Soares, "Improving the SIPP approach for staffing service systems that have cyclic demands" (2001).

use std::collections::BTreeMap;

use crate::domain::centre::{Centre, Queue};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, ForecastRow, interval_end};
use crate::domain::time::{Instant, add_days};
use crate::domain::units::{Calls, Seconds};

/// Whose calls make the load of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfferedLoad {
    /// Those that ask within it, as if that had always been so: steady state.
    #[default]
    Interval,
    /// Those that ask from one handle time before its start to one before its end.
    Lagged,
    /// Those that would be in hand, were everybody answered at once: M(t)/M/∞, averaged over the interval.
    Modified,
}

/// The forecast with the calls that each interval is staffed for in place of those that ask in it. A queue that was open just before
/// its first row is taken as busy as in that row; one that opens then starts empty.
#[must_use]
pub fn with_offered_load(forecast: &Forecast, centre: &Centre, load: OfferedLoad) -> Forecast {
    if load == OfferedLoad::Interval {
        return forecast.clone();
    }
    let mut rows: Vec<ForecastRow> = forecast.rows.clone();
    rows.sort_by(|a, b| (&a.queue, a.start).cmp(&(&b.queue, b.start)));
    let length = centre.interval.as_seconds().get();
    for of_queue in rows.chunk_by_mut(|a, b| a.queue == b.queue) {
        let Some(first) = of_queue.first() else { continue };
        let queue = centre.queue(&first.queue);
        // work that waits for its deadline loads nobody when it arrives
        if queue.is_some_and(|queue| !queue.work.is_at_once()) {
            continue;
        }
        let open = queue.is_some_and(|queue| open_before(queue, first.start, centre));
        match load {
            OfferedLoad::Lagged => lag(of_queue, open, length),
            _ => fill(of_queue, open, length, centre),
        }
    }
    rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    widen(&mut rows, forecast);
    Forecast { rows, ..forecast.clone() }
}

/// Bands as wide against their middle as those of the calls that ask.
fn widen(rows: &mut [ForecastRow], forecast: &Forecast) {
    let asked: BTreeMap<(Instant, &QueueId), f64> =
        forecast.rows.iter().map(|row| ((row.start, &row.queue), row.offered.get())).collect();
    for row in rows {
        let Some(calls) = asked.get(&(row.start, &row.queue)).filter(|calls| **calls > 0.0) else { continue };
        let factor = row.offered.get() / calls;
        for band in row.band80.iter_mut().chain(&mut row.band95) {
            (band.low, band.high) = (band.low * factor, band.high * factor);
        }
    }
}

/// Whether a queue is open just before a moment.
pub(super) fn open_before(queue: &Queue, start: Instant, centre: &Centre) -> bool {
    let (last, before) = (centre.zone.day(start), start.plus_seconds(-1));
    let spans = queue.hours.open_spans(add_days(last, -1), add_days(last, 1), &centre.calendar, centre.zone);
    spans.iter().any(|span| span.contains(before))
}

/// A handle time that says how long calls last; `None` where it is missing or nothing.
fn handle_time(row: &ForecastRow) -> Option<f64> {
    row.aht.map(Seconds::get).filter(|aht| *aht > 0.0)
}

fn lag(rows: &mut [ForecastRow], open_before: bool, length: f64) {
    let calls: Vec<(Instant, f64)> = rows.iter().map(|row| (row.start, row.offered.get())).collect();
    let Some((first, before)) = calls.first().copied() else { return };
    let seconds = |at: Instant| at.seconds_since(first) as f64;
    let known: BTreeMap<Instant, f64> = calls.into_iter().collect();
    for row in rows {
        let Some(aht) = handle_time(row) else { continue };
        let (from, to) = (seconds(row.start) - aht, seconds(row.start) - aht + length);
        let within = |start: f64, end: f64| (to.min(end) - from.max(start)).max(0.0) / length;
        let earlier = if open_before { before * within(f64::NEG_INFINITY, 0.0) } else { 0.0 };
        let asked = known.iter().map(|(at, calls)| calls * within(seconds(*at), seconds(*at) + length));
        row.offered = Calls::new(earlier + asked.sum::<f64>()).unwrap_or(row.offered);
    }
}

/// `m' = λ − μm`, solved interval by interval.
fn fill(rows: &mut [ForecastRow], open_before: bool, length: f64, centre: &Centre) {
    let Some(first) = rows.first() else { return };
    let steady = |row: &ForecastRow, aht: f64| row.offered.get() * aht / length;
    let mut in_hand = if open_before { handle_time(first).map_or(0.0, |aht| steady(first, aht)) } else { 0.0 };
    let (mut aht, mut end) = (None, first.start);
    for row in rows {
        let Some(lasting) = handle_time(row).or(if row.offered.get() > 0.0 { None } else { aht }) else { continue };
        let gap = row.start.seconds_since(end) as f64;
        in_hand *= (-gap.max(0.0) / lasting).exp();
        let target = steady(row, lasting);
        // over the interval m = target + (start − target) e^{−t/aht}
        let left = (-length / lasting).exp();
        let mean = target + (in_hand - target) * (1.0 - left) * lasting / length;
        in_hand = target + (in_hand - target) * left;
        row.aht = Seconds::new(lasting);
        row.offered = Calls::new(mean.max(0.0) * length / lasting).unwrap_or(row.offered);
        (aht, end) = (Some(lasting), interval_end(row.start, centre.interval));
    }
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Patience;
    use crate::domain::hours::OpeningHours;

    fn calls(rows: Vec<ForecastRow>, always_open: bool, load: OfferedLoad) -> Vec<f64> {
        let mut only = queue("a", Patience::Infinite);
        if always_open {
            only.hours = OpeningHours::always();
        }
        let forecast = Forecast { rows, ..Forecast::default() };
        with_offered_load(&forecast, &centre(vec![only]), load).rows.iter().map(|row| row.offered.get()).collect()
    }

    fn are(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {expected:?}");
    }

    #[test]
    fn a_lag_takes_the_calls_of_one_handle_time_earlier() {
        // 600 s are a third of a half-hour; the queue opens at 9:00, interval 18
        let rows = || [30.0, 60.0, 0.0].into_iter().zip(18..).map(|(n, at)| row("a", at, n, Some(600.0))).collect();
        are(&calls(rows(), false, OfferedLoad::Lagged), &[20.0, 50.0, 20.0]);
        are(&calls(rows(), true, OfferedLoad::Lagged), &[30.0, 50.0, 20.0]);
        are(&calls(rows(), true, OfferedLoad::Interval), &[30.0, 60.0, 0.0]);
        // a gap without rows has no calls
        are(
            &calls(vec![row("a", 18, 30.0, Some(600.0)), row("a", 20, 30.0, Some(600.0))], true, OfferedLoad::Lagged),
            &[30.0, 20.0],
        );
    }

    #[test]
    fn calls_in_hand_build_up_from_an_opening_and_fade_after_the_last() {
        // calls as long as the interval: 30 Erlangs; e^{−1} of the way is left after one interval
        let rows: Vec<ForecastRow> = [30.0, 30.0]
            .into_iter()
            .zip(18..)
            .map(|(n, at)| row("a", at, n, Some(1800.0)))
            .chain([row("a", 20, 0.0, None)])
            .collect();
        let left = (-1.0_f64).exp();
        let (end_1, end_2) = (30.0 * (1.0 - left), 30.0 * (1.0 - left * left));
        let expected = [30.0 * left, 30.0 - (30.0 - end_1) * (1.0 - left), end_2 * (1.0 - left)];
        are(&calls(rows.clone(), false, OfferedLoad::Modified), &expected);
        are(&calls(rows, true, OfferedLoad::Modified), &[30.0, 30.0, 30.0 * (1.0 - left)]);
    }

    #[test]
    fn short_calls_change_next_to_nothing() {
        let rows = (18..30).map(|at| row("a", at, at as f64, Some(1.0))).collect();
        let found = calls(rows, true, OfferedLoad::Modified);
        assert!(found.iter().zip(18..).all(|(n, at)| (n - f64::from(at)).abs() < 1e-3), "{found:?}");
    }
}
