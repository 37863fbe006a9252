//! How the forecast errors of one day hang together: what a morning tells of its afternoon.
//!
//! Relative errors of two intervals of a day, e = y/f − 1, are taken to vary together by
//!
//! cov(e(s), e(t)) = day + drift · exp(−|s − t|/reach) + [s = t] · noise/f,
//!
//! a surprise that the whole day shares, one that fades with the hours, and chance. The four numbers are fitted to the products of
//! past errors, pooled by their distance within the day: the autocovariance that is left after the forecast (Shen & Huang 2008; Aldor-Noiman,
//! Feigin & Mandelbaum 2009 fit the same structure by mixed models). The best linear forecast of the errors to come from those that have
//! come follows (kriging; Rasmussen & Williams 2006, equation 2.25).

use super::bands::Point;
use super::linear;

/// Hours over which a surprise may fade to e⁻¹.
const REACHES: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0];
/// An error counts as at most so many standard deviations: beyond lie outages and faults.
const LARGEST: f64 = 3.0;
/// Relative variance of a rate that this limit takes for usual.
const USUAL_VARIANCE: f64 = 0.05;
/// Fewer expected calls than this are taken for as many.
const FEWEST_CALLS: f64 = 0.1;
const HOURS_OF_DAY: f64 = 24.0;

/// Sums over pairs of intervals of a day, by how many slots they lie apart.
#[derive(Clone, Debug)]
pub(super) struct Products {
    /// Of the products of the two errors in calls.
    errors: Vec<f64>,
    /// Of the products of the two forecasts.
    expected: Vec<f64>,
    /// Forecast calls.
    calls: f64,
}

impl Products {
    pub(super) fn none(slots: usize) -> Self {
        Self { errors: vec![0.0; slots], expected: vec![0.0; slots], calls: 0.0 }
    }

    /// Those of one day's intervals, ascending by slot.
    pub(super) fn of(points: &[Point], slots: usize) -> Self {
        let mut sums = Self::none(slots);
        let errors: Vec<(usize, f64, f64)> =
            points.iter().map(|p| (p.slot, error(p, USUAL_VARIANCE, 1.0), p.expected)).collect();
        for (i, (slot, error, expected)) in errors.iter().enumerate() {
            sums.calls += expected;
            for (other, its_error, its_expected) in errors.iter().skip(i) {
                let apart = other.saturating_sub(*slot);
                if let (Some(sum), Some(weight)) = (sums.errors.get_mut(apart), sums.expected.get_mut(apart)) {
                    *sum += error * its_error;
                    *weight += expected * its_expected;
                }
            }
        }
        sums
    }

    /// Adds another day's, `share` times.
    pub(super) fn add(&mut self, other: &Self, share: f64) {
        self.errors.iter_mut().zip(&other.errors).for_each(|(sum, more)| *sum += share * more);
        self.expected.iter_mut().zip(&other.expected).for_each(|(sum, more)| *sum += share * more);
        self.calls += share * other.calls;
    }
}

/// An error in calls, drawn in to what is not a fault.
fn error(point: &Point, variance: f64, noise: f64) -> f64 {
    let limit = LARGEST * (noise * point.expected + variance * point.expected.powi(2) + 1.0).sqrt();
    (point.actual - point.expected).clamp(-limit, limit)
}

/// How the errors of a day vary together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DayErrors {
    day: f64,
    drift: f64,
    /// In slots.
    reach: f64,
    noise: f64,
}

impl DayErrors {
    /// That of past days: least squares over the distances, each weighing by its products of forecasts, for the reach that fits
    /// best. Variances are not negative, and chance is at least that of Poisson counts.
    pub(super) fn fit(sums: &Products) -> Self {
        let slots_of_hour = sums.errors.len() as f64 / HOURS_OF_DAY;
        let fits = REACHES.iter().map(|hours| Self::with_reach(sums, hours * slots_of_hour));
        let best = fits.min_by(|a, b| a.0.total_cmp(&b.0));
        let mut fit = best.map_or(Self { day: 0.0, drift: 0.0, reach: 1.0, noise: 1.0 }, |(_, fit)| fit);
        if let (Some(error), Some(expected)) = (sums.errors.first(), sums.expected.first()) {
            let left = (error - (fit.day + fit.drift) * expected) / sums.calls.max(f64::MIN_POSITIVE);
            fit.noise = left.max(1.0);
        }
        fit
    }

