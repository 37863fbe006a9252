//! Handle time by weekday and slot.
//!
//! Means weighted by calls, recent weeks weighing more, in three steps, each drawn to the one before by how many calls speak,
//! n/(n + k) (empirical-Bayes shrinkage; Efron & Morris 1975): the queue's mean, its mean by slot of the day, its mean by
//! weekday and slot.

use crate::domain::grid::GridDay;

use super::record::weekday_of;

/// Calls at which a slot's own mean and the mean it is drawn to weigh the same.
const SHRINK_CALLS: f64 = 100.0;
const HALF_LIFE_DAYS: f64 = 42.0;
/// Handle times beyond so many times the mean are faults of the record.
const FAULTY_FACTOR: f64 = 20.0;

/// A handle time of more than a week, in seconds, is no handle time.
const LONGEST: f64 = 604_800.0;

/// Expected handle times of a queue, in seconds.
#[derive(Clone, Debug)]
pub(super) struct HandleTimes {
    by_weekday: Vec<Vec<f64>>,
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
        let profile: Vec<f64> = by_slot.iter().map(|s| s.drawn_to(level)).collect();
        let by_weekday =
            by_weekday.iter().map(|w| w.iter().zip(&profile).map(|(s, prior)| s.drawn_to(*prior)).collect()).collect();
        Some(Self { by_weekday })
    }

    /// Seconds expected in a slot of a weekday (Monday 0).
    pub(super) fn at(&self, weekday: usize, slot: usize) -> Option<f64> {
        self.by_weekday.get(weekday)?.get(slot).copied()
    }
}

fn mean(samples: &[(usize, usize, Sum)]) -> Option<f64> {
    let seconds: f64 = samples.iter().map(|(_, _, s)| s.seconds).sum();
    let calls: f64 = samples.iter().map(|(_, _, s)| s.calls).sum();
    (calls > 0.0).then(|| seconds / calls).filter(|m| m.is_finite())
}

fn samples(days: &[GridDay], slots: usize, longest: f64) -> Vec<(usize, usize, Sum)> {
    let Some(last) = days.last().map(|d| d.date) else { return Vec::new() };
    let mut samples = Vec::new();
    for day in days {
        let weight = (-((last - day.date).num_days() as f64) / HALF_LIFE_DAYS * std::f64::consts::LN_2).exp();
        for (slot, cell) in day.cells.iter().enumerate().take(slots) {
            let Some(cell) = cell else { continue };
            let calls = cell.answered.unwrap_or(cell.offered).get() * weight;
            if let Some(aht) = cell.aht.map(crate::domain::units::Seconds::get).filter(|a| *a <= longest && calls > 0.0)
            {
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
    use crate::domain::units::{Calls, Seconds};

    fn cell(calls: f64, aht: f64) -> Cell {
        Cell { offered: Calls::new(calls).expect("calls"), answered: None, aht: Seconds::new(aht) }
    }

    #[test]
    fn a_slot_with_few_calls_is_drawn_to_the_queue() {
        let monday = "2026-01-05".parse().expect("a date");
        let days = [GridDay { date: monday, cells: vec![Some(cell(10_000.0, 200.0)), Some(cell(1.0, 900.0)), None] }];
        let times = HandleTimes::fit(&days, 3).expect("handle times");
        let at = |slot| times.at(0, slot).expect("a slot");
        assert!((at(0) - 200.0).abs() < 1.0);
        assert!(at(1) > 200.0 && at(1) < 220.0, "one long call of 900 s does not make a long interval: {}", at(1));
        assert!((at(2) - at(0)).abs() < 1.0, "a slot never seen has the queue's mean");
    }

    #[test]
    fn a_faulty_handle_time_is_ignored() {
        let monday = "2026-01-05".parse().expect("a date");
        let days = [GridDay { date: monday, cells: vec![Some(cell(100.0, 200.0)), Some(cell(1.0, 90_000.0))] }];
        let times = HandleTimes::fit(&days, 2).expect("handle times");
        assert!((times.at(0, 1).expect("a slot") - 200.0).abs() < 5.0, "{:?}", times.at(0, 1));
    }
}
