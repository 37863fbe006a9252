//! Chats: an agent has up to k in hand, each of which lasts longer the more there are. Page: `models/methods/staffing-chat.md`.
//!
//! T. Tezcan & J. Zhang, "Routing and staffing in customer service chat systems with impatient customers", *Operations Research* 62
//! (2014); J. Luo & J. Zhang, "Staffing and control of instant messaging contact centers", *Operations Research* 61 (2013). With
//! chats spread evenly over m agents the number in hand is a birth–death chain; where every place is taken it is the queue of
//! Erlang C or A with mk servers and the handle time of k chats side by side, so that only ε differs from theirs.

use super::exact::{complement, whole};
use super::load::Load;
use super::performance::{Performance, Traffic, probability};
use super::search::{TIE, fewest_by_crossing};
use super::{erlang_a, erlang_c};
use crate::domain::work::ServiceCount;

/// A term smaller than this share of the sum changes none of its digits.
const NEGLIGIBLE: f64 = 1e-18;

/// States in which an agent has a free place, in units of the last of them.
struct Free {
    /// ε: their number.
    weight: f64,
    /// Chats in hand, summed over them.
    in_hand: f64,
}

/// Handle times that end in a handle time of one chat, with so many in hand.
fn ending(traffic: &Traffic, agents: u32, in_hand: u32) -> f64 {
    let (each, more) = (in_hand / agents, in_hand % agents);
    let of_one = |chats: u32| f64::from(chats) / traffic.concurrency.stretch(chats);
    f64::from(agents - more) * of_one(each) + f64::from(more) * of_one(each + 1)
}

/// Downward from all places but one, all terms positive.
fn free(traffic: &Traffic, agents: u32, places: u32) -> Free {
    let load = traffic.load.erlangs();
    let mut term = 1.0;
    let mut sum = Free { weight: 1.0, in_hand: f64::from(places - 1) };
    for in_hand in (1..places).rev() {
        let ratio = ending(traffic, agents, in_hand) / load;
        term *= ratio;
        sum.weight += term;
        sum.in_hand += term * f64::from(in_hand - 1);
        if (ratio < 1.0 && term < sum.weight * NEGLIGIBLE) || !sum.weight.is_finite() {
            break;
        }
    }
    sum
}

/// The places of all agents as servers, each with the handle time of a full desk; `None` where there are too many.
fn full(traffic: &Traffic, agents: u32) -> Option<(u32, Traffic)> {
    let chats = traffic.concurrency.chats;
    let stretch = traffic.concurrency.stretch(chats);
    let load = Load::given(traffic.load.erlangs() * stretch)?;
    Some((agents.checked_mul(chats)?, Traffic { load, aht: traffic.aht * stretch, ..*traffic }))
}

/// The service of `agents`; occupancy is that of their places.
pub(super) fn performance(traffic: &Traffic, agents: u32, threshold: f64) -> Performance {
    let Some((places, served)) = full(traffic, agents) else { return Performance::idle(f64::from(agents)) };
    let waits_anyway = agents == 0 || (traffic.patience.is_none() && places < served.load.fewest_stable());
    if waits_anyway || traffic.load.erlangs() <= 0.0 {
        let given = match traffic.patience {
            Some(patience) => erlang_a::performance(&served, patience, places, threshold),
            None => erlang_c::performance(&served, places.into(), threshold),
        };
        return Performance { agents: f64::from(agents), ..given };
    }
    let free = free(traffic, agents, places);
    let given = match traffic.patience {
        Some(patience) => erlang_a::performance_of(&served, patience, places, threshold, free.weight),
        None => erlang_c::performance_of(&served, places, threshold, || {
            1.0 + f64::from(places) / served.load.erlangs() * free.weight
        }),
    };
    // where a sum has left the range of numbers next to nobody waits, and each agent has one chat at most
    let in_hand = if free.in_hand.is_finite() { free.in_hand / free.weight } else { traffic.load.erlangs() };
    let busy = (1.0 - given.p_wait) * in_hand / f64::from(places) + given.p_wait;
    Performance { agents: f64::from(agents), occupancy: Some(probability(busy)), ..given }
}

/// The fewest agents that serve the share `target` of the chats counted within `threshold`; `None` when no head count does.
pub(super) fn agents_for_service_level(
    traffic: &Traffic,
    target: f64,
    threshold: f64,
    counted: ServiceCount,
) -> Option<u32> {
    if traffic.load.erlangs() <= 0.0 || target <= 0.0 {
        return Some(0);
    }
    if complement(target) <= 0.0 {
        return None;
    }
    fewest(traffic, |agents| {
        let level = performance(traffic, agents, threshold).level(counted);
        level.map_or(-1.0, |level| level - target * (1.0 - TIE))
    })
}

/// The fewest agents with a mean wait of all offered chats of at most `longest` seconds; `None` when no head count does.
pub(super) fn agents_for_asa(traffic: &Traffic, longest: f64) -> Option<u32> {
    if traffic.load.erlangs() <= 0.0 {
        return Some(0);
    }
    if longest <= 0.0 {
        return None;
    }
    fewest(traffic, |agents| performance(traffic, agents, 0.0).asa_s.map_or(-1.0, |asa| 1.0 + TIE - asa / longest))
}

/// The fewest agents from whom at most the share `most` of offered chats go; `None` when no head count does.
pub(super) fn agents_for_abandonment(traffic: &Traffic, most: f64) -> Option<u32> {
    if traffic.load.erlangs() <= 0.0 {
        return Some(0);
    }
    if traffic.patience.is_none() {
        return fewest_stable(traffic);
    }
    if most >= 1.0 {
        return Some(0);
    }
    if most <= 0.0 {
        return None;
    }
    fewest(traffic, |agents| most * (1.0 + TIE) - performance(traffic, agents, 0.0).p_abandon)
}

