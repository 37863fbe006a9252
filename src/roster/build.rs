//! From the problem to the dense model.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::{Agent, Availability};
use crate::domain::roster::RosterProblem;
use crate::domain::time::days_from;

use super::class::facts::{availability_windows, employed_days, leave_days};
use super::class::locked::{locked_choice, locked_stretches};
use super::class::{AgentFacts, Class, ClassContext, LegalWeeks, gcd};
use super::fairness::{self, Rates};
use super::legality::shifts::{WEEK, minutes_since, signed, templates, variants};
use super::legality::successions::Roles;
use super::model::{Clock, ContractModel, Demand, Model, Remarks};
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::team::{self, TeamRules};
use super::wishes;

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
                let roles = Roles::of(&problem.centre, contract, &templates);
                let counts_nights = contract.limits.counts_nights() && problem.centre.rules.night.is_some();
                ContractModel { templates, variants, roles, counts_nights }
            })
            .collect();
        let team_rules = team::rules(problem, &clock, &demand);
        let placed = place_agents(problem, &clock, &demand, &queues, &contracts, &team_rules);
        let grain = grain(problem, &clock, &contracts, &placed.classes);
        let steps = usize::try_from(clock.interval / grain).unwrap_or(1);
        let mut model = Self {
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
            stands_for: stands_for(&placed.skill_sets, problem.centre.objective.secondary > 0.0),
            skill_sets: placed.skill_sets,
            contracts,
            classes: placed.classes,
            class_of: placed.class_of,
            team_rules,
            remarks: placed.remarks,
            idle_change: placed.idle_change,
            idle_wishes: placed.idle_wishes,
        };
        model.leave_out_impossible();
        model
    }

    /// Classes whose days are legal but whose hours or rests fit no week are left out; one pricing each tells.
    fn leave_out_impossible(&mut self) {
        let prices = Prices::new(self);
        let legal: Vec<bool> = self
            .classes
            .par_iter()
            .map_init(Workspace::default, |work, class| {
                best_week(self, class, &prices, 0.0, &mut || 0.0, work).is_some()
            })
            .collect();
        if legal.iter().all(|legal| *legal) {
            return;
        }
        let mut place = vec![None; legal.len()];
        let mut kept = Vec::with_capacity(legal.len());
        for (index, class) in std::mem::take(&mut self.classes).into_iter().enumerate() {
            if legal[index] {
                place[index] = Some(kept.len());
                kept.push(class);
            } else if !class.rules.may_stay_empty() {
                let members = (0..self.class_of.len()).filter(|agent| self.class_of[*agent] == Some(index));
                self.remarks.without_week.extend(members);
            }
        }
        self.classes = kept;
        for class in &mut self.class_of {
            *class = class.and_then(|index| place[index]);
        }
        self.remarks.without_week.sort_unstable();
    }
}

struct Placed {
    skill_sets: Vec<Vec<usize>>,
    classes: Vec<Class>,
    class_of: Vec<Option<usize>>,
    remarks: Remarks,
    idle_change: f64,
    idle_wishes: f64,
}

fn place_agents(
    problem: &RosterProblem,
    clock: &Clock,
    demand: &Demand,
    queues: &[QueueId],
    contracts: &[ContractModel],
    team_rules: &TeamRules,
) -> Placed {
    let facts = Tables::of(problem);
    let contract_index: BTreeMap<&ContractId, usize> =
        problem.centre.contracts.iter().enumerate().map(|(i, c)| (&c.id, i)).collect();
    let queue_index: BTreeMap<&QueueId, usize> = queues.iter().enumerate().map(|(i, q)| (q, i)).collect();
    let mut skill_sets: Vec<Vec<usize>> = Vec::new();
    let mut classes: Vec<Class> = Vec::new();
    let mut known: BTreeMap<Class, usize> = BTreeMap::new();
    let mut class_of = Vec::with_capacity(problem.agents.len());
    let mut remarks = Remarks::default();
    let mut weeks = LegalWeeks::default();
    let (mut idle_change, mut idle_wishes) = (0.0, 0.0);
    for (index, agent) in problem.agents.iter().enumerate() {
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
            team_rules,
        };
        let facts = facts.of_agent(problem, agent);
        let class = Class::of(&cx, agent, &facts, &mut weeks);
        idle_change += class.idle_change();
        let free = employed_days(problem, agent) & !leave_days(problem, agent, &facts.away);
        idle_wishes += wishes::idle_price(problem, &facts.wishes, free);
        remarks.excused.extend(facts.excused.iter().map(|(span, kind)| (index, *span, *kind)));
        remarks.locked.extend(impossible_locks(&cx, agent, &facts).map(|(date, why)| (index, date, why)));
        if !class.can_work() && !class.rules.may_stay_empty() {
            remarks.without_week.push(index);
        }
        class_of.push(class.can_work().then(|| {
            *known.entry(class.clone()).or_insert_with(|| {
                classes.push(class);
                classes.len() - 1
            })
        }));
    }
    Placed { skill_sets, classes, class_of, remarks, idle_change, idle_wishes }
}

