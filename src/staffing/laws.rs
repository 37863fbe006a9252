//! What must hold for any queue: monotony, limits, bounds; and a small event simulation as a second opinion.

use proptest::prelude::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::erlang_b::loss;
use super::loss::bounded;
use super::{Demand, Performance, Targets, performance, staff};
use crate::domain::units::{Calls, Heads, Seconds, ServiceTarget, Share};
use crate::domain::work::{Concurrency, ServiceCount};

fn seconds(value: f64) -> Seconds {
    Seconds::new(value).expect("seconds")
}

fn demand(load: f64, aht: f64, patience: Option<f64>) -> Demand {
    let interval = 1800.0;
    Demand {
        calls: Calls::new(load * interval / aht).expect("calls"),
        interval: seconds(interval),
        aht: seconds(aht),
        patience: patience.map(seconds),
        concurrency: Concurrency::ONE,
    }
}

fn figures(demand: &Demand, agents: u32, threshold: f64) -> Performance {
    performance(demand, Heads::new(agents), seconds(threshold)).expect("figures")
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

/// What rounding may do to a share.
const ROUNDING: f64 = 1e-13;

/// Loads over seven powers of ten, so that small ones are tried as often as great ones.
fn loads() -> impl Strategy<Value = f64> {
    (-3.0..4.3_f64).prop_map(|power| 10_f64.powf(power))
}

fn all_are_numbers(p: &Performance) {
    let shares = [Some(p.sl), p.sl_answered, p.sl_excl_short, Some(p.sl_wait_le_t), Some(p.sl_virtual)];
    for share in shares.into_iter().chain([Some(p.p_wait), Some(p.p_abandon), p.occupancy]).flatten() {
        assert!((0.0..=1.0).contains(&share), "{p:?}");
    }
    for size in [p.asa_s, p.asa_answered_s, p.queue_len].into_iter().flatten() {
        assert!(size.is_finite() && size >= 0.0, "{p:?}");
    }
    assert!(p.agents <= 0.0 || p.occupancy.is_some(), "{p:?}");
}

proptest! {
    #[test]
    fn figures_are_numbers_whatever_the_queue(
        load in loads(), staffed in 0.0..3.0_f64, aht in 10.0..2000.0_f64,
        patience in prop::option::of(1.0..5000.0_f64), threshold in 0.0..600.0_f64,
    ) {
        let agents = super::exact::whole(load * staffed);
        all_are_numbers(&figures(&demand(load, aht, patience), agents, threshold));
    }

    #[test]
    fn service_gets_better_with_every_agent(
        load in loads(), staffed in 0.3..1.5_f64, aht in 30.0..1000.0_f64,
        patience in prop::option::of(10.0..3600.0_f64), threshold in 0.0..120.0_f64,
    ) {
        let demand = demand(load, aht, patience);
        let agents = super::exact::whole(load * staffed);
        let (fewer, more) = (figures(&demand, agents, threshold), figures(&demand, agents + 1, threshold));
        prop_assert!(more.sl >= fewer.sl - ROUNDING);
        prop_assert!(more.asa_s.unwrap_or(f64::INFINITY) <= fewer.asa_s.unwrap_or(f64::INFINITY) * (1.0 + 1e-12));
        prop_assert!(more.p_abandon <= fewer.p_abandon + ROUNDING);
        prop_assert!(more.occupancy <= fewer.occupancy.map(|o| o + ROUNDING).or(Some(1.0)));
    }

    #[test]
    fn service_levels_are_ordered(load in loads(), staffed in 0.3..1.5_f64, patience in 10.0..3600.0_f64, threshold in 0.0..120.0_f64) {
        let agents = super::exact::whole(load * staffed) + 1;
        let p = figures(&demand(load, 200.0, Some(patience)), agents, threshold);
        let shorts_apart = p.sl_excl_short.unwrap_or(p.sl);
        prop_assert!(p.sl <= shorts_apart + ROUNDING && shorts_apart <= p.sl_wait_le_t + ROUNDING);
        prop_assert!(p.sl <= p.sl_virtual + ROUNDING);
    }

    #[test]
    fn the_fewest_agents_meet_every_target_and_one_fewer_misses_one(
        load in loads(), patience in prop::option::of(10.0..3600.0_f64), share in 0.5..0.99_f64,
        threshold in 0.0..120.0_f64, asa in 0.5..200.0_f64, abandon in 0.005..0.3_f64, cap in 0.6..1.0_f64,
    ) {
        let demand = demand(load, 240.0, patience);
        let share_of = |v| Share::new(v).expect("share");
        let level = ServiceTarget { share: share_of(share), within: seconds(threshold) };
        let targets = Targets {
            service_level: Some(level),
            counted: ServiceCount::Offered,
            max_asa: Some(seconds(asa)),
            max_abandon: Some(share_of(abandon)),
            max_occupancy: share_of(cap),
            min_agents: Heads::default(),
        };
        let found = staff(&demand, &targets, share_of(0.3)).expect("reachable");
        let met = |p: &Performance| {
            p.sl >= share - 1e-11
                && p.asa_s.is_some_and(|wait| wait <= asa * (1.0 + 1e-11))
                && p.p_abandon <= abandon * (1.0 + 1e-11)
                && p.occupancy.is_some_and(|o| o <= cap * (1.0 + 1e-11))
        };
        prop_assert!(met(&found.performance), "{found:?}");
        prop_assert!(!met(&figures(&demand, found.agents - 1, threshold)), "{found:?}");
        prop_assert!(f64::from(found.scheduled) * 0.7 >= f64::from(found.agents) - 1e-6);
        prop_assert!(f64::from(found.scheduled - 1) * 0.7 < f64::from(found.agents));
    }

    #[test]
    fn whatever_way_it_is_counted_the_fewest_agents_meet_the_level_and_one_fewer_misses_it(
        load in loads(), patience in 10.0..3600.0_f64, share in 0.05..0.99_f64, threshold in 0.0..120.0_f64,
    ) {
        let demand = demand(load, 240.0, Some(patience));
        let level = ServiceTarget { share: Share::new(share).expect("share"), within: seconds(threshold) };
        for counted in ServiceCount::ALL {
            let targets = Targets { counted, ..Targets::service_level(level) };
            let found = staff(&demand, &targets, Share::ZERO).expect("reachable");
            let of = |agents| figures(&demand, agents, threshold).level(counted);
            prop_assert!(of(found.agents).is_some_and(|met| met >= share - 1e-11), "{counted:?} {found:?}");
            // nobody at work is never enough
            let fewer = if found.agents > 1 { of(found.agents - 1) } else { None };
            prop_assert!(fewer.is_none_or(|missed| missed < share + 1e-11), "{counted:?} {found:?}");
        }
    }

    #[test]
    fn endless_patience_is_erlang_c(load in 0.01..2000.0_f64, spare in 1.0..40.0_f64, threshold in 0.0..120.0_f64) {
        let agents = super::exact::whole(load + spare.sqrt() * load.sqrt()) + 1;
        let patient = figures(&demand(load, 100.0, None), agents, threshold);
        let nearly = figures(&demand(load, 100.0, Some(1e8)), agents, threshold);
        // the difference is of the order of wait ÷ patience
        let wait = patient.asa_s.expect("stable") + 100.0;
        close(nearly.sl, patient.sl, 10.0 * wait / 1e8 * f64::from(agents));
        close(nearly.p_wait, patient.p_wait, 10.0 * wait / 1e8 * f64::from(agents));
    }

    #[test]
    fn patience_as_long_as_a_call_makes_a_poisson_number_of_callers(load in 0.05..300.0_f64, staffed in 0.3..1.6_f64) {
        // θ = μ: every caller leaves at rate μ, waiting or served, so callers are Poisson(load)
        let agents = super::exact::whole(load * staffed) + 1;
        let p = figures(&demand(load, 150.0, Some(150.0)), agents, 0.0);
        let (mut term, mut below, mut waiting) = ((-load).exp(), 0.0, 0.0);
        for n in 0..3000_u32 {
            if n < agents { below += term; } else { waiting += f64::from(n - agents) * term; }
            term *= load / f64::from(n + 1);
        }
        close(p.p_wait, 1.0 - below, 1e-12);
        close(p.queue_len.expect("finite"), waiting, 1e-11 * load);
    }

    #[test]
    fn no_places_to_wait_is_erlang_b_and_endless_places_erlang_c(load in 0.05..300.0_f64, spare in 0.3..3.0_f64) {
        let agents = super::exact::whole(load + spare * load.sqrt()) + 1;
        let none = bounded(agents, agents, load, 100.0, 20.0).expect("valid");
        close(none.p_block, loss(agents, load).expect("valid").p_block, 1e-14);
        let endless = bounded(agents, agents + 60_000, load, 100.0, 20.0).expect("valid");
        let patient = figures(&demand(load, 100.0, None), agents, 20.0);
        close(endless.sl_offered, patient.sl, 1e-10);
        close(endless.queue_len, patient.queue_len.expect("stable"), 1e-9 * (1.0 + endless.queue_len));
    }
}

/// What a simulated queue did, averaged over one stretch of calls.
struct Replication {
    answered_in_time: f64,
    abandoned: f64,
    wait: f64,
}

fn exponential(rng: &mut impl Rng, mean: f64) -> f64 {
    -mean * (1.0 - rng.random::<f64>()).ln()
}

/// M/M/c+M, first come first served, call by call: a caller waits for the earliest free agent, or hangs up before.
fn simulate(seed: u64, load: f64, agents: usize, patience: f64, threshold: f64) -> Replication {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (aht, warm_up, calls) = (100.0, 2_000, 20_000);
    let mut free_at = vec![0.0_f64; agents];
    let (mut now, mut in_time, mut gone, mut waited) = (0.0, 0_u32, 0_u32, 0.0);
    for call in 0..warm_up + calls {
        now += exponential(&mut rng, aht / load);
        let (limit, handle) = (exponential(&mut rng, patience), exponential(&mut rng, aht));
        let (agent, earliest) =
            free_at.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).expect("an agent");
        let offered_wait = (earliest - now).max(0.0);
        let served = offered_wait <= limit;
        if served {
            free_at[agent] = now + offered_wait + handle;
        }
        if call >= warm_up {
            in_time += u32::from(served && offered_wait <= threshold);
            gone += u32::from(!served);
            waited += offered_wait.min(limit);
        }
    }
    let share = |count: u32| f64::from(count) / f64::from(calls);
    Replication { answered_in_time: share(in_time), abandoned: share(gone), wait: waited / f64::from(calls) }
}

