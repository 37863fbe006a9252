//! Level shifts: days from which on a queue has clearly more or fewer calls than before.
//!
//! At each day the mean of up to four weeks before is compared with that of up to four weeks after it, by the two-sample
//! t-statistic with a robust estimate of the noise (differences of neighbouring residuals, so that the steps themselves do not
//! count). The day with the largest statistic is a shift when the statistic and the step are large, and when most days on either side
//! lie nearer to their own level than to the other: a few days far away, such as a campaign that nobody announced, are no level. It is
//! taken out and the search goes on among days that lie at least two weeks off (Basseville & Nikiforov 1993, section 2.6: a sliding
//! two-window test).

use chrono::NaiveDate;

use super::past::median;

/// Days compared on each side.
const WINDOW: usize = 28;
/// A step must be confirmed by so many days.
const FEWEST_AFTER: usize = 3;
const FEWEST_BEFORE: usize = 14;
/// Statistic from which on a step is believed.
const STATISTIC: f64 = 6.0;
/// Least step (log).
const STEP: f64 = 0.10;
/// Share of the days on a side that may lie nearer to the level of the other.
const STRAYING: f64 = 0.32;
/// No history has more of them.
const MOST: usize = 12;
/// Shifts lie at least so many days apart.
const APART: i64 = 14;

/// A change of level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    /// The first day on the new level.
    pub(super) first: NaiveDate,
    /// Log of the new level over the old.
    pub(super) step: f64,
}

/// The shifts of a series of residuals (log totals without the effects of their dates), ascending by date. Each is taken out
/// before the next is sought.
pub(super) fn find(dates: &[NaiveDate], residuals: &[f64]) -> Vec<Shift> {
    let mut changes: Vec<f64> = residuals.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
    // the median of |difference| of two normal values is 0.954 standard deviations
    let noise = median(&mut changes).unwrap_or(0.0) / 0.954 + 1e-3;
    let mut rest = residuals.to_vec();
    let mut found: Vec<Shift> = Vec::new();
    while found.len() < MOST {
        let Some((place, shift)) = largest(dates, &rest, noise, &found) else { break };
        rest.iter_mut().skip(place).for_each(|r| *r -= shift.step);
        found.push(shift);
    }
    found.sort_by_key(|s| s.first);
    found
}

/// The day with the largest statistic, when that and its step are large and no shift is near.
fn largest(dates: &[NaiveDate], residuals: &[f64], noise: f64, found: &[Shift]) -> Option<(usize, Shift)> {
    let mut sums = Vec::with_capacity(residuals.len() + 1);
    sums.push(0.0);
    sums.extend(residuals.iter().scan(0.0, |sum, r| {
        *sum += r;
        Some(*sum)
    }));
    let count = residuals.len();
    let mut best: Option<(f64, usize, Shift)> = None;
    for place in FEWEST_BEFORE..count.saturating_sub(FEWEST_AFTER - 1) {
        let (before, after) = (place.min(WINDOW), (count - place).min(WINDOW));
        let (level, new) =
            ((sums[place] - sums[place - before]) / before as f64, (sums[place + after] - sums[place]) / after as f64);
        let step = new - level;
        let statistic = step.abs() / (noise * (1.0 / before as f64 + 1.0 / after as f64).sqrt());
        let large = statistic >= STATISTIC && step.abs() >= STEP;
        let clear = || {
            let middle = f64::midpoint(level, new);
            let (old_days, new_days) = (&residuals[place - before..place], &residuals[place..place + after]);
            let side = |r: f64| (r - middle) * step;
            keep_to(old_days, |r| side(r) < 0.0) && keep_to(new_days, |r| side(r) > 0.0)
        };
        if large && best.as_ref().is_none_or(|(most, ..)| statistic > *most) && clear() {
            let shift = Shift { first: *dates.get(place)?, step };
            if found.iter().all(|other| (other.first - shift.first).num_days().abs() >= APART) {
                best = Some((statistic, place, shift));
            }
        }
    }
    best.map(|(_, place, shift)| (place, shift))
}

/// Whether all of these days but the share that may stray are on their side.
fn keep_to(days: &[f64], on_side: impl Fn(f64) -> bool) -> bool {
    let straying = days.iter().filter(|r| !on_side(**r)).count();
    straying as f64 <= STRAYING * days.len() as f64
}

/// Whether a shift lies between two days.
pub(super) fn between(shifts: &[Shift], a: NaiveDate, b: NaiveDate) -> bool {
    shifts.iter().any(|s| a.min(b) < s.first && s.first <= a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(i: usize) -> f64 {
        ((i * 7919 + 13) % 101) as f64 / 101.0 - 0.5
    }

    fn days(count: usize) -> Vec<NaiveDate> {
        let first: NaiveDate = "2026-01-05".parse().expect("a date");
        first.iter_days().take(count).collect()
    }

    #[test]
    fn a_step_is_found_on_its_day_with_its_size() {
        let dates = days(100);
        let residuals: Vec<f64> = (0..100).map(|i| 0.1 * noise(i) + if i >= 60 { 0.3 } else { 0.0 }).collect();
        let found = find(&dates, &residuals);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].first, dates[60]);
        assert!((found[0].step - 0.3).abs() < 0.03);
        assert!(between(&found, dates[59], dates[60]) && !between(&found, dates[60], dates[61]));
    }

    #[test]
    fn a_few_days_far_away_are_no_new_level() {
        for away in [90..93, 98..100, 96..98] {
            let far = |i: usize| if away.contains(&i) { 0.5 } else { 0.0 };
            let residuals: Vec<f64> = (0..100).map(|i| 0.1 * noise(i) + far(i)).collect();
            assert!(find(&days(100), &residuals).is_empty(), "{away:?}");
        }
    }

    #[test]
    fn noise_and_a_slope_are_no_steps() {
        let residuals: Vec<f64> = (0..200).map(|i| 0.2 * noise(i) + 0.002 * i as f64).collect();
        assert!(find(&days(200), &residuals).is_empty());
    }
}
