//! Erlang C, M/M/c: callers wait as long as it takes. Page: `models/methods/staffing-erlang-c.md`.
//!
//! A. K. Erlang 1917, second formula; waiting times after Kleinrock, *Queueing Systems* I (1975), section 3.5. The search
//! starts at the square-root staffing of Halfin & Whitt, "Heavy-traffic limits for queues with many exponential servers"
//! (1981), theorem 1.

use super::exact::{complement, whole};
use super::performance::{Performance, Traffic, probability};
use super::search::{Found, TIE, fewest_by_recurrence};
use super::series::inverse_blocking;

/// Probability of waiting from 1/B: `C = c / (a + (c−a)/B)` (Erlang 1917; the form is free of cancellation).
fn waiting(agents: u32, surplus: f64, load: f64, inverse: f64) -> f64 {
    f64::from(agents) / (load + surplus * inverse)
}

/// The service of `agents`; with no more agents than load the queue grows without end.
#[inline]
pub(super) fn performance(traffic: &Traffic, found: Found, threshold: f64) -> Performance {
    let inverse = || found.inverse.unwrap_or_else(|| inverse_blocking(found.agents, traffic.load.erlangs()));
    performance_of(traffic, found.agents, threshold, inverse)
}

/// The same where `inverse` is worked out otherwise: all of the time over that in which every agent is busy and nobody waits.
#[inline]
pub(super) fn performance_of(
    traffic: &Traffic,
    agents: u32,
    threshold: f64,
    inverse: impl FnOnce() -> f64,
) -> Performance {
    let (load, a) = (&traffic.load, traffic.load.erlangs());
    if a <= 0.0 {
        return Performance::idle(f64::from(agents));
    }
    if agents < load.fewest_stable() {
        return overrun(agents);
    }
    let surplus = load.surplus(agents);
    let p_wait = waiting(agents, surplus, a, inverse());
    let sl = probability(1.0 - p_wait * (-surplus * threshold / traffic.aht).exp());
    let asa = p_wait * traffic.aht / surplus;
    Performance {
        agents: f64::from(agents),
        sl,
        sl_answered: Some(sl),
        sl_excl_short: Some(sl),
        sl_wait_le_t: sl,
        sl_virtual: sl,
        asa_s: Some(asa),
        asa_answered_s: Some(asa),
        p_wait,
        p_abandon: 0.0,
        queue_len: Some(traffic.rate() * asa),
        occupancy: Some(a / f64::from(agents)),
    }
}

/// Fewer agents than the load: everybody waits for ever, every agent is always busy.
fn overrun(agents: u32) -> Performance {
    Performance {
        agents: f64::from(agents),
        sl: 0.0,
        sl_answered: Some(0.0),
        sl_excl_short: Some(0.0),
        sl_wait_le_t: 0.0,
        sl_virtual: 0.0,
        asa_s: None,
        asa_answered_s: None,
        p_wait: 1.0,
        p_abandon: 0.0,
        queue_len: None,
        occupancy: (agents > 0).then_some(1.0),
    }
}

/// The fewest agents that answer the share `target` within `threshold`; `None` when no head count does (a target of 1).
pub(super) fn agents_for_service_level(traffic: &Traffic, target: f64, threshold: f64) -> Option<Found> {
    let (load, a) = (&traffic.load, traffic.load.erlangs());
    if a <= 0.0 {
        return Some(Found::from(0));
    }
    let allowed = complement(target);
    if allowed <= 0.0 {
        return None;
    }
    let rate = threshold / traffic.aht;
    let limit = allowed * (1.0 + TIE);
    let scale = limit.recip();
    // the share late over the limit
    let margin = |agents: u32, inverse: f64| {
        let surplus = load.surplus(agents);
        1.0 - waiting(agents, surplus, a, inverse) * (scale * (-surplus * rate).exp())
    };
    let floor = load.fewest_stable();
    fewest_by_recurrence(load, floor, square_root_staffing(a, allowed, rate), margin)
}

/// The fewest agents with a mean wait of at most `longest` seconds; `None` when no head count does (a limit of 0).
pub(super) fn agents_for_asa(traffic: &Traffic, longest: f64) -> Option<Found> {
    let (load, a) = (&traffic.load, traffic.load.erlangs());
    if a <= 0.0 {
        return Some(Found::from(0));
    }
    if longest <= 0.0 {
        return None;
    }
    let limit = longest / traffic.aht * (1.0 + TIE);
    let margin = |agents: u32, inverse: f64| {
        let surplus = load.surplus(agents);
        1.0 - waiting(agents, surplus, a, inverse) / (surplus * limit)
    };
    let floor = load.fewest_stable();
    // at the threshold of congestion about half of the calls wait, for handle time ÷ surplus
    let guess = a + (0.5 / limit).min(a.sqrt());
    fewest_by_recurrence(load, floor, whole(guess), margin)
}