#[test]
fn a_simulated_queue_agrees_within_its_999_per_mille_interval() {
    for (load, agents, patience, threshold) in [(20.0, 20, 120.0, 20.0), (30.0, 25, 60.0, 30.0), (8.0, 11, 300.0, 0.0)]
    {
        let runs: Vec<Replication> = (0..40).map(|seed| simulate(seed, load, agents, patience, threshold)).collect();
        let count = u32::try_from(agents).expect("small");
        let exact = figures(&demand(load, 100.0, Some(patience)), count, threshold);
        let covers = |name: &str, of: fn(&Replication) -> f64, exact: f64| {
            let n = runs.len() as f64;
            let mean = runs.iter().map(of).sum::<f64>() / n;
            let variance = runs.iter().map(|r| (of(r) - mean).powi(2)).sum::<f64>() / (n - 1.0);
            // Student's t with 39 degrees of freedom, two-sided 99.9 %
            let half_width = 3.558 * (variance / n).sqrt();
            assert!((mean - exact).abs() <= half_width, "{name}: {mean} ± {half_width} does not cover {exact}");
        };
        covers("service level", |r| r.answered_in_time, exact.sl);
        covers("abandonment", |r| r.abandoned, exact.p_abandon);
        covers("mean wait", |r| r.wait, exact.asa_s.expect("finite"));
    }
}
