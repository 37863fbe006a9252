//! Special days by type: how their level and their profile differ from ordinary days, learned from the planner's own history.
//!
//! A type's days are compared with a *basis*: what the level of those days ([`super::day_level`]) and the usual shares make one
//! expect of an ordinary day of the same weekday, of working weekdays, or of the weekend. A make-up workday (`swapwork`, 调休) is by default compared with working weekdays, whatever weekday it falls on;
//! other types with their own weekday, until their history shows clearly that another basis explains them better.
//!
//! *Level.* The log ratio of a day's calls to its basis is taken as normal around the type's own mean, that mean as normal
//! around what is usual for the type (a conjugate normal model; Gelman et al. 2013, section 2.5). Few or contradictory
//! occurrences are so drawn to the usual, and the doubt that is left widens the bands.
//!
//! *Names.* Days of a type that bear a name, such as Christmas among the closed holidays, lie around a mean of their own, drawn to that
//! of the type ([`super::special_names`]).
//!
//! *Profile.* From two occurrences on: calls by slot over the level times the basis, drawn to 1 and smoothed.
//!
//! *Planned sizes.* Days whose row gives a `factor`, such as a campaign of 1.6 times the usual calls, are measured by their plan: the
//! basis is multiplied by it, and what is learned is how far such days departed from their plans.
//!
//! *Neighbours.* Ordinary days before and after a type's days get a factor of their own where four or more of them show, by
//! three standard errors, that they differ.
//!
//! *Gate.* Level, names and profile are each used only where they would have forecast the type's other days better, every day left
//! out in turn. Special-day effects in call centres: Barrow & Kourentzes 2018 (European Journal of Operational Research 264(3)).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::method::Predict;
use super::past::Past;
use super::record::{Day, DayKind, Known, PLANNED};
use super::special_names::Names;

/// Fewer calls than this in the basis say nothing about a level.
const FEWEST_CALLS: f64 = 10.0;
/// Standard deviation of a type's log level around what is usual.
const PRIOR_SD: f64 = 0.5;
/// The same where the size was planned: planners know more than that.
const PLANNED_SD: f64 = 0.2;
/// Standard deviation between occurrences of a type, before any are seen, and how many occurrences that guess weighs.
const BETWEEN_SD: f64 = 0.15;
const BETWEEN_WEIGHT: f64 = 2.0;
/// Calls that draw the profile of a type to that of its basis.
const PROFILE_CALLS: f64 = 20.0;
/// Another basis must explain a type this much better (by variance) than its usual one.
const BASIS_GAIN: f64 = 0.6;
/// From so many occurrences on a basis may be chosen and the level is gated.
const ENOUGH_TO_JUDGE: usize = 3;
/// Share by which names must lower the error of the days of other runs.
const NAMES_GAIN: f64 = 0.02;

/// From so many occurrences on the days beside a type are judged.
const ENOUGH_BESIDE: usize = 4;
/// Standard deviation of their log level around that of other ordinary days.
const BESIDE_SD: f64 = 0.1;
/// Standard errors by which they must differ.
const CLEARLY: f64 = 3.0;

/// The ordinary days that a special day is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    OwnWeekday,
    /// Monday, the day after days off, where the day is a working one.
    FirstWorkingDay,
    WorkingDays,
    Weekend,
}

impl Basis {
    fn usual(kind: &str) -> Self {
        match kind.strip_suffix(PLANNED).unwrap_or(kind) {
            "swapwork" => Self::WorkingDays,
            "dayafter" => Self::FirstWorkingDay,
            _ => Self::OwnWeekday,
        }
    }

    fn weekdays(self, own: usize) -> Vec<usize> {
        match self {
            Self::FirstWorkingDay if own < 5 => vec![0],
            Self::OwnWeekday | Self::FirstWorkingDay => vec![own],
            Self::WorkingDays => (0..5).collect(),
            Self::Weekend => vec![5, 6],
        }
    }
}

