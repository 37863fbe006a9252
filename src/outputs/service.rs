//! Service over a day or week: the curves as a file, what a roster reaches as text.

use std::fmt::Write as _;

use serde::Serialize;

use super::number::{grouped, percent};
use super::shifts::day_name;
use super::table::{Cell, Table, aligned};
use super::text::{left, right};
use crate::domain::centre::Centre;
use crate::domain::chance::Chance;
use crate::domain::roster::ServiceReached;
use crate::domain::series::{ServiceCurve, ServiceOverTime};
use crate::domain::simulation::SimulatedPeriod;
use crate::domain::time::Zone;
use crate::domain::trunks::BusyHour;
use crate::domain::units::Share;

/// curves.csv: `start,queue,agents,answered_in_time,offered`, lossless; one row for each number of agents, ascending.
#[must_use]
pub fn curves(curves: &[ServiceCurve], zone: Zone) -> Table {
    let mut table = Table::new(&["start", "queue", "agents", "answered_in_time", "offered"]);
    table.rows.extend(curves.iter().flat_map(|curve| {
        let (start, queue) = (zone.rfc3339(curve.start), curve.queue.as_str());
        curve.points.iter().map(move |(agents, answered)| {
            vec![
                Cell::text(start.as_str()),
                Cell::text(queue),
                Cell::exact(f64::from(*agents)),
                Cell::exact(*answered),
                Cell::exact(curve.offered.get()),
            ]
        })
    }));
    table
}

/// over_time.csv: `start,queue,agents,service_level_steady,service_level,waiting,waiting_at_end`.
#[must_use]
pub fn over_time(rows: &[ServiceOverTime], zone: Zone) -> Table {
    let columns = ["start", "queue", "agents", "service_level_steady", "service_level", "waiting", "waiting_at_end"];
    let mut table = Table::new(&columns);
    table.rows.extend(rows.iter().map(|row| {
        vec![
            Cell::text(zone.rfc3339(row.start)),
            Cell::text(row.queue.as_str()),
            Cell::exact(f64::from(row.agents)),
            Cell::rounded(row.steady.map(Share::get), 6),
            Cell::rounded(row.service_level.map(Share::get), 6),
            Cell::rounded(row.waiting, 3),
            Cell::rounded(row.waiting_at_end, 3),
        ]
    }));
    table
}

/// How many intervals of each queue miss its service level once calls are followed over time; empty without rows.
#[must_use]
pub fn over_time_text(rows: &[ServiceOverTime], centre: &Centre) -> String {
    let mut out = String::new();
    for queue in &centre.queues {
        let Some(target) = queue.service_level else { continue };
        let known = rows.iter().filter(|row| row.queue == queue.id);
        let levels: Vec<f64> = known.filter_map(|row| row.service_level.map(Share::get)).collect();
        let missed = levels.iter().filter(|level| **level < target.share.get() - MISSED).count();
        let Some(worst) = levels.iter().copied().reduce(f64::min) else { continue };
        let _ = writeln!(
            out,
            "{}: calls followed over time, {missed} of {} intervals stay more than a point below {} answered in {} s ÷ offered; the lowest is {}",
            queue.id,
            levels.len(),
            percent(Some(target.share.get())),
            target.within.get(),
            percent(Some(worst)),
        );
    }
    out
}

/// chances.csv: `period,start,queue,offered,p_met,service_level`, intervals, then days.
#[must_use]
pub fn chances(chances: &[Chance], zone: Zone) -> Table {
    let mut table = Table::new(&["period", "start", "queue", "offered", "p_met", "service_level"]);
    table.rows.extend(chances.iter().map(|chance| {
        vec![
            Cell::text(chance.period.word()),
            Cell::text(match chance.period {
                SimulatedPeriod::Interval(at) => zone.rfc3339(at),
                SimulatedPeriod::Day(day) | SimulatedPeriod::All(day) => day.to_string(),
            }),
            Cell::text(chance.queue.as_str()),
            Cell::rounded(chance.offered, 4),
            Cell::rounded(chance.p_met, 6),
            Cell::rounded(chance.service_level, 6),
        ]
    }));
    table
}

/// The chances of days; empty without any.
#[must_use]
pub fn chances_text(chances: &[Chance]) -> String {
    let lines = chances.iter().filter_map(|chance| {
        let SimulatedPeriod::Day(day) = chance.period else { return None };
        Some(vec![
            left(day_name(day)),
            left(chance.queue.as_str()),
            right(grouped(chance.offered, 0)),
            right(percent(Some(chance.p_met))),
            right(percent(Some(chance.service_level))),
        ])
    });
    if chances.is_empty() {
        return String::new();
    }
    aligned(&["day", "queue", "calls", "chance to meet the target", "service level expected"], lines)
}

