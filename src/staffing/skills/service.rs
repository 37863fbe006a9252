//! What crews give each queue: by the Erlang formulas where these are exact, else by simulation.

use std::collections::BTreeMap;

use super::super::performance::Performance;
use super::super::staff::{Demand, Targets};
use super::pools::Ask;
use super::search::{Crews, Stopped};
use super::{BESIDE, PROOF, Simulator};
use crate::domain::skills::{SkillGroup, SteadyCrew, SteadyEffort, SteadyFloor, SteadyQueue, SteadyService, Takes};
use crate::domain::units::{Calls, Seconds, Share};
use crate::domain::work::ServiceCount;

/// Shares and waits that miss a target by no more than rounding meet it.
const TIE: f64 = 1e-12;

/// Queues that share agents, and the groups of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    queues: Vec<usize>,
    groups: Vec<usize>,
    /// Agents of the groups.
    agents: Vec<u32>,
}

/// One interval's queues and groups, and what is known of parts of them.
pub(super) struct Floor<'a> {
    asks: &'a [Ask],
    groups: &'a [SkillGroup],
    serves: &'a [Vec<usize>],
    simulator: &'a Simulator<'a>,
    effort: SteadyEffort,
    /// Whether crews are judged by the calls of the proof, once it has refused some.
    is_strict: bool,
    /// What is missing to each queue of a part.
    known: BTreeMap<Part, Vec<f64>>,
    proofs: BTreeMap<Part, Vec<SteadyService>>,
}

impl<'a> Floor<'a> {
    pub(super) fn new(
        asks: &'a [Ask],
        groups: &'a [SkillGroup],
        serves: &'a [Vec<usize>],
        simulator: &'a Simulator<'a>,
        effort: SteadyEffort,
    ) -> Self {
        let (known, proofs) = (BTreeMap::new(), BTreeMap::new());
        Self { asks, groups, serves, simulator, effort, is_strict: false, known, proofs }
    }

    /// What is missing to each queue with these crews.
    pub(super) fn shortfalls(&mut self, crews: &Crews) -> Result<Vec<f64>, Stopped> {
        let mut missing = vec![0.0; self.asks.len()];
        for part in self.parts(crews) {
            let of_part = if let Some(known) = self.known.get(&part) {
                known.clone()
            } else {
                let found = self.judged(&part)?;
                self.known.insert(part.clone(), found.clone());
                found
            };
            for (queue, value) in part.queues.iter().zip(of_part) {
                if let Some(slot) = missing.get_mut(*queue) {
                    *slot = value;
                }
            }
        }
        Ok(missing)
    }

    /// Whether the crews hold in a longer simulation with other calls; where they do not, that one judges from then on.
    pub(super) fn stands_proof(&mut self, crews: &Crews) -> Result<bool, Stopped> {
        let mut refused = Vec::new();
        for part in self.parts(crews) {
            if self.exact(&part).is_some() {
                continue;
            }
            let services = self.proved(&part)?;
            let queues = self.steady_queues(&part);
            let missing: Vec<f64> = queues.iter().zip(&services).map(|(q, service)| q.shortfall(service)).collect();
            if missing.iter().any(|missing| *missing > 0.0) {
                refused.push((part, missing));
            }
        }
        let stands = refused.is_empty();
        if !stands && !self.is_strict {
            self.is_strict = true;
            self.known.clear();
        }
        self.known.extend(refused);
        Ok(stands)
    }

    /// The service of each queue in that longer simulation.
    pub(super) fn proof(&mut self, crews: &Crews) -> Result<Vec<SteadyService>, Stopped> {
        let mut all = vec![SteadyService::default(); self.asks.len()];
        for part in self.parts(crews) {
            let services = self.proved(&part)?;
            for (queue, service) in part.queues.iter().zip(services) {
                if let Some(slot) = all.get_mut(*queue) {
                    *slot = service;
                }
            }
        }
        Ok(all)
    }

    /// The service level of each queue by the formulas, where they are exact.
    pub(super) fn by_formula(&self, crews: &Crews) -> Vec<Option<f64>> {
        let mut all = vec![None; self.asks.len()];
        for part in self.parts(crews) {
            for (queue, given) in part.queues.iter().zip(self.exact(&part).unwrap_or_default()) {
                if let Some(slot) = all.get_mut(*queue) {
                    *slot = given.level(self.counted(*queue));
                }
            }
        }
        all
    }

    fn counted(&self, queue: usize) -> ServiceCount {
        self.asks.get(queue).map(|ask| ask.targets.counted).unwrap_or_default()
    }

    fn judged(&self, part: &Part) -> Result<Vec<f64>, Stopped> {
        if let Some(given) = self.exact(part) {
            let asks = part.queues.iter().filter_map(|queue| self.asks.get(*queue));
            return Ok(asks.zip(&given).map(|(ask, given)| shortfall(&ask.targets, given)).collect());
        }
        let queues = self.steady_queues(part);
        let effort = if self.is_strict { self.long() } else { self.effort };
        let services = (self.simulator)(&self.floor(part), &effort).ok_or(Stopped)?;
        Ok(queues.iter().zip(&services).map(|(queue, service)| queue.shortfall(service)).collect())
    }

    /// The effort of a proof, with a seed of its own: crews chosen by one set of calls are flattered by it.
    const fn long(&self) -> SteadyEffort {
        SteadyEffort { seed: !self.effort.seed, calls: self.effort.calls.saturating_mul(PROOF), ..self.effort }
    }

