//! Names within a type of special day: Christmas and Thanksgiving may both be closed, and yet not bring the same calls.
//!
//! The log level of a named day is taken as normal around the mean of its name, those means as normal around that of the type (a
//! two-level normal model; Gelman et al. 2013, section 5.4). So a name seen once moves little, and one never seen takes the mean
//! of the names, however many days each of them has. Days in a row under one name are one occurrence: they share their year.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::special::Occurrence;

/// Standard deviation of the names' means around that of their type, before any are seen, and how many names that guess weighs.
const BETWEEN_SD: f64 = 0.15;
const BETWEEN_WEIGHT: f64 = 2.0;
/// Standard deviation of occurrences of one name, before any are seen, and how many of them that guess weighs.
const WITHIN_SD: f64 = 0.1;
const WITHIN_WEIGHT: f64 = 2.0;

/// Log factors by name, beside the level of the type.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<Arc<str>, f64>);

/// What the days of a name show.
struct Shown {
    mean: f64,
    occurrences: f64,
}

impl Names {
    /// Those of a type's days, ascending by date; none where fewer than two names occur.
    pub(super) fn learn(seen: &[Occurrence], day_noise: f64) -> Self {
        let mut by_name: BTreeMap<Arc<str>, Vec<&Occurrence>> = BTreeMap::new();
        for day in seen {
            if let Some(name) = &day.name {
                by_name.entry(name.clone()).or_default().push(day);
            }
        }
        let shown: Vec<Shown> = by_name.values().map(|days| Shown::by(days)).collect();
        if shown.len() < 2 {
            return Self::default();
        }
        let within = within(&by_name, &shown, day_noise);
        let error = |name: &Shown| within / name.occurrences;
        let between = between(&shown, error);
        let weight = |name: &Shown| 1.0 / (between + error(name));
        let centre = shown.iter().map(|n| weight(n) * n.mean).sum::<f64>() / shown.iter().map(weight).sum::<f64>();
        let drawn = |name: &Shown| (name.mean - centre) * between * weight(name);
        Self(by_name.into_keys().zip(shown.iter().map(drawn)).collect())
    }

    /// The log factor of a day of this name; none where nothing is known of it.
    pub(super) fn of(&self, name: Option<&Arc<str>>) -> f64 {
        name.and_then(|name| self.0.get(name)).copied().unwrap_or(0.0)
    }
}

impl Shown {
    fn by(days: &[&Occurrence]) -> Self {
        let occurrences = days.chunk_by(|a, b| a.followed_by(b)).count() as f64;
        Self { mean: mean(days.iter().map(|d| d.log_ratio)), occurrences }
    }
}

/// Variance of the occurrences of one name.
fn within(by_name: &BTreeMap<Arc<str>, Vec<&Occurrence>>, shown: &[Shown], day_noise: f64) -> f64 {
    let (mut squares, mut freedom) = (0.0, 0.0);
    for (days, name) in by_name.values().zip(shown) {
        for run in days.chunk_by(|a, b| a.followed_by(b)) {
            squares += (mean(run.iter().map(|d| d.log_ratio)) - name.mean).powi(2);
        }
        freedom += name.occurrences - 1.0;
    }
    (squares + WITHIN_WEIGHT * (WITHIN_SD * WITHIN_SD + day_noise * day_noise)) / (freedom + WITHIN_WEIGHT)
}

/// Variance of the names' means, their own errors taken off.
fn between(shown: &[Shown], error: impl Fn(&Shown) -> f64) -> f64 {
    let centre = mean(shown.iter().map(|n| n.mean));
    let excess: f64 = shown.iter().map(|n| (n.mean - centre).powi(2) - error(n)).sum();
    (excess.max(0.0) + BETWEEN_WEIGHT * BETWEEN_SD * BETWEEN_SD) / (shown.len() as f64 - 1.0 + BETWEEN_WEIGHT)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}
