//! How many agents: every target at once, then shrinkage; and back, what service a number of agents gives.

use serde::Serialize;
use thiserror::Error;

use super::exact;
use super::load::Load;
use super::performance::{Performance, Traffic};
use super::search::Found;
use super::{MAX_LOAD, chats, erlang_a, erlang_c};
use crate::domain::units::{Calls, Heads, Seconds, ServiceTarget, Share};
use crate::domain::work::{Concurrency, ServiceCount};

/// The calls of one interval. Steady state is assumed inside it (stationary, independent, period by period).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// Calls that ask for service, an expectation.
    pub calls: Calls,
    /// Length of the interval.
    pub interval: Seconds,
    /// Mean handle time: talking, holding and after-call work.
    pub aht: Seconds,
    /// Mean of an exponential patience; `None` when callers never hang up (Erlang C instead of Erlang A).
    pub patience: Option<Seconds>,
    /// How many contacts an agent has at a time.
    pub concurrency: Concurrency,
}

/// What must hold, all of it at once; what is `None` is not asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Targets {
    /// Share of calls answered within a time.
    pub service_level: Option<ServiceTarget>,
    /// Which calls that share is counted over.
    pub counted: ServiceCount,
    /// Longest mean wait of all offered calls.
    pub max_asa: Option<Seconds>,
    /// Largest share of offered calls that hang up.
    pub max_abandon: Option<Share>,
    /// Largest handle time over time at work, of agents before shrinkage.
    pub max_occupancy: Share,
    /// Fewest agents.
    pub min_agents: Heads,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            service_level: None,
            counted: ServiceCount::default(),
            max_asa: None,
            max_abandon: None,
            max_occupancy: Share::ALL,
            min_agents: Heads::default(),
        }
    }
}

impl Targets {
    /// A service level alone.
    #[must_use]
    pub fn service_level(target: ServiceTarget) -> Self {
        Self { service_level: Some(target), ..Self::default() }
    }

    /// The threshold of the service level in seconds; 0 without one.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.service_level.map_or(0.0, |t| t.within.get())
    }
}

/// The agents that meet the targets, the heads to schedule, and the service they give.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Staffing {
    /// Fewest agents for the service level; `None` when it is not asked.
    pub agents_sl: Option<u32>,
    /// Fewest agents for the mean wait; `None` when it is not asked.
    pub agents_asa: Option<u32>,
    /// Fewest agents for the abandonment; `None` when it is not asked.
    pub agents_abandon: Option<u32>,
    /// Fewest agents for the occupancy cap; without patience never below the fewest that can work off the load.
    pub agents_occ: u32,
    /// Agents needed on the queue: the most of the above and of the minimum.
    pub agents: u32,
    /// `agents / (1 − shrinkage)`, exactly.
    pub scheduled_fte: f64,
    /// The same rounded up on exact numbers.
    pub scheduled: u32,
    /// The service of `agents`.
    pub performance: Performance,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StaffingError {
    /// An interval of no length.
    #[error("the interval is 0 s long")]
    NoInterval,
    /// Calls that take no time.
    #[error("the handle time is 0 s")]
    NoHandleTime,
    /// Callers who hang up before they wait.
    #[error("the patience is 0 s")]
    NoPatience,
    /// More load than any centre has.
    #[error("the load is above {MAX_LOAD:e} Erlangs")]
    LoadTooGreat,
    /// A patience against which the handle time is nothing, or the other way round.
    #[error("patience and handle time are too far apart; for callers who never hang up leave the patience out")]
    PatienceOutOfRange,
    /// A service level of 100 %.
    #[error("no number of agents answers every call in time; ask for less than 100 %")]
    ServiceLevelUnreachable,
    /// A mean wait of 0 s.
    #[error("no number of agents brings the mean wait to 0 s")]
    AsaUnreachable,
    /// No abandonment at all.
    #[error("no number of agents keeps every impatient caller; allow more than 0 % to hang up")]
    AbandonmentUnreachable,
    /// An occupancy of 0.
    #[error("no number of agents has an occupancy that low")]
    OccupancyUnreachable,
    /// Nobody left to work.
    #[error("with this shrinkage nobody would be left; it must be below 100 %")]
    ShrinkageTotal,
}

