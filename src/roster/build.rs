//! From the problem to the dense model.

use std::collections::BTreeMap;

use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::Availability;
use crate::domain::roster::RosterProblem;

use super::class::{AgentFacts, Class, gcd, ClassContext, availability_windows, fixed_activities, leave_days};
use super::legality::shifts::{WEEK, minutes_since, signed, templates, variants};
use super::model::{Clock, ContractModel, Demand, Model};

impl<'a> Model<'a> {
    /// Builds the model of the week.
    pub(super) fn new(problem: &'a RosterProblem) -> Self {
        let clock = Clock::new(problem);
        let queues: Vec<QueueId> = problem.centre.queues.iter().map(|q| q.id.clone()).collect();
        let demand = Demand::new(problem, &clock, &queues);
        let contracts: Vec<ContractModel> = problem
            .centre
            .contracts
            .iter()
            .map(|contract| {
                let templates = templates(&problem.centre, contract);
                let variants = variants(&problem.centre, contract, &templates, problem.first_day);
                ContractModel { templates, variants }
            })
            .collect();
        let placed = place_agents(problem, &clock, &demand, &queues, &contracts);
        let grain = grain(problem, &clock, &contracts, &placed.classes);
        let steps = usize::try_from(clock.interval / grain).unwrap_or(1);
        Self {
            problem,
            origin: clock.origin,
            interval: clock.interval,
            grain,
            steps,
            slots: clock.slots,
            queues,
            cells: demand.cells,
            cell_at: demand.cell_at,
            open: demand.open,
            required_slot: demand.required_slot,
            skill_sets: placed.skill_sets,
            contracts,
            classes: placed.classes,
            class_of: placed.class_of,
        }
    }
}

struct Placed {
    skill_sets: Vec<Vec<usize>>,
    classes: Vec<Class>,
    class_of: Vec<Option<usize>>,
}

fn place_agents(
    problem: &RosterProblem,
    clock: &Clock,
    demand: &Demand,
    queues: &[QueueId],
    contracts: &[ContractModel],
) -> Placed {
    let facts = Tables::of(problem);
    let contract_index: BTreeMap<&ContractId, usize> =
        problem.centre.contracts.iter().enumerate().map(|(i, c)| (&c.id, i)).collect();
    let queue_index: BTreeMap<&QueueId, usize> = queues.iter().enumerate().map(|(i, q)| (q, i)).collect();
    let mut skill_sets: Vec<Vec<usize>> = Vec::new();
    let mut classes: Vec<Class> = Vec::new();
    let mut known: BTreeMap<Class, usize> = BTreeMap::new();
    let mut class_of = Vec::with_capacity(problem.agents.len());
    for agent in &problem.agents {
        let Some(&contract) = contract_index.get(&agent.contract) else {
            class_of.push(None);
            continue;
        };
        let skills: Vec<usize> = agent.skills.iter().filter_map(|q| queue_index.get(q).copied()).collect();
        let skills_index = skill_sets.iter().position(|s| *s == skills).unwrap_or_else(|| {
            skill_sets.push(skills);
            skill_sets.len() - 1
        });
        let cx = ClassContext {
            problem,
            clock,
            demand,
            skill_queues: &skill_sets[skills_index],
            queue_count: queues.len(),
            contract_index: contract,
            skills_index,
            contract: &problem.centre.contracts[contract],
            model: &contracts[contract],
        };
        let class = Class::of(&cx, agent, &facts.of_agent(problem, agent));
        class_of.push(class.can_work().then(|| {
            *known.entry(class.clone()).or_insert_with(|| {
                classes.push(class);
                classes.len() - 1
            })
        }));
    }
    Placed { skill_sets, classes, class_of }
}

/// Rows of the tables by agent.
struct Tables<'a> {
    time_off: BTreeMap<&'a AgentId, Vec<usize>>,
    availability: BTreeMap<&'a AgentId, Vec<&'a Availability>>,
    wishes: BTreeMap<&'a AgentId, Vec<usize>>,
    locked: BTreeMap<&'a AgentId, Vec<usize>>,
    previous: BTreeMap<&'a AgentId, Vec<usize>>,
}

impl<'a> Tables<'a> {
    fn of(problem: &'a RosterProblem) -> Self {
        fn group<'t, T>(rows: &'t [T], agent: impl Fn(&'t T) -> &'t AgentId) -> BTreeMap<&'t AgentId, Vec<usize>> {
            let mut map: BTreeMap<&AgentId, Vec<usize>> = BTreeMap::new();
            for (i, row) in rows.iter().enumerate() {
                map.entry(agent(row)).or_default().push(i);
            }
            map
        }
        let mut availability: BTreeMap<&AgentId, Vec<&Availability>> = BTreeMap::new();
        for row in &problem.availability {
            availability.entry(&row.agent).or_default().push(row);
        }
        Self {
            time_off: group(&problem.time_off, |r| &r.agent),
            availability,
            wishes: group(&problem.preferences, |r| &r.agent),
            locked: group(&problem.locked, |r| &r.agent),
            previous: group(&problem.previous, |r| &r.agent),
        }
    }

    fn of_agent(&self, problem: &'a RosterProblem, agent: &'a crate::domain::people::Agent) -> AgentFacts<'a> {
        let at = |map: &BTreeMap<&AgentId, Vec<usize>>| map.get(&agent.id).cloned().unwrap_or_default();
        AgentFacts {
            away: at(&self.time_off).into_iter().map(|i| problem.time_off[i].when).collect(),
            available: self.availability.get(&agent.id).and_then(|rows| availability_windows(problem, rows)),
            activities: fixed_activities(problem, agent),
            wishes: at(&self.wishes).into_iter().map(|i| &problem.preferences[i]).collect(),
            locked: at(&self.locked).into_iter().map(|i| &problem.locked[i]).collect(),
            previous: at(&self.previous)
                .into_iter()
                .map(|i| &problem.previous[i])
                .filter(|r| r.day < problem.first_day)
                .collect(),
        }
    }
}

/// Leave days of an agent, for the summary.
pub(super) fn leave_count(problem: &RosterProblem, agent: &crate::domain::people::Agent) -> u32 {
    let away: Vec<_> = problem.time_off.iter().filter(|t| t.agent == agent.id).map(|t| t.when).collect();
    leave_days(problem, agent, &away).count_ones()
}

/// The greatest common divisor of the interval and of every time at which coverage can change.
fn grain(problem: &RosterProblem, clock: &Clock, contracts: &[ContractModel], classes: &[Class]) -> i32 {
    let mut grain = clock.interval;
    let mut take = |minutes: i32| grain = gcd(grain, minutes.rem_euclid(clock.interval));
    take(signed(problem.centre.handover.wind_down));
    for contract in contracts {
        for variant in &contract.variants {
            take(variant.length);
            (0..WEEK).for_each(|day| take(variant.start[day]));
        }
        for b in contract.templates.iter().flat_map(|t| &t.breaks) {
            take(b.length);
            b.starts.iter().for_each(|s| take(*s));
        }
    }
    for day in classes.iter().flat_map(|c| &c.days) {
        day.activities.iter().for_each(|a| {
            take(a.start);
            take(a.end);
        });
        day.locked.iter().for_each(|s| {
            take(s.start);
            take(s.end);
        });
    }
    for row in &problem.requirement.rows {
        take(minutes_since(clock.origin, row.start));
    }
    grain.max(1)
}
