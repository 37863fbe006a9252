//! Which rules of one agent exclude each other.
//!
//! In a copy of the problem that holds this agent alone, rules are lifted one after the other as long as there is still no
//! legal week. What is left contradicts itself, and no part of it does.

use chrono::Datelike;

use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::people::{Agent, PlannedActivity};
use crate::domain::roster::RosterProblem;
use crate::domain::time::add_days;
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Model;

use super::rule::{Of, Part, Rule, parts, smallest, weekdays, words};

/// Agents whose clash is looked into; those beyond are named with their contract alone.
const MOST_EXPLAINED: usize = 50;

/// A finding on each agent without a legal week.
pub(super) fn of_agents(model: &Model<'_>) -> Vec<Finding> {
    let agents = model.remarks.without_week.iter().enumerate();
    agents.map(|(nth, agent)| finding(model.problem, &model.problem.agents[*agent], nth < MOST_EXPLAINED)).collect()
}

fn finding(problem: &RosterProblem, agent: &Agent, explain: bool) -> Finding {
    let Agent { id, contract: contract_id, .. } = agent;
    let mut message = format!("{id} has no legal week under contract {contract_id} and gets no shift");
    let mut hint = "change one of these, or take the agent out of agents.csv".to_owned();
    if explain && problem.centre.contract(contract_id).is_some() {
        let alone = alone(problem, agent);
        let rules = clash(&alone);
        let enough: Vec<Part> =
            rules.iter().filter(|part| has_week(&alone, std::slice::from_ref(part))).cloned().collect();
        let why = if rules.is_empty() {
            hint = "give the contract shifts in the catalogue whose breaks fit into them".into();
            "the catalogue has no shift that the contract may work".to_owned()
        } else {
            if enough.is_empty() {
                hint = "change more than one rule: others clash as well once one of these is changed".into();
            } else if enough.len() < rules.len() {
                hint = format!("it is enough to change this: {}", words(&alone, &enough));
            }
            format!("these cannot hold together: {}", words(&alone, &rules))
        };
        message = format!("{message}: {why} (a shift is possible on {})", possible_days(&alone));
    }
    Finding::new(Code::NoLegalWeek, message).hint(hint).agent(id)
}

/// The problem of one agent.
fn alone(problem: &RosterProblem, agent: &Agent) -> RosterProblem {
    let id = &agent.id;
    let mut centre = problem.centre.clone();
    centre.contracts.retain(|c| c.id == agent.contract);
    RosterProblem {
        centre,
        first_day: problem.first_day,
        requirement: problem.requirement.clone(),
        curves: Vec::new(),
        agents: vec![agent.clone()],
        time_off: problem.time_off.iter().filter(|t| t.agent == *id).cloned().collect(),
        allowances: Vec::new(),
        availability: problem.availability.iter().filter(|a| a.agent == *id).cloned().collect(),
        activities: problem
            .activities
            .iter()
            .filter(|a| matches!(a, PlannedActivity::Fixed { agent, .. } if agent == id))
            .cloned()
            .collect(),
        preferences: Vec::new(),
        locked: problem.locked.iter().filter(|r| r.agent == *id).cloned().collect(),
        // the earliest row of all tells how far back the days before are known
        previous: {
            let earliest = problem.previous.iter().map(|r| r.day).min();
            problem.previous.iter().filter(|r| r.agent == *id || Some(r.day) == earliest).cloned().collect()
        },
        keep: Vec::new(),
        start: Vec::new(),
    }
}

/// Whether the one agent of the problem has a legal week once these parts are lifted.
fn has_week(problem: &RosterProblem, lifted: &[Part]) -> bool {
    let mut problem = problem.clone();
    for part in lifted {
        part.lift(&mut problem);
    }
    let model = Model::new(&problem);
    model.class_of.iter().all(Option::is_some)
}

/// The rules of an agent that exclude what `legal` asks of a week: a set none of which can be missed; empty when even without any
/// rule there is no such week.
pub(in crate::roster) fn standing_against(
    problem: &RosterProblem,
    agent: &Agent,
    legal: &dyn Fn(&Model<'_>) -> bool,
) -> Vec<String> {
    let alone = alone(problem, agent);
    let holds = |lifted: &[Part]| {
        let mut problem = alone.clone();
        for part in lifted {
            part.lift(&mut problem);
        }
        legal(&Model::new(&problem))
    };
    let groups = groups(&alone);
    if !holds(&groups.concat()) {
        return Vec::new();
    }
    let against = smallest(&groups, &|lifted| !holds(lifted));
    let of_rule = |rule: &Rule| against.iter().filter(|part| part.rule == *rule).cloned().collect::<Vec<_>>();
    let named = Rule::ALL.iter().rev().map(of_rule).filter(|parts| !parts.is_empty());
    named.map(|parts| words(&alone, &parts)).collect()
}

/// Every rule that one agent's problem has, in the order in which they are lifted.
fn groups(problem: &RosterProblem) -> Vec<Vec<Part>> {
    Rule::ALL.into_iter().map(|rule| parts(problem, rule, &Of::All)).collect()
}

/// The rules that exclude each other, for a problem of one agent who has no legal week; empty when no shift of the catalogue
/// fits at all.
fn clash(problem: &RosterProblem) -> Vec<Part> {
    let mut rules = smallest(&groups(problem), &|lifted| !has_week(problem, lifted));
    rules.sort_by_key(|part| std::cmp::Reverse(Rule::ALL.iter().position(|rule| *rule == part.rule)));
    rules
}

/// The days on which the agent could work some shift, whatever the week as a whole must keep.
fn possible_days(problem: &RosterProblem) -> String {
    let mut problem = problem.clone();
    for rule in Rule::OF_THE_WEEK {
        Part { rule, of: Of::All, day: None }.lift(&mut problem);
    }
    let model = Model::new(&problem);
    let can = model.classes.first().map_or(0, |class| class.rules.can);
    let days = (0..WEEK).filter(|day| can >> day & 1 == 1);
    weekdays(days.map(|day| add_days(problem.first_day, i64::try_from(day).unwrap_or(0)).weekday()))
}
