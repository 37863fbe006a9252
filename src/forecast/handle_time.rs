//! Handle time by weekday and slot, and where it is going.
//!
//! *Profile.* Means weighted by calls, recent weeks weighing more, in three steps, each drawn to the one before by how many calls
//! speak, n/(n + k) (empirical-Bayes shrinkage; Efron & Morris 1975): the queue's mean, its mean by slot of the day, its mean
//! by weekday and slot.
//!
//! *Level and trend.* The log ratio of each day's handle time to what the profile makes one expect follows a line, found by weighted
//! least squares over recent days. Its slope is used only when it is clear, damped with the distance (Gardner & McKenzie
//! 1985), and its level drawn to none by its own error.

use chrono::NaiveDate;

use crate::domain::grid::GridDay;
use crate::domain::series::Band;
use crate::domain::units::Seconds;

use super::handle_scatter::{Departure, Scatter};
use super::record::weekday_of;

/// Calls at which a slot's own mean and the mean it is drawn to weigh the same.
const SHRINK_CALLS: f64 = 100.0;
const HALF_LIFE_DAYS: f64 = 42.0;
/// Handle times beyond so many times the mean are faults of the record.
const FAULTY_FACTOR: f64 = 20.0;

/// Half-life of the evidence of level and trend.
const TREND_HALF_LIFE: f64 = 28.0;
/// Days older than this say nothing about the trend.
const TREND_DAYS: i64 = 126;
/// Fewer days than this show no trend.
const FEWEST_TREND_DAYS: usize = 28;
/// Standard errors by which a slope must differ from none.
const CLEAR_SLOPE: f64 = 3.0;
/// Share of the slope that is left after each further day.
const DAMPING: f64 = 0.97;
/// Standard deviation of the log level around the profile.
const LEVEL_SD: f64 = 0.1;
/// Neither level nor trend moves handle times beyond e^±this.
const LARGEST_MOVE: f64 = 0.5;

/// Days whose intervals show how handle times scatter.
const SCATTER_DAYS: i64 = 56;

/// A handle time of more than a week, in seconds, is no handle time.
const LONGEST: f64 = 604_800.0;

/// Expected handle times of a queue, in seconds.
#[derive(Clone, Debug)]
pub(super) struct HandleTimes {
    by_weekday: Vec<Vec<f64>>,
    course: Course,
    scatter: Option<Scatter>,
    last: NaiveDate,
}

/// Level and slope a day of the log of handle times over their profile, on the last recorded day.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    level: f64,
    slope: f64,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    seconds: f64,
    calls: f64,
}

impl Sum {
    fn drawn_to(self, prior: f64) -> f64 {
        (self.seconds + SHRINK_CALLS * prior) / (self.calls + SHRINK_CALLS)
    }
}

impl HandleTimes {
    /// Learns from the days before a forecast; `None` when none of them has a handle time.
    pub(super) fn fit(days: &[GridDay], slots: usize) -> Option<Self> {
        let all = samples(days, slots, LONGEST);
        let rough = mean(&all)?;
        let samples = samples(days, slots, rough * FAULTY_FACTOR);
        let level = mean(&samples)?;
        let mut by_slot = vec![Sum::default(); slots];
        let mut by_weekday = vec![vec![Sum::default(); slots]; 7];
        for (weekday, slot, sum) in samples {
            for target in
                [by_slot.get_mut(slot), by_weekday.get_mut(weekday).and_then(|w| w.get_mut(slot))].into_iter().flatten()
            {
                target.seconds += sum.seconds;
                target.calls += sum.calls;
            }
        }
        let evidence: Vec<Vec<f64>> = by_weekday.iter().map(|w| w.iter().map(|sum| sum.calls).collect()).collect();
        let profile: Vec<f64> = by_slot.iter().map(|s| s.drawn_to(level)).collect();
        let by_weekday: Vec<Vec<f64>> =
            by_weekday.iter().map(|w| w.iter().zip(&profile).map(|(s, prior)| s.drawn_to(*prior)).collect()).collect();
        let last = days.last()?.date;
        let course = Course::of(&log_ratios(days, last, &by_weekday, rough * FAULTY_FACTOR));
        let scatter = Scatter::of(&departures(days, last, &by_weekday, &evidence, course));
        Some(Self { by_weekday, course, scatter, last })
    }

    /// Seconds expected in a slot of a date.
    pub(super) fn at(&self, date: NaiveDate, slot: usize) -> Option<f64> {
        let usual = self.by_weekday.get(weekday_of(date))?.get(slot)?;
        Some(usual * self.course.ahead((date - self.last).num_days()).exp())
    }

