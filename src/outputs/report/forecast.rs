//! The forecast of each queue as a line over the week, with its 80 % band and last week's calls behind it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::number::grouped;
use super::axis::{RIGHT, Scale, TimeAxis, WIDTH, day_header};
use super::svg::{Svg, num};
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::series::{ForecastDay, ForecastRow, interval_end};
use crate::domain::time::{Instant, Zone, add_days, days_from};

const HEIGHT: f64 = 188.0;
const UPPER: f64 = 56.0;
const LOWER: f64 = 170.0;

/// One week of one queue.
pub(super) fn chart(plan: &Plan, queue: &QueueId, first: chrono::NaiveDate) -> String {
    let zone = plan.centre.zone;
    let axis = TimeAxis::week(first, zone);
    let days: Vec<chrono::NaiveDate> = days_from(first, 7).collect();
    let rows: Vec<&ForecastRow> =
        plan.forecast.rows.iter().filter(|r| r.queue == *queue && days.contains(&zone.day(r.start))).collect();
    let ghost = last_week(plan, queue, first);
    let highest = rows.iter().map(|r| r.band80.map_or(r.offered.get(), |b| b.high));
    let largest = highest.chain(ghost.iter().map(|(_, calls)| *calls)).fold(0.0, f64::max);

    let label = format!("Forecast calls of {queue}, week of {first}, with the band that holds 80 % of outcomes");
    let mut svg = Svg::new(WIDTH, HEIGHT, &label);
    day_header(&mut svg, &axis, &days, &plan.centre.calendar, LOWER);
    let scale = Scale::new(largest, UPPER, LOWER);
    scale.draw(&mut svg, &format!("calls / {} min", plan.centre.interval.get()));
    day_totals(
        &mut svg,
        &axis,
        zone,
        plan.forecast.days.iter().filter(|d| d.queue == *queue && days.contains(&d.date)),
    );

    let minutes = i64::from(plan.centre.interval.get());
    let middle = |at: Instant| axis.x(at.plus_seconds(minutes * 30));
    let runs = runs(rows.iter().map(|r| (r.start, *r)), minutes);
    let mut band = String::new();
    let mut line = String::new();
    for run in &runs {
        let low = |r: &&ForecastRow| (middle(r.start), scale.y(r.band80.map_or(r.offered.get(), |b| b.low)));
        let high = |r: &&ForecastRow| (middle(r.start), scale.y(r.band80.map_or(r.offered.get(), |b| b.high)));
        let around = run.iter().map(high).chain(run.iter().rev().map(low));
        band.push_str(&polyline(around));
        band.push('z');
        line.push_str(&polyline(run.iter().map(|r| (middle(r.start), scale.y(r.offered.get())))));
    }
    svg.path("band", &band);
    let ghost: Vec<Vec<(Instant, f64)>> = self::runs(ghost.into_iter().map(|(at, c)| (at, (at, c))), minutes);
    for run in ghost {
        svg.path("ghost", &polyline(run.into_iter().map(|(at, calls)| (middle(at), scale.y(calls)))));
    }
    svg.path("line", &line);
    hours(&mut svg, &axis);
    svg.finish()
}

/// The day's total and its band under the day's name.
fn day_totals<'a>(svg: &mut Svg, axis: &TimeAxis, zone: Zone, days: impl Iterator<Item = &'a ForecastDay>) {
    for day in days {
        let from = axis.x(zone.midnight(day.date));
        let to = axis.x(zone.midnight(add_days(day.date, 1)));
        let total = grouped(day.offered.get(), 0);
        let band = day.band80.map_or_else(String::new, |b| format!(" ({}–{})", grouped(b.low, 0), grouped(b.high, 0)));
        svg.text("total m", f64::midpoint(from, to), 29.0, &format!("{total}{band}"));
    }
}

/// Noon and midnight under a week.
pub(super) fn hours(svg: &mut Svg, axis: &TimeAxis) {
    for (x, hour) in axis.hours(6) {
        if hour != 0 && x < RIGHT {
            svg.line("mark", (x, LOWER), (x, LOWER + 3.0));
            svg.text("tick m", x, LOWER + 14.0, &format!("{hour:02}"));
        }
    }
}

/// The calls of the seven days before the plan, moved to this week on the wall clock.
fn last_week(plan: &Plan, queue: &QueueId, first: chrono::NaiveDate) -> Vec<(Instant, f64)> {
    let zone = plan.centre.zone;
    let Some(latest) = plan.history.rows.last().map(|r| zone.day(r.start)) else { return Vec::new() };
    let back = if latest < plan.first_day { first - add_days(plan.first_day, -7) } else { chrono::TimeDelta::days(7) };
    let mut calls: BTreeMap<Instant, f64> = BTreeMap::new();
    for row in plan.history.rows.iter().filter(|r| r.queue == *queue) {
        let local = zone.local(row.start) + back;
        if (first..add_days(first, 7)).contains(&local.date()) {
            *calls.entry(zone.resolve(local).0).or_default() += row.offered.get();
        }
    }
    calls.into_iter().collect()
}

/// Values split where an interval is missing: a closed night is a gap, not a line at zero.
pub(super) fn runs<T>(values: impl Iterator<Item = (Instant, T)>, minutes: i64) -> Vec<Vec<T>> {
    let mut runs: Vec<Vec<T>> = Vec::new();
    let mut expected = None;
    for (at, value) in values {
        match runs.last_mut() {
            Some(run) if expected == Some(at) => run.push(value),
            _ => runs.push(vec![value]),
        }
        expected = Some(at.plus_minutes(minutes));
    }
    runs
}

pub(super) fn polyline(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    for (x, y) in points {
        d.push(if d.is_empty() { 'M' } else { 'L' });
        let _ = write!(d, "{} {}", num(x), num(y));
    }
    d
}

/// Total and band of a week, in words.
pub(super) fn week_total(plan: &Plan, queue: &QueueId, first: chrono::NaiveDate) -> String {
    let zone = plan.centre.zone;
    let (from, to) = (zone.midnight(first), zone.midnight(add_days(first, 7)));
    let rows = plan
        .forecast
        .rows
        .iter()
        .filter(|r| r.queue == *queue && from <= r.start && interval_end(r.start, plan.centre.interval) <= to);
    format!("{} calls in the week", grouped(rows.map(|r| r.offered.get()).sum(), 0))
}
