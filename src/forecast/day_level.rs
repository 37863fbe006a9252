//! The level of a day: how many calls its date and the present course of the queue make one expect.
//!
//! log(total + 1) = effects of the date + level + noise. The effects ([`super::date_effects`]) are found by ridge regression
//! (Hoerl & Kennard 1970) with weights that halve every 39 weeks and Huber weights against outliers (Huber 1964); the level by
//! an exponential kernel over the residuals before and after each day. The two are found in turns (backfitting; Hastie &
//! Tibshirani 1990). A *level shift*, a step that the days on both its sides confirm, cuts the kernel: what came before it says
//! nothing about the level after it. The level carried into the future weighs the last days more (half-life 7 days).

use chrono::NaiveDate;

use super::date_effects::{self, EFFECTS, Effects, penalties};
use super::linear;
use super::past::{Past, median};
use super::record::Day;
use super::shifts::{self, Shift};
use super::totals::weight;

const EFFECTS_HALF_LIFE: f64 = 273.0;
/// Half-life of the kernel that follows the level, to both sides.
const KERNEL_HALF_LIFE: f64 = 28.0;
const CARRIED_HALF_LIFE: f64 = 7.0;
/// Share of the last days' departure from the smooth level that is carried on.
const CARRIED: f64 = 0.95;
/// Residuals beyond so many robust standard deviations weigh less.
const HUBER: f64 = 3.0;
const ROUNDS: usize = 3;
/// Annual effects want this much history.
const DAYS_FOR_YEARS: i64 = 600;
/// Factors beyond e^(±LIMIT) are faults of the record, not forecasts.
const LIMIT: f64 = 25.0;

/// The fitted level.
#[derive(Clone, Debug)]
pub(super) struct DayLevel {
    effects: [f64; EFFECTS],
    years: bool,
    carried: f64,
    /// Smooth log level of every recorded day.
    smooth: Vec<f64>,
    /// Effect of the date of every recorded day, its weekday aside.
    dates: Vec<f64>,
    shifts: Vec<Shift>,
}

/// One day that speaks about the level.
struct Sample {
    day: usize,
    date: NaiveDate,
    effects: Effects,
    log_total: f64,
    recency: f64,
    trust: f64,
}

impl DayLevel {
    /// Learns from the totals of the ordinary days; `None` when there are none.
    pub(super) fn fit(past: &Past<'_>) -> Option<Self> {
        let first = past.days.first()?.date;
        let years = past.age(0) >= DAYS_FOR_YEARS && past.last()? > first;
        let mut samples = samples(past, years);
        if samples.is_empty() {
            return None;
        }
        let mut effects = [0.0; EFFECTS];
        let mut level = vec![0.0; samples.len()];
        let mut shifts = Vec::new();
        for round in 0..ROUNDS {
            effects = regress(&samples, &level)?;
            let residuals: Vec<f64> = samples.iter().map(|s| s.log_total - s.effects.sum(&effects)).collect();
            if round == 0 {
                shifts = shifts::find(&samples.iter().map(|s| s.date).collect::<Vec<_>>(), &residuals);
            }
            level = kernel(&samples, &residuals, &shifts);
            trust(&mut samples, &residuals, &level);
        }
        let residuals: Vec<f64> = samples.iter().map(|s| s.log_total - s.effects.sum(&effects)).collect();
        let carried = carried(past, &samples, &residuals, level.last().copied()?, &shifts);
        let smooth = spread_out(past, &samples, &level);
        let dates = date_parts(past, &samples, &effects, years);
        Some(Self { effects, years, carried, smooth, dates, shifts })
    }

    /// Log of the total expected on a future date that behaves like an ordinary day of this weekday.
    pub(super) fn ahead(&self, date: NaiveDate, weekday: usize) -> f64 {
        (Effects::of(date, weekday, self.years).sum(&self.effects) + self.carried).clamp(-LIMIT, LIMIT)
    }

    /// Log of the total of an ordinary day of this weekday at level zero, its date aside.
    pub(super) fn of_weekday(&self, weekday: usize) -> f64 {
        date_effects::of_weekday(&self.effects, weekday)
    }

    /// Log of the total that a recorded day would have had as an ordinary day of this weekday.
    pub(super) fn behind(&self, day: usize, weekday: usize) -> Option<f64> {
        let (smooth, date) = (self.smooth.get(day)?, self.dates.get(day)?);
        Some((self.of_weekday(weekday) + date + smooth).clamp(-LIMIT, LIMIT))
    }

    /// The steps that were found, oldest first.
    pub(super) fn shifts(&self) -> &[Shift] {
        &self.shifts
    }
}

fn samples(past: &Past<'_>, years: bool) -> Vec<Sample> {
    let totals = past.totals();
    let sample = |day: usize| {
        let date = past.days.get(day)?.date;
        let total = totals.at(day)?;
        Some(Sample {
            day,
            date,
            effects: Effects::of(date, past.days.get(day)?.weekday, years),
            log_total: (total + 1.0).ln(),
            recency: weight(past.age(day), EFFECTS_HALF_LIFE),
            trust: 1.0,
        })
    };
    (0..past.days.len()).filter_map(sample).collect()
}

