//! The rest of a day from its morning.
//!
//! A morning above its forecast says something about the afternoon, but less than its ratio: part of it is chance. How much is
//! learned from the past days that the backtest forecast: log rest-of-day = a · log so-far + b · log last-two-hours (actual over
//! forecast, each), by ridge regression weighted by the calls to come (the elasticity of Shen & Huang 2008, section 3.3, on sums in
//! place of scores). It is used only where it would have lowered the error of past days, each week left out in turn.

use super::bands::{Point, Scale};
use super::folds::Trial;
use super::linear;

/// Calls added to both sides of a ratio, so that few calls say little.
const DRAWN_CALLS: f64 = 10.0;
/// A surprise beyond e^±LARGEST is an outage or a fault, not a tendency.
const LARGEST: f64 = 0.7;
/// Standard deviation of an elasticity before any day is seen.
const PRIOR_SD: f64 = 0.5;
/// Fewer past days than this teach nothing.
const FEWEST_DAYS: usize = 15;
/// Share by which the error of past days must fall.
const LEAST_GAIN: f64 = 0.005;
/// Hours that count as the last ones.
const LAST_HOURS: usize = 2;
const SLOTS_OF_DAY_HOURS: usize = 24;

/// What a day has brought so far against its forecast.
#[derive(Clone, Copy, Debug)]
struct Surprise([f64; 2]);

impl Surprise {
    /// Of the intervals before `from`; `None` where there are none.
    fn of<'a>(points: impl Iterator<Item = &'a Point>, from: usize, slots: usize) -> Option<Self> {
        let recent = from.saturating_sub(slots * LAST_HOURS / SLOTS_OF_DAY_HOURS);
        let (mut all, mut last, mut any) = (Sums::default(), Sums::default(), false);
        for point in points.filter(|p| p.slot < from) {
            any = true;
            all.add(point);
            if point.slot >= recent {
                last.add(point);
            }
        }
        any.then(|| Self([all.log_ratio(), last.log_ratio()]))
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    actual: f64,
    expected: f64,
}

impl Sums {
    fn add(&mut self, point: &Point) {
        self.actual += point.actual;
        self.expected += point.expected;
    }

    fn log_ratio(self) -> f64 {
        ((self.actual + DRAWN_CALLS) / (self.expected + DRAWN_CALLS)).ln().clamp(-LARGEST, LARGEST)
    }
}

/// A past day, cut at the same time.
struct Example<'a> {
    week: usize,
    surprise: Surprise,
    rest: Sums,
    points: Vec<&'a Point>,
}

/// How the rest of a day follows its morning.
#[derive(Clone, Debug)]
pub(super) struct Elasticity {
    from: usize,
    slots: usize,
    weights: [f64; 2],
    /// Bands of the updated intervals, and of their sum.
    pub(super) intervals: Scale,
    pub(super) rest: Scale,
    /// Whether past days showed a gain; without, the morning changes nothing.
    pub(super) used: bool,
}

impl Elasticity {
    /// Learns from past trials how the intervals from slot `from` on follow those before it.
    pub(super) fn learn(trials: &[Trial], from: usize, slots: usize) -> Self {
        let examples: Vec<Example<'_>> = trials.iter().filter_map(|t| Example::of(t, from, slots)).collect();
        let held_out = |example: &Example<'_>| regress(examples.iter().filter(|e| e.week != example.week));
        let mut updated = Vec::new();
        let (mut with, mut without) = (0.0, 0.0);
        for example in &examples {
            let factor = factor(held_out(example), example.surprise);
            for point in &example.points {
                with += (point.expected * factor - point.actual).abs();
                without += (point.expected - point.actual).abs();
            }
            updated.push((factor, example));
        }
        let used = examples.len() >= FEWEST_DAYS && with <= (1.0 - LEAST_GAIN) * without;
        let scaled =
            |factor: f64, point: &Point| Point { expected: point.expected * if used { factor } else { 1.0 }, ..*point };
        let points: Vec<Point> = updated.iter().flat_map(|(f, e)| e.points.iter().map(|p| scaled(*f, p))).collect();
        let sums: Vec<Point> = updated
            .iter()
            .filter_map(|(f, e)| {
                let first = scaled(*f, e.points.first()?);
                let expected = e.points.iter().map(|p| scaled(*f, p).expected).sum();
                Some(Point { expected, actual: e.rest.actual, ..first })
            })
            .collect();
        Self {
            from,
            slots,
            weights: if used { regress(examples.iter()) } else { [0.0; 2] },
            intervals: Scale::of_intervals(&points, examples.len()),
            rest: Scale::of_days(&sums),
            used,
        }
    }

    /// What the rest of a day must be multiplied by after these intervals.
    pub(super) fn factor(&self, morning: &[Point]) -> f64 {
        Surprise::of(morning.iter(), self.from, self.slots).map_or(1.0, |surprise| factor(self.weights, surprise))
    }
}