/// The locked days of the week that cannot stay as they are, and why.
fn impossible_locks<'a>(
    cx: &'a ClassContext<'_>,
    agent: &'a Agent,
    facts: &'a AgentFacts<'_>,
) -> impl Iterator<Item = (NaiveDate, &'static str)> + use<'a> {
    let leave = leave_days(cx.problem, agent, &facts.away);
    let employed = employed_days(cx.problem, agent);
    days_from(cx.problem.first_day, WEEK).enumerate().filter_map(move |(day, date)| {
        let stretches = locked_stretches(cx, facts, date);
        let why = if stretches.is_empty() {
            return None;
        } else if leave >> day & 1 == 1 {
            "the agent is on leave that day"
        } else if employed >> day & 1 == 0 {
            "the agent is not employed that day"
        } else {
            locked_choice(cx, facts, date, &stretches, day).err()?
        };
        Some((date, why))
    })
}

/// Rows of the tables by agent.
struct Tables<'a> {
    time_off: BTreeMap<&'a AgentId, Vec<usize>>,
    availability: BTreeMap<&'a AgentId, Vec<&'a Availability>>,
    wishes: BTreeMap<&'a AgentId, Vec<usize>>,
    locked: BTreeMap<&'a AgentId, Vec<usize>>,
    previous: BTreeMap<&'a AgentId, Vec<usize>>,
    fairness: BTreeMap<&'a AgentId, Rates>,
    kept: BTreeMap<&'a AgentId, Vec<usize>>,
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
            fairness: fairness::rates(problem),
            kept: group(&problem.keep, |r| &r.agent),
        }
    }

    fn of_agent(&self, problem: &'a RosterProblem, agent: &'a Agent) -> AgentFacts<'a> {
        let at = |map: &BTreeMap<&AgentId, Vec<usize>>| map.get(&agent.id).cloned().unwrap_or_default();
        AgentFacts {
            away: at(&self.time_off).into_iter().map(|i| problem.time_off[i].when).collect(),
            times: agent.times,
            available: self.availability.get(&agent.id).and_then(|rows| availability_windows(problem, rows)),
            activities: Vec::new(),
            excused: Vec::new(),
            wishes: at(&self.wishes).into_iter().map(|i| &problem.preferences[i]).collect(),
            locked: at(&self.locked).into_iter().map(|i| &problem.locked[i]).collect(),
            previous: at(&self.previous)
                .into_iter()
                .map(|i| &problem.previous[i])
                .filter(|r| r.day < problem.first_day)
                .collect(),
            fairness: self.fairness.get(&agent.id).copied().unwrap_or_default(),
            night_end: None,
            rest_owed: None,
            kept: at(&self.kept)
                .into_iter()
                .map(|i| &problem.keep[i])
                .filter(|r| days_from(problem.first_day, WEEK).any(|day| day == r.day))
                .collect(),
        }
        .sorted_out(problem, agent)
    }
}

/// Leave days of an agent, for the summary.
pub(super) fn leave_count(problem: &RosterProblem, agent: &Agent) -> u32 {
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

/// By set of queues, the first that can stand for it; see [`Model::stands_for`].
fn stands_for(skill_sets: &[Vec<usize>], order_counts: bool) -> Vec<usize> {
    let sorted = |set: &[usize]| {
        let mut queues = set.to_vec();
        queues.sort_unstable();
        queues
    };
    let first = |set: &Vec<usize>| skill_sets.iter().position(|other| !order_counts && sorted(other) == sorted(set));
    skill_sets.iter().enumerate().map(|(at, set)| first(set).unwrap_or(at)).collect()
}