    fn proved(&mut self, part: &Part) -> Result<Vec<SteadyService>, Stopped> {
        if let Some(known) = self.proofs.get(part) {
            return Ok(known.clone());
        }
        let mut effort = SteadyEffort { thorough: true, ..self.long() };
        if self.exact(part).is_some() {
            effort.calls = effort.calls.min(BESIDE);
        }
        let services = (self.simulator)(&self.floor(part), &effort).ok_or(Stopped)?;
        self.proofs.insert(part.clone(), services.clone());
        Ok(services)
    }

    /// Queues with calls, put together where agents at work serve several of them.
    fn parts(&self, crews: &Crews) -> Vec<Part> {
        let busy = |queue: &usize| self.asks.get(*queue).is_some_and(|ask| ask.demand.calls.get() > 0.0);
        let mut label: Vec<usize> = (0..self.asks.len()).collect();
        let at_work: Vec<(usize, Vec<usize>, u32)> = self
            .serves
            .iter()
            .zip(crews)
            .enumerate()
            .filter(|(_, (_, agents))| **agents > 0)
            .map(|(group, (queues, agents))| (group, queues.iter().copied().filter(busy).collect(), *agents))
            .collect();
        for (_, queues, _) in &at_work {
            let labels: Vec<usize> = queues.iter().filter_map(|queue| label.get(*queue).copied()).collect();
            let Some(first) = labels.iter().min().copied() else { continue };
            for own in &mut label {
                if labels.contains(own) {
                    *own = first;
                }
            }
        }
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for (queue, own) in label.iter().enumerate().filter(|(queue, _)| busy(queue)) {
            let empty = || Part { queues: Vec::new(), groups: Vec::new(), agents: Vec::new() };
            parts.entry(*own).or_insert_with(empty).queues.push(queue);
        }
        for (group, queues, agents) in at_work {
            let own = queues.first().and_then(|queue| label.get(*queue));
            if let Some(part) = own.and_then(|own| parts.get_mut(own)) {
                part.groups.push(group);
                part.agents.push(agents);
            }
        }
        parts.into_values().collect()
    }

    /// The service of the queues of a part where a formula is exact: one queue, or agents who all serve all queues, the call that
    /// waits longest first, where calls last and callers wait alike.
    fn exact(&self, part: &Part) -> Option<Vec<Performance>> {
        let agents = part.agents.iter().fold(0_u32, |sum, agents| sum.saturating_add(*agents));
        let asks: Vec<&Ask> = part.queues.iter().filter_map(|queue| self.asks.get(*queue)).collect();
        if let [only] = asks.as_slice() {
            return Some(vec![only.traffic.performance(agents, only.targets.threshold())]);
        }
        let first = asks.first()?;
        let same = |value: Seconds, other: Seconds| value.get().to_bits() == other.get().to_bits();
        let alike = |ask: &&Ask| {
            let patience = match (ask.demand.patience, first.demand.patience) {
                (Some(one), Some(other)) => same(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            patience && same(ask.demand.aht, first.demand.aht)
        };
        let flexible = |group: &usize| {
            let serves = self.serves.get(*group).map_or(&[][..], Vec::as_slice);
            let takes = self.groups.get(*group).map(|group| group.takes);
            takes == Some(Takes::Longest) && part.queues.iter().all(|queue| serves.contains(queue))
        };
        if !asks.iter().all(alike) || !part.groups.iter().all(flexible) {
            return None;
        }
        let calls = Calls::new(asks.iter().map(|ask| ask.demand.calls.get()).sum())?;
        let traffic = Demand { calls, ..first.demand }.traffic().ok()?;
        Some(asks.iter().map(|ask| traffic.performance(agents, ask.targets.threshold())).collect())
    }

    fn steady_queues(&self, part: &Part) -> Vec<SteadyQueue> {
        let asks = part.queues.iter().filter_map(|queue| self.asks.get(*queue));
        let queue = |ask: &Ask| SteadyQueue {
            rate: ask.demand.calls.get() / ask.demand.interval.get(),
            handle: ask.demand.aht.get(),
            patience: ask.demand.patience.map(Seconds::get),
            threshold: ask.targets.threshold(),
            least_level: ask.targets.service_level.map(|target| target.share.get()),
            most_wait: ask.targets.max_asa.map(Seconds::get),
            most_lost: ask.targets.max_abandon.map(Share::get),
        };
        asks.map(queue).collect()
    }

    fn floor(&self, part: &Part) -> SteadyFloor {
        let here = |queue: &usize| part.queues.iter().position(|own| own == queue);
        let crew = |(group, agents): (&usize, &u32)| SteadyCrew {
            queues: self.serves.get(*group).map_or(&[][..], Vec::as_slice).iter().filter_map(here).collect(),
            takes: self.groups.get(*group).map(|group| group.takes).unwrap_or_default(),
            agents: *agents,
        };
        SteadyFloor {
            queues: self.steady_queues(part),
            crews: part.groups.iter().zip(&part.agents).map(crew).collect(),
        }
    }
}

/// How much is missing to the targets by a formula, 0 where all of them hold.
fn shortfall(targets: &Targets, given: &Performance) -> f64 {
    let level = targets.service_level.zip(given.level(targets.counted));
    let level = level.map_or(0.0, |(target, level)| target.share.get() - level);
    let wait = targets
        .max_asa
        .map_or(0.0, |most| given.asa_s.map_or(1.0, |asa| asa / most.get().max(f64::MIN_POSITIVE) - 1.0));
    let lost = targets.max_abandon.map_or(0.0, |most| given.p_abandon - most.get());
    [level, wait, lost].into_iter().filter(|missing| *missing > TIE).sum()
}