/// A day so far, and what it means for its rest.
#[derive(Clone, Debug)]
pub(super) struct Morning {
    pub(super) elasticity: Elasticity,
    /// What the intervals to come are multiplied by.
    pub(super) factor: f64,
    /// Calls that have come.
    pub(super) so_far: f64,
    expected: f64,
}

impl Morning {
    /// From the intervals that are over.
    pub(super) fn new(elasticity: Elasticity, points: &[Point]) -> Self {
        let factor = elasticity.factor(points);
        let so_far = points.iter().map(|p| p.actual).sum();
        Self { elasticity, factor, so_far, expected: points.iter().map(|p| p.expected).sum() }
    }

    /// What a planner is told of it.
    pub(super) fn why(&self) -> String {
        let came = format!("; so far today {:.0} calls came where {:.0} were expected", self.so_far, self.expected);
        if self.elasticity.used {
            format!("{came}, which moves the rest by {:+.1} % as it did in the past", 100.0 * (self.factor - 1.0))
        } else {
            format!("{came}; past days show no gain from following that, so the rest stays")
        }
    }
}

impl<'a> Example<'a> {
    fn of(trial: &'a Trial, from: usize, slots: usize) -> Option<Self> {
        let surprise = Surprise::of(trial.points.iter(), from, slots)?;
        let points: Vec<&Point> = trial.points.iter().filter(|p| p.slot >= from).collect();
        let mut rest = Sums::default();
        for point in &points {
            rest.add(point);
        }
        (!points.is_empty()).then_some(Self { week: trial.origin, surprise, rest, points })
    }
}

fn factor(weights: [f64; 2], surprise: Surprise) -> f64 {
    weights.iter().zip(surprise.0).map(|(w, s)| w * s).sum::<f64>().clamp(-LARGEST, LARGEST).exp()
}

/// Elasticities by ridge regression, weighted by the calls to come; zero without examples.
fn regress<'a>(examples: impl Iterator<Item = &'a Example<'a>> + Clone) -> [f64; 2] {
    let mean = |of: &dyn Fn(&Example<'_>) -> f64| {
        let (sum, count) = examples.clone().fold((0.0, 0.0_f64), |(s, n), e| (s + of(e), n + 1.0));
        sum / count.max(1.0)
    };
    let usual = mean(&|e| e.rest.expected).max(f64::MIN_POSITIVE);
    let noise = mean(&|e| e.rest.expected / usual * e.rest.log_ratio().powi(2));
    let penalty = noise / (PRIOR_SD * PRIOR_SD) + 1e-9;
    let mut matrix = [penalty, 0.0, 0.0, penalty];
    let mut right = [0.0; 2];
    for example in examples {
        let [all, last] = example.surprise.0;
        let weight = example.rest.expected / usual;
        let target = weight * example.rest.log_ratio();
        matrix[0] += weight * all * all;
        matrix[2] += weight * all * last;
        matrix[3] += weight * last * last;
        right[0] += target * all;
        right[1] += target * last;
    }
    if linear::solve(&mut matrix, &mut right) { right } else { [0.0; 2] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::add_days;

    fn noise(i: usize) -> f64 {
        ((i * 7919 + 13) % 101) as f64 / 50.5 - 1.0
    }

    /// Ten weeks of days of 24 hours at 100 calls; afternoons follow mornings by `elasticity`.
    fn trials(elasticity: f64) -> Vec<Trial> {
        let first = "2026-01-05".parse().expect("a date");
        (0..70)
            .map(|day| {
                let morning = 0.3 * noise(day);
                let log = |slot: usize| {
                    if slot < 12 { morning } else { elasticity * morning + 0.02 * noise(day * 31 + slot) }
                };
                let point = |slot: usize| Point { slot, expected: 100.0, actual: 100.0 * log(slot).exp(), spread: 0.0 };
                Trial {
                    origin: day / 7,
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
        let learned = Elasticity::learn(&trials(0.6), 12, 24);
        assert!(learned.used);
        let high: Vec<Point> =
            (0..12).map(|slot| Point { slot, expected: 100.0, actual: 120.0, spread: 0.0 }).collect();
        let factor = learned.factor(&high);
        assert!((factor.ln() / 1.2_f64.ln() - 0.6).abs() < 0.05, "{factor}");
        assert!((learned.factor(&[]) - 1.0).abs() < 1e-12, "nothing has come yet");
    }

    #[test]
    fn mornings_that_told_nothing_change_nothing() {
        let learned = Elasticity::learn(&trials(0.0), 12, 24);
        assert!(!learned.used, "{learned:?}");
        let few = Elasticity::learn(&trials(0.9)[..10], 12, 24);
        assert!(!few.used, "ten days teach nothing");
    }
}
