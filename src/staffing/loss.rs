//! M/M/c/K: c agents, K places in all; a call that finds every place taken is lost. Page: `models/methods/staffing-mmck.md`.
//!
//! Kleinrock, *Queueing Systems* I (1975), sections 3.4–3.6 (birth and death with a bounded queue); Gross, Shortle, Thompson &
//! Harris, *Fundamentals of Queueing Theory* (2008), section 2.5. K = c is Erlang B; K → ∞ is Erlang C.

use serde::Serialize;

use super::exact::whole;
use super::load::Load;
use super::performance::probability;
use super::series::{PalmSums, inverse_blocking, poisson};

/// What `agents` with a bounded number of places do with a load. Waits are those of accepted calls, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BoundedPerformance {
    /// Share of calls lost because every place is taken.
    pub p_block: f64,
    /// Load carried, in Erlangs.
    pub carried: f64,
    /// Carried load per agent; `None` without agents.
    pub occupancy: Option<f64>,
    /// Share of accepted calls that wait.
    pub p_wait_accepted: Option<f64>,
    /// Mean wait of accepted calls, those that did not wait included.
    pub asa_accepted_s: Option<f64>,
    /// Share of accepted calls answered within the threshold.
    pub sl_accepted: Option<f64>,
    /// Share of offered calls answered within the threshold.
    pub sl_offered: f64,
    /// Mean number of callers waiting.
    pub queue_len: f64,
}

/// The figures of `agents` with `places` in all (agents included) for a load in Erlangs.
///
/// `None` when the load is not a usable number, the handle time is not above 0 or there are fewer places than agents.
#[must_use]
pub fn bounded(agents: u32, places: u32, load: f64, aht: f64, threshold: f64) -> Option<BoundedPerformance> {
    let usable = aht.is_finite() && aht > 0.0 && threshold.is_finite() && threshold >= 0.0;
    let queue_places = places.checked_sub(agents).filter(|_| usable)?;
    let load = Load::given(load)?;
    if agents == 0 {
        return Some(unstaffed(load.erlangs(), places));
    }
    if load.erlangs() <= 0.0 {
        return Some(empty());
    }
    Some(Waiting::new(&load, agents, queue_places).performance(&load, agents, aht, threshold))
}

/// Nobody works anything off: the places fill for good.
fn unstaffed(load: f64, places: u32) -> BoundedPerformance {
    let (p_block, waiting) = if load > 0.0 { (1.0, places) } else { (0.0, 0) };
    BoundedPerformance {
        p_block,
        carried: 0.0,
        occupancy: None,
        p_wait_accepted: None,
        asa_accepted_s: None,
        sl_accepted: None,
        sl_offered: 1.0 - p_block,
        queue_len: f64::from(waiting),
    }
}

fn empty() -> BoundedPerformance {
    BoundedPerformance {
        p_block: 0.0,
        carried: 0.0,
        occupancy: Some(0.0),
        p_wait_accepted: Some(0.0),
        asa_accepted_s: Some(0.0),
        sl_accepted: Some(1.0),
        sl_offered: 1.0,
        queue_len: 0.0,
    }
}

/// The states in which every agent is busy, weighted `ρ^i` for i waiting; in overload all weights are divided by `ρ^q`, so
/// that none exceeds 1.
struct Waiting {
    places: u32,
    /// Offered load per agent.
    rho: f64,
    /// ln ρ, with all its digits near ρ = 1.
    log_rho: f64,
    /// Logarithm of what the weights are divided by.
    scale: f64,
    /// States with a free agent.
    free: f64,
    /// Every agent busy and a place free: Σ_{i<q} ρ^i.
    open: f64,
    /// Every place taken: ρ^q.
    full: f64,
    /// Σ_{i≤q} i ρ^i.
    queued: f64,
}

impl Waiting {
    fn new(load: &Load, agents: u32, places: u32) -> Self {
        let (a, c) = (load.erlangs(), f64::from(agents));
        // far below 1 it is ρ itself that has the digits
        let log_rho = if a < 0.5 * c { (a / c).ln() } else { (-load.surplus(agents) / c).ln_1p() };
        let last = f64::from(places) * log_rho;
        let scale = last.max(0.0);
        // 1/B(c) − 1 = c/a · 1/B(c−1), without the cancellation
        let free = c / a * inverse_blocking(agents - 1, a) * (-scale).exp();
        let mut states =
            Self { places, rho: a / c, log_rho, scale, free, open: 0.0, full: (last - scale).exp(), queued: 0.0 };
        states.sum_weights();
        states
    }

    fn weight(&self, waiting: u32) -> f64 {
        (f64::from(waiting) * self.log_rho - self.scale).exp()
    }

