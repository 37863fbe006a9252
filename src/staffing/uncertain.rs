//! Staffing for a forecast that is not sure. Page: `models/methods/staffing-uncertain.md`.
//!
//! The rate of calls is itself random: gamma with the forecast's mean and with what is left of its band when the noise of
//! single calls is taken off. The service that people meet is then `E[λ·SL(λ)] / E[λ]`: busy half-hours count with their many
//! calls (G. Jongbloed & G. Koole, "Managing uncertainty in call centres using Poisson mixtures", 2001; B. P. K. Chen &
//! S. G. Henderson, "Two issues in setting call centre staffing levels", 2001).

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};

use super::performance::Traffic;
use super::search::fewest_by_crossing;
use super::staff::Demand;
use crate::domain::series::ForecastRow;
use crate::domain::units::{Calls, ServiceTarget};
use crate::domain::work::ServiceCount;

/// The 90 % point of the standard normal distribution: half the width of an 80 % band in standard deviations.
const HALF_BAND: f64 = 1.281_551_565_544_6;

/// Greatest coefficient of variation of a rate; a band wider than that says nothing of the middle.
const WIDEST: f64 = 1.0;

/// Least coefficient of variation of a rate that is worth a word.
const NARROWEST: f64 = 1e-3;

/// Nodes of the integration over rates, and the standard deviations that they reach to each side.
const NODES: i32 = 384;
pub(super) const REACH: f64 = 6.0;

/// What the band of a forecast row means for its service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Uncertain {
    /// Calls that are exceeded in nine of ten cases.
    pub p10: f64,
    /// Calls that are exceeded in one of ten cases.
    pub p90: f64,
    /// Coefficient of variation of the rate, the noise of single calls taken off.
    pub cv: f64,
    /// Service level to be expected with the agents of the point forecast: calls in time ÷ calls, over all rates.
    pub sl: f64,
    /// Chance that the rate is one at which these agents meet the target.
    pub p_met: f64,
    /// Fewest agents whose expected service level meets the target.
    pub agents: u32,
    /// The expected service level of those.
    pub sl_of_agents: f64,
}

/// A random rate of calls: gamma around the forecast.
pub(super) struct Rates {
    demand: Demand,
    /// Shape of the gamma distribution.
    shape: f64,
    /// Calls of the interval, and their weights.
    nodes: Vec<(f64, f64)>,
}

impl Rates {
    /// `None` where the row has no band, or one that is no wider than the noise of single calls.
    pub(super) fn of(row: &ForecastRow, demand: &Demand) -> Option<Self> {
        let (band, mean) = (row.band80?, row.offered.get());
        let total = (band.high - band.low) / (2.0 * HALF_BAND);
        let cv = ((total * total - mean).max(0.0).sqrt() / mean).min(WIDEST);
        (mean > 0.0 && cv > NARROWEST).then(|| Self {
            demand: *demand,
            shape: (cv * cv).recip(),
            nodes: nodes(mean, cv),
        })
    }

    fn cv(&self) -> f64 {
        self.shape.sqrt().recip()
    }

    /// Calls of a rate that lies so many standard deviations above the middle, on the scale of the cube root (Wilson & Hilferty 1931).
    pub(super) fn calls_at(&self, deviations: f64) -> f64 {
        let cv = self.cv();
        self.demand.calls.get() * (1.0 - cv * cv / 9.0 + deviations * cv / 3.0).max(0.0).powi(3)
    }

    /// Traffic at a number of calls; the formulas refuse none that lies between nothing and the greatest node.
    fn traffic(&self, calls: f64) -> Option<Traffic> {
        Demand { calls: Calls::new(calls)?, ..self.demand }.traffic().ok()
    }

    /// `E[λ·SL(λ)] / E[λ]` with these agents; where not all offered calls are counted, the same of those that are.
    pub(super) fn service_level(&self, agents: u32, within: f64, counted: ServiceCount) -> f64 {
        let parts = self.nodes.iter().filter_map(|(calls, weight)| {
            let (in_time, of) = self.traffic(*calls)?.performance(agents, within).parts(counted);
            Some((weight * calls * in_time, weight * calls * of))
        });
        let (in_time, of) = parts.fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        if of > 0.0 { in_time / of } else { 0.0 }
    }

    /// The fewest agents whose expected service level meets the target; `guess` those of the point forecast.
    pub(super) fn agents(&self, target: ServiceTarget, counted: ServiceCount, guess: u32) -> Option<u32> {
        let share = target.share.get();
        if share >= 1.0 {
            return None;
        }
        let margin = |agents: u32| self.service_level(agents, target.within.get(), counted) - share;
        let step = 0.5 * f64::from(guess).sqrt() + self.cv() * f64::from(guess) * 0.5;
        fewest_by_crossing(0, f64::from(guess), step, margin)
    }

    /// Chance that the rate is one at which these agents meet the target.
    pub(super) fn p_met(&self, agents: u32, target: ServiceTarget, counted: ServiceCount) -> f64 {
        let met = |calls: f64| {
            let traffic = self.traffic(calls);
            let sl = traffic.and_then(|traffic| traffic.performance(agents, target.within.get()).level(counted));
            sl.is_some_and(|sl| sl >= target.share.get() - 1e-12)
        };
        let mean = self.demand.calls.get();
        let (mut low, mut high) = (0.0, self.nodes.last().map_or(mean, |node| node.0));
        if met(high) {
            return 1.0;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if met(middle) { low = middle } else { high = middle }
        }
        Gamma::new(self.shape, self.shape / mean).map_or(0.0, |rate| rate.cdf(low))
    }