    /// The central 80 % band of the mean handle time of so many calls in a slot of a date; `None` where the history shows too
    /// little to tell.
    pub(super) fn band(&self, date: NaiveDate, slot: usize, calls: f64) -> Option<Band> {
        Some(self.scatter?.band(self.at(date, slot)?, calls))
    }
}

impl Course {
    /// The line through log ratios of days: age, ratio, calls.
    fn of(days: &[(i64, f64, f64)]) -> Self {
        let weight = |age: i64, calls: f64| calls * (-(age as f64) / TREND_HALF_LIFE).exp2();
        let (mut n, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (age, ratio, calls) in days {
            let (w, t) = (weight(*age, *calls), -(*age as f64));
            n += w;
            x += w * t;
            y += w * ratio;
            xx += w * t * t;
            xy += w * t * ratio;
        }
        let spread = xx - x * x / n;
        if n <= 0.0 || !n.is_finite() {
            return Self::default();
        }
        let steep = if spread > 0.0 { (xy - x * y / n) / spread } else { 0.0 };
        let squares = |slope: f64| -> f64 {
            let start = (y - slope * x) / n;
            days.iter().map(|(age, ratio, c)| weight(*age, *c) * (ratio - start + slope * *age as f64).powi(2)).sum()
        };
        // days, not calls, err on their own: an effective number of days stands behind the weights
        let heavy: f64 = days.iter().map(|(age, _, c)| weight(*age, *c).powi(2)).sum();
        let effective = n * n / heavy.max(f64::MIN_POSITIVE);
        let variance = |slope: f64| squares(slope) / n / (effective - 2.0).max(1.0);
        let error = (variance(steep) * n / spread.max(f64::MIN_POSITIVE)).sqrt();
        let clear = days.len() >= FEWEST_TREND_DAYS && steep.abs() >= CLEAR_SLOPE * error;
        let slope = if clear { steep } else { 0.0 };
        let level = (y - slope * x) / n;
        let trust = LEVEL_SD * LEVEL_SD / (LEVEL_SD * LEVEL_SD + variance(slope));
        Self { level: if clear { level } else { trust * level }, slope }
    }

    /// Log of the factor so many days after the last recorded one.
    fn ahead(self, days: i64) -> f64 {
        let damped = DAMPING * (1.0 - DAMPING.powf(days.max(0) as f64)) / (1.0 - DAMPING);
        (self.level + self.slope * damped).clamp(-LARGEST_MOVE, LARGEST_MOVE)
    }
}

/// Age, log ratio of handle time to the profile, and calls of each recent day.
fn log_ratios(days: &[GridDay], last: NaiveDate, profile: &[Vec<f64>], longest: f64) -> Vec<(i64, f64, f64)> {
    let recent = days.iter().filter(|d| (last - d.date).num_days() <= TREND_DAYS);
    let of_day = |day: &GridDay| {
        let usual = profile.get(weekday_of(day.date))?;
        let (mut seconds, mut expected, mut calls) = (0.0, 0.0, 0.0);
        for (cell, usual) in day.cells.iter().zip(usual) {
            let Some(cell) = cell else { continue };
            let n = cell.answered.unwrap_or(cell.offered).get();
            if let Some(aht) = cell.aht.map(Seconds::get).filter(|aht| *aht <= longest && n > 0.0) {
                seconds += n * aht;
                expected += n * usual;
                calls += n;
            }
        }
        let ratio = (seconds / expected).ln();
        ratio.is_finite().then_some(((last - day.date).num_days(), ratio, calls))
    };
    recent.filter_map(of_day).collect()
}

/// How the intervals of the last weeks lay around profile and course, their own part in the profile taken out: an interval lies
/// further from what the others make one expect by 1/(1 − its share of the evidence).
fn departures(
    days: &[GridDay],
    last: NaiveDate,
    profile: &[Vec<f64>],
    evidence: &[Vec<f64>],
    course: Course,
) -> Vec<Departure> {
    let mut departures = Vec::new();
    for day in days {
        let age = (last - day.date).num_days();
        let weekday = weekday_of(day.date);
        let known = profile.get(weekday).zip(evidence.get(weekday)).filter(|_| age <= SCATTER_DAYS);
        let Some((usual, evidence)) = known else { continue };
        let level = course.level - course.slope * age as f64;
        for ((cell, usual), evidence) in day.cells.iter().zip(usual).zip(evidence) {
            let Some(cell) = cell else { continue };
            if let Some(aht) = cell.aht {
                let calls = cell.answered.unwrap_or(cell.offered).get();
                let own = calls * weight(age) / (evidence + SHRINK_CALLS);
                let log_ratio = ((aht.get() / usual).ln() - level) / (1.0 - own).max(0.1);
                departures.push(Departure { calls, log_ratio });
            }
        }
    }
    departures
}

fn mean(samples: &[(usize, usize, Sum)]) -> Option<f64> {
    let seconds: f64 = samples.iter().map(|(_, _, s)| s.seconds).sum();
    let calls: f64 = samples.iter().map(|(_, _, s)| s.calls).sum();
    (calls > 0.0).then(|| seconds / calls).filter(|m| m.is_finite())
}

/// Weight of what is so many days old.
fn weight(age: i64) -> f64 {
    (-(age as f64) / HALF_LIFE_DAYS).exp2()
}

fn samples(days: &[GridDay], slots: usize, longest: f64) -> Vec<(usize, usize, Sum)> {
    let Some(last) = days.last().map(|d| d.date) else { return Vec::new() };
    let mut samples = Vec::new();
    for day in days {
        let weight = weight((last - day.date).num_days());
        for (slot, cell) in day.cells.iter().enumerate().take(slots) {
            let Some(cell) = cell else { continue };
            let calls = cell.answered.unwrap_or(cell.offered).get() * weight;
            if let Some(aht) = cell.aht.map(Seconds::get).filter(|a| *a <= longest && calls > 0.0) {
                samples.push((weekday_of(day.date), slot, Sum { seconds: aht * calls, calls }));
            }
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::grid::Cell;
    use crate::domain::units::Calls;

    fn cell(calls: f64, aht: f64) -> Cell {
        Cell { offered: Calls::new(calls).expect("calls"), answered: None, aht: Seconds::new(aht) }
    }

    #[test]
    fn a_slot_with_few_calls_is_drawn_to_the_queue() {
        let monday: NaiveDate = "2026-01-05".parse().expect("a date");
        let days = [GridDay { date: monday, cells: vec![Some(cell(10_000.0, 200.0)), Some(cell(1.0, 900.0)), None] }];
        let times = HandleTimes::fit(&days, 3).expect("handle times");
        let at = |slot| times.at(monday, slot).expect("a slot");
        assert!((at(0) - 200.0).abs() < 1.0);
        assert!(at(1) > 200.0 && at(1) < 220.0, "one long call of 900 s does not make a long interval: {}", at(1));
        assert!((at(2) - at(0)).abs() < 1.0, "a slot never seen has the queue's mean");
    }

    #[test]
    fn a_faulty_handle_time_is_ignored() {
        let monday: NaiveDate = "2026-01-05".parse().expect("a date");
        let days = [GridDay { date: monday, cells: vec![Some(cell(100.0, 200.0)), Some(cell(1.0, 90_000.0))] }];
        let times = HandleTimes::fit(&days, 2).expect("handle times");
        assert!((times.at(monday, 1).expect("a slot") - 200.0).abs() < 5.0, "{:?}", times.at(monday, 1));
    }

    #[test]
    fn a_clear_trend_goes_on_and_dies_away() {
        let first: NaiveDate = "2026-01-05".parse().expect("a date");
        let day = |(i, date): (usize, NaiveDate)| {
            let wave = if i % 2 == 0 { 1.01 } else { 0.99 };
            GridDay { date, cells: vec![Some(cell(500.0, 200.0 * wave * (0.004 * i as f64).exp())); 4] }
        };
        let days: Vec<GridDay> = first.iter_days().take(84).enumerate().map(day).collect();
        let times = HandleTimes::fit(&days, 4).expect("handle times");
        let at = |ahead: i64| times.at(crate::domain::time::add_days(first, 83 + ahead), 2).expect("a slot");
        let now = 200.0 * f64::exp(0.004 * 83.0);
        assert!((at(1) / now - 1.0).abs() < 0.02, "{} against {now}", at(1));
        assert!(at(14) > 1.03 * now && at(200) < 1.2 * now, "{} {}", at(14), at(200));
        let flat: Vec<GridDay> =
            days.iter().map(|d| GridDay { date: d.date, cells: vec![Some(cell(500.0, 200.0)); 4] }).collect();
        let times = HandleTimes::fit(&flat, 4).expect("handle times");
        assert!((times.at(first, 1).expect("a slot") - 200.0).abs() < 0.5);
    }
}