    /// Adds up the weights from the greatest down, so that a long tail of nothing ends the sum early.
    fn sum_weights(&mut self) {
        let descending = self.log_rho <= 0.0;
        let step = if descending { self.rho } else { self.rho.recip() };
        let mut weight = 1.0;
        for k in 0..=self.places {
            let waiting = if descending { k } else { self.places - k };
            if waiting < self.places {
                self.open += weight;
            }
            self.queued += f64::from(waiting) * weight;
            if weight * f64::from(self.places) < 1e-18 * self.open {
                break;
            }
            weight *= step;
        }
    }

    fn performance(&self, load: &Load, agents: u32, aht: f64, threshold: f64) -> BoundedPerformance {
        let (a, c) = (load.erlangs(), f64::from(agents));
        let accepted = self.free + self.open;
        let total = accepted + self.full;
        if total.is_infinite() {
            // the states with a free agent outweigh all others beyond the range of numbers
            return BoundedPerformance { carried: a, occupancy: Some(self.rho), ..empty() };
        }
        let carried = (a * (accepted / total)).min(c);
        let sl_accepted = self.in_time(c * threshold / aht, accepted);
        BoundedPerformance {
            p_block: self.full / total,
            carried,
            occupancy: Some(carried / c),
            p_wait_accepted: Some(self.open / accepted),
            asa_accepted_s: Some(self.queued / accepted * aht / a),
            sl_accepted: Some(sl_accepted),
            sl_offered: sl_accepted * (accepted / total),
            queue_len: self.queued / total,
        }
    }

    /// Share of accepted calls served within the time in which a busy group ends `mean` calls on average.
    ///
    /// A call that finds i waiting is late when at most i calls end in that time (a Poisson number). The smaller of the
    /// late and the timely share is the one summed, so that neither is a difference.
    fn in_time(&self, mean: f64, accepted: f64) -> f64 {
        if self.places == 0 {
            return 1.0;
        }
        let late = self.late(mean) / accepted;
        if late < 0.5 { probability(1.0 - late) } else { probability((self.free + self.timely(mean)) / accepted) }
    }

    /// Σ_{i<q} ρ^i P(Poisson(mean) ≤ i), to the last digit of the sum of all weights.
    fn late(&self, mean: f64) -> f64 {
        // below: next to no chance; in overload also: next to no weight beside the last states
        let unlikely = mean - SPREAD * mean.sqrt() - SPREAD;
        let light = f64::from(self.places) - SPREAD * SPREAD / self.log_rho.max(0.0);
        let first = whole(unlikely.max(light).max(0.0));
        if first >= self.places {
            return 0.0;
        }
        let mut exactly = poisson(first, mean);
        let mut at_most = if f64::from(first) <= mean {
            exactly * inverse_blocking(first, mean.max(f64::MIN_POSITIVE))
        } else {
            1.0 - more_than(first, mean, exactly)
        };
        let (mut weight, mut sum) = (self.weight(first), 0.0);
        for i in first..self.places {
            sum += weight * at_most;
            exactly *= mean / (f64::from(i) + 1.0);
            at_most = (at_most + exactly).min(1.0);
            weight *= self.rho;
        }
        sum
    }

    /// Σ_{i<q} ρ^i P(Poisson(mean) > i).
    fn timely(&self, mean: f64) -> f64 {
        if mean <= 0.0 {
            return 0.0;
        }
        let end = f64::from(self.places - 1);
        let mut above = FAR * mean.sqrt() + FAR;
        let (last, mut exactly) = loop {
            let last = whole((mean + above).min(end));
            let exactly = poisson(last, mean);
            // a probability below the range of numbers would make nothing of all that follow from it
            if exactly > f64::MIN_POSITIVE || above < 1.0 {
                break (last, exactly);
            }
            above *= 0.5;
        };
        let mut more = if f64::from(last) < mean {
            1.0 - exactly * inverse_blocking(last, mean)
        } else {
            more_than(last, mean, exactly)
        };
        let (mut weight, mut sum) = (self.weight(last), 0.0);
        for i in (0..=last).rev() {
            sum += weight * more;
            more = (more + exactly).min(1.0);
            exactly *= f64::from(i) / mean;
            weight /= self.rho;
        }
        sum
    }
}

/// P(Poisson(mean) > n) from the probability of n itself.
fn more_than(n: u32, mean: f64, exactly: f64) -> f64 {
    exactly * PalmSums::new(f64::from(n), mean, mean - f64::from(n)).tail
}

/// Standard deviations below which a Poisson number adds nothing to a sum.
const SPREAD: f64 = 13.0;