/// Shortest mean patience in handle times.
const SHORTEST_PATIENCE: f64 = 1e-6;

/// Longest mean patience in handle times, times the load; the time of an answer grows with the root of it.
const LONGEST_PATIENCE: f64 = 1e10;

impl Demand {
    /// The same in the form that the formulas take.
    #[inline]
    pub(super) fn traffic(&self) -> Result<Traffic, StaffingError> {
        let (aht, interval) = (self.aht.get(), self.interval.get());
        if interval <= 0.0 {
            return Err(StaffingError::NoInterval);
        }
        if aht <= 0.0 {
            return Err(StaffingError::NoHandleTime);
        }
        let load = Load::offered(self.calls.get(), aht, interval).ok_or(StaffingError::LoadTooGreat)?;
        let mut traffic = Traffic::new(load, aht, self.patience.map(Seconds::get))?;
        traffic.concurrency = self.concurrency;
        Ok(traffic)
    }
}

impl Traffic {
    /// Traffic of a load with these means, refused where they are not those of a queue.
    #[inline]
    pub(super) fn new(load: Load, aht: f64, patience: Option<f64>) -> Result<Self, StaffingError> {
        if aht <= 0.0 {
            return Err(StaffingError::NoHandleTime);
        }
        if let Some(patience) = patience {
            if patience <= 0.0 {
                return Err(StaffingError::NoPatience);
            }
            let ratio = patience / aht;
            if ratio < SHORTEST_PATIENCE || ratio * load.erlangs().max(1.0) > LONGEST_PATIENCE {
                return Err(StaffingError::PatienceOutOfRange);
            }
        }
        Ok(Self { load, aht, patience, concurrency: Concurrency::ONE })
    }

    pub(super) fn performance(&self, agents: u32, threshold: f64) -> Performance {
        self.performance_of(agents.into(), threshold)
    }

    /// The same with what a search has worked out already.
    #[inline]
    fn performance_of(&self, found: Found, threshold: f64) -> Performance {
        if self.is_side_by_side() {
            return chats::performance(self, found.agents, threshold);
        }
        match self.patience {
            Some(patience) => erlang_a::performance(self, patience, found.agents, threshold),
            None => erlang_c::performance(self, found, threshold),
        }
    }

    /// The service of agents one of whom may be there for part of the time.
    pub(super) fn part_time(&self, agents: f64, threshold: f64) -> Performance {
        let count = exact::whole(agents);
        let (less, part) = (self.performance(count, threshold), agents - f64::from(count));
        if part <= 0.0 {
            return less;
        }
        Performance::between(&less, &self.performance(count.saturating_add(1), threshold), part)
    }

    /// Whether agents have several contacts at a time.
    const fn is_side_by_side(&self) -> bool {
        self.concurrency.chats > 1
    }

    #[inline]
    fn agents_for_service_level(&self, target: ServiceTarget, counted: ServiceCount) -> Result<Found, StaffingError> {
        let (share, within) = (target.share.get(), target.within.get());
        if self.is_side_by_side() {
            return chats::agents_for_service_level(self, share, within, counted)
                .map(Found::from)
                .ok_or(StaffingError::ServiceLevelUnreachable);
        }
        match self.patience {
            Some(patience) => {
                erlang_a::agents_for_service_level(self, patience, share, within, counted).map(Found::from)
            }
            None => erlang_c::agents_for_service_level(self, share, within),
        }
        .ok_or(StaffingError::ServiceLevelUnreachable)
    }

    fn agents_for_asa(&self, longest: Seconds) -> Result<Found, StaffingError> {
        if self.is_side_by_side() {
            return chats::agents_for_asa(self, longest.get()).map(Found::from).ok_or(StaffingError::AsaUnreachable);
        }
        match self.patience {
            Some(patience) => erlang_a::agents_for_asa(self, patience, longest.get()).map(Found::from),
            None => erlang_c::agents_for_asa(self, longest.get()),
        }
        .ok_or(StaffingError::AsaUnreachable)
    }

