//! Agents by skill group: the cheapest crews of an interval that give every queue its service, agents of several skills counted
//! once. Page: `models/methods/staffing-skills.md`.
//!
//! Pools of queues say how few agents there can be (`pools.rs`); from the cheapest crews that the pools allow agents are added and
//! exchanged until the targets hold (`search.rs`), by the Erlang formulas where those are exact and else by simulation
//! (`service.rs`). M. T. Cezik & P. L'Ecuyer, "Staffing multiskill call centers via linear programming and simulation" (2008);
//! that few agents of two skills go a long way: R. B. Wallace & W. Whitt, "A staffing algorithm for call centers with skill-based
//! routing" (2005).

mod by_queue;
mod pools;
mod search;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use self::by_queue::by_queue;
use self::pools::{Ask, cuts, pooled};
use self::search::{Crews, Room, Stopped};
use self::service::Floor;
use super::exact;
use super::requirement::{demand_of, requirement, targets_of};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, ForecastRow};
use crate::domain::skills::{
    GroupRow, SkillGroup, SkillLimits, SkillRequirement, SkillServiceRow, SteadyEffort, SteadyFloor, SteadyService,
};
use crate::domain::time::Instant;
use crate::domain::units::{Seconds, Share};

/// Plays a steady state; `None` when the user stopped it.
pub type Simulator<'a> = dyn Fn(&SteadyFloor, &SteadyEffort) -> Option<Vec<SteadyService>> + Sync + 'a;

/// Calls simulated for all intervals together, and least and most for one question of one interval, unless it is said how many.
const CALLS_IN_ALL: u64 = 30_000_000;
const CALLS_OF_ONE: (u64, u64) = (150_000, 1_000_000);

/// How much longer crews are simulated that are to be believed.
const PROOF: u64 = 4;

/// Calls at most of the simulation that stands beside an exact formula.
const BESIDE: u64 = 200_000;

/// How often crews that the proof refuses are mended.
const MOST_PROOFS: usize = 8;

/// Agents by group for every interval of the forecast; `None` when the user stopped it. `calls` are simulated for one question.
///
/// Queues whose calls have no requirement of their own (see [`requirement`](super::requirement())) are findings; so are queues that
/// no group serves, and intervals for which the heads of the groups do not suffice: there the requirement goes beyond them.
#[must_use]
pub fn skill_requirement(
    forecast: &Forecast,
    centre: &Centre,
    groups: &[SkillGroup],
    patience: &BTreeMap<QueueId, Seconds>,
    simulator: &Simulator<'_>,
    (seed, calls): (u64, Option<u64>),
    findings: &mut Findings,
) -> Option<SkillRequirement> {
    let intervals = intervals(forecast, centre, patience, findings);
    let served: BTreeSet<&QueueId> = groups.iter().flat_map(|group| &group.queues).collect();
    let asked: BTreeSet<&QueueId> = intervals.iter().flat_map(|(_, asks)| asks).map(|ask| &ask.queue).collect();
    for queue in asked.difference(&served) {
        let message = format!("no skill group serves queue {queue}, which has calls");
        let hint = "give some agents the skill, or add a [[skill_group]] with this queue to centre.toml";
        findings.push(Finding::new(Code::QueueWithoutGroup, message).hint(hint).queue(queue));
    }
    if findings.has_errors() {
        return Some(SkillRequirement::default());
    }
    let share = CALLS_IN_ALL / u64::try_from(intervals.len().max(1)).unwrap_or(u64::MAX);
    let calls = calls.unwrap_or(share.clamp(CALLS_OF_ONE.0, CALLS_OF_ONE.1));
    let effort = SteadyEffort { seed, calls, thorough: false };
    let shrinkage: Vec<Share> = groups.iter().map(|group| shrinkage(group, centre)).collect();
    let solve = |(start, asks): &(Instant, Vec<Ask>)| solved(*start, asks, groups, &shrinkage, simulator, effort);
    let found: Vec<Solved> = intervals.par_iter().map(solve).collect::<Result<_, Stopped>>().ok()?;
    let beyond: Vec<Instant> = found.iter().filter(|interval| interval.is_beyond).map(|i| i.limits.0).collect();
    if let Some(first) = beyond.first() {
        let message = format!(
            "the heads of the skill groups do not suffice in {} of {} intervals, the first at {}: the requirement goes beyond them there",
            beyond.len(),
            found.len(),
            centre.zone.rfc3339(*first)
        );
        let hint = "train or hire for the groups that the table asks more of than there are, or raise their max_heads";
        findings.push(Finding::new(Code::GroupsTooSmall, message).hint(hint));
    }
    let mut all = SkillRequirement { groups: groups.to_vec(), ..SkillRequirement::default() };
    for interval in found {
        all.rows.extend(interval.rows);
        all.service.extend(interval.service);
        all.limits.push(interval.limits);
    }
    Some(all)
}

/// Of people who serve several queues the largest share lost counts.
fn shrinkage(group: &SkillGroup, centre: &Centre) -> Share {
    let of_queues = group.queues.iter().filter_map(|id| centre.queue(id)).map(|queue| queue.unplanned_shrinkage);
    of_queues.fold(Share::ZERO, |most, share| if share > most { share } else { most })
}