/// trunks.csv: `date,busy_hour,calls,erlangs,trunks,blocking`, a row for each day.
#[must_use]
pub fn trunks(days: &[BusyHour], zone: Zone) -> Table {
    let mut table = Table::new(&["date", "busy_hour", "calls", "erlangs", "trunks", "blocking"]);
    table.rows.extend(days.iter().map(|day| {
        vec![
            Cell::text(day.date.to_string()),
            Cell::text(zone.rfc3339(day.start)),
            Cell::rounded(day.calls, 4),
            Cell::rounded(day.erlangs, 6),
            Cell::exact(f64::from(day.lines)),
            Cell::rounded(day.blocking, 6),
        ]
    }));
    table
}

/// The day that needs the most lines; empty without days.
#[must_use]
pub fn trunks_text(days: &[BusyHour], centre: &Centre) -> String {
    let Some(most) = days.iter().reduce(|most, day| if day.lines > most.lines { day } else { most }) else {
        return String::new();
    };
    format!(
        "trunks: {} for the busiest hour, {} from {}: {} calls, {} Erlangs of calls waiting and served; {} find none free (Erlang B)\n",
        most.lines,
        day_name(most.date),
        super::shifts::hour_minute(centre.zone, most.start),
        grouped(most.calls, 0),
        grouped(most.erlangs, 1),
        percent(Some(most.blocking)),
    )
}

/// A service level missed by no more than this is as good as met.
const MISSED: f64 = 0.01;

/// A table of the service levels over a day or week.
#[must_use]
pub fn reached(levels: &[ServiceReached]) -> String {
    let header = ["from", "days", "queue", "calls", "in time", "service level", "asked"];
    let cells = levels.iter().map(|level| {
        vec![
            left(day_name(level.first_day)),
            right(level.days.to_string()),
            left(level.queue.as_str()),
            right(grouped(level.offered, 0)),
            right(grouped(level.answered, 0)),
            right(percent(level.share())),
            right(percent(Some(level.target))),
        ]
    });
    aligned(&header, cells)
}

/// A roster made for the service level of one period, for comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetCompared {
    /// `interval`, `day` or `week`.
    pub service: &'static str,
    /// Paid hours of the shifts.
    pub paid_hours: f64,
    /// By queue, over all days.
    pub reached: Vec<ServiceReached>,
}

/// Rosters for service levels by interval, day and week beside each other, and the hours that the global ones save.
#[must_use]
pub fn compared(rosters: &[TargetCompared]) -> String {
    let header = ["service level by", "paid (h)", "saved (h)", "queue", "in time", "asked"];
    let first = rosters.first().map_or(0.0, |r| r.paid_hours);
    let cells = rosters.iter().flat_map(|roster| {
        roster.reached.iter().enumerate().map(move |(index, level)| {
            let once = |text: String| if index == 0 { text } else { String::new() };
            vec![
                left(once(roster.service.to_owned())),
                right(once(grouped(roster.paid_hours, 1))),
                right(once(grouped(first - roster.paid_hours, 1))),
                left(level.queue.as_str()),
                right(percent(level.share())),
                right(percent(Some(level.target))),
            ]
        })
    });
    let mut out = aligned(&header, cells);
    let _ =
        writeln!(out, "each line is a roster of its own, solved and checked; the hours saved are against the first");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::QueueId;
    use crate::domain::time::Instant;
    use crate::domain::units::Calls;

    #[test]
    fn a_curve_is_written_with_all_its_digits() {
        let offered = Calls::new(10.0).expect("calls");
        let points = vec![(0, 0.0), (3, 10.0 / 3.0)];
        let curve = ServiceCurve { start: Instant::from_unix(0), queue: QueueId::new("q"), offered, points };
        let text = String::from_utf8(curves(&[curve], Zone::UTC).csv()).expect("utf-8");
        assert!(text.starts_with("start,queue,agents,answered_in_time,offered\n"), "{text}");
        assert!(text.contains(",q,3,3.3333333333333335,10\n"), "{text}");
    }

    #[test]
    fn hours_saved_are_against_the_first_roster() {
        let reached = ServiceReached {
            first_day: "2026-12-07".parse().expect("date"),
            days: 7,
            queue: "q".into(),
            offered: 100.0,
            answered: 81.0,
            target: 0.8,
        };
        let of = |service, paid_hours| TargetCompared { service, paid_hours, reached: vec![reached.clone()] };
        let text = compared(&[of("interval", 120.0), of("week", 112.5)]);
        assert!(text.contains("7.5") && text.contains("81.0 %"), "{text}");
    }
}
