//! How few agents there can be: whoever serves queues of a set works for all of them at best as one pool.

use std::collections::BTreeMap;

use super::super::performance::Traffic;
use super::super::staff::{Demand, Targets, fewest_agents};
use crate::domain::ids::QueueId;
use crate::domain::units::{Calls, Heads, Seconds};

/// What one queue asks in an interval.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) queue: QueueId,
    pub(super) demand: Demand,
    pub(super) traffic: Traffic,
    pub(super) targets: Targets,
    /// Agents that it needs if they serve nobody else.
    pub(super) alone: u32,
}

/// The agents of these groups together are at least so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) groups: Vec<usize>,
    pub(super) least: u32,
}

/// Most queues of which every set is looked at; of more, each alone, each pair, and all.
const ALL_SETS: usize = 10;

/// The cuts of an interval. `serves` lists the queues of each group by position.
pub(super) fn cuts(asks: &[Ask], serves: &[Vec<usize>]) -> Vec<Cut> {
    let mut found: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    for set in sets(asks.len()) {
        let members: Vec<&Ask> = set.iter().filter_map(|at| asks.get(*at)).collect();
        let touching = serves.iter().enumerate().filter(|(_, of)| of.iter().any(|queue| set.contains(queue)));
        let least = found.entry(touching.map(|(group, _)| group).collect()).or_default();
        *least = pooled(&members).max(*least);
    }
    found.into_iter().map(|(groups, least)| Cut { groups, least }).collect()
}

fn sets(queues: usize) -> Vec<Vec<usize>> {
    if queues > ALL_SETS {
        let pairs = (0..queues).flat_map(|a| (a + 1..queues).map(move |b| vec![a, b]));
        return (0..queues).map(|at| vec![at]).chain(pairs).chain([(0..queues).collect()]).collect();
    }
    let of_bits = |bits: usize| (0..queues).filter(|at| (bits >> at) & 1 == 1).collect();
    (1..(1_usize << queues)).map(of_bits).collect()
}

/// The agents that queues need who share all of them. Where the queues differ in targets or patience those that ask least are
/// taken for all: never more than the queues need.
pub(super) fn pooled(members: &[&Ask]) -> u32 {
    if let [only] = members {
        return only.alone;
    }
    let calls: f64 = members.iter().map(|ask| ask.demand.calls.get()).sum();
    let work: f64 = members.iter().map(|ask| ask.demand.calls.get() * ask.demand.aht.get()).sum();
    let Some((calls, aht)) = Calls::new(calls).zip(Seconds::new(work / calls)).filter(|_| calls > 0.0) else {
        return 0;
    };
    let agents = |like: &&Ask| {
        let demand = Demand { calls, aht, ..like.demand };
        let targets = Targets { min_agents: Heads::default(), ..like.targets };
        fewest_agents(&demand, &targets).ok()
    };
    let busy = members.iter().filter(|ask| ask.demand.calls.get() > 0.0);
    busy.filter_map(agents).min().unwrap_or_default()
}
