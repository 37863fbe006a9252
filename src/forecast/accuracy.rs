//! Accuracy of each method on the planner's own past.
//!
//! Figures are pooled over all intervals of all scored origins. WAPE = Σ|f−y|/Σy; bias = Σ(f−y)/Σy; MASE = mean |f−y| over the
//! mean |y(t) − y(t − 1 week)| of the days before the first origin (Hyndman & Koehler 2006). Coverage is honest: the bands at
//! an origin are calibrated on what was forecast *and over* before it. Pinball is the quantile loss of the ends of the 80 %
//! band, Σ(ρ10 + ρ90)/Σy (Koenker & Bassett 1978).
//!
//! The *floor* is the WAPE that even the true rate would have, because calls are random: Σ E|Pois(λ) − λ| / Σλ, with λ the mean
//! of the six nearest ordinary days of the same weekday, scaled to the day's own total. E|Pois(λ) − λ| =
//! 2·e^(−λ)·λ^(⌊λ⌋+1)/⌊λ⌋! (Crow 1958).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use statrs::function::gamma::ln_gamma;

use super::bands::Point;
use super::choice::{self, Choice, scales};
use super::folds::Trial;
use super::past::Past;
use super::record::Record;
use crate::domain::ids::QueueId;
use crate::domain::series::AccuracyRow;
use crate::domain::time::add_days;

/// Days that make the rate of the floor.
const FLOOR_DAYS: usize = 6;

/// The accuracy rows of one queue: for every method all, ordinary and special days.
pub(super) fn rows(
    queue: &QueueId,
    record: &Record,
    past: &Past<'_>,
    trials: &[Vec<Trial>],
    chosen: &Choice,
) -> Vec<AccuracyRow> {
    let first = trials.iter().flatten().filter(|t| t.scored).map(|t| t.cutoff).min();
    let seasonal = first.and_then(|first| weekly_change(record, first));
    let noise = noise_by_day(past, trials);
    let mut rows = Vec::new();
    for (method, trials) in trials.iter().enumerate() {
        let banded = bands_by_trial(trials);
        for (days, wanted) in [("all", None), ("normal", Some(false)), ("special", Some(true))] {
            let scored: Vec<(usize, &Trial)> = trials
                .iter()
                .enumerate()
                .filter(|(_, t)| t.scored && wanted.is_none_or(|special| t.special == special))
                .collect();
            if scored.is_empty() {
                continue;
            }
            let points: Vec<&Point> = scored.iter().flat_map(|(_, t)| &t.points).collect();
            let calls: f64 = points.iter().map(|p| p.actual).sum();
            let wrong: f64 = points.iter().map(|p| (p.expected - p.actual).abs()).sum();
            let over: f64 = points.iter().map(|p| p.expected - p.actual).sum();
            let (floor, rate) = scored
                .iter()
                .filter_map(|(_, t)| noise.get(&t.date))
                .fold((0.0, 0.0), |sum, n| (sum.0 + n.0, sum.1 + n.1));
            let mut origins: Vec<usize> = scored.iter().map(|(_, t)| t.origin).collect();
            origins.dedup();
            rows.push(AccuracyRow {
                queue: queue.clone(),
                method: choice::name(method).to_owned(),
                days,
                origins: origins.len(),
                intervals: points.len(),
                wape: ratio(wrong, calls),
                bias: ratio(over, calls),
                mase: seasonal.and_then(|s| ratio(wrong / points.len().max(1) as f64, s)),
                pinball: pinball(&scored, &banded),
                coverage80: coverage(&scored, &banded, 0),
                coverage95: coverage(&scored, &banded, 1),
                floor: ratio(floor, rate),
                chosen: chosen.method == method,
            });
        }
    }
    rows
}

fn ratio(over: f64, under: f64) -> Option<f64> {
    (under > 0.0).then(|| over / under).filter(|r| r.is_finite())
}

/// Mean |y(t) − y(t − 1 week)| of the days before a date.
fn weekly_change(record: &Record, before: NaiveDate) -> Option<f64> {
    let days = record.before(before);
    let (mut sum, mut count) = (0.0, 0.0);
    for day in days {
        let week_ago = add_days(day.date, -7);
        let Some(earlier) = days.binary_search_by(|d| d.date.cmp(&week_ago)).ok().and_then(|i| days.get(i)) else {
            continue;
        };
        for (now, then) in day.calls.iter().zip(&earlier.calls) {
            if !now.is_nan() && !then.is_nan() {
                sum += (now - then).abs();
                count += 1.0;
            }
        }
    }
    ratio(sum, count)
}

/// How the bands of a trial met what came.
#[derive(Clone, Copy, Debug, Default)]
struct Banded {
    /// Intervals inside the 80 % and the 95 % band.
    inside: [usize; 2],
    /// Pinball loss of the ends of the 80 % band.
    loss: f64,
}

