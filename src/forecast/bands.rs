//! Bands around a forecast, calibrated on what the same method got wrong before.
//!
//! Counts around an uncertain rate have a variance near m + c·m² (Poisson plus a rate error of relative variance c; Jongbloed &
//! Koole 2001). c is fitted by moments to past errors; the band then is m + z·sqrt(m + c·m²), with z the empirical quantiles
//! of the past errors on that scale, so that it covers what it should whatever the errors' shape (split conformal
//! prediction; Lei et al. 2018).

use crate::domain::series::Band;

/// Fewer past errors than this do not make quantiles.
const FEWEST_POINTS: usize = 200;
/// The same for day totals, of which there are fewer.
const FEWEST_DAYS: usize = 21;
/// Relative variance of the rate where nothing is known: an error of a fifth.
const USUAL_VARIANCE: f64 = 0.04;
/// Intervals of special days at which their own errors and the guess of their spread weigh the same.
const DOUBT_POINTS: f64 = 200.0;
/// How many independent errors a day is worth: its intervals err together, but not wholly.
const ERRORS_A_DAY: usize = 4;
/// Levels of the quantiles.
const LEVELS: [f64; 4] = [0.025, 0.1, 0.9, 0.975];
/// Normal quantiles at those levels.
const NORMAL: [f64; 4] = [-1.959_963_984_540_054, -1.281_551_565_544_6, 1.281_551_565_544_6, 1.959_963_984_540_054];

/// A forecast and what came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// The slot of the day; of a sum the first one.
    pub(super) slot: usize,
    pub(super) expected: f64,
    pub(super) actual: f64,
    /// Extra standard deviation of the log level (special days).
    pub(super) spread: f64,
}

/// How wide the band of a forecast is.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    variance: f64,
    /// What the doubt about special days must be multiplied by (as a variance) to meet their past errors.
    doubt: f64,
    quantiles: [f64; 4],
    /// Whether past errors set it.
    pub(super) calibrated: bool,
}

impl Scale {
    /// What is usual, where there are no past errors.
    pub(super) fn usual() -> Self {
        Self { variance: USUAL_VARIANCE, doubt: 1.0, quantiles: NORMAL, calibrated: false }
    }

    /// The scale of past errors of single intervals, on so many days.
    pub(super) fn of_intervals(points: &[Point], days: usize) -> Self {
        Self::calibrate(points, FEWEST_POINTS, days.saturating_mul(ERRORS_A_DAY))
    }

    /// The scale of past errors of day totals.
    pub(super) fn of_days(points: &[Point]) -> Self {
        Self::calibrate(points, FEWEST_DAYS, points.len())
    }

    fn calibrate(points: &[Point], fewest: usize, errors_alone: usize) -> Self {
        let variance = relative_variance(points).unwrap_or(USUAL_VARIANCE);
        let mut scale = Self { variance, doubt: 1.0, quantiles: NORMAL, calibrated: false };
        if points.len() < fewest {
            scale.variance = scale.variance.max(USUAL_VARIANCE);
            return scale;
        }
        scale.doubt = doubt(points, variance);
        let error = |p: &Point| (p.actual - p.expected) / scale.deviation(p.expected, p.spread);
        let mut errors: Vec<f64> = points.iter().map(error).collect();
        errors.sort_unstable_by(f64::total_cmp);
        scale.quantiles = LEVELS.map(|level| quantile(&errors, outward(level, errors_alone)));
        scale.calibrated = true;
        scale
    }

    fn deviation(&self, expected: f64, spread: f64) -> f64 {
        (expected + (self.variance + self.doubt * spread * spread) * expected * expected + 0.25).sqrt()
    }

    /// The central 80 % and 95 % bands of a forecast; never below zero, never without the forecast itself.
    pub(super) fn bands(&self, expected: f64, spread: f64) -> (Band, Band) {
        let deviation = self.deviation(expected, spread);
        let at = |z: f64| (expected + z * deviation).max(0.0);
        let [z2, z10, z90, z97] = self.quantiles;
        let band = |low: f64, high: f64| Band { low: at(low).min(expected), high: at(high).max(expected) };
        let inner = band(z10, z90);
        let outer = band(z2, z97);
        (inner, Band { low: outer.low.min(inner.low), high: outer.high.max(inner.high) })
    }
}