/// What each interval asks, queue by queue, in order of time.
fn intervals(
    forecast: &Forecast,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Vec<(Instant, Vec<Ask>)> {
    let calls = |row: &&ForecastRow| centre.queue(&row.queue).is_none_or(|queue| queue.work.is_calls());
    let rows: Vec<ForecastRow> = forecast.rows.iter().filter(calls).cloned().collect();
    let of_calls = Forecast { rows, ..Forecast::default() };
    let alone = requirement(&of_calls, centre, patience, findings);
    let by_row: BTreeMap<(Instant, &QueueId), &ForecastRow> =
        of_calls.rows.iter().map(|row| ((row.start, &row.queue), row)).collect();
    let mut found: BTreeMap<Instant, Vec<Ask>> = BTreeMap::new();
    for row in &alone.rows {
        let ask = centre.queue(&row.queue).zip(by_row.get(&(row.start, &row.queue))).zip(row.agents);
        let Some(((queue, forecast), alone)) = ask else { continue };
        let Some(demand) = demand_of(forecast, centre, queue.mean_patience(patience)) else { continue };
        let Ok(traffic) = demand.traffic() else { continue };
        let targets = targets_of(queue);
        let ask = Ask { queue: queue.id.clone(), demand, traffic, targets, alone: alone.get() };
        found.entry(row.start).or_default().push(ask);
    }
    found.into_iter().collect()
}

struct Solved {
    rows: Vec<GroupRow>,
    service: Vec<SkillServiceRow>,
    limits: (Instant, SkillLimits),
    /// More heads than the groups have.
    is_beyond: bool,
}

fn solved(
    start: Instant,
    asks: &[Ask],
    groups: &[SkillGroup],
    shrinkage: &[Share],
    simulator: &Simulator<'_>,
    effort: SteadyEffort,
) -> Result<Solved, Stopped> {
    let position = |id: &QueueId| asks.iter().position(|ask| ask.queue == *id);
    let serves: Vec<Vec<usize>> =
        groups.iter().map(|group| group.queues.iter().filter_map(position).collect()).collect();
    let mut room = Room {
        prices: groups.iter().map(|group| group.price).collect(),
        most: groups.iter().zip(shrinkage).map(|(group, lost)| most_at_work(group, *lost)).collect(),
        cuts: cuts(asks, &serves),
        serves,
    };
    let mut floor = Floor::new(asks, groups, &room.serves, simulator, effort);
    let within = crews(asks, &room, &mut floor)?;
    let is_beyond = within.is_none();
    let crews = if let Some(crews) = within {
        crews
    } else {
        room.most.fill(search::UNLIMITED);
        crews(asks, &room, &mut floor)?.unwrap_or_default()
    };
    let service = floor.proof(&crews)?.into_iter().zip(floor.by_formula(&crews)).zip(asks.iter().enumerate());
    let able = |queue: usize| {
        let of = room.serves.iter().zip(&crews).filter(|(serves, _)| serves.contains(&queue));
        of.fold(0_u32, |sum, (_, agents)| sum.saturating_add(*agents))
    };
    let heads = crews.iter().zip(shrinkage).enumerate().filter(|(_, (agents, _))| **agents > 0);
    let row = |(group, (agents, lost)): (usize, (&u32, &Share))| GroupRow {
        start,
        group,
        agents: *agents,
        scheduled: exact::scheduled(*agents, lost.get()).unwrap_or(*agents),
        scheduled_fte: exact::scheduled_fte(f64::from(*agents), lost.get()),
    };
    let everybody: Vec<&Ask> = asks.iter().collect();
    Ok(Solved {
        rows: heads.map(row).collect(),
        service: service
            .map(|((simulated, by_formula), (at, ask))| SkillServiceRow {
                start,
                queue: ask.queue.clone(),
                offered: ask.demand.calls.get(),
                load: ask.traffic.load.erlangs(),
                able: able(at),
                simulated,
                by_formula: by_formula.filter(|_| ask.targets.service_level.is_some()),
                target: ask.targets.service_level.map(|target| target.share.get()),
            })
            .collect(),
        limits: (start, SkillLimits { pooled: pooled(&everybody), separate: asks.iter().map(|ask| ask.alone).sum() }),
        is_beyond,
    })
}

/// The cheapest crews that hold, in the proof too; `None` where there is no room for them.
fn crews(asks: &[Ask], room: &Room, floor: &mut Floor<'_>) -> Result<Option<Crews>, Stopped> {
    let Some(start) = room.start(asks) else { return Ok(None) };
    let few = room.cheapest_by_pools(start);
    let mut judge = |crews: &Crews| floor.shortfalls(crews);
    let Some(enough) = room.raised(few, &mut judge)? else { return Ok(None) };
    let mut crews = room.lowered(enough, &mut judge)?;
    for _ in 0..MOST_PROOFS {
        if floor.stands_proof(&crews)? {
            return Ok(Some(crews));
        }
        let mut judge = |crews: &Crews| floor.shortfalls(crews);
        let Some(more) = room.raised(crews, &mut judge)? else { return Ok(None) };
        crews = room.lowered(more, &mut judge)?;
    }
    Ok(Some(crews))
}

/// The agents at work of as many heads as a group has.
fn most_at_work(group: &SkillGroup, lost: Share) -> u32 {
    let Some(most) = group.most else { return search::UNLIMITED };
    let fits = |agents: &u32| exact::scheduled(*agents, lost.get()).is_some_and(|heads| heads <= most);
    (0..=most).rev().find(fits).unwrap_or_default()
}

#[cfg(test)]
mod tests;
