//! Rolling origins: every method forecasts past weeks from what was known before them.

use chrono::NaiveDate;
use rayon::prelude::*;

use super::bands::Point;
use super::method::{Fit, METHODS};
use super::past::{Mark, Past};
use super::record::{Day, DayKind, Known, Record};
use super::special::SpecialDays;
use crate::domain::time::add_days;

/// A method needs this many days before an origin.
const FEWEST_DAYS: i64 = 7;
/// Weekly origins before the scored ones that only calibrate the bands.
const WARM: usize = 8;

/// Past days that a method forecasts a day ahead.
const DAYS_AHEAD_TRIED: usize = 182;

/// A point in time in the past from which a forecast is tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// Only days before this are read.
    pub(super) cutoff: NaiveDate,
    first: NaiveDate,
    end: NaiveDate,
    /// Whether it counts in accuracy, or calibrates bands only.
    pub(super) scored: bool,
}

/// Weekly origins, oldest first, so that each horizon of `days` days lies wholly in the record and begins `gap` days after the
/// last day that may be read.
pub(super) fn origins(record: &Record, days: usize, gap: i64, scored: usize) -> Vec<Origin> {
    let (Some(first), Some(last)) = (record.days.first(), record.days.last()) else { return Vec::new() };
    let end = add_days(last.date, 1);
    let horizon = i64::try_from(days).unwrap_or(i64::MAX).clamp(1, 366);
    let mut origins: Vec<Origin> = (0..scored + WARM)
        .map(|back| {
            let target = add_days(end, -horizon - 7 * i64::try_from(back).unwrap_or(0));
            Origin {
                cutoff: add_days(target, -gap),
                first: target,
                end: add_days(target, horizon),
                scored: back < scored,
            }
        })
        .filter(|o| (o.cutoff - first.date).num_days() >= FEWEST_DAYS && !record.before(o.cutoff).is_empty())
        .collect();
    origins.reverse();
    origins
}

/// What one method forecast for one past day, beside what came.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// Number of the origin, oldest first.
    pub(super) origin: usize,
    pub(super) cutoff: NaiveDate,
    pub(super) scored: bool,
    pub(super) date: NaiveDate,
    pub(super) special: bool,
    pub(super) points: Vec<Point>,
}

impl Trial {
    /// The day's total.
    pub(super) fn total(&self) -> Point {
        Point {
            slot: self.points.first().map_or(0, |p| p.slot),
            expected: self.points.iter().map(|p| p.expected).sum(),
            actual: self.points.iter().map(|p| p.actual).sum(),
            spread: self.points.first().map_or(0.0, |p| p.spread),
        }
    }
}

/// The trials of every method at every origin: one list per method, in the order of [`METHODS`].
///
/// Days disturbed by what nobody could know are not tried, nor are outages found with `hindsight`, the past of all the record.
pub(super) fn run(record: &Record, hindsight: &Past<'_>, origins: &[Origin]) -> Vec<Vec<Trial>> {
    let by_origin: Vec<Vec<Vec<Trial>>> = origins
        .par_iter()
        .enumerate()
        .map(|(number, origin)| {
            let past = hindsight.before(record.before(origin.cutoff).len());
            let special = SpecialDays::learn(&past);
            let try_method = |method: &&dyn Fit| {
                let mut trials = Vec::new();
                try_origin(*method, &past, &special, record, origin, number, hindsight, &mut trials);
                trials
            };
            METHODS.iter().map(try_method).collect()
        })
        .collect();
    let mut trials: Vec<Vec<Trial>> = METHODS.iter().map(|_| Vec::new()).collect();
    for origin in by_origin {
        trials.iter_mut().zip(origin).for_each(|(all, own)| all.extend(own));
    }
    trials
}

/// The trials of one method on each of the last days, oldest first, each from what was known `gap` days before it.
pub(super) fn day_ahead(record: &Record, hindsight: &Past<'_>, method: &dyn Fit, gap: i64) -> Vec<Trial> {
    let recent = record.days.get(record.days.len().saturating_sub(DAYS_AHEAD_TRIED)..).unwrap_or_default();
    let try_day = |(number, day): (usize, &Day)| {
        let cutoff = add_days(day.date, -gap);
        let count = record.before(cutoff).len();
        let mut trials = Vec::new();
        if count >= usize::try_from(FEWEST_DAYS).unwrap_or(0) {
            let origin = Origin { cutoff, first: day.date, end: add_days(day.date, 1), scored: true };
            let past = hindsight.before(count);
            let special = SpecialDays::learn(&past);
            try_origin(method, &past, &special, record, &origin, number, hindsight, &mut trials);
        }
        trials
    };
    let by_day: Vec<Vec<Trial>> = recent.par_iter().enumerate().map(try_day).collect();
    by_day.into_iter().flatten().collect()
}

#[expect(clippy::too_many_arguments, reason = "the loop's body, named")]
fn try_origin(
    method: &dyn Fit,
    past: &Past<'_>,
    special: &SpecialDays,
    record: &Record,
    origin: &Origin,
    number: usize,
    hindsight: &Past<'_>,
    trials: &mut Vec<Trial>,
) {
    let Some(fitted) = method.fit(past) else { return };
    let nothing = Known::default();
    let offset = record.before(origin.first).len();
    for (i, day) in record.between(origin.first, origin.end).iter().enumerate() {
        if day.kind == DayKind::Disturbed {
            continue;
        }
        let forecast =
            special.predict(fitted.as_ref(), day.date, if method.wants_special_days() { &day.known } else { &nothing });
        let points = points(day, offset + i, &forecast.calls, forecast.spread, hindsight);
        if !points.is_empty() {
            trials.push(Trial {
                origin: number,
                cutoff: origin.cutoff,
                scored: origin.scored,
                date: day.date,
                special: day.kind != DayKind::Ordinary,
                points,
            });
        }
    }
}

fn points(day: &Day, position: usize, expected: &[f64], spread: f64, hindsight: &Past<'_>) -> Vec<Point> {
    day.calls
        .iter()
        .zip(expected)
        .enumerate()
        .filter(|(slot, _)| hindsight.mark(position, *slot) != Mark::Outage)
        .filter(|(_, (actual, _))| !actual.is_nan())
        .map(|(slot, (actual, expected))| Point { slot, expected: *expected, actual: *actual, spread })
        .collect()
}
