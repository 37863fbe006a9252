//! Erlang B: calls that find every agent (or trunk) busy are lost. Page: `models/methods/staffing-erlang-b.md`.
//!
//! A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
//! exchanges", 1917, first formula. Insensitive to the distribution of the handle time (Sevastyanov 1957).

use serde::Serialize;

use super::exact::{complement, whole};
use super::load::Load;
use super::search::{TIE, fewest_by_recurrence};
use super::series::inverse_blocking;

/// What a loss group of `agents` does with a load.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LossPerformance {
    /// Share of calls lost.
    pub p_block: f64,
    /// Load carried, in Erlangs: offered × (1 − blocked).
    pub carried: f64,
    /// Carried load per agent; `None` without agents.
    pub occupancy: Option<f64>,
}

/// Blocking, carried load and occupancy of `agents` with a load; `None` when the load is not a usable number.
#[must_use]
pub fn loss(agents: u32, load: f64) -> Option<LossPerformance> {
    Load::given(load).map(|load| performance(agents, &load))
}

/// The fewest agents that lose at most the share `blocking` of a load; `None` when no head count does (a target of 0).
#[must_use]
pub fn agents_for_blocking(load: f64, blocking: f64) -> Option<u32> {
    let load = Load::given(load)?;
    let a = load.erlangs();
    if a <= 0.0 || blocking >= 1.0 {
        return Some(0);
    }
    if blocking.is_nan() || blocking <= 0.0 {
        return None;
    }
    // fluid answer, and the spread that a target below 1/√load needs on top
    let spread = (-2.0 * (blocking * a.sqrt()).min(1.0).ln()).sqrt();
    let guess = a * complement(blocking) + (spread - 1.0) * a.sqrt();
    let margin = |_: u32, inverse: f64| inverse * blocking * (1.0 + TIE) - 1.0;
    Some(fewest_by_recurrence(&load, 0, whole(guess), margin)?.agents)
}

pub(super) fn performance(agents: u32, load: &Load) -> LossPerformance {
    let a = load.erlangs();
    let inverse = inverse_blocking(agents, a);
    if agents == 0 {
        let p_block = if a > 0.0 { 1.0 } else { 0.0 };
        return LossPerformance { p_block, carried: 0.0, occupancy: None };
    }
    let occupancy = if inverse.is_finite() {
        // 1 − B = (c/a) · B(c)/B(c−1): no cancellation in deep overload
        (inverse_blocking(agents - 1, a) / inverse).min(1.0)
    } else {
        a / f64::from(agents)
    };
    LossPerformance { p_block: inverse.recip(), carried: occupancy * f64::from(agents), occupancy: Some(occupancy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_groups_are_as_by_hand() {
        // B(1, 1) = 1/2, B(2, 1) = 1/5, B(3, 2) = (8/6)/(1 + 2 + 2 + 8/6) = 4/19
        for (agents, load, exact) in [(1, 1.0, 0.5), (2, 1.0, 0.2), (3, 2.0, 4.0 / 19.0)] {
            let p = loss(agents, load).expect("finite").p_block;
            assert!((p - exact).abs() < 1e-15, "{agents} at {load}: {p}");
        }
    }

    #[test]
    fn the_answer_is_the_first_that_holds() {
        for load in [1e-6, 0.3, 1.0, 20.0, 333.0, 20_000.0, 160_000.0] {
            for target in [1e-9, 0.001, 0.01, 0.2, 0.9] {
                let agents = agents_for_blocking(load, target).expect("reachable");
                let blocked = |c: u32| loss(c, load).expect("finite").p_block;
                assert!(blocked(agents) <= target * (1.0 + 1e-11), "{agents} agents at {load} for {target}");
                assert!(agents == 0 || blocked(agents - 1) > target, "{agents} agents at {load} for {target}");
            }
        }
    }

    #[test]
    fn extremes_have_answers() {
        assert_eq!(agents_for_blocking(0.0, 0.0), Some(0));
        assert_eq!(agents_for_blocking(5.0, 1.0), Some(0));
        assert_eq!(agents_for_blocking(5.0, 0.0), None);
        assert_eq!(agents_for_blocking(f64::NAN, 0.1), None);
        let overload = loss(1, 200_000.0).expect("finite");
        assert!((overload.carried - 200_000.0 / 200_001.0).abs() < 1e-15);
        assert_eq!(loss(0, 3.0).expect("finite").occupancy, None);
    }
}
