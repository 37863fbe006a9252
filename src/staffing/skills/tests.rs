//! The two known limits to the last agent, and what must hold between them.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::domain::centre::{Patience, Queue};
use crate::domain::hours::OpeningHours;
use crate::domain::simulation::Estimate;
use crate::domain::skills::Takes;
use crate::domain::units::{Calls, Heads};
use crate::staffing::requirement::tests as support;
use crate::staffing::{Demand, Targets, staff};

const HALF_HOUR: f64 = 1800.0;

fn queue(id: &str, patience: Patience) -> Queue {
    let hours = OpeningHours::always();
    let (unplanned_shrinkage, min_agents) = (Share::ZERO, Heads::default());
    Queue { hours, unplanned_shrinkage, min_agents, ..support::queue(id, patience) }
}

fn group(id: &str, queues: &[&str], price: f64) -> SkillGroup {
    let queues = queues.iter().map(|queue| QueueId::new(queue)).collect();
    SkillGroup { id: id.into(), queues, takes: Takes::Longest, price, most: None }
}

/// Loads in Erlangs of calls of 300 s in one half-hour.
fn asked(queues: &[(Queue, f64)], groups: &[SkillGroup], simulator: &Simulator<'_>) -> (SkillRequirement, Findings) {
    let rows = queues
        .iter()
        .map(|(queue, load)| support::row(queue.id.as_str(), 20, load * HALF_HOUR / 300.0, Some(300.0)))
        .collect();
    let centre = support::centre(queues.iter().map(|(queue, _)| queue.clone()).collect());
    let forecast = Forecast { rows, ..Forecast::default() };
    let mut findings = Findings::new();
    let found = skill_requirement(&forecast, &centre, groups, &BTreeMap::new(), simulator, (1, None), &mut findings);
    (found.expect("not stopped"), findings)
}

/// Every queue is served alike well whatever its agents.
fn level_of(level: f64) -> impl Fn(&SteadyFloor, &SteadyEffort) -> Option<Vec<SteadyService>> + Sync {
    move |floor, _| {
        let e = Estimate { mean: level, low: level - 0.001, high: level + 0.001 };
        Some(vec![SteadyService { service_level: Some(e), ..SteadyService::default() }; floor.queues.len()])
    }
}

fn heads(found: &SkillRequirement) -> Vec<(usize, u32)> {
    found.rows.iter().map(|row| (row.group, row.agents)).collect()
}

/// Agents that the formulas ask for.
fn by_erlang(load: f64, patience: Option<f64>) -> u32 {
    let seconds = |s| Seconds::new(s).expect("seconds");
    let demand = Demand {
        calls: Calls::new(load * HALF_HOUR / 300.0).expect("calls"),
        interval: seconds(HALF_HOUR),
        aht: seconds(300.0),
        patience: patience.map(seconds),
        concurrency: crate::domain::work::Concurrency::ONE,
    };
    let target = crate::domain::units::ServiceTarget::parse("80/20").expect("a target");
    staff(&demand, &Targets::service_level(target), Share::ZERO).expect("an answer").agents
}

#[test]
fn dedicated_agents_are_each_queue_by_itself() {
    for patience in [None, Some(120.0)] {
        let own = |id| queue(id, patience.map_or(Patience::Infinite, |p| Patience::Mean(Seconds::new(p).expect("s"))));
        let queues = [(own("a"), 20.0), (own("b"), 7.5), (own("c"), 0.0)];
        let groups = [group("A", &["a"], 1.0), group("B", &["b"], 1.0), group("C", &["c"], 1.0)];
        let (found, _) = asked(&queues, &groups, &level_of(0.8));
        assert_eq!(heads(&found), [(0, by_erlang(20.0, patience)), (1, by_erlang(7.5, patience))]);
        assert!(found.service[0].by_formula.expect("exact") >= 0.8);
    }
}

