//! Agents required, scheduled and really there.

use std::fmt::Write as _;

use super::super::super::number::{grouped, percent, signed};
use super::super::super::shifts::hour_minute;
use super::super::Page;
use super::super::axis::{LEFT, Scale, WIDTH};
use super::super::svg::{Boxes, Svg, num};
use super::{Frame, lacks, queues, rest};
use crate::domain::day_report::{DayReport, StaffingSlot};
use crate::domain::ids::QueueId;
use crate::domain::series::interval_end;

const HEIGHT: f64 = 206.0;
const UPPER: f64 = 32.0;
const LOWER: f64 = 152.0;
/// Baselines of the two rows of figures below the hours.
const ROWS: (f64, f64) = (184.0, 199.0);
/// A figure needs so much room.
const FIGURE: f64 = 19.0;

/// Net staffing by queue.
pub(super) fn section(page: &mut Page, report: &DayReport, frame: &Frame) {
    let about = "Agents needed on the queue (line), at work by the roster (dashes) and in a work state by the feed (area). \
                 Below: how many more or fewer than needed, − is short.";
    page.section("staffing", "Net staffing", about);
    lacks(page, &report.staffing);
    let Some(rows) = &report.staffing.content else { return };
    let mut legend = vec![
        ("need-key", "required (line)"),
        ("plan-key", "scheduled (dashes)"),
        ("met", "really there"),
        ("short", "short"),
        ("over", "above the requirement"),
    ];
    if report.rest.is_some() {
        legend.push(("again-key", "required by the re-forecast (long dashes)"));
        legend.push(("ahead", "expected to be there"));
    }
    page.legend(&legend);
    for queue in queues(report, rows.iter().map(|row| &row.queue)) {
        let own: Vec<&StaffingSlot> = rows.iter().filter(|row| row.queue == *queue).collect();
        page.figure(queue.as_str(), &in_words(report, queue, &own), &chart(report, frame, queue, &own));
    }
    rest::section(page, report);
}

/// Agent-hours required, scheduled and there, over the intervals that have all.
fn in_words(report: &DayReport, queue: &QueueId, rows: &[&StaffingSlot]) -> String {
    let hours = report.interval.as_hours();
    let sum = |of: &dyn Fn(&StaffingSlot) -> Option<f64>| rows.iter().filter_map(|row| of(row)).sum::<f64>() * hours;
    let mut words = format!(
        "{} agent-hours required, {} scheduled",
        grouped(sum(&|row| row.required), 1),
        grouped(sum(&|row| row.scheduled), 1)
    );
    let seen = |row: &StaffingSlot| row.there.and(row.required).is_some();
    if rows.iter().any(|row| seen(row)) {
        let short = sum(&|row| Some((row.required? - row.there?).max(0.0)));
        let _ = write!(
            words,
            "; up to now {} required, {} there, {} short",
            grouped(sum(&|row| row.required.filter(|_| seen(row))), 1),
            grouped(sum(&|row| row.there.filter(|_| seen(row))), 1),
            grouped(short, 1)
        );
        if report.at.is_none() {
            words = words.replace("; up to now ", "; of the hours with a feed ");
        }
    }
    if let Some(plan) = &report.rest {
        let own = plan.intervals.iter().filter(|row| row.queue == *queue);
        let (needed, there, short) = rest::hours(report, own);
        let (needed, there, short) = (grouped(needed, 1), grouped(there, 1), grouped(short, 1));
        let _ = write!(words, "; from now on {needed} required by the re-forecast, {there} expected, {short} short");
    }
    words
}

