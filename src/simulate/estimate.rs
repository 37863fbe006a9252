//! Means over replications with confidence intervals.
//!
//! A figure such as the service level is a ratio of two totals (calls in time ÷ calls). Its interval is that of the ratio
//! estimator with Student's t (Law 2015, *Simulation Modeling and Analysis*, section 9.4; Cochran 1977, *Sampling Techniques*,
//! equation 6.13).

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::tally::Cell;
use crate::domain::simulation::Estimate;

/// Two-sided level of the intervals.
const CONFIDENCE: f64 = 0.95;

/// The `z` with which an interval of `n` replications is `mean ± z × standard error`.
pub(super) fn student(n: u32, confidence: f64) -> f64 {
    let freedom = f64::from(n.saturating_sub(1)).max(1.0);
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |t| t.inverse_cdf(0.5 + 0.5 * confidence))
}

/// Sums over replications of a numerator x and a denominator y.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ratio {
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Ratio {
    fn add(&mut self, x: f64, y: f64) {
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    /// The ratio and its standard error; `None` where there was nothing to divide by.
    pub(super) fn with_error(&self, n: u32) -> Option<(f64, f64)> {
        if self.y <= 0.0 || n < 2 {
            return None;
        }
        let ratio = self.x / self.y;
        let squares = (self.xx - 2.0 * ratio * self.xy + ratio * ratio * self.yy).max(0.0);
        let count = f64::from(n);
        // standard error of the mean of x − ratio·y, over the mean of y
        Some((ratio, (squares / (count * (count - 1.0))).sqrt() * count / self.y))
    }

    /// The estimate, held inside `[0, most]`.
    pub(super) fn estimate(&self, n: u32, most: f64) -> Option<Estimate> {
        let (mean, error) = self.with_error(n)?;
        let half = student(n, CONFIDENCE) * error;
        Some(Estimate { mean: mean.clamp(0.0, most), low: (mean - half).max(0.0), high: (mean + half).min(most) })
    }
}

/// The figures of one queue in one period, over replications.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    pub(super) offered: f64,
    pub(super) present: f64,
    pub(super) service: Ratio,
    pub(super) wait: Ratio,
    pub(super) lost: Ratio,
    pub(super) occupancy: Ratio,
    /// Replications in which the target was met.
    pub(super) met: u32,
}

/// A target met but for rounding is met.
const TIE: f64 = 1e-9;

impl Figures {
    /// Adds the counts of one replication.
    pub(super) fn add(&mut self, cell: &Cell, target: Option<f64>) {
        self.offered += cell.offered;
        self.present += cell.present;
        self.service.add(cell.in_time, cell.offered);
        self.wait.add(cell.waited, cell.offered);
        self.lost.add(cell.lost, cell.offered);
        self.occupancy.add(cell.busy, cell.present);
        self.met += u32::from(target.is_none_or(|share| cell.in_time >= share * cell.offered - TIE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_is_that_of_the_tables() {
        assert!((student(41, 0.95) - 2.021).abs() < 5e-4);
        assert!((student(40, 0.999) - 3.558).abs() < 5e-4);
    }

    #[test]
    fn a_ratio_has_the_error_of_its_residuals() {
        let mut ratio = Ratio::default();
        for (x, y) in [(8.0, 10.0), (18.0, 20.0), (4.0, 10.0)] {
            ratio.add(x, y);
        }
        // 30/40; residuals 0.5, 3, −3.5; variance of the mean 21.5/(3·2); mean of y 40/3
        let (mean, error) = ratio.with_error(3).expect("defined");
        assert!((mean - 0.75).abs() < 1e-15 && (error - (21.5_f64 / 6.0).sqrt() * 3.0 / 40.0).abs() < 1e-15);
        assert!(Ratio::default().with_error(3).is_none());
        let bounded = ratio.estimate(3, 1.0).expect("defined");
        assert!(bounded.low >= 0.0 && (bounded.high - 1.0).abs() < 1e-15);
    }

    #[test]
    fn intervals_cover_the_truth_as_often_as_they_say() {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(11);
        let mut covered = 0.0;
        for _ in 0..1000 {
            let mut ratio = Ratio::default();
            for _ in 0..30 {
                let y = (0..40).filter(|_| rng.random::<f64>() < 0.5).count();
                let x = (0..y).filter(|_| rng.random::<f64>() < 0.8).count();
                ratio.add(x as f64, y as f64);
            }
            let e = ratio.estimate(30, 1.0).expect("defined");
            covered += if e.low <= 0.8 && 0.8 <= e.high { 0.001 } else { 0.0 };
        }
        assert!((covered - 0.95_f64).abs() < 0.025, "{covered}");
    }
}
