//! The axes that pictures share, so that the same hour stands at the same place down the page.

use chrono::{NaiveDate, Timelike};

use super::super::number::grouped;
use super::super::shifts::day_name;
use super::svg::Svg;
use crate::domain::calendar::Calendar;
use crate::domain::time::{Instant, Zone, add_days};

/// Width of every picture.
pub(super) const WIDTH: f64 = 1240.0;
/// Where the plot begins: names and scales stand left of it.
pub(super) const LEFT: f64 = 136.0;
/// Where it ends: night shifts of the last day run on to the right of it.
pub(super) const RIGHT: f64 = 1186.0;

/// Time from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    from: Instant,
    to: Instant,
    zone: Zone,
}

impl TimeAxis {
    /// From one moment to another.
    pub(super) fn new(from: Instant, to: Instant, zone: Zone) -> Self {
        Self { from, to: to.max(from.plus_minutes(1)), zone }
    }

    /// The seven local days from `first`; a week with a clock change is an hour longer or shorter.
    pub(super) fn week(first: NaiveDate, zone: Zone) -> Self {
        Self::new(zone.midnight(first), zone.midnight(add_days(first, 7)), zone)
    }

    /// The place of a moment; may lie outside the plot.
    pub(super) fn x(&self, at: Instant) -> f64 {
        let whole = self.to.seconds_since(self.from) as f64;
        LEFT + (RIGHT - LEFT) * at.seconds_since(self.from) as f64 / whole
    }

    /// Places of the full hours of the local clock, with the hour: every `step` hours.
    pub(super) fn hours(&self, step: u32) -> Vec<(f64, u32)> {
        let mut hours = Vec::new();
        let mut at = self.from;
        while at <= self.to {
            let local = self.zone.local(at);
            if local.minute() == 0 && local.hour().is_multiple_of(step.max(1)) {
                hours.push((self.x(at), local.hour()));
            }
            // A quarter of an hour at a time also meets the zones that are not whole hours away.
            at = at.plus_minutes(15);
        }
        hours
    }
}

/// The names of a week's days above their columns, special days marked; rules between the days down to `bottom`.
pub(super) fn day_header(svg: &mut Svg, axis: &TimeAxis, days: &[NaiveDate], calendar: &Calendar, bottom: f64) {
    for day in days {
        let from = axis.x(axis.zone.midnight(*day));
        let to = axis.x(axis.zone.midnight(add_days(*day, 1)));
        let special = calendar.on(*day);
        if !special.is_empty() {
            svg.rect("special", from, 0.0, to - from, bottom);
        }
        let names: Vec<&str> =
            special.iter().map(|d| if d.name.is_empty() { &d.kind } else { &d.name }).map(String::as_str).collect();
        let title = if names.is_empty() { day_name(*day) } else { format!("{} ★", day_name(*day)) };
        if names.is_empty() {
            svg.text("day m", f64::midpoint(from, to), 13.0, &title);
        } else {
            svg.noted("day m", f64::midpoint(from, to), 13.0, &title, &names.join(", "));
        }
        svg.line("rule", (from, 0.0), (from, bottom));
    }
    svg.line("rule", (RIGHT, 0.0), (RIGHT, bottom));
}

/// A scale from 0 upwards, in steps that people count in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    top: f64,
    step: f64,
    upper: f64,
    lower: f64,
}

impl Scale {
    /// A scale that holds `largest`, drawn between the heights `upper` and `lower`.
    pub(super) fn new(largest: f64, upper: f64, lower: f64) -> Self {
        let largest = if largest.is_finite() { largest.max(1.0) } else { 1.0 };
        let step = nice(largest / 3.0);
        Self { top: (largest / step).ceil() * step, step, upper, lower }
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        self.lower - (self.lower - self.upper) * (value / self.top).clamp(0.0, 1.0)
    }

    /// Grid lines with their values left of the plot, and the unit above them.
    pub(super) fn draw(&self, svg: &mut Svg, unit: &str) {
        let mut value = 0.0;
        while value <= self.top + self.step / 2.0 {
            let y = self.y(value);
            svg.line(if value > 0.0 { "grid" } else { "base" }, (LEFT, y), (RIGHT, y));
            svg.text("tick e", LEFT - 6.0, y + 3.5, &grouped(value, 0));
            value += self.step;
        }
        svg.text("unit e", LEFT - 6.0, self.upper - 8.0, unit);
    }
}

/// The smallest of 1, 2, 3, 5, 10, 20, 25, 30, 40, 50 … that is not below a value.
fn nice(value: f64) -> f64 {
    let power = 10_f64.powf(value.max(1.0).log10().floor());
    let steps: &[f64] = if power < 10.0 { &[1.0, 2.0, 3.0, 5.0, 10.0] } else { &[1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0] };
    steps.iter().map(|m| m * power).find(|s| *s >= value - 1e-9).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_people_count_in() {
        let steps: Vec<String> = [0.3, 1.5, 3.0, 7.0, 21.0, 120.0].into_iter().map(|v| nice(v).to_string()).collect();
        assert_eq!(steps, ["1", "2", "3", "10", "25", "200"]);
    }

    #[test]
    fn the_hours_of_a_long_day_are_all_there() {
        let berlin = Zone::parse("Europe/Berlin").expect("known");
        let day = NaiveDate::from_ymd_opt(2026, 10, 25).expect("date");
        let axis = TimeAxis::new(berlin.midnight(day), berlin.midnight(add_days(day, 1)), berlin);
        assert_eq!(axis.hours(1).len(), 26);
        assert!((axis.x(berlin.midnight(add_days(day, 1))) - RIGHT).abs() < 1e-9);
    }
}