    /// What the band means for `agents`, those of the point forecast.
    pub(super) fn told(
        &self,
        row: &ForecastRow,
        target: ServiceTarget,
        counted: ServiceCount,
        agents: u32,
    ) -> Option<Uncertain> {
        let (band, enough) = (row.band80?, self.agents(target, counted, agents)?);
        Some(Uncertain {
            p10: band.low,
            p90: band.high,
            cv: self.cv(),
            sl: self.service_level(agents, target.within.get(), counted),
            p_met: self.p_met(agents, target, counted),
            agents: enough,
            sl_of_agents: self.service_level(enough, target.within.get(), counted),
        })
    }
}

/// Rates and weights of a gamma distribution: the trapezoidal rule on the scale on which it is nearly normal, the cube root
/// (E. B. Wilson & M. M. Hilferty, "The distribution of chi-square", 1931), with exact densities.
fn nodes(mean: f64, cv: f64) -> Vec<(f64, f64)> {
    let shape = (cv * cv).recip();
    let at = |node: i32| {
        let z = REACH * (2.0 * f64::from(node) / f64::from(NODES) - 1.0);
        let root = 1.0 - cv * cv / 9.0 + z * cv / 3.0;
        // density of λ = mean·r³ at r, its greatest factor taken out: r^(3k−1) e^(−k r³)
        (root > 0.0).then(|| {
            let log = (3.0 * shape - 1.0) * root.ln() - shape * (root.powi(3) - 1.0);
            (mean * root.powi(3), log.exp())
        })
    };
    let found: Vec<(f64, f64)> = (0..=NODES).filter_map(at).collect();
    let total: f64 = found.iter().map(|node| node.1).sum();
    found.into_iter().map(|(calls, weight)| (calls, weight / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::requirement::tests::row;
    use super::*;
    use crate::domain::series::Band;
    use crate::domain::units::Seconds;

    fn with_band(calls: f64, half_width: f64) -> ForecastRow {
        let band = Band { low: calls - half_width, high: calls + half_width };
        ForecastRow { band80: Some(band), ..row("q", 20, calls, Some(300.0)) }
    }

    fn demand(calls: f64) -> Demand {
        let seconds = |s| Seconds::new(s).expect("seconds");
        Demand {
            calls: Calls::new(calls).expect("calls"),
            interval: seconds(1800.0),
            aht: seconds(300.0),
            patience: None,
            concurrency: crate::domain::work::Concurrency::ONE,
        }
    }

    /// A load of 100 Erlangs whose rate varies by a tenth.
    fn a_tenth() -> (ForecastRow, Demand, ServiceTarget) {
        let deviation = (60.0_f64.powi(2) + 600.0).sqrt();
        (with_band(600.0, HALF_BAND * deviation), demand(600.0), ServiceTarget::parse("80/20").expect("a target"))
    }

    #[test]
    fn a_rate_that_varies_by_a_tenth_needs_115_agents_for_100_erlangs_and_not_108() {
        let (row, demand, target) = a_tenth();
        let told = Rates::of(&row, &demand)
            .and_then(|rates| rates.told(&row, target, ServiceCount::Offered, 108))
            .expect("an answer");
        // by quadrature with 2,800 nodes outside of this program: 59.5611 % with 108, 80.1323 % with 115, 77.7001 % with 114
        assert!((told.sl - 0.595_611).abs() < 1e-4 && (told.cv - 0.1).abs() < 1e-12, "{told:?}");
        assert_eq!(told.agents, 115);
        assert!((told.sl_of_agents - 0.801_323).abs() < 1e-4, "{told:?}");
        // the target holds up to the mean and a little beyond
        assert!(told.p_met > 0.5 && told.p_met < 0.65, "{told:?}");
    }

    #[test]
    fn nodes_have_the_mean_and_the_spread_of_the_gamma_distribution() {
        for (mean, cv) in [(600.0, 0.1), (3.0, 0.5), (0.2, 1.0), (40_000.0, 0.002)] {
            let nodes = nodes(mean, cv);
            let moment = |power| nodes.iter().map(|(calls, weight)| weight * calls.powi(power)).sum::<f64>();
            let variance = moment(2) - moment(1).powi(2);
            assert!((moment(1) / mean - 1.0).abs() < 1e-3, "{mean} {cv}: {}", moment(1));
            assert!((variance.sqrt() / (cv * mean) - 1.0).abs() < 5e-3, "{mean} {cv}: {}", variance.sqrt());
        }
    }

    #[test]
    fn a_band_of_single_calls_alone_is_no_uncertainty() {
        let noise = HALF_BAND * 600.0_f64.sqrt();
        assert!(Rates::of(&with_band(600.0, noise), &demand(600.0)).is_none());
        assert!(Rates::of(&row("q", 20, 600.0, Some(300.0)), &demand(600.0)).is_none());
        assert!(Rates::of(&with_band(0.0, 0.0), &demand(0.0)).is_none());
    }
}