/// What the level of a type is taken to be before any has been seen (calls over those of its basis).
fn usual_level(kind: &str) -> f64 {
    match kind {
        "full" => 0.3,
        "half" => 0.7,
        "dayafter" => 1.1,
        _ => 1.0,
    }
}

/// How far the mean log level of a type may lie from what is usual.
fn prior_sd(kind: &str) -> f64 {
    if kind.ends_with(PLANNED) { PLANNED_SD } else { PRIOR_SD }
}

/// How a type differs from its basis.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    basis: Basis,
    /// Factor by slot; level and profile together.
    factors: Vec<f64>,
    /// Log factor of the days that bear a name, beside the type's.
    names: Names,
    /// Standard deviation of the log level of the next such day, beyond that of any day.
    spread: f64,
}

/// The effects of all types that the past shows.
#[derive(Clone, Debug, Default)]
pub(super) struct SpecialDays {
    effects: BTreeMap<Arc<str>, Effect>,
    /// Factors of ordinary days that stand beside a special day.
    beside: BTreeMap<Arc<str>, f64>,
}

/// The forecast of one day by slot.
#[derive(Clone, Debug)]
pub(super) struct DayForecast {
    pub(super) calls: Vec<f64>,
    /// Standard deviation of the log level, beyond that of an ordinary day.
    pub(super) spread: f64,
    /// The type has no history; what is usual was taken.
    pub(super) assumed: bool,
}

impl SpecialDays {
    /// Learns the effect of every type in the past.
    pub(super) fn learn(past: &Past<'_>) -> Self {
        let mut by_kind: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        let mut by_neighbour: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for (i, day) in past.days.iter().enumerate() {
            if let DayKind::Special(kind) = &day.kind {
                by_kind.entry(kind.clone()).or_default().push(i);
            } else if let Some(beside) = &day.known.beside {
                by_neighbour.entry(beside.clone()).or_default().push(i);
            }
        }
        let effects = by_kind.into_iter().filter_map(|(kind, days)| Some((kind.clone(), effect(past, &kind, &days)?)));
        let beside = by_neighbour.into_iter().filter_map(|(kind, days)| Some((kind, beside_factor(past, &days)?)));
        Self { effects: effects.collect(), beside: beside.collect() }
    }

    /// The forecast of a date of which so much is known ahead.
    pub(super) fn predict(&self, method: &dyn Predict, date: NaiveDate, known: &Known) -> DayForecast {
        let own = super::record::weekday_of(date);
        let Some(kind) = &known.kind else {
            let factor = known.beside.as_ref().and_then(|beside| self.beside.get(beside)).copied().unwrap_or(1.0);
            let calls = method.ordinary(date, own).into_iter().map(|calls| calls * factor).collect();
            return DayForecast { calls, spread: 0.0, assumed: false };
        };
        let effect = self.effects.get(kind);
        let basis = effect.map_or(Basis::usual(kind), |e| e.basis);
        let mut calls = mean_day(method, date, &basis.weekdays(own));
        let named = effect.map_or(0.0, |e| e.names.of(known.name.as_ref())).exp();
        let planned = named * known.planned.unwrap_or(1.0);
        for (slot, calls) in calls.iter_mut().enumerate() {
            *calls *= planned * effect.map_or(usual_level(kind), |e| e.factors.get(slot).copied().unwrap_or(1.0));
        }
        let unknown = prior_sd(kind).hypot(BETWEEN_SD);
        DayForecast {
            calls,
            spread: effect.map_or(unknown, |e| e.spread),
            assumed: effect.is_none() && known.planned.is_none(),
        }
    }
}

fn mean_day(method: &dyn Predict, date: NaiveDate, weekdays: &[usize]) -> Vec<f64> {
    let days: Vec<Vec<f64>> = weekdays.iter().map(|w| method.ordinary(date, *w)).collect();
    let slots = days.iter().map(Vec::len).max().unwrap_or(0);
    let at = |slot: usize| days.iter().filter_map(|d| d.get(slot)).sum::<f64>() / days.len().max(1) as f64;
    (0..slots).map(at).collect()
}