/// Standard deviations above which a Poisson number is beyond the range of numbers.
const FAR: f64 = 40.0;

#[cfg(test)]
mod tests {
    use super::super::erlang_b::loss;
    use super::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn one_agent_and_two_places_are_as_by_hand() {
        // ρ = 1/2: states 1, 1/2, 1/4; a second call waits for the first's exponential remainder
        let p = bounded(1, 2, 0.5, 100.0, 50.0).expect("valid");
        close(p.p_block, 1.0 / 7.0, 1e-15);
        close(p.queue_len, 1.0 / 7.0, 1e-15);
        close(p.p_wait_accepted.expect("some"), 1.0 / 3.0, 1e-15);
        close(p.asa_accepted_s.expect("some"), 100.0 / 3.0, 1e-15);
        close(p.sl_accepted.expect("some"), 1.0 - (-0.5_f64).exp() / 3.0, 1e-15);
        close(p.carried, 0.5 * 6.0 / 7.0, 1e-15);
    }

    #[test]
    fn without_places_to_wait_it_is_erlang_b() {
        for (agents, load) in [(1, 0.2), (10, 9.5), (40, 80.0), (3000, 2990.0)] {
            let (bounded, loss) =
                (bounded(agents, agents, load, 60.0, 0.0).expect("valid"), loss(agents, load).expect("valid"));
            close(bounded.p_block, loss.p_block, 1e-13);
            close(bounded.carried, loss.carried, 1e-13);
            close(bounded.sl_accepted.expect("some"), 1.0, 0.0);
        }
    }

    #[test]
    fn the_late_and_the_timely_make_up_all_accepted() {
        for (agents, places, load, threshold) in
            [(3, 60, 2.5, 30.0), (3, 60, 4.0, 300.0), (50, 90, 55.0, 20.0), (900, 1900, 1000.0, 90.0)]
        {
            let load = Load::given(load).expect("valid");
            let states = Waiting::new(&load, agents, places - agents);
            let mean = f64::from(agents) * threshold / 120.0;
            close(states.late(mean) + states.timely(mean), states.open, 1e-11);
        }
    }

    #[test]
    fn next_to_nobody_is_answered_in_time_where_the_queue_is_always_full() {
        // by birth and death with 1,200 digits outside of this program
        for (agents, places, load, aht, threshold, exact) in [
            (2, 502, 46.2, 60.0, 0.0, 0.0),
            (1, 501, 5328.45, 1.0, 300.0, 3.807_903_434_482_857_5e-26),
            (1000, 3000, 1200.0, 300.0, 300.0, 3.136_203_862_851_271_5e-72),
            (1, 3, 30.0, 10_000.0, 0.0001, 0.001_074_114_178_302_946_8),
            (40, 90, 48.0, 60.0, 15.0, 0.000_778_049_797_397_797_8),
        ] {
            let p = bounded(agents, places, load, aht, threshold).expect("valid");
            assert!((p.sl_accepted.expect("some") - exact).abs() <= 1e-11 * exact, "{p:?}");
            assert!((p.sl_offered - exact * (1.0 - p.p_block)).abs() <= 1e-11 * exact, "{p:?}");
        }
    }

    #[test]
    fn a_threshold_of_many_handle_times_is_answered_too() {
        for (places, load, threshold, exact) in
            [(30_000, 1000.0, 1200.0, 0.690_075_208_278_625), (40_000, 1000.5, 1800.0, 0.011_163_263_672_511_707)]
        {
            let p = bounded(1000, places, load, 60.0, threshold).expect("valid");
            close(p.sl_accepted.expect("some"), exact, 1e-11);
        }
    }

    #[test]
    fn blocking_next_to_never_has_its_digits() {
        close(bounded(2, 4, 1.83e-6, 60.0, 0.5).expect("valid").p_block, 1.401_888_835_791_083e-24, 1e-13);
    }

    #[test]
    fn overload_of_any_depth_has_figures() {
        let p = bounded(3, 5000, 200_000.0, 60.0, 20.0).expect("valid");
        close(p.carried, 3.0, 1e-14);
        close(p.p_block, 1.0 - 3.0 / 200_000.0, 1e-14);
        close(p.queue_len, 4997.0, 1e-6);
        let nobody = bounded(0, 5, 2.0, 60.0, 20.0).expect("valid");
        assert_eq!(nobody.occupancy, None);
        close(nobody.queue_len, 5.0, 0.0);
        assert!(bounded(5, 4, 2.0, 60.0, 20.0).is_none());
        assert!(bounded(5, 5, 2.0, 0.0, 20.0).is_none());
    }
}