/// c of m + c·m² by moments, from ordinary days where there are any.
fn relative_variance(points: &[Point]) -> Option<f64> {
    let (mut excess, mut squares, mut count) = (0.0, 0.0, 0_usize);
    for p in points.iter().filter(|p| p.spread <= 0.0) {
        excess += (p.actual - p.expected).powi(2) - p.expected;
        squares += p.expected * p.expected;
        count += 1;
    }
    (count > 0 && squares > 0.0).then(|| (excess / squares).clamp(0.0, 25.0))
}

/// Excess of the squared errors of special days over m + c·m², by moments, relative to the spread they were given; drawn to 1
/// where special days are few.
fn doubt(points: &[Point], variance: f64) -> f64 {
    let (mut excess, mut given, mut count) = (0.0, 0.0, 0.0);
    for p in points.iter().filter(|p| p.spread > 0.0) {
        let square = p.expected * p.expected;
        excess += (p.actual - p.expected).powi(2) - p.expected - variance * square;
        given += p.spread * p.spread * square;
        count += 1.0;
    }
    let seen = if given > 0.0 { (excess / given).clamp(0.0, 9.0) } else { 1.0 };
    let weight = count / (count + DOUBT_POINTS);
    weight * seen + (1.0 - weight)
}

/// The level that quantiles of `n` independent errors must be taken at so that a *new* one lies inside as often as it should:
/// level × (n + 1)/n at the upper side, the same at the lower (Lei et al. 2018).
fn outward(level: f64, errors: usize) -> f64 {
    let wider = 1.0 + 1.0 / errors.max(1) as f64;
    if level > 0.5 { (level * wider).min(1.0) } else { 1.0 - ((1.0 - level) * wider).min(1.0) }
}

/// Linear between order statistics (Hyndman & Fan 1996, type 7).
pub(super) fn quantile(sorted: &[f64], level: f64) -> f64 {
    let position = level * sorted.len().saturating_sub(1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ position < length")]
    let below = position.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or(0.0);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * (position - position.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(expected: f64, actual: f64, spread: f64) -> Point {
        Point { slot: 0, expected, actual, spread }
    }

    /// Errors of ±10 % on 100 calls, evenly over (−10, 10).
    fn errors(count: u32, spread: f64) -> Vec<Point> {
        (0..count).map(|i| point(100.0, 90.0 + 20.0 * f64::from(i) / f64::from(count - 1), spread)).collect()
    }

    #[test]
    fn the_band_of_many_past_errors_holds_the_share_it_names() {
        let past = errors(2000, 0.0);
        let scale = Scale::of_intervals(&past, 1000);
        let (inner, outer) = scale.bands(100.0, 0.0);
        let share = |b: Band| past.iter().filter(|p| b.low <= p.actual && p.actual <= b.high).count() as f64 / 2000.0;
        assert!((share(inner) - 0.8).abs() < 0.005 && (share(outer) - 0.95).abs() < 0.005);
    }

    #[test]
    fn few_days_make_wider_bands_than_many() {
        let past = errors(400, 0.0);
        let width = |days| {
            let (inner, _) = Scale::of_intervals(&past, days).bands(100.0, 0.0);
            inner.high - inner.low
        };
        assert!(width(10) > width(40) && width(40) > width(400));
    }

    #[test]
    fn special_days_that_erred_more_than_guessed_get_more_room() {
        let calm = errors(1000, 0.0);
        let wild = |i: u32| point(100.0, if i.is_multiple_of(2) { 50.0 } else { 150.0 }, 0.1);
        let with: Vec<Point> = calm.iter().copied().chain((0..300).map(wild)).collect();
        assert!(Scale::of_intervals(&with, 100).doubt > 5.0);
        assert!((Scale::of_intervals(&calm, 100).doubt - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_past_errors_the_usual_width_is_taken() {
        let scale = Scale::of_intervals(&[], 0);
        let (inner, _) = scale.bands(100.0, 0.0);
        assert!(!scale.calibrated && inner.high > 120.0 && inner.low < 80.0);
    }
}