    /// The weighted sum of squares that is left, and the fit.
    fn with_reach(sums: &Products, reach: f64) -> (f64, Self) {
        let by_lag = sums.errors.iter().zip(&sums.expected).enumerate().skip(1);
        let lags: Vec<(f64, f64, f64)> = by_lag
            .filter(|(_, (_, weight))| **weight > 0.0)
            .map(|(lag, (error, weight))| ((-(lag as f64) / reach).exp(), error / weight, *weight))
            .collect();
        let (mut n, mut x, mut xx, mut y, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (fading, covariance, weight) in &lags {
            n += weight;
            x += weight * fading;
            xx += weight * fading * fading;
            y += weight * covariance;
            xy += weight * fading * covariance;
        }
        let over = |sum: f64, weight: f64| if weight > 0.0 { (sum / weight).max(0.0) } else { 0.0 };
        let spread = n * xx - x * x;
        let drift = if spread > 1e-12 * n * xx { (n * xy - x * y) / spread } else { 0.0 };
        let day = if n > 0.0 { (y - drift * x) / n } else { 0.0 };
        let (day, drift) = match (day >= 0.0, drift >= 0.0) {
            (true, true) => (day, drift),
            (false, _) => (0.0, over(xy, xx)),
            (true, false) => (over(y, n), 0.0),
        };
        let left = lags.iter().map(|(f, c, w)| w * (c - day - drift * f).powi(2)).sum();
        (left, Self { day, drift, reach, noise: 1.0 })
    }

    /// What the forecast of each slot must be multiplied by after these intervals of the day.
    pub(super) fn factors(&self, so_far: &[Point], slots: usize) -> Vec<f64> {
        let together = |a: usize, b: usize| self.day + self.drift * (-(a.abs_diff(b) as f64) / self.reach).exp();
        let count = so_far.len();
        let mut matrix = vec![0.0; count * count];
        let mut right = Vec::with_capacity(count);
        for (i, point) in so_far.iter().enumerate() {
            let expected = point.expected.max(FEWEST_CALLS);
            for (entry, other) in matrix.iter_mut().skip(i * count).zip(&so_far[..=i]) {
                *entry = together(point.slot, other.slot);
            }
            matrix[i * count + i] += self.noise / expected;
            right.push(error(point, self.day + self.drift, self.noise) / expected);
        }
        if !linear::solve(&mut matrix, &mut right) {
            return vec![1.0; slots];
        }
        let moved =
            |slot: usize| so_far.iter().zip(&right).map(|(p, weight)| weight * together(p.slot, slot)).sum::<f64>();
        (0..slots).map(|slot| 1.0 + moved(slot)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> DayErrors {
        DayErrors { day: 0.01, drift: 0.02, reach: 6.0, noise: 1.5 }
    }

    /// The sums that days of 48 half-hours at 50 calls would have whose errors vary together as known.
    fn sums(errors: DayErrors) -> Products {
        let mut sums = Products::none(48);
        for (lag, (error, expected)) in sums.errors.iter_mut().zip(&mut sums.expected).enumerate() {
            *expected = (48 - lag) as f64 * 2500.0;
            *error = *expected * (errors.day + errors.drift * (-(lag as f64) / errors.reach).exp());
        }
        sums.calls = 48.0 * 50.0;
        sums.errors[0] += errors.noise * sums.calls;
        sums
    }

    #[test]
    fn the_structure_of_past_errors_is_found() {
        let fit = DayErrors::fit(&sums(known()));
        for (found, wanted) in [(fit.day, 0.01), (fit.drift, 0.02), (fit.reach, 6.0), (fit.noise, 1.5)] {
            assert!((found - wanted).abs() < 1e-6, "{fit:?}");
        }
    }

    #[test]
    fn one_interval_moves_the_others_by_its_share_of_what_is_no_chance() {
        let point = Point { slot: 10, expected: 50.0, actual: 60.0, spread: 0.0 };
        let factors = known().factors(&[point], 48);
        let all = 0.01 + 0.02 + 1.5 / 50.0;
        for (slot, factor) in factors.iter().enumerate() {
            let together = 0.01 + 0.02 * (-(slot.abs_diff(10) as f64) / 6.0).exp();
            assert!((factor - 1.0 - 0.2 * together / all).abs() < 1e-12, "{slot}: {factor}");
        }
    }
}
