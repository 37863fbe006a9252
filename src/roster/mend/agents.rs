//! One or two more agents of a contract.

use std::collections::BTreeMap;

use crate::domain::ids::{ContractId, QueueId};
use crate::domain::people::Agent;
use crate::roster::class::Class;
use crate::roster::newcomers::Newcomers;
use crate::roster::prices::Prices;
use crate::roster::pricing::{Workspace, best_week};
use crate::roster::tour::Tour;
use crate::roster::trial::Trial;

use super::{Need, Way};

/// Contracts tried, those of most agents first.
const MOST_CONTRACTS: usize = 6;
/// A second agent is told where it gains at least this share of the first one's gain.
const SECOND_WORTH: f64 = 0.5;

/// The contract of which one or two more agents, each on a best legal week with a shift in the shortfall, gain most.
pub(super) fn way<'r, 'a>(need: &Need<'r, 'a>, newcomers: &Newcomers<'_, '_>) -> Option<Way<'r, 'a>> {
    let mut ways: Vec<Way<'r, 'a>> =
        typical(need).into_iter().filter_map(|agent| hired(need, agent, &newcomers.class_like(agent)?)).collect();
    // of equal ways the first
    ways.sort_by(|a, b| a.trial.change.total_cmp(&b.trial.change));
    ways.into_iter().next()
}

/// An agent of each contract with the queue's skill: of the contract's most common skills, the first in the file.
fn typical<'p>(need: &Need<'p, '_>) -> Vec<&'p Agent> {
    let queue = &need.model.queues[need.place.queue];
    let mut kinds: BTreeMap<&ContractId, BTreeMap<&[QueueId], (usize, &Agent)>> = BTreeMap::new();
    for agent in need.model.problem.agents.iter().filter(|agent| agent.skills.contains(queue)) {
        kinds.entry(&agent.contract).or_default().entry(&agent.skills).or_insert((0, agent)).0 += 1;
    }
    let of_contract = |kinds: BTreeMap<&[QueueId], (usize, &'p Agent)>| {
        let all: usize = kinds.values().map(|(number, _)| number).sum();
        let most = kinds.into_values().rev().max_by_key(|(number, _)| *number);
        most.map(|(_, agent)| (all, agent))
    };
    let mut found: Vec<(usize, &Agent)> = kinds.into_values().filter_map(of_contract).collect();
    found.sort_by_key(|(number, agent)| (std::cmp::Reverse(*number), &agent.contract));
    found.into_iter().take(MOST_CONTRACTS).map(|(_, agent)| agent).collect()
}

fn hired<'r, 'a>(need: &Need<'r, 'a>, agent: &Agent, class: &Class) -> Option<Way<'r, 'a>> {
    let first = add(need, class, &Trial::of(need.model, need.pricer, need.state))?;
    let second = add(need, class, &first.0);
    let (trial, tour, number) = match second {
        Some((both, _)) if both.change <= (1.0 + SECOND_WORTH) * first.0.change => (both, first.1, 2),
        _ => (first.0, first.1, 1),
    };
    let here = tour.choices(class).find(|(_, c, _)| c.start < need.to && need.from < c.end);
    let when = here.map_or_else(String::new, |(_, c, _)| format!(", here {}", need.when(c.start, c.end)));
    let words = if number == 2 { "two more agents" } else { "one more agent" };
    let skills: Vec<&str> = agent.skills.iter().map(QueueId::as_str).collect();
    Some(Way {
        kind: "agents",
        text: format!("{words} of contract {}{when}", agent.contract),
        what_if: format!("agents:{}={number} skills={}", agent.contract, skills.join(";")),
        trial,
    })
}

/// The trial with one more agent on the best legal week that has a shift in the shortfall.
fn add<'r, 'a>(need: &Need<'r, 'a>, class: &Class, trial: &Trial<'r, 'a>) -> Option<(Trial<'r, 'a>, Tour)> {
    let mut prices = Prices::new(need.model);
    prices.of_roster(need.model, need.pricer, &trial.coverage, class);
    let mut work = Workspace::default();
    let reaches = |day: &usize| class.days[*day].choices.iter().any(|c| c.start < need.to && need.from < c.end);
    let weeks = (0..class.days.len()).filter(reaches).filter_map(|day| {
        let part = class.reaching(day, (need.from, need.to));
        let (_, tour) = best_week(need.model, &part, &prices, need.pricer.list.hour, &mut || 0.0, &mut work)?;
        let mut more = trial.clone();
        more.week(&part, &tour);
        Some((more, whole(class, &part, tour)?))
    });
    weeks.min_by(|a, b| a.0.change.total_cmp(&b.0.change))
}

/// A tour of a part of the class in the choices of the class itself.
fn whole(class: &Class, part: &Class, mut tour: Tour) -> Option<Tour> {
    for (day, work) in tour.days.iter_mut().enumerate() {
        let Some(work) = work else { continue };
        let choice = part.days[day].choices.get(usize::from(work.choice))?;
        let at = class.days[day].choices.iter().position(|c| c == choice)?;
        work.choice = u16::try_from(at).ok()?;
    }
    Some(tour)
}