/// Loads below this start at the root of a usual target: the walk from there is shorter than a better guess.
const SMALL: f64 = 30.0;

/// `a + β√a` with β from the Halfin–Whitt limit: share late = exp(−β √a T/AHT) / (1 + β Φ(β)/φ(β)).
fn square_root_staffing(load: f64, allowed: f64, rate: f64) -> u32 {
    let root = load.sqrt();
    let within = root * rate;
    // the root without any waiting within the threshold, for one target in five late; then Newton
    let mut beta = 0.84 / (1.0 + within);
    let (goal, rounds) = if load < SMALL { (0.0, 0) } else { (allowed.ln(), 12) };
    for _ in 0..rounds {
        let normal = normal_over_density(beta);
        let congested = beta * normal;
        let here = -beta * within - congested.ln_1p() - goal;
        // h = Φ/φ has the derivative 1 + β h
        let slope = -within - (normal + beta * (1.0 + congested)) / (1.0 + congested);
        let next = (beta - here / slope).clamp(beta * 0.3, 40.0);
        let moved = (next - beta).abs() * root;
        beta = next;
        if moved < 1.0 {
            break;
        }
    }
    whole((load + beta * root).ceil())
}

/// Φ(β)/φ(β) for β ≥ 0, the tail by the approximation of P. O. Börjesson & C.-E. W. Sundberg ("Simple approximations of the
/// error function Q(x)", 1979); good to 0.3 %, enough for a guess.
fn normal_over_density(beta: f64) -> f64 {
    let tail_over_density = (0.661 * beta + 0.339 * (beta * beta + 5.51).sqrt()).recip();
    std::f64::consts::TAU.sqrt() * (0.5 * beta * beta).exp() - tail_over_density
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staffing::load::Load;

    fn traffic(load: f64) -> Traffic {
        let concurrency = crate::domain::work::Concurrency::ONE;
        Traffic { load: Load::given(load).expect("finite"), aht: 180.0, patience: None, concurrency }
    }

    #[test]
    fn one_agent_is_the_single_server_queue() {
        // M/M/1 with ρ = 1/2: C = ρ, mean wait = ρ/(1−ρ) · AHT, mean queue = ρ²/(1−ρ)
        let p = performance(&traffic(0.5), 1.into(), 0.0);
        assert!((p.p_wait - 0.5).abs() < 1e-15);
        assert!((p.asa_s.expect("stable") - 180.0).abs() < 1e-12);
        assert!((p.queue_len.expect("stable") - 0.5).abs() < 1e-15);
        assert!((p.sl - 0.5).abs() < 1e-15);
    }

    #[test]
    fn the_answer_is_the_first_that_holds_at_any_load() {
        for load in [1e-9, 0.1, 5.0, 29.9, 30.0, 100.5, 3000.0, 99_999.5, 200_000.0] {
            for (target, threshold) in [(0.8, 20.0), (0.99, 0.0), (0.5, 300.0), (0.999_999, 10.0)] {
                let agents = agents_for_service_level(&traffic(load), target, threshold).expect("reachable").agents;
                let sl = |c: u32| performance(&traffic(load), c.into(), threshold).sl;
                assert!(sl(agents) >= target - 1e-12, "{agents} at {load} for {target}");
                assert!(sl(agents - 1) < target, "{agents} at {load} for {target}");
            }
        }
    }

    #[test]
    fn mean_wait_targets_hold_and_no_fewer_agents_do() {
        for load in [0.1, 12.0, 250.0, 40_000.0] {
            for longest in [0.001, 1.0, 20.0, 4000.0] {
                let agents = agents_for_asa(&traffic(load), longest).expect("reachable").agents;
                let asa = |c: u32| performance(&traffic(load), c.into(), 0.0).asa_s.unwrap_or(f64::INFINITY);
                assert!(asa(agents) <= longest * (1.0 + 1e-11), "{agents} at {load} for {longest}");
                assert!(asa(agents - 1) > longest, "{agents} at {load} for {longest}");
            }
        }
    }

    #[test]
    fn unreachable_targets_have_no_answer() {
        assert_eq!(agents_for_service_level(&traffic(5.0), 1.0, 20.0), None);
        assert_eq!(agents_for_asa(&traffic(5.0), 0.0), None);
        assert_eq!(agents_for_service_level(&traffic(0.0), 1.0, 0.0).map(|found| found.agents), Some(0));
    }

    #[test]
    fn too_few_agents_make_an_endless_queue_not_a_number() {
        let p = performance(&traffic(10.0), 10.into(), 20.0);
        assert_eq!((p.asa_s, p.queue_len, p.occupancy), (None, None, Some(1.0)));
        assert!(p.sl < f64::MIN_POSITIVE && p.p_wait > 0.999);
    }
}