/// A special day beside its basis: the slots that both have.
pub(super) struct Occurrence {
    cells: Vec<(usize, f64, f64)>,
    pub(super) log_ratio: f64,
    date: NaiveDate,
    pub(super) name: Option<Arc<str>>,
}

impl Occurrence {
    fn of(past: &Past<'_>, day: usize, basis: Basis) -> Option<Self> {
        let own = past.days.get(day)?.weekday;
        let Day { date, known, .. } = past.days.get(day)?;
        let planned = known.planned.unwrap_or(1.0);
        let usual: Vec<f64> = usual_day(past, day, &basis.weekdays(own))?.iter().map(|calls| planned * calls).collect();
        let pair =
            |(slot, usual): (usize, &f64)| Some((slot, past.recorded(day, slot)?, *usual)).filter(|_| !usual.is_nan());
        let cells: Vec<(usize, f64, f64)> = usual.iter().enumerate().filter_map(pair).collect();
        let own: f64 = cells.iter().map(|c| c.1).sum();
        let basis: f64 = cells.iter().map(|c| c.2).sum();
        let log_ratio = ((own + 1.0) / (basis + 1.0)).ln();
        (basis >= FEWEST_CALLS).then(|| Self { cells, log_ratio, date: *date, name: known.name.clone() })
    }

    /// Takes out what its name explains.
    fn take_out(&mut self, names: &Names) {
        let shift = names.of(self.name.as_ref());
        self.log_ratio -= shift;
        self.cells.iter_mut().for_each(|(_, _, basis)| *basis *= shift.exp());
    }

    /// The occurrence without its slots.
    fn head(&self) -> Self {
        Self { cells: Vec::new(), name: self.name.clone(), ..*self }
    }

    /// Whether the next occurrence is the day after this one.
    pub(super) fn followed_by(&self, next: &Self) -> bool {
        (next.date - self.date).num_days() == 1
    }

    /// Σ|calls − factor × basis|.
    fn error(&self, factor: impl Fn(usize) -> f64) -> f64 {
        self.cells.iter().map(|(slot, calls, basis)| (calls - factor(*slot) * basis).abs()).sum()
    }
}

/// The factor of ordinary days beside a type of special day; `None` unless they clearly differ from other ordinary days.
fn beside_factor(past: &Past<'_>, days: &[usize]) -> Option<f64> {
    let logs: Vec<f64> = days
        .iter()
        .filter(|day| past.totals().at(**day).is_some())
        .filter_map(|day| Some(Occurrence::of(past, *day, Basis::OwnWeekday)?.log_ratio))
        .collect();
    let count = logs.len() as f64;
    if logs.len() < ENOUGH_BESIDE {
        return None;
    }
    let mean = logs.iter().sum::<f64>() / count;
    let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
    let deviation = (squares / (count - 1.0)).sqrt().max(past.day_noise);
    let error = deviation / count.sqrt();
    let shrunk = mean * BESIDE_SD * BESIDE_SD / (BESIDE_SD * BESIDE_SD + error * error);
    (mean.abs() >= CLEARLY * error).then(|| shrunk.exp())
}

/// What a recorded day would have brought as an ordinary day: the mean over some weekdays of its level times their shares; not
/// a number in a slot that none of them has.
fn usual_day(past: &Past<'_>, day: usize, weekdays: &[usize]) -> Option<Vec<f64>> {
    let level = past.level()?;
    let mut sums = vec![0.0; past.slots];
    let mut counts = vec![0.0; past.slots];
    for weekday in weekdays {
        let total = level.behind(day, *weekday)?.exp();
        for ((share, sum), count) in past.totals().shares(*weekday).iter().zip(&mut sums).zip(&mut counts) {
            let known = !share.is_nan();
            *sum += if known { total * share } else { 0.0 };
            *count += if known { 1.0 } else { 0.0 };
        }
    }
    Some(sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect())
}

