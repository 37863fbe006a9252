//! Top-down: the total of the day times a smooth profile of the day (Gans, Koole & Mandelbaum 2003, section 6.3).
//!
//! *Total.* Each weekday has its mean, recent weeks weighing more (half-life 6 weeks); the level of the last days, an
//! exponentially weighted mean of the log ratio of totals to those means (half-life 7 days), is carried on, shrunk by 0.9.
//! A day of which a part is missing counts with the total that its profile implies.
//!
//! *Profile.* Shares of the day by slot (half-life 8 weeks). Where calls are few, a weekday's shares are drawn to the shares
//! of its kind (Monday to Friday, or weekend) and those to their running mean, by how many calls speak: n/(n + k).

use chrono::NaiveDate;

use super::method::{Fit, Predict};
use super::past::Past;
use super::week::{Sketch, Week};

const TOTAL_HALF_LIFE: f64 = 42.0;
const LEVEL_HALF_LIFE: f64 = 7.0;
const LEVEL_CARRIED: f64 = 0.9;
const PROFILE_HALF_LIFE: f64 = 56.0;
/// Calls in a slot at which its own share and the smoothed one weigh the same.
const SMOOTH_CALLS: f64 = 60.0;
/// Calls in a slot at which a weekday's share and that of its kind weigh the same.
const KIND_CALLS: f64 = 60.0;
/// A day speaks about totals when at least this share of its profile was recorded.
const ENOUGH_OF_A_DAY: f64 = 0.5;
/// Oldest day that still counts.
const OLDEST_DAYS: f64 = 365.0;

/// Day total times profile.
pub(super) struct TopDown;

impl Fit for TopDown {
    fn name(&self) -> &'static str {
        "top-down"
    }

    fn fit(&self, past: &Past<'_>) -> Option<Box<dyn Predict>> {
        let last = past.last()?;
        let ages: Vec<f64> = past.days.iter().map(|d| (last - d.date).num_days() as f64).collect();
        let profile = profile(past, &ages)?;
        let totals = totals(past, &profile);
        let means = weekday_means(&totals, past, &ages);
        let level = carried_level(&totals, &means, past, &ages);
        let sketch: Sketch = std::array::from_fn(|weekday| {
            let mean = means.get(weekday).copied().flatten();
            let share = |slot: usize| profile.get(weekday).and_then(|p| p.get(slot)).copied().flatten();
            (0..past.slots).map(|slot| Some(mean? * level * share(slot)?)).collect()
        });
        let any = sketch.iter().flatten().any(Option::is_some);
        any.then(|| Box::new(Fitted { week: Week::fill(&sketch) }) as Box<dyn Predict>)
    }
}

struct Fitted {
    week: Week,
}

impl Predict for Fitted {
    fn ordinary(&self, _date: NaiveDate, weekday: usize) -> Vec<f64> {
        self.week.day(weekday).to_vec()
    }
}

fn weight(age: f64, half_life: f64) -> f64 {
    if age > OLDEST_DAYS { 0.0 } else { (-age / half_life * std::f64::consts::LN_2).exp() }
}

/// Weighted sums of calls and of weights by slot, over some weekdays.
struct Sums {
    calls: Vec<f64>,
    weights: Vec<f64>,
}

impl Sums {
    fn of(past: &Past<'_>, ages: &[f64], weekdays: &[usize]) -> Self {
        let mut sums = Self { calls: vec![0.0; past.slots], weights: vec![0.0; past.slots] };
        for day in weekdays.iter().filter_map(|w| past.ordinary.get(*w)).flatten() {
            let weight = ages.get(*day).map_or(0.0, |age| weight(*age, PROFILE_HALF_LIFE));
            for slot in (0..past.slots).filter(|_| weight > 0.0) {
                if let Some(calls) = past.usable(*day, slot) {
                    sums.calls[slot] += weight * calls;
                    sums.weights[slot] += weight;
                }
            }
        }
        sums
    }

    fn mean(&self, slot: usize) -> Option<f64> {
        let weight = self.weights.get(slot).copied().filter(|w| *w > 0.0)?;
        Some(self.calls.get(slot)? / weight)
    }
}

