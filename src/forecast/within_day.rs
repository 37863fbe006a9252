//! The rest of a day from its morning.
//!
//! A morning above its forecast says something about the afternoon, but less than its ratio: part of it is chance, part fades. How
//! much is left is learned from past days that the same method forecast a day ahead, as the forecast at hand is
//! ([`super::day_errors`]). It is used only where it would have lowered the error of past days, each week left out in turn.
//!
//! What all of those days still erred by in the same direction is taken out as well: the rest is multiplied by the middle of its past
//! ratios of calls to forecast, each weighing as its forecast, which makes the sum of absolute errors least (Koenker & Bassett 1978).
//! Where few large surprises pull the mean away from the middle, it stays near the mean, so that staffing does not run short.

use super::bands::{Point, Scale};
use super::day_errors::{DayErrors, Products};
use super::folds::Trial;

/// Fewer past days than this teach nothing.
const FEWEST_DAYS: usize = 15;
/// Share by which the error of past days must fall.
const LEAST_GAIN: f64 = 0.005;
/// Days in a row that are left out together.
const LEFT_OUT_DAYS: usize = 7;
/// The multiplier may depart from calls over forecast of all past days by this share.
const OFF_THE_MEAN: f64 = 0.02;
/// Days at which their common error and none weigh the same.
const DAYS_OF_DOUBT: f64 = 20.0;
/// No morning moves the rest of its day beyond these factors.
const LEAST_FACTOR: f64 = 0.4;
const LARGEST_FACTOR: f64 = 2.5;

/// A past day, cut at the same time.
struct Example<'a> {
    week: usize,
    products: Products,
    so_far: &'a [Point],
    rest: &'a [Point],
}

impl<'a> Example<'a> {
    fn of(trial: &'a Trial, from: usize, slots: usize) -> Option<Self> {
        let (so_far, rest) = trial.points.split_at(trial.points.partition_point(|p| p.slot < from));
        let products = Products::of(&trial.points, slots);
        (!rest.is_empty()).then_some(Self { week: trial.origin / LEFT_OUT_DAYS, products, so_far, rest })
    }

    /// The rest of the day as these errors would have updated it.
    fn updated(&self, errors: &DayErrors, slots: usize) -> Vec<Point> {
        update(errors, self.so_far, self.rest, slots)
    }
}

/// How the rest of a day follows what it has brought.
#[derive(Clone, Debug)]
pub(super) struct RestOfDay {
    slots: usize,
    /// `None` where past days showed no gain: the morning then changes nothing.
    errors: Option<DayErrors>,
    /// What the updated rest is multiplied by.
    multiplier: f64,
    /// Bands of the updated intervals, and of their sum.
    pub(super) intervals: Scale,
    pub(super) rest: Scale,
}

impl RestOfDay {
    /// Learns from day-ahead trials, in order of days, how the intervals from slot `from` on follow those before it.
    pub(super) fn learn(trials: &[Trial], from: usize, slots: usize) -> Self {
        let examples: Vec<Example<'_>> = trials.iter().filter_map(|t| Example::of(t, from, slots)).collect();
        // special days err more than others, and by their profile as much as by their level
        let ordinary = |e: &&Example<'_>| is_ordinary(e.rest);
        let mut sums = Products::none(slots);
        examples.iter().filter(ordinary).for_each(|e| sums.add(&e.products, 1.0));
        let mut updated = Vec::with_capacity(examples.len());
        let (mut with, mut without) = (0.0, 0.0);
        for week in examples.chunk_by(|a, b| a.week == b.week) {
            let mut others = sums.clone();
            week.iter().filter(ordinary).for_each(|e| others.add(&e.products, -1.0));
            let errors = DayErrors::fit(&others);
            for example in week {
                let points = example.updated(&errors, slots);
                with += wrong(&points);
                without += wrong(example.rest);
                updated.push(points);
            }
        }
        let used = examples.len() >= FEWEST_DAYS && with <= (1.0 - LEAST_GAIN) * without;
        let mut multiplier = 1.0;
        if used {
            let days: Vec<&[Point]> = updated.iter().map(Vec::as_slice).filter(|d| is_ordinary(d)).collect();
            multiplier = common_error(&days);
            updated.iter_mut().flatten().for_each(|p| p.expected *= multiplier);
        } else {
            updated = examples.iter().map(|e| e.rest.to_vec()).collect();
        }
        let totals: Vec<Point> = updated.iter().filter_map(|points| total(points)).collect();
        Self {
            slots,
            errors: used.then(|| DayErrors::fit(&sums)),
            multiplier,
            intervals: Scale::of_intervals(&updated.concat(), examples.len()),
            rest: Scale::of_days(&totals),
        }
    }

