//! Which method forecasts a queue: the default, unless another would clearly have done better on the planner's own past.

use super::bands::{Point, Scale};
use super::folds::Trial;
use super::method::METHODS;
use super::past::Past;

/// Fewer origins than this prove nothing.
const FEWEST_ORIGINS: usize = 2;
/// A level shift is recent for so many days: the eight weeks over which some methods average.
const SHIFT_DAYS: i64 = 56;
/// A method takes the default's place when its error is lower by this share.
const CLEAR_GAIN: f64 = 0.03;

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

/// Keeps the default unless another method has a clearly lower WAPE on ordinary days of the scored origins (all days where no
/// ordinary day was scored) and is the better one at most of them: the lowest of many noisy figures flatters its method.
///
/// After a recent level shift the default is kept in any case: most past origins lie before it and cannot tell which method
/// follows it, and the default does.
pub(super) fn choose(trials: &[Vec<Trial>], past: &Past<'_>) -> Choice {
    let days_of_history = past.days.len();
    let shift = past.level().and_then(|level| level.shifts().last()).map(|s| s.first);
    let shifted = shift.filter(|first| past.last().is_some_and(|last| (last - *first).num_days() < SHIFT_DAYS));
    let by_origin: Vec<Vec<Option<Errors>>> = trials.iter().map(|t| errors(t)).collect();
    let pooled = |method: usize| Errors::pooled(by_origin.get(method)?);
    let origins = |method: usize| by_origin.get(method).map_or(0, |o| o.iter().flatten().count());
    let most = (0..trials.len()).map(origins).max().unwrap_or(0);
    let ran: Vec<(f64, usize)> = (0..trials.len())
        .filter(|m| origins(*m) == most && most >= FEWEST_ORIGINS)
        .filter_map(|m| Some((pooled(m)?, m)))
        .collect();
    let Some((own, standing)) = ran.iter().find(|(_, m)| *m == 0).or(ran.first()).copied() else {
        return Choice {
            method: 0,
            why: format!("the default, as {days_of_history} days of history are too few for a backtest to choose"),
            competed: false,
        };
    };
    let challenger = ran
        .iter()
        .filter(|_| shifted.is_none())
        .filter(|(wape, m)| *wape <= (1.0 - CLEAR_GAIN) * own && wins(&by_origin, *m, standing) * 4 >= 3 * most)
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let (best, method) = challenger.copied().unwrap_or((own, standing));
    let others: Vec<String> = ran
        .iter()
        .filter(|(_, m)| *m != method)
        .map(|(wape, m)| format!("{} {:.1} %", name(*m), 100.0 * wape))
        .collect();
    let reason = match (challenger, shifted) {
        (Some(_), _) => "clearly the lowest error".to_owned(),
        (None, Some(day)) => format!("the default, which follows the change of level on {day};"),
        (None, None) => "the default, which no other clearly beats".to_owned(),
    };
    let why =
        format!("{reason} on ordinary days of {most} past origins: WAPE {:.1} % ({})", 100.0 * best, others.join(", "));
    Choice { method, why, competed: true }
}

/// Absolute errors and calls of one origin.
#[derive(Clone, Copy, Debug, Default)]
struct Errors {
    wrong: f64,
    calls: f64,
}

impl Errors {
    fn of<'a>(trials: impl Iterator<Item = &'a Trial>) -> Option<Self> {
        let mut sum = Self::default();
        for point in trials.flat_map(|t| &t.points) {
            sum.wrong += (point.expected - point.actual).abs();
            sum.calls += point.actual;
        }
        (sum.calls > 0.0).then_some(sum)
    }

    fn pooled(origins: &[Option<Self>]) -> Option<f64> {
        let calls: f64 = origins.iter().flatten().map(|e| e.calls).sum();
        (calls > 0.0).then(|| origins.iter().flatten().map(|e| e.wrong).sum::<f64>() / calls)
    }
}

/// The errors of a method by scored origin.
fn errors(trials: &[Trial]) -> Vec<Option<Errors>> {
    let scored: Vec<&Trial> = trials.iter().filter(|t| t.scored).collect();
    let of_origin = |group: &[&Trial]| {
        Errors::of(group.iter().copied().filter(|t| !t.special)).or_else(|| Errors::of(group.iter().copied()))
    };
    scored.chunk_by(|a, b| a.origin == b.origin).map(of_origin).collect()
}

/// At how many origins a method is better than another.
fn wins(by_origin: &[Vec<Option<Errors>>], method: usize, than: usize) -> usize {
    let (Some(own), Some(other)) = (by_origin.get(method), by_origin.get(than)) else { return 0 };
    own.iter().zip(other).filter(|(a, b)| matches!((a, b), (Some(a), Some(b)) if a.wrong < b.wrong)).count()
}

/// The name of a method.
pub(super) fn name(method: usize) -> &'static str {
    METHODS.get(method).map_or("", |m| m.name())
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