/// By trial; `None` where nothing had calibrated the bands yet.
fn bands_by_trial(trials: &[Trial]) -> Vec<Option<Banded>> {
    let mut all = vec![None; trials.len()];
    for group in trials.chunk_by(|a, b| a.origin == b.origin) {
        let Some(origin) = group.first().filter(|t| t.scored) else { continue };
        let (scale, _) = scales(trials.iter().filter(|t| t.date < origin.cutoff));
        if !scale.calibrated {
            continue;
        }
        for (trial, entry) in trials.iter().zip(&mut all).filter(|(t, _)| origin.origin == t.origin) {
            let mut banded = Banded::default();
            for p in &trial.points {
                let (inner, outer) = scale.bands(p.expected, p.spread);
                for (count, band) in banded.inside.iter_mut().zip([inner, outer]) {
                    *count += usize::from(band.low <= p.actual && p.actual <= band.high);
                }
                banded.loss += quantile_loss(0.1, inner.low, p.actual) + quantile_loss(0.9, inner.high, p.actual);
            }
            *entry = Some(banded);
        }
    }
    all
}

/// ρ(y − q) = (y − q)·(level − [y < q]) (Koenker & Bassett 1978).
fn quantile_loss(level: f64, quantile: f64, actual: f64) -> f64 {
    let over = actual - quantile;
    if over >= 0.0 { level * over } else { (level - 1.0) * over }
}

fn coverage(scored: &[(usize, &Trial)], banded: &[Option<Banded>], which: usize) -> Option<f64> {
    let (mut hits, mut all) = (0, 0);
    for (i, trial) in scored {
        if let Some(Some(banded)) = banded.get(*i) {
            hits += banded.inside.get(which).copied().unwrap_or(0);
            all += trial.points.len();
        }
    }
    ratio(hits as f64, all as f64)
}

fn pinball(scored: &[(usize, &Trial)], banded: &[Option<Banded>]) -> Option<f64> {
    let (mut loss, mut calls) = (0.0, 0.0);
    for (i, trial) in scored {
        if let Some(Some(banded)) = banded.get(*i) {
            loss += banded.loss;
            calls += trial.points.iter().map(|p| p.actual).sum::<f64>();
        }
    }
    ratio(loss, calls)
}

/// Σ E|Pois(λ) − λ| and Σλ of every scored day.
fn noise_by_day(past: &Past<'_>, trials: &[Vec<Trial>]) -> BTreeMap<NaiveDate, (f64, f64)> {
    let mut noise = BTreeMap::new();
    for trial in trials.iter().flatten().filter(|t| t.scored) {
        noise.entry(trial.date).or_insert_with(|| day_noise(past, trial.date).unwrap_or((0.0, 0.0)));
    }
    noise
}

fn day_noise(past: &Past<'_>, date: NaiveDate) -> Option<(f64, f64)> {
    let i = past.days.binary_search_by(|d| d.date.cmp(&date)).ok()?;
    let day = past.days.get(i)?;
    let peers = past.nearest(i, past.ordinary.get(day.weekday)?, FLOOR_DAYS);
    let mut pairs = Vec::with_capacity(past.slots);
    for slot in 0..past.slots {
        let values: Vec<f64> = peers.iter().filter_map(|p| past.usable(*p, slot)).collect();
        if let (Some(actual), false) = (past.recorded(i, slot), values.is_empty()) {
            pairs.push((actual, values.iter().sum::<f64>() / values.len() as f64));
        }
    }
    let scale = ratio(pairs.iter().map(|p| p.0).sum(), pairs.iter().map(|p| p.1).sum())?;
    Some(
        pairs.iter().fold((0.0, 0.0), |sum, (_, rate)| (sum.0 + poisson_deviation(rate * scale), sum.1 + rate * scale)),
    )
}

/// E|Pois(λ) − λ|.
fn poisson_deviation(rate: f64) -> f64 {
    if rate <= 0.0 {
        return 0.0;
    }
    let whole = rate.floor();
    2.0 * (-rate + (whole + 1.0) * rate.ln() - ln_gamma(whole + 1.0)).exp()
}

#[cfg(test)]
mod tests {
    use super::poisson_deviation;

    #[test]
    fn poisson_deviation_is_the_sum_over_the_distribution() {
        for rate in [0.3, 1.0, 4.5, 30.0] {
            let mut mass = f64::exp(-rate);
            let mut sum = rate * mass;
            for k in 1..400 {
                mass *= rate / f64::from(k);
                sum += (f64::from(k) - rate).abs() * mass;
            }
            assert!((poisson_deviation(rate) - sum).abs() < 1e-9 * (1.0 + sum), "{rate}");
        }
    }
}
