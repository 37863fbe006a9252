//! Totals of ordinary days, completed where a part of a day is missing.
//!
//! A day of which a part is missing or unusual counts with the total that the usual shares of its weekday imply, when at least
//! half of its calls were recorded. So a total means the same before and after the opening hours change.

use super::past::Past;

/// Weeks whose shares count half as much as the last ones.
const HALF_LIFE: f64 = 56.0;
/// A day speaks about totals when at least this share of its calls was recorded.
const ENOUGH_OF_A_DAY: f64 = 0.5;

/// Day totals, and the shares that completed them.
#[derive(Clone, Debug)]
pub(super) struct DayTotals {
    /// By weekday and slot, adding up to 1; not a number for a slot that no such weekday has.
    shares: Vec<Vec<f64>>,
    /// By position of the day; not a number where too little of the day is known.
    totals: Vec<f64>,
}

impl DayTotals {
    /// The totals of the ordinary days of a past.
    pub(super) fn of(past: &Past<'_>) -> Self {
        let shares: Vec<Vec<f64>> = past.ordinary.iter().map(|days| shares(past, days)).collect();
        let totals = past.days.iter().enumerate().map(|(i, day)| {
            let (mut calls, mut known) = (0.0, 0.0);
            for (cell, share) in past.row(i).iter().zip(shares.get(day.weekday).into_iter().flatten()) {
                let both = !(cell.is_nan() || share.is_nan());
                calls += if both { *cell } else { 0.0 };
                known += if both { *share } else { 0.0 };
            }
            if known >= ENOUGH_OF_A_DAY { calls / known } else { f64::NAN }
        });
        let totals = totals.collect();
        Self { shares, totals }
    }

    /// The total of a day, where enough of it is known.
    pub(super) fn at(&self, day: usize) -> Option<f64> {
        self.totals.get(day).copied().filter(|total| !total.is_nan())
    }

    /// The usual shares of a weekday by slot.
    pub(super) fn shares(&self, weekday: usize) -> &[f64] {
        self.shares.get(weekday).map_or(&[], Vec::as_slice)
    }
}

/// Weight of what is so many days old.
pub(super) fn weight(age: i64, half_life: f64) -> f64 {
    (-(age as f64) / half_life).exp2()
}

fn shares(past: &Past<'_>, days: &[usize]) -> Vec<f64> {
    let mut sums = vec![0.0; past.slots];
    let mut weights = vec![0.0; past.slots];
    for day in days {
        let weight = weight(past.age(*day), HALF_LIFE);
        for ((cell, sum), total) in past.row(*day).iter().zip(&mut sums).zip(&mut weights) {
            let known = !cell.is_nan();
            *sum += if known { weight * cell } else { 0.0 };
            *total += if known { weight } else { 0.0 };
        }
    }
    let means: Vec<f64> = sums.iter().zip(&weights).map(|(s, w)| if *w > 0.0 { s / w } else { f64::NAN }).collect();
    let known = || means.iter().filter(|m| !m.is_nan());
    let (total, count) = (known().sum::<f64>(), known().count().max(1) as f64);
    means.iter().map(|m| if total > 0.0 { m / total } else { m + 1.0 / count }).collect()
}