fn chart(report: &DayReport, frame: &Frame, queue: &QueueId, rows: &[&StaffingSlot]) -> String {
    let ahead = |row: &StaffingSlot| rest::of_interval(report, row.start, &row.queue);
    let values = rows.iter().flat_map(|row| {
        let (needed, there) = (ahead(row).map(|ahead| ahead.needed), ahead(row).map(|ahead| ahead.there));
        [row.required, row.scheduled, row.there, needed, there].into_iter().flatten()
    });
    let label = format!("Agents of {queue} on {}: required, scheduled and really there", report.day);
    let mut svg = Svg::new(WIDTH, HEIGHT, &label);
    let scale = Scale::new(values.fold(0.0, f64::max), UPPER, LOWER);
    frame.draw(&mut svg, report, (UPPER, LOWER), LOWER + 14.0);
    scale.draw(&mut svg, "agents");
    let x = |row: &StaffingSlot| (frame.axis.x(row.start), frame.axis.x(interval_end(row.start, report.interval)));
    let (mut met, mut over, mut short) = (Boxes::default(), Boxes::default(), Boxes::default());
    let mut expected = Boxes::default();
    for row in rows {
        let seen = row.there.map(|there| (row.required.unwrap_or_default(), there));
        let Some((required, there)) = seen.or_else(|| ahead(row).map(|ahead| (ahead.needed, ahead.there))) else {
            continue;
        };
        let (from, to) = x(row);
        let (needed, has) = (scale.y(required), scale.y(there));
        let meets = needed.max(has);
        let area = if seen.is_some() { &mut met } else { &mut expected };
        area.add(from, meets, to - from, LOWER - meets);
        over.add(from, has, to - from, needed - has);
        short.add(from, needed, to - from, has - needed);
    }
    svg.boxes("met", &met);
    svg.boxes("ahead", &expected);
    svg.boxes("over", &over);
    svg.boxes("short", &short);
    svg.path("plan", &steps(frame, report, &scale, rows, &|row| row.scheduled));
    svg.path("need", &steps(frame, report, &scale, rows, &|row| row.required));
    svg.path("again", &steps(frame, report, &scale, rows, &|row| Some(ahead(row)?.needed)));
    nets(&mut svg, frame, report, rows);
    for row in rows {
        let (from, to) = x(row);
        svg.hover(from, UPPER, to - from, LOWER - UPPER, &note(report, row));
    }
    svg.finish()
}

/// A line of steps, broken where there is no value.
fn steps(
    frame: &Frame,
    report: &DayReport,
    scale: &Scale,
    rows: &[&StaffingSlot],
    of: &dyn Fn(&StaffingSlot) -> Option<f64>,
) -> String {
    let mut line = String::new();
    let mut last_end = None;
    for (row, value) in rows.iter().filter_map(|row| Some((row, of(row)?))) {
        let end = interval_end(row.start, report.interval);
        let lead = if last_end == Some(row.start) { "V" } else { &format!("M{} ", num(frame.axis.x(row.start))) };
        let _ = write!(line, "{lead}{}H{}", num(scale.y(value)), num(frame.axis.x(end)));
        last_end = Some(end);
    }
    line
}

/// Two rows of signed figures: by the roster, and by who was there. Where intervals are narrow, several share the worst figure.
fn nets(svg: &mut Svg, frame: &Frame, report: &DayReport, rows: &[&StaffingSlot]) {
    let width = frame.axis.x(interval_end(frame.from, report.interval)) - frame.axis.x(frame.from);
    let mut together = 1_usize;
    while width * (together as f64) < FIGURE {
        together += 1;
    }
    svg.text("tick e", LEFT - 6.0, ROWS.0, "scheduled ±");
    svg.text("tick e", LEFT - 6.0, ROWS.1, "there ±");
    let by_roster = |row: &StaffingSlot| Some(row.scheduled? - row.required?);
    let by_feed = |row: &StaffingSlot| match row.there {
        Some(there) => Some(there - row.required?),
        None => rest::of_interval(report, row.start, &row.queue).map(rest::net),
    };
    for group in rows.chunks(together) {
        let Some((first, last)) = group.first().zip(group.last()) else { continue };
        let (from, to) = (frame.axis.x(first.start), frame.axis.x(interval_end(last.start, report.interval)));
        for (y, of) in [(ROWS.0, &by_roster as &dyn Fn(&StaffingSlot) -> Option<f64>), (ROWS.1, &by_feed)] {
            let Some(net) = group.iter().filter_map(|row| of(row)).min_by(f64::total_cmp) else { continue };
            let class = if net < -0.5 { "fig bad m" } else { "fig m" };
            svg.text(class, f64::midpoint(from, to), y, &signed(net, 0));
        }
    }
}

/// `10:30: 12 required, 12.5 scheduled, 9.8 there, 2.2 short`.
fn note(report: &DayReport, row: &StaffingSlot) -> String {
    let told = |value: Option<f64>, what: &str| value.map(|value| format!("{} {what}", grouped(value, 1)));
    let ahead = rest::of_interval(report, row.start, &row.queue).filter(|_| row.there.is_none());
    let short = row.net().filter(|net| *net < 0.0).map(|net| -net);
    let parts = [
        told(row.required, "required"),
        told(row.scheduled, "scheduled"),
        told(row.there, "there"),
        told(short, "short"),
        ahead.map(|ahead| format!("{} required by the re-forecast", grouped(ahead.needed, 1))),
        ahead.map(|ahead| format!("{} expected to be there", grouped(ahead.there, 1))),
        ahead.and_then(|ahead| ahead.service).map(|share| format!("{} in time expected", percent(Some(share)))),
    ];
    format!("{}: {}", hour_minute(report.zone, row.start), parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