    /// The intervals to come after these ones, moved by what they bring.
    pub(super) fn after(&self, so_far: &[Point], rest: &[Point]) -> Vec<Point> {
        let Some(errors) = self.errors.as_ref().filter(|_| !so_far.is_empty()) else { return rest.to_vec() };
        let mut rest = update(errors, so_far, rest, self.slots);
        for point in &mut rest {
            point.expected *= self.multiplier;
        }
        rest
    }
}

fn update(errors: &DayErrors, so_far: &[Point], rest: &[Point], slots: usize) -> Vec<Point> {
    let factors = errors.factors(so_far, slots);
    let factor = |slot: usize| factors.get(slot).copied().unwrap_or(1.0).clamp(LEAST_FACTOR, LARGEST_FACTOR);
    rest.iter().map(|p| Point { expected: p.expected * factor(p.slot), ..*p }).collect()
}

fn is_ordinary(points: &[Point]) -> bool {
    points.iter().all(|p| p.spread <= 0.0)
}

/// What the forecasts of past days must be multiplied by to err least: the weighted median of calls over forecast, near their mean, drawn
/// to 1 where days are few; 1 where it would not have lowered the error.
fn common_error(days: &[&[Point]]) -> f64 {
    let points = || days.iter().flat_map(|d| d.iter()).filter(|p| p.expected > 0.0);
    let (expected, actual) = points().fold((0.0, 0.0), |sum, p| (sum.0 + p.expected, sum.1 + p.actual));
    let mut ratios: Vec<(f64, f64)> = points().map(|p| (p.actual / p.expected, p.expected)).collect();
    ratios.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let middle = ratios.iter().find(|(_, weight)| {
        below += weight;
        below >= expected / 2.0
    });
    let Some((middle, _)) = middle.filter(|_| actual > 0.0) else { return 1.0 };
    let mean = actual / expected;
    let near = middle.clamp((1.0 - OFF_THE_MEAN) * mean, (1.0 + OFF_THE_MEAN) * mean);
    let error = |factor: f64| points().map(|p| (factor * p.expected - p.actual).abs()).sum::<f64>();
    let count = days.len() as f64;
    let drawn = near.powf(count / (count + DAYS_OF_DOUBT));
    if error(drawn) <= (1.0 - LEAST_GAIN) * error(1.0) { drawn } else { 1.0 }
}

fn wrong(points: &[Point]) -> f64 {
    points.iter().map(|p| (p.expected - p.actual).abs()).sum()
}

/// The sum of some intervals.
fn total(points: &[Point]) -> Option<Point> {
    let sum = |of: fn(&Point) -> f64| points.iter().map(of).sum();
    Some(Point { expected: sum(|p| p.expected), actual: sum(|p| p.actual), ..*points.first()? })
}

/// A day so far, and what it means for its rest.
#[derive(Clone, Debug)]
pub(super) struct Morning {
    pub(super) learned: RestOfDay,
    /// Calls expected by slot from now on.
    pub(super) calls: Vec<f64>,
    /// Calls that have come.
    pub(super) so_far: f64,
    expected: f64,
    moved: f64,
}

impl Morning {
    /// From the intervals that are over and those to come, and the day's forecast by slot.
    pub(super) fn new(learned: RestOfDay, so_far: &[Point], rest: &[Point], forecast: &[f64]) -> Self {
        let after = learned.after(so_far, rest);
        let sum = |points: &[Point]| points.iter().map(|p| p.expected).sum::<f64>();
        let moved = if sum(rest) > 0.0 { sum(&after) / sum(rest) - 1.0 } else { 0.0 };
        let mut calls = forecast.to_vec();
        for point in &after {
            calls.get_mut(point.slot).into_iter().for_each(|calls| *calls = point.expected);
        }
        Self { learned, calls, so_far: so_far.iter().map(|p| p.actual).sum(), expected: sum(so_far), moved }
    }