fn effect(past: &Past<'_>, kind: &str, days: &[usize]) -> Option<Effect> {
    let (basis, mut seen) = choose_basis(past, kind, days)?;
    let prior = Prior { mean: usual_level(kind).ln(), sd: prior_sd(kind), day_noise: past.day_noise };
    let names = if names_help(&seen, prior) { Names::learn(&seen, past.day_noise) } else { Names::default() };
    for day in &mut seen {
        day.take_out(&names);
    }
    let level = level(seen.iter().map(|day| day.log_ratio), prior);
    let mut factors = vec![level.mean.exp(); past.slots];
    if seen.len() >= ENOUGH_TO_JUDGE && !level_helps(&seen, prior) {
        factors = vec![1.0; past.slots];
    }
    let sums = Sums::of(&seen, past.slots);
    if seen.len() >= 2 && profile_helps(&seen, &sums, prior) {
        let profile = sums.profile(None, level.mean.exp());
        factors.iter_mut().zip(profile).for_each(|(factor, part)| *factor *= part);
    }
    Some(Effect { basis, factors, names, spread: level.spread })
}

/// The basis around which the type's levels vary least, its usual one unless another is clearly better.
fn choose_basis(past: &Past<'_>, kind: &str, days: &[usize]) -> Option<(Basis, Vec<Occurrence>)> {
    let occurrences =
        |basis| -> Vec<Occurrence> { days.iter().filter_map(|d| Occurrence::of(past, *d, basis)).collect() };
    let variance = |seen: &[Occurrence]| {
        let mean = seen.iter().map(|o| o.log_ratio).sum::<f64>() / seen.len() as f64;
        seen.iter().map(|o| (o.log_ratio - mean).powi(2)).sum::<f64>() / seen.len() as f64
    };
    let usual = Basis::usual(kind);
    let mut best = (usual, occurrences(usual));
    if days.len() >= ENOUGH_TO_JUDGE {
        let mut limit = if best.1.len() < days.len() { f64::INFINITY } else { BASIS_GAIN * variance(&best.1) };
        let bases = [Basis::OwnWeekday, Basis::FirstWorkingDay, Basis::WorkingDays, Basis::Weekend];
        for basis in bases.into_iter().filter(|b| *b != usual) {
            let seen = occurrences(basis);
            if seen.len() == days.len() && variance(&seen) < limit {
                limit = variance(&seen);
                best = (basis, seen);
            }
        }
    }
    if best.1.is_empty() {
        best = (Basis::WorkingDays, occurrences(Basis::WorkingDays));
    }
    (!best.1.is_empty()).then_some(best)
}

/// What is believed of the mean log level of a type before any of its days is seen.
#[derive(Clone, Copy)]
struct Prior {
    mean: f64,
    sd: f64,
    /// Standard deviation of the log level of any day.
    day_noise: f64,
}

struct Level {
    mean: f64,
    spread: f64,
}

/// Mean log level of a type and how far the next day may lie from it.
fn level(logs: impl Iterator<Item = f64> + Clone, prior: Prior) -> Level {
    let (count, sum) = logs.clone().fold((0.0_f64, 0.0), |(n, s), log| (n + 1.0, s + log));
    let mean = sum / count.max(1.0);
    let squares: f64 = logs.map(|log| (log - mean).powi(2)).sum();
    let freedom = (count - 1.0).max(0.0) + BETWEEN_WEIGHT;
    let noise = prior.day_noise * prior.day_noise;
    let variance = (squares + BETWEEN_WEIGHT * (BETWEEN_SD * BETWEEN_SD + noise)) / freedom;
    let certainty = 1.0 / (prior.sd * prior.sd);
    let precision = count / variance + certainty;
    let posterior = (count * mean / variance + prior.mean * certainty) / precision;
    let spread = ((variance - noise).max(0.0) + 1.0 / precision).sqrt();
    Level { mean: posterior, spread }
}