#[test]
fn agents_who_do_everything_are_the_pooled_queue() {
    for patience in [None, Some(120.0)] {
        let own = |id| queue(id, patience.map_or(Patience::Infinite, |p| Patience::Mean(Seconds::new(p).expect("s"))));
        let queues = [(own("a"), 20.0), (own("b"), 7.5)];
        let (found, _) = asked(&queues, &[group("all", &["a", "b"], 1.0)], &level_of(0.8));
        assert_eq!(heads(&found), [(0, by_erlang(27.5, patience))]);
        assert_eq!(found.limits[0].1.pooled, by_erlang(27.5, patience));
        assert_eq!(found.limits[0].1.separate, by_erlang(20.0, patience) + by_erlang(7.5, patience));
    }
}

#[test]
fn agents_of_two_skills_are_counted_once() {
    let queues = [(queue("a", Patience::Infinite), 20.0), (queue("b", Patience::Infinite), 20.0)];
    let groups = [group("A", &["a"], 1.0), group("B", &["b"], 1.0), group("AB", &["a", "b"], 1.1)];
    // every crew that the pools allow is good enough
    let (found, _) = asked(&queues, &groups, &level_of(0.9));
    let agents: Vec<u32> = found.rows.iter().map(|row| row.agents).collect();
    let (alone, pooled) = (by_erlang(20.0, None), by_erlang(40.0, None));
    assert_eq!(agents.iter().sum::<u32>(), pooled);
    assert_eq!(agents, [pooled - alone, pooled - alone, 2 * alone - pooled]);
    assert_eq!(found.service[0].able, alone);
}

#[test]
fn where_chance_refuses_more_agents_come_until_each_is_alone() {
    let queues = [(queue("a", Patience::Infinite), 20.0), (queue("b", Patience::Infinite), 20.0)];
    let groups = [group("A", &["a"], 1.0), group("B", &["b"], 1.0), group("AB", &["a", "b"], 1.1)];
    // two more than the pool needs are asked for by the judge
    let pooled = by_erlang(40.0, None);
    let strict = |floor: &SteadyFloor, _: &SteadyEffort| {
        let agents: u32 = floor.crews.iter().map(|crew| crew.agents).sum();
        let level = 0.8 + 0.01 * (f64::from(agents) - f64::from(pooled + 2));
        let e = Estimate { mean: level, low: level, high: level };
        Some(vec![SteadyService { service_level: Some(e), ..SteadyService::default() }; floor.queues.len()])
    };
    let (found, _) = asked(&queues, &groups, &strict);
    assert_eq!(found.rows.iter().map(|row| row.agents).sum::<u32>(), pooled + 2);
}

#[test]
fn crews_that_the_proof_refuses_are_mended() {
    let queues = [(queue("a", Patience::Infinite), 20.0), (queue("b", Patience::Infinite), 20.0)];
    let groups = [group("A", &["a"], 1.0), group("B", &["b"], 1.0), group("AB", &["a", "b"], 1.1)];
    let pooled = by_erlang(40.0, None);
    let proofs = AtomicUsize::new(0);
    let flattering = |floor: &SteadyFloor, effort: &SteadyEffort| {
        let agents: u32 = floor.crews.iter().map(|crew| crew.agents).sum();
        proofs.fetch_add(usize::from(effort.thorough), Ordering::Relaxed);
        let level = if effort.seed != 1 && agents == pooled { 0.79 } else { 0.81 };
        let e = Estimate { mean: level, low: level, high: level };
        Some(vec![SteadyService { service_level: Some(e), ..SteadyService::default() }; floor.queues.len()])
    };
    let (found, _) = asked(&queues, &groups, &flattering);
    assert!(found.rows.iter().map(|row| row.agents).sum::<u32>() > pooled);
    assert!(proofs.load(Ordering::Relaxed) >= 2);
}

#[test]
fn too_few_heads_and_missing_groups_are_told() {
    let queues = [(queue("a", Patience::Infinite), 20.0)];
    let few = SkillGroup { most: Some(10), ..group("A", &["a"], 1.0) };
    let (found, findings) = asked(&queues, &[few], &level_of(0.9));
    assert!(findings.has(Code::GroupsTooSmall));
    assert_eq!(heads(&found), [(0, by_erlang(20.0, None))]);
    let (_, findings) = asked(&queues, &[group("B", &["b"], 1.0)], &level_of(0.9));
    assert!(findings.has(Code::QueueWithoutGroup));
}