    /// What a planner is told of it.
    pub(super) fn why(&self) -> String {
        let came = format!("; so far today {:.0} calls came where {:.0} were expected", self.so_far, self.expected);
        if self.learned.errors.is_some() {
            format!("{came}, which moves the rest by {:+.1} % as it did in the past", 100.0 * self.moved)
        } else {
            format!("{came}; past days show no gain from following that, so the rest stays")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::add_days;

    fn noise(i: usize) -> f64 {
        ((i * 7919 + 13) % 101) as f64 / 50.5 - 1.0
    }

    fn hours(from: usize, to: usize, calls: f64) -> Vec<Point> {
        (from..to).map(|slot| Point { slot, expected: 100.0, actual: calls, spread: 0.0 }).collect()
    }

    /// Ten weeks of days of 24 hours at 100 calls; the afternoon keeps a share of its morning's surprise and has one of its own.
    fn trials(kept: f64) -> Vec<Trial> {
        let first = "2026-01-05".parse().expect("a date");
        (0..70)
            .map(|day| {
                let (morning, own) = (0.3 * noise(day), 0.3 * noise(day * 17 + 5));
                let afternoon = kept * morning + (1.0 - kept * kept).sqrt() * own;
                let of = |slot: usize| if slot < 12 { morning } else { afternoon };
                let point = |slot: usize| {
                    let actual = 100.0 * (1.0 + of(slot) + 0.02 * noise(day * 31 + slot));
                    Point { slot, expected: 100.0, actual, spread: 0.0 }
                };
                Trial {
                    origin: day,
                    cutoff: first,
                    scored: true,
                    date: add_days(first, i64::try_from(day).expect("small")),
                    special: false,
                    points: (0..24).map(point).collect(),
                }
            })
            .collect()
    }

    #[test]
    fn the_afternoon_follows_the_morning_as_much_as_it_did() {
        let moved = |kept: f64| {
            let learned = RestOfDay::learn(&trials(kept), 12, 24);
            let after = learned.after(&hours(0, 12, 120.0), &hours(12, 24, 0.0));
            after.iter().map(|p| p.expected).sum::<f64>() / 1200.0 - 1.0
        };
        assert!((moved(1.0) - 0.2).abs() < 0.01, "a surprise of the whole day stays: {}", moved(1.0));
        assert!((0.05..0.16).contains(&moved(0.5)), "part of it stays: {}", moved(0.5));
    }

    #[test]
    fn what_all_past_days_erred_by_is_taken_out() {
        let mut high = trials(1.0);
        high.iter_mut().flat_map(|t| &mut t.points).filter(|p| p.slot >= 12).for_each(|p| p.actual *= 0.9);
        let learned = RestOfDay::learn(&high, 12, 24);
        let after = learned.after(&hours(0, 12, 100.0), &hours(12, 24, 0.0));
        let moved = after.iter().map(|p| p.expected).sum::<f64>() / 1200.0;
        assert!((0.89..0.94).contains(&moved), "a morning as expected: {moved}");
    }

    #[test]
    fn few_large_surprises_do_not_move_the_rest_far_below_its_mean() {
        let day = |calls: f64| [Point { slot: 0, expected: 100.0, actual: calls, spread: 0.0 }];
        let days: Vec<_> = (0..100).map(|i| day(if i % 4 == 0 { 220.0 } else { 60.0 })).collect();
        let multiplier = common_error(&days.iter().map(<[Point; 1]>::as_slice).collect::<Vec<_>>());
        assert!((0.97..1.0).contains(&multiplier), "the mean is 1, the middle 0.6: {multiplier}");
    }

    #[test]
    fn mornings_that_told_nothing_change_nothing() {
        let rest = hours(12, 24, 0.0);
        let same = |learned: &RestOfDay, so_far: &[Point]| {
            learned.after(so_far, &rest).iter().all(|p| (p.expected - 100.0).abs() < 1e-9)
        };
        assert!(same(&RestOfDay::learn(&trials(0.0), 12, 24), &hours(0, 12, 120.0)));
        assert!(same(&RestOfDay::learn(&trials(1.0)[..10], 12, 24), &hours(0, 12, 120.0)), "ten days teach nothing");
        assert!(same(&RestOfDay::learn(&trials(1.0), 12, 24), &[]), "nothing has come yet");
    }
}