    /// Who never hangs up abandons nothing: any number of agents that can work off the load will do.
    fn agents_for_abandonment(&self, most: Share) -> Result<u32, StaffingError> {
        if self.is_side_by_side() {
            return chats::agents_for_abandonment(self, most.get()).ok_or(StaffingError::AbandonmentUnreachable);
        }
        match self.patience {
            Some(patience) => erlang_a::agents_for_abandonment(self, patience, most.get())
                .ok_or(StaffingError::AbandonmentUnreachable),
            None => Ok(self.fewest_stable()),
        }
    }

    fn agents_for_occupancy(&self, cap: Share) -> Result<u32, StaffingError> {
        if self.is_side_by_side() {
            return chats::agents_for_occupancy(self, cap.get()).ok_or(StaffingError::OccupancyUnreachable);
        }
        match self.patience {
            Some(patience) => erlang_a::agents_for_occupancy(self, patience, cap.get()),
            None => self.load.agents_at_occupancy(cap.get()).map(|agents| agents.max(self.fewest_stable())),
        }
        .ok_or(StaffingError::OccupancyUnreachable)
    }

    /// Fewest agents that work off the load of callers who never hang up; none without calls.
    fn fewest_stable(&self) -> u32 {
        if self.load.erlangs() > 0.0 { self.load.fewest_stable() } else { 0 }
    }

    /// The agents that each target asks for, and those that meet every one.
    #[inline]
    fn needed(&self, targets: &Targets) -> Result<Needed, StaffingError> {
        let for_sl = targets.service_level.map(|t| self.agents_for_service_level(t, targets.counted)).transpose()?;
        let for_asa = targets.max_asa.map(|t| self.agents_for_asa(t)).transpose()?;
        let for_abandon = targets.max_abandon.map(|t| self.agents_for_abandonment(t)).transpose()?;
        let for_occ = self.agents_for_occupancy(targets.max_occupancy)?;
        let of = |found: Option<Found>| found.map_or(0, |found| found.agents);
        let agents = of(for_sl).max(of(for_asa)).max(for_abandon.unwrap_or_default());
        Ok(Needed { for_sl, for_asa, for_abandon, for_occ, agents: agents.max(for_occ).max(targets.min_agents.get()) })
    }

    /// The agents that meet every target, and the heads to schedule.
    #[inline]
    pub(super) fn staff(&self, targets: &Targets, shrinkage: f64) -> Result<Staffing, StaffingError> {
        let Needed { for_sl, for_asa, for_abandon, for_occ, agents } = self.needed(targets)?;
        let is_it = |found: &Found| found.agents == agents;
        let worked_out = for_sl.filter(is_it).or(for_asa.filter(is_it)).unwrap_or(agents.into());
        Ok(Staffing {
            agents_sl: for_sl.map(|found| found.agents),
            agents_asa: for_asa.map(|found| found.agents),
            agents_abandon: for_abandon,
            agents_occ: for_occ,
            agents,
            scheduled_fte: exact::scheduled_fte(f64::from(agents), shrinkage),
            scheduled: exact::scheduled(agents, shrinkage).ok_or(StaffingError::ShrinkageTotal)?,
            performance: self.performance_of(worked_out, targets.threshold()),
        })
    }
}

/// The fewest agents by each target, and by all of them.
struct Needed {
    for_sl: Option<Found>,
    for_asa: Option<Found>,
    for_abandon: Option<u32>,
    for_occ: u32,
    agents: u32,
}

/// The fewest agents that meet all targets: [`Staffing::agents`] where the service that they give is not asked.
#[inline]
pub fn fewest_agents(demand: &Demand, targets: &Targets) -> Result<u32, StaffingError> {
    match &demand.traffic() {
        Ok(traffic) => traffic.needed(targets).map(|needed| needed.agents),
        Err(error) => Err(*error),
    }
}

/// The fewest agents that meet all targets, and the heads to schedule when the share `shrinkage` of them is not there.
///
/// Erlang C, or Erlang A with a patience. Without a service level the figures `sl…` are those of a threshold of 0 s.
#[inline]
pub fn staff(demand: &Demand, targets: &Targets, shrinkage: Share) -> Result<Staffing, StaffingError> {
    // by reference: moving the traffic out of the result costs as much as an agent of the search
    match &demand.traffic() {
        Ok(traffic) => traffic.staff(targets, shrinkage.get()),
        Err(error) => Err(*error),
    }
}

