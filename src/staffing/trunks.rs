//! Lines into the centre: each day's busy hour by Erlang B. A line is taken while a caller waits and while an agent serves the call.
//!
//! A. K. Erlang 1917, first formula; the busy hour as in the tables for telephone groups: the sixty minutes of a day with the most
//! traffic.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::erlang_b::{agents_for_blocking, loss};
use crate::domain::centre::Centre;
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, Requirement};
use crate::domain::time::Instant;
use crate::domain::trunks::BusyHour;
use crate::domain::units::{Seconds, Share};

const HOUR: f64 = 3600.0;

/// The busy hour of each day and the lines of which at most the share `blocking` of calls finds none free; `None` for a share that no
/// number of lines keeps.
///
/// Waits are those that the requirement's own agents give; a row without one counts its handle time alone. After-call work is
/// counted although it takes no line: handle times do not tell it apart, so the answer is on the safe side.
#[must_use]
pub fn trunks(
    forecast: &Forecast,
    requirement: &Requirement,
    centre: &Centre,
    blocking: Share,
) -> Option<Vec<BusyHour>> {
    let waits: BTreeMap<(Instant, &QueueId), f64> =
        requirement.rows.iter().filter_map(|row| Some(((row.start, &row.queue), row.asa.map(Seconds::get)?))).collect();
    let mut intervals: BTreeMap<Instant, (f64, f64)> = BTreeMap::new();
    for row in &forecast.rows {
        let on_the_line = centre.queue(&row.queue).is_some_and(|queue| queue.work.is_calls());
        let Some(aht) = row.aht.map(Seconds::get).filter(|_| on_the_line) else { continue };
        let wait = waits.get(&(row.start, &row.queue)).copied().unwrap_or_default();
        let (calls, seconds) = intervals.entry(row.start).or_default();
        *calls += row.offered.get();
        *seconds += row.offered.get() * (aht + wait);
    }
    let mut days: BTreeMap<NaiveDate, (Instant, f64, f64)> = BTreeMap::new();
    for start in intervals.keys() {
        let within = intervals.range(*start..start.plus_seconds(3600));
        let (calls, seconds) = within.fold((0.0, 0.0), |sum, (_, own)| (sum.0 + own.0, sum.1 + own.1));
        let day = days.entry(centre.zone.day(*start)).or_insert((*start, calls, seconds));
        if seconds > day.2 {
            *day = (*start, calls, seconds);
        }
    }
    let of_day = |(date, (start, calls, seconds)): (NaiveDate, (Instant, f64, f64))| {
        let erlangs = seconds / HOUR;
        let lines = agents_for_blocking(erlangs, blocking.get())?;
        let lost = loss(lines, erlangs)?.p_block;
        Some(BusyHour { date, start, calls, erlangs, lines, blocking: lost })
    };
    days.into_iter().map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Patience;

    #[test]
    fn the_busiest_sixty_minutes_of_a_day_count() {
        // half-hours of 10, 40, 50, 20 calls of 360 s: the busy hour is the two in the middle, 90 calls, 9 Erlangs
        let rows = [10.0, 40.0, 50.0, 20.0].iter().zip(20..).map(|(calls, at)| row("a", at, *calls, Some(360.0)));
        let forecast = Forecast { rows: rows.collect(), ..Forecast::default() };
        let centre = centre(vec![queue("a", Patience::Infinite)]);
        let found = trunks(&forecast, &Requirement::default(), &centre, Share::new(0.01).expect("share"));
        let day = &found.expect("reachable")[0];
        assert_eq!(day.start, Instant::from_unix(21 * 1800));
        assert!((day.erlangs - 9.0).abs() < 1e-12 && (day.calls - 90.0).abs() < 1e-12);
        // table of Erlang B: 9 Erlangs at 1 % need 17 lines
        assert_eq!(day.lines, 17);
        assert!(day.blocking <= 0.01);
        assert_eq!(trunks(&forecast, &Requirement::default(), &centre, Share::ZERO), None);
    }
}
