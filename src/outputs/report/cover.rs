//! Requirement against roster: what is needed as a line, what is there as an area, the difference in colour.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::super::coverage::{Coverage, Slot};
use super::super::number::grouped;
use super::axis::{Scale, TimeAxis, WIDTH, day_header};
use super::forecast::hours;
use super::svg::{Boxes, Svg, num};
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::series::interval_end;
use crate::domain::time::{add_days, days_from};

const HEIGHT: f64 = 188.0;
const UPPER: f64 = 56.0;
const LOWER: f64 = 170.0;

/// One week of one queue; `coverage` is of that week.
pub(super) fn chart(plan: &Plan, coverage: &Coverage, queue: &QueueId, first: NaiveDate) -> String {
    let (zone, interval) = (plan.centre.zone, plan.centre.interval);
    let axis = TimeAxis::week(first, zone);
    let slots: Vec<&Slot> = coverage.of_queue(queue).collect();
    let largest = slots.iter().map(|s| s.required.max(s.covered)).fold(0.0, f64::max);
    let scale = Scale::new(largest, UPPER, LOWER);

    let mut svg = Svg::new(WIDTH, HEIGHT, &format!("Agents required and scheduled for {queue}, week of {first}"));
    let days: Vec<NaiveDate> = days_from(first, 7).collect();
    day_header(&mut svg, &axis, &days, &plan.centre.calendar, LOWER);
    scale.draw(&mut svg, "agents");
    let (mut met, mut over, mut short) = (Boxes::default(), Boxes::default(), Boxes::default());
    let mut line = String::new();
    let mut last_end = None;
    for slot in &slots {
        let end = interval_end(slot.start, interval);
        let (x, width) = (axis.x(slot.start), axis.x(end) - axis.x(slot.start));
        let (required, covered) = (scale.y(slot.required), scale.y(slot.covered));
        let meets = required.max(covered);
        met.add(x, meets, width, LOWER - meets);
        over.add(x, covered, width, required - covered);
        short.add(x, required, width, covered - required);
        let lead = if last_end == Some(slot.start) { "V" } else { &format!("M{} ", num(x)) };
        let _ = write!(line, "{lead}{}H{}", num(required), num(x + width));
        last_end = Some(end);
    }
    svg.boxes("met", &met);
    svg.boxes("over", &over);
    svg.boxes("short", &short);
    svg.path("need", &line);
    for day in days {
        let (from, to) = (zone.midnight(day), zone.midnight(add_days(day, 1)));
        let of_day = Coverage {
            slots: slots.iter().filter(|s| from <= s.start && s.start < to).map(|s| (*s).clone()).collect(),
        };
        if of_day.slots.is_empty() {
            svg.text("total m", f64::midpoint(axis.x(from), axis.x(to)), 29.0, "closed");
            continue;
        }
        let (required, under, above) = of_day.hours(interval);
        let short = if under < 0.05 { "none short".to_owned() } else { format!("{} h short", grouped(under, 1)) };
        // A share that people would call short; every shortfall in red would say nothing.
        let class = if under > 0.02 * required { "total bad m" } else { "total m" };
        svg.text(
            class,
            f64::midpoint(axis.x(from), axis.x(to)),
            29.0,
            &format!("{short} · {} h above", grouped(above, 1)),
        );
    }
    hours(&mut svg, &axis);
    svg.finish()
}