/// The effects of the dates, the level taken out.
fn regress(samples: &[Sample], level: &[f64]) -> Option<[f64; EFFECTS]> {
    let mut matrix = vec![0.0; EFFECTS * EFFECTS];
    let mut right = [0.0; EFFECTS];
    for (i, penalty) in penalties().into_iter().enumerate() {
        matrix[i * EFFECTS + i] = penalty;
    }
    for (sample, level) in samples.iter().zip(level) {
        let weight = sample.recency * sample.trust;
        let entries = sample.effects.entries();
        for (k, (i, size)) in entries.iter().enumerate() {
            let scaled = weight * size;
            right[*i] += scaled * (sample.log_total - level);
            // places rise, so the lower triangle is filled
            for (j, other) in &entries[..=k] {
                matrix[i * EFFECTS + j] += scaled * other;
            }
        }
    }
    linear::solve(&mut matrix, &mut right).then_some(right)
}

/// Huber weights from how far each residual lies from the level.
fn trust(samples: &mut [Sample], residuals: &[f64], level: &[f64]) {
    let away: Vec<f64> = residuals.iter().zip(level).map(|(r, l)| (r - l).abs()).collect();
    let scale = 1.4826 * median(&mut away.clone()).unwrap_or(0.0) + 1e-6;
    for (sample, away) in samples.iter_mut().zip(away) {
        sample.trust = (HUBER * scale / away.max(1e-9)).min(1.0);
    }
}

/// Mean of the residuals around each day, weights halving every `KERNEL_HALF_LIFE` days to both sides up to the next shift.
fn kernel(samples: &[Sample], residuals: &[f64], shifts: &[Shift]) -> Vec<f64> {
    let next_day = weight(1, KERNEL_HALF_LIFE);
    let sweep = |order: &mut dyn Iterator<Item = usize>| {
        let mut sums = vec![(0.0, 0.0); samples.len()];
        let mut before: Option<(NaiveDate, f64, f64)> = None;
        for i in order {
            let date = samples[i].date;
            let (mut sum, mut weights) = match before {
                Some((then, s, w)) if !shifts::between(shifts, then, date) => {
                    let gap = (date - then).num_days().abs();
                    let fade = if gap == 1 { next_day } else { weight(gap, KERNEL_HALF_LIFE) };
                    (s * fade, w * fade)
                }
                _ => (0.0, 0.0),
            };
            sums[i] = (sum, weights);
            sum += samples[i].trust * residuals[i];
            weights += samples[i].trust;
            before = Some((date, sum, weights));
        }
        sums
    };
    let earlier = sweep(&mut (0..samples.len()));
    let later = sweep(&mut (0..samples.len()).rev());
    let mean = |i: usize| {
        let own = samples[i].trust;
        (earlier[i].0 + later[i].0 + own * residuals[i]) / (earlier[i].1 + later[i].1 + own)
    };
    (0..samples.len()).map(mean).collect()
}

/// The level that goes on: the last smooth level, moved by how the last days since the last shift depart from it.
fn carried(past: &Past<'_>, samples: &[Sample], residuals: &[f64], smooth: f64, shifts: &[Shift]) -> f64 {
    let since = shifts.last().map(|s| s.first);
    let (mut sum, mut weights) = (0.0, 0.0);
    for (sample, residual) in samples.iter().zip(residuals).filter(|(s, _)| since.is_none_or(|since| s.date >= since)) {
        let weight = sample.trust * weight(past.age(sample.day), CARRIED_HALF_LIFE);
        sum += weight * residual;
        weights += weight;
    }
    if weights > 0.0 { smooth + CARRIED * (sum / weights - smooth) } else { smooth }
}

/// The effect of the date of every recorded day without that of its weekday.
fn date_parts(past: &Past<'_>, samples: &[Sample], effects: &[f64; EFFECTS], years: bool) -> Vec<f64> {
    let mut known = samples.iter().peekable();
    let part = |(i, day): (usize, &Day)| {
        let own = known.next_if(|s| s.day == i).map(|s| s.effects.sum(effects));
        let sum = own.unwrap_or_else(|| Effects::of(day.date, day.weekday, years).sum(effects));
        sum - date_effects::of_weekday(effects, day.weekday)
    };
    past.days.iter().enumerate().map(part).collect()
}

/// The level of every recorded day: that of the sample at or before it, or of the first one.
fn spread_out(past: &Past<'_>, samples: &[Sample], level: &[f64]) -> Vec<f64> {
    let mut known = samples.iter().zip(level).peekable();
    let mut latest = level.first().copied().unwrap_or(0.0);
    (0..past.days.len())
        .map(|day| {
            while let Some((_, level)) = known.next_if(|(s, _)| s.day <= day) {
                latest = *level;
            }
            latest
        })
        .collect()
}