/// The service that `agents` give, with service levels within `threshold`.
pub fn performance(demand: &Demand, agents: Heads, threshold: Seconds) -> Result<Performance, StaffingError> {
    Ok(demand.traffic()?.performance(agents.get(), threshold.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(calls: f64, aht: f64, patience: Option<f64>) -> Demand {
        let seconds = |s| Seconds::new(s).expect("seconds");
        Demand {
            calls: Calls::new(calls).expect("calls"),
            interval: seconds(1800.0),
            aht: seconds(aht),
            patience: patience.map(seconds),
            concurrency: Concurrency::ONE,
        }
    }

    fn level() -> Targets {
        Targets::service_level(ServiceTarget::parse("80/20").expect("a target"))
    }

    #[test]
    fn far_fewer_agents_than_load_are_found_where_callers_hang_up() {
        let found = |patience| staff(&demand(6000.0, 300.0, patience), &level(), Share::ZERO).map(|s| s.agents);
        assert_eq!((found(Some(120.0)), found(None)), (Ok(902), Ok(1015)));
    }

    #[test]
    fn no_calls_need_nobody_but_the_minimum() {
        for patience in [None, Some(60.0)] {
            let quiet = demand(0.0, 180.0, patience);
            assert_eq!(staff(&quiet, &level(), Share::ZERO).map(|s| s.agents), Ok(0));
            let targets = Targets { min_agents: Heads::new(3), max_occupancy: Share::ZERO, ..level() };
            let found = staff(&quiet, &targets, Share::ZERO).expect("an answer");
            assert_eq!((found.agents, found.performance.occupancy), (3, Some(0.0)));
        }
    }

    #[test]
    fn what_cannot_be_a_queue_is_refused_by_name() {
        let refused = |demand: Demand, targets: Targets| staff(&demand, &targets, Share::ZERO).err();
        let ask = demand(100.0, 180.0, Some(60.0));
        let sure = Targets::service_level(ServiceTarget::parse("100/20").expect("a target"));
        let no_wait = Targets { max_asa: Some(Seconds::ZERO), ..Targets::default() };
        let no_loss = Targets { max_abandon: Some(Share::ZERO), ..Targets::default() };
        let no_work = Targets { max_occupancy: Share::ZERO, ..Targets::default() };
        for (error, demand, targets) in [
            (StaffingError::NoInterval, Demand { interval: Seconds::ZERO, ..ask }, level()),
            (StaffingError::NoHandleTime, Demand { aht: Seconds::ZERO, ..ask }, level()),
            (StaffingError::NoPatience, Demand { patience: Some(Seconds::ZERO), ..ask }, level()),
            (StaffingError::LoadTooGreat, demand(1e300, 180.0, None), level()),
            (StaffingError::PatienceOutOfRange, demand(100.0, 180.0, Some(1e200)), level()),
            (StaffingError::ServiceLevelUnreachable, ask, sure),
            (StaffingError::AsaUnreachable, ask, no_wait),
            (StaffingError::AbandonmentUnreachable, ask, no_loss),
            (StaffingError::OccupancyUnreachable, ask, no_work),
        ] {
            assert_eq!(refused(demand, targets), Some(error));
        }
        assert_eq!(staff(&ask, &level(), Share::ALL), Err(StaffingError::ShrinkageTotal));
    }

    #[test]
    fn extreme_but_finite_queues_have_answers() {
        for (calls, aht, patience) in [
            (1.2e6, 300.0, Some(10.0)),
            (1.2e6, 300.0, Some(3600.0)),
            (1e-9, 300.0, Some(3600.0)),
            (1e-9, 300.0, None),
            (1e8, 300.0, None),
            (1e8, 1.0, Some(1e4)),
        ] {
            for target in ["80/20", "99.999/0", "1/3600", "0/0"] {
                let targets = Targets::service_level(ServiceTarget::parse(target).expect("a target"));
                let found = staff(&demand(calls, aht, patience), &targets, Share::ZERO).expect("an answer");
                assert!(found.performance.sl >= targets.service_level.map_or(0.0, |t| t.share.get()) - 1e-11);
            }
        }
    }
}