/// The factor that all occurrences but one make one expect of it.
fn without(seen: &[Occurrence], left_out: usize, prior: Prior) -> f64 {
    let others = seen.iter().enumerate().filter(|(i, _)| *i != left_out);
    level(others.map(|(_, day)| day.log_ratio), prior).mean.exp()
}

fn level_helps(seen: &[Occurrence], prior: Prior) -> bool {
    let gain = seen.iter().enumerate().map(|(i, day)| {
        let factor = without(seen, i, prior);
        day.error(|_| 1.0) - day.error(|_| factor)
    });
    gain.sum::<f64>() > 0.0
}

fn profile_helps(seen: &[Occurrence], sums: &Sums, prior: Prior) -> bool {
    let gain = seen.iter().enumerate().map(|(i, day)| {
        let factor = without(seen, i, prior);
        let shape = sums.profile(Some(day), factor);
        day.error(|_| factor) - day.error(|slot| factor * shape.get(slot).copied().unwrap_or(1.0))
    });
    gain.sum::<f64>() > 0.0
}

/// Whether the days of each run would have been forecast clearly better with the names of the others than without.
fn names_help(seen: &[Occurrence], prior: Prior) -> bool {
    let several = seen.windows(2).any(|two| two[0].name != two[1].name);
    let (mut with, mut without) = (0.0, 0.0);
    for run in seen.chunk_by(Occurrence::followed_by).filter(|_| several) {
        let outside = |other: &&Occurrence| run.iter().all(|day| day.date != other.date);
        let rest: Vec<Occurrence> = seen.iter().filter(outside).map(Occurrence::head).collect();
        let names = Names::learn(&rest, prior.day_noise);
        let unnamed = rest.iter().map(|day| day.log_ratio - names.of(day.name.as_ref()));
        let (named, usual) = (level(unnamed, prior).mean, level(rest.iter().map(|d| d.log_ratio), prior).mean.exp());
        for day in run {
            let own = (named + names.of(day.name.as_ref())).exp();
            with += day.error(|_| own);
            without += day.error(|_| usual);
        }
    }
    with < (1.0 - NAMES_GAIN) * without
}

/// Calls and basis of a type's days by slot.
struct Sums {
    calls: Vec<f64>,
    basis: Vec<f64>,
}

impl Sums {
    fn of(seen: &[Occurrence], slots: usize) -> Self {
        let mut sums = Self { calls: vec![0.0; slots], basis: vec![0.0; slots] };
        for day in seen {
            sums.add(day, 1.0);
        }
        sums
    }

    fn add(&mut self, day: &Occurrence, share: f64) {
        for (slot, own, usual) in &day.cells {
            if let (Some(calls), Some(basis)) = (self.calls.get_mut(*slot), self.basis.get_mut(*slot)) {
                *calls += share * own;
                *basis += share * usual;
            }
        }
    }

    /// Calls over level times basis, slot by slot, smoothed over the neighbouring slots and drawn to 1; of all days but one.
    fn profile(&self, left_out: Option<&Occurrence>, factor: f64) -> Vec<f64> {
        let mut sums = Self { calls: self.calls.clone(), basis: self.basis.clone() };
        if let Some(day) = left_out {
            sums.add(day, -1.0);
        }
        let around = |values: &[f64], slot: usize| {
            let at = |s: Option<usize>| s.and_then(|s| values.get(s)).copied().unwrap_or(0.0);
            (0.5 * at(slot.checked_sub(1)) + at(Some(slot)) + 0.5 * at(slot.checked_add(1))).max(0.0)
        };
        let share = |slot: usize| {
            (around(&sums.calls, slot) + PROFILE_CALLS) / (factor * around(&sums.basis, slot) + PROFILE_CALLS)
        };
        (0..sums.calls.len()).map(share).collect()
    }
}
