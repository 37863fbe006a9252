//! How far the mean handle time of an interval lies from what is expected of it.
//!
//! The log ratio of the two has a variance near a + b/n, with n the calls of the interval: a is what whole intervals have in
//! common, b what single calls differ in. Both are fitted by least squares to the squared log ratios of the last weeks; the band
//! then takes the empirical quantiles of the ratios on that scale, so that it holds its share whatever their shape.

use super::bands::quantile;
use crate::domain::series::Band;

/// Fewer intervals than this show no scatter.
const FEWEST: usize = 100;
/// Levels of the band.
const LEVELS: [f64; 2] = [0.1, 0.9];
/// Log ratios beyond this are faults of the record.
const LARGEST: f64 = 3.0;

/// An interval: its calls, and the log of its handle time over the expected one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Departure {
    pub(super) calls: f64,
    pub(super) log_ratio: f64,
}

/// The scatter of the handle times of a queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scatter {
    common: f64,
    of_a_call: f64,
    quantiles: [f64; 2],
}

impl Scatter {
    /// That of past intervals; `None` where there are too few.
    pub(super) fn of(departures: &[Departure]) -> Option<Self> {
        let seen: Vec<&Departure> =
            departures.iter().filter(|d| d.calls > 0.0 && d.log_ratio.abs() <= LARGEST).collect();
        if seen.len() < FEWEST {
            return None;
        }
        let (mut n, mut x, mut xx, mut y, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for d in &seen {
            let (inverse, square) = (1.0 / d.calls, d.log_ratio * d.log_ratio);
            n += 1.0;
            x += inverse;
            xx += inverse * inverse;
            y += square;
            xy += inverse * square;
        }
        let spread = n * xx - x * x;
        let steep = if spread > 1e-12 * n * xx { (n * xy - x * y) / spread } else { 0.0 };
        let level = (y - steep * x) / n;
        let (common, of_a_call) = match (level >= 0.0, steep >= 0.0) {
            (true, true) => (level, steep),
            (false, _) => (0.0, xy / xx),
            (true, false) => (y / n, 0.0),
        };
        let mut scatter = Self { common, of_a_call, quantiles: [0.0; 2] };
        let mut scaled: Vec<f64> = seen.iter().map(|d| d.log_ratio / scatter.deviation(d.calls)).collect();
        scaled.sort_unstable_by(f64::total_cmp);
        scatter.quantiles = LEVELS.map(|level| quantile(&scaled, level));
        Some(scatter)
    }

    fn deviation(&self, calls: f64) -> f64 {
        (self.common + self.of_a_call / calls.max(0.5)).sqrt().max(1e-6)
    }

    /// The central 80 % band of the mean handle time of so many calls, around `expected` seconds.
    pub(super) fn band(&self, expected: f64, calls: f64) -> Band {
        let deviation = self.deviation(calls);
        let [low, high] = self.quantiles.map(|z| expected * (z * deviation).clamp(-LARGEST, LARGEST).exp());
        Band { low: low.min(expected), high: high.max(expected) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Departures of ±(0.01 + 1/n)^½ evenly over three standard deviations, for 4 and for 100 calls.
    fn departures() -> Vec<Departure> {
        let step = |i: u32| 3.0 * (f64::from(i) / 499.5 - 1.0);
        let of = |calls: f64| {
            (0..1000).map(move |i| Departure { calls, log_ratio: step(i) * (0.01 + 1.0 / calls).sqrt() / 1.732 })
        };
        of(4.0).chain(of(100.0)).collect()
    }

    #[test]
    fn few_calls_scatter_more_and_the_band_holds_its_share_of_both() {
        let scatter = Scatter::of(&departures()).expect("enough");
        for calls in [4.0, 100.0] {
            let band = scatter.band(200.0, calls);
            let of_calls: Vec<Departure> = departures().into_iter().filter(|d| (d.calls - calls).abs() < 0.5).collect();
            let inside =
                of_calls.iter().filter(|d| (band.low..=band.high).contains(&(200.0 * d.log_ratio.exp()))).count();
            assert!((780..=820).contains(&inside), "{inside} of 1000 with {calls} calls");
        }
        assert!(Scatter::of(&departures()[..50]).is_none(), "fifty intervals show nothing");
    }
}
