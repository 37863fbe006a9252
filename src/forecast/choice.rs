//! Which method forecasts a queue: the one that would have done best on the planner's own past.

use super::bands::{Point, Scale};
use super::folds::Trial;
use super::method::METHODS;

/// Fewer origins than this prove nothing.
const FEWEST_ORIGINS: usize = 2;

/// The method taken for a queue.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Its place in [`METHODS`].
    pub(super) method: usize,
    /// Why.
    pub(super) why: String,
    /// Whether the methods competed, rather than the default being taken.
    pub(super) competed: bool,
}

/// Chooses by WAPE on ordinary days of the scored origins; on all days where no ordinary day was scored.
pub(super) fn choose(trials: &[Vec<Trial>], days_of_history: usize) -> Choice {
    let origins = |trials: &[Trial]| {
        let mut numbers: Vec<usize> = trials.iter().filter(|t| t.scored).map(|t| t.origin).collect();
        numbers.dedup();
        numbers.len()
    };
    let most = trials.iter().map(|t| origins(t)).max().unwrap_or(0);
    let mut results: Vec<(f64, usize)> = trials
        .iter()
        .enumerate()
        .filter(|(_, t)| origins(t) == most && most >= FEWEST_ORIGINS)
        .filter_map(|(i, t)| Some((wape(t, true).or_else(|| wape(t, false))?, i)))
        .collect();
    results.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some((best, method)) = results.first().copied() else {
        return Choice {
            method: 0,
            why: format!("the default, as {days_of_history} days of history are too few for a backtest to choose"),
            competed: false,
        };
    };
    let beaten: Vec<String> = results.iter().skip(1).map(|(w, i)| format!("{} {:.1} %", name(*i), 100.0 * w)).collect();
    let why = format!(
        "lowest error on ordinary days of {most} past origins: WAPE {:.1} % ({})",
        100.0 * best,
        beaten.join(", ")
    );
    Choice { method, why, competed: true }
}

/// The name of a method.
pub(super) fn name(method: usize) -> &'static str {
    METHODS.get(method).map_or("", |m| m.name())
}

fn wape(trials: &[Trial], ordinary_only: bool) -> Option<f64> {
    let points = || trials.iter().filter(|t| t.scored && !(ordinary_only && t.special)).flat_map(|t| &t.points);
    let calls: f64 = points().map(|p| p.actual).sum();
    (calls > 0.0).then(|| points().map(|p| (p.expected - p.actual).abs()).sum::<f64>() / calls)
}

/// The scales of the bands of intervals and of day totals, from these trials.
pub(super) fn scales<'a>(trials: impl Iterator<Item = &'a Trial>) -> (Scale, Scale) {
    let mut points: Vec<Point> = Vec::new();
    let mut totals: Vec<Point> = Vec::new();
    let mut days = std::collections::BTreeSet::new();
    for trial in trials {
        points.extend_from_slice(&trial.points);
        totals.push(trial.total());
        days.insert(trial.date);
    }
    (Scale::of_intervals(&points, days.len()), Scale::of_days(&totals))
}