/// The fewest agents of whose places at most the share `cap` is taken; `None` when no head count has such.
pub(super) fn agents_for_occupancy(traffic: &Traffic, cap: f64) -> Option<u32> {
    if traffic.load.erlangs() <= 0.0 {
        return Some(0);
    }
    if cap <= 0.0 {
        return None;
    }
    if cap >= 1.0 {
        return if traffic.patience.is_none() { fewest_stable(traffic) } else { Some(0) };
    }
    let stable = if traffic.patience.is_none() { fewest_stable(traffic)? } else { 0 };
    let found = fewest(traffic, |agents| {
        performance(traffic, agents, 0.0).occupancy.map_or(-1.0, |occupancy| cap * (1.0 + TIE) - occupancy)
    })?;
    Some(found.max(stable))
}

/// The fewest agents who work off all chats, every place taken.
fn fewest_stable(traffic: &Traffic) -> Option<u32> {
    let (_, served) = full(traffic, 1)?;
    Some(served.load.fewest_stable().div_ceil(traffic.concurrency.chats))
}

/// The fewest agents for whom `margin` is not negative; nobody at work is never enough.
fn fewest(traffic: &Traffic, margin: impl Fn(u32) -> f64) -> Option<u32> {
    let (places, served) = full(traffic, 1)?;
    let (load, chats) = (served.load.erlangs(), f64::from(places));
    let most = whole(f64::from(u32::MAX) / chats);
    let of = |agents: u32| match agents {
        0 => -1.0,
        // more than all chats would need one after another, and the places cannot be counted
        more if more >= most => 1.0,
        some => margin(some),
    };
    fewest_by_crossing(0, (load + 0.5 * load.sqrt()) / chats, (0.5 * load.sqrt() / chats).max(1.0), of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::work::Concurrency;

    fn traffic(load: f64, patience: Option<f64>, chats: u32, slowdown: f64) -> Traffic {
        let concurrency = Concurrency { chats, slowdown };
        Traffic { load: Load::given(load).expect("finite"), aht: 300.0, patience, concurrency }
    }

    fn near(a: Option<f64>, b: Option<f64>) {
        let (a, b) = (a.expect("known"), b.expect("known"));
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} {b}");
    }

    #[test]
    fn chats_that_do_not_hinder_each_other_make_of_each_place_an_agent() {
        for patience in [None, Some(120.0)] {
            let side_by_side = performance(&traffic(20.0, patience, 3, 0.0), 8, 20.0);
            let alone = traffic(20.0, patience, 1, 0.0).performance(24, 20.0);
            for of in [|p: &Performance| Some(p.sl), |p: &Performance| p.asa_s, |p: &Performance| p.occupancy] {
                near(of(&side_by_side), of(&alone));
            }
        }
    }

    #[test]
    fn chats_that_only_share_an_agent_are_worked_off_no_faster() {
        // one agent, two places, each chat twice as long beside another: M/M/1 with the first in line at the desk
        let given = performance(&traffic(0.5, None, 2, 1.0), 1, 20.0);
        // both places taken: ρ²; then the wait for a place has rate μ − λ
        near(Some(given.p_wait), Some(0.25));
        near(given.asa_s, Some(0.25 * 300.0 / 0.5));
        // in hand: 0·½ + 1·¼ + 2·¼ of two places
        near(given.occupancy, Some(0.375));
    }

    #[test]
    fn by_hand_two_agents_with_two_chats_and_callers_who_go() {
        // handle time 1, slowdown ½: chats in hand 1, 2, 3, 4 end at rates 1, 2, 1 + 4/3, 8/3; calls at rate 2, patience 1
        let concurrency = Concurrency { chats: 2, slowdown: 0.5 };
        let traffic = Traffic { load: Load::given(2.0).expect("finite"), aht: 1.0, patience: Some(1.0), concurrency };
        let ends = |n: i32| match n {
            1 => 1.0,
            2 => 2.0,
            3 => 7.0 / 3.0,
            n => 8.0 / 3.0 + f64::from(n - 4),
        };
        let (mut p, mut total, mut full, mut gone) = (1.0, 1.0, 0.0, 0.0);
        for n in 1..200 {
            p *= 2.0 / ends(n);
            total += p;
            full += if n >= 4 { p } else { 0.0 };
            gone += if n > 4 { p * f64::from(n - 4) } else { 0.0 };
        }
        let given = performance(&traffic, 2, 0.0);
        near(Some(given.p_wait), Some(full / total));
        near(Some(given.p_abandon), Some(gone / total / 2.0));
    }

    #[test]
    fn the_fewest_agents_are_the_first_that_hold() {
        for (load, patience) in [(0.2, None), (12.0, None), (12.0, Some(90.0)), (900.0, Some(60.0)), (900.0, None)] {
            let traffic = traffic(load, patience, 3, 0.25);
            let level = |agents| performance(&traffic, agents, 30.0).sl;
            let found = agents_for_service_level(&traffic, 0.9, 30.0, ServiceCount::Offered).expect("reachable");
            assert!(level(found) >= 0.9 && level(found - 1) < 0.9, "{found} at {load}");
            let busy = |agents| performance(&traffic, agents, 0.0).occupancy.unwrap_or(1.0);
            let found = agents_for_occupancy(&traffic, 0.7).expect("reachable");
            assert!(busy(found) <= 0.7 + 1e-12 && (found == 1 || busy(found - 1) > 0.7), "{found} at {load}");
        }
    }
}