/// Shares of the day by weekday and slot; `None` for a slot that no such weekday has. `None` without any calls.
fn profile(past: &Past<'_>, ages: &[f64]) -> Option<Vec<Vec<Option<f64>>>> {
    let kinds = [Sums::of(past, ages, &[0, 1, 2, 3, 4]), Sums::of(past, ages, &[5, 6])];
    let smooth: Vec<Vec<Option<f64>>> = kinds.iter().map(smoothed).collect();
    let profile: Vec<Vec<Option<f64>>> = (0..7)
        .map(|weekday| {
            let own = Sums::of(past, ages, &[weekday]);
            let kind = smooth.get(usize::from(weekday >= 5)).map_or(&[][..], Vec::as_slice);
            shares(&drawn_to_kind(&own, kind))
        })
        .collect();
    profile.iter().flatten().any(Option::is_some).then_some(profile)
}

/// Means by slot, drawn to the running mean of their neighbours where calls are few.
fn smoothed(sums: &Sums) -> Vec<Option<f64>> {
    const KERNEL: [(i64, f64); 5] = [(-2, 1.0), (-1, 2.0), (0, 3.0), (1, 2.0), (2, 1.0)];
    (0..sums.calls.len())
        .map(|slot| {
            let own = sums.mean(slot)?;
            let (mut sum, mut weights) = (0.0, 0.0);
            for (offset, weight) in KERNEL {
                let neighbour = i64::try_from(slot).ok().and_then(|s| usize::try_from(s + offset).ok());
                if let Some(mean) = neighbour.and_then(|n| sums.mean(n)) {
                    sum += weight * mean;
                    weights += weight;
                }
            }
            let calls = sums.calls.get(slot)?;
            Some((calls * own + SMOOTH_CALLS * sum / weights) / (calls + SMOOTH_CALLS))
        })
        .collect()
}

/// A weekday's means, drawn to its kind's means at the weekday's level.
fn drawn_to_kind(own: &Sums, kind: &[Option<f64>]) -> Vec<Option<f64>> {
    let (mut total, mut kind_total) = (0.0, 0.0);
    for (slot, kind) in kind.iter().enumerate() {
        if let (Some(mean), Some(kind)) = (own.mean(slot), kind) {
            total += mean;
            kind_total += kind;
        }
    }
    let scale = if kind_total > 0.0 { total / kind_total } else { 0.0 };
    kind.iter()
        .enumerate()
        .map(|(slot, kind)| {
            let mean = own.mean(slot)?;
            let calls = own.calls.get(slot)?;
            Some((calls * mean + KIND_CALLS * (*kind)? * scale) / (calls + KIND_CALLS))
        })
        .collect()
}

fn shares(means: &[Option<f64>]) -> Vec<Option<f64>> {
    let total: f64 = means.iter().flatten().sum();
    let known = means.iter().flatten().count().max(1) as f64;
    means.iter().map(|m| m.map(|m| if total > 0.0 { m / total } else { 1.0 / known })).collect()
}

/// The total of each ordinary day, completed by its profile where a part is missing.
fn totals(past: &Past<'_>, profile: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
    let mut totals = vec![None; past.days.len()];
    for (i, (day, total)) in past.days.iter().zip(&mut totals).enumerate() {
        let (mut calls, mut share) = (0.0, 0.0);
        for (slot, part) in profile.get(day.weekday).into_iter().flatten().enumerate() {
            if let (Some(part), Some(usable)) = (part, past.usable(i, slot)) {
                calls += usable;
                share += part;
            }
        }
        *total = (share >= ENOUGH_OF_A_DAY).then(|| calls / share);
    }
    totals
}

fn weekday_means(totals: &[Option<f64>], past: &Past<'_>, ages: &[f64]) -> Vec<Option<f64>> {
    let mut sums = [(0.0, 0.0); 7];
    for ((total, day), age) in totals.iter().zip(past.days).zip(ages) {
        if let (Some(total), Some(sum)) = (total, sums.get_mut(day.weekday)) {
            let weight = weight(*age, TOTAL_HALF_LIFE);
            sum.0 += weight * total;
            sum.1 += weight;
        }
    }
    sums.iter().map(|(sum, weight)| (*weight > 0.0).then(|| sum / weight)).collect()
}

fn carried_level(totals: &[Option<f64>], means: &[Option<f64>], past: &Past<'_>, ages: &[f64]) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for ((total, day), age) in totals.iter().zip(past.days).zip(ages) {
        if let (Some(total), Some(mean)) = (total, means.get(day.weekday).copied().flatten()) {
            let weight = weight(*age, LEVEL_HALF_LIFE);
            sum += weight * ((total + 1.0) / (mean + 1.0)).ln();
            weights += weight;
        }
    }
    if weights > 0.0 { (LEVEL_CARRIED * sum / weights).clamp(-2.0, 2.0).exp() } else { 1.0 }
}
