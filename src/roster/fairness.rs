//! Fairness over weeks: who has had more weekends, nights, early and late shifts than the team pays for the next one.

use std::collections::BTreeMap;

use crate::domain::burdens::{self, Burdens};
use crate::domain::ids::AgentId;
use crate::domain::roster::RosterProblem;

use super::wishes::WorkedDay;

/// Price of each kind of burden for one agent: weekend, night, early, late.
pub(super) type Rates = [f64; 4];

/// Price of a day worked.
pub(super) fn price(problem: &RosterProblem, rates: &Rates, worked: WorkedDay) -> f64 {
    let burdens = burdens::of_shift(&problem.centre.objective.fairness, worked.date, worked.start, worked.end);
    rates.iter().zip(burdens).filter(|(_, borne)| *borne).map(|(rate, _)| rate).sum()
}

/// The rates of every agent whose count so far stands above the mean of the team, in whole burdens; the others pay nothing.
pub(super) fn rates(problem: &RosterProblem) -> BTreeMap<&AgentId, Rates> {
    let rules = &problem.centre.objective.fairness;
    let prices = [rules.weekend, rules.night, rules.early, rules.late];
    if prices.iter().all(|price| *price <= 0.0) {
        return BTreeMap::new();
    }
    let before = |day| day < problem.first_day;
    let counts = burdens::counts(&problem.previous, problem.centre.zone, rules, before);
    let of = |agent: &AgentId| counts.get(agent).map(Burdens::kinds).unwrap_or_default();
    let mut teams: BTreeMap<&str, ([u32; 4], u32)> = BTreeMap::new();
    for agent in &problem.agents {
        let (sums, members) = teams.entry(&agent.team).or_default();
        sums.iter_mut().zip(of(&agent.id)).for_each(|(sum, count)| *sum += count);
        *members += 1;
    }
    let rates = problem.agents.iter().map(|agent| {
        let (sums, members) = teams.get(agent.team.as_str()).copied().unwrap_or_default();
        let own = of(&agent.id);
        let rate = |kind: usize| {
            let mean = f64::from(sums[kind]) / f64::from(members.max(1));
            prices[kind] * (f64::from(own[kind]) - mean).round().max(0.0)
        };
        (&agent.id, std::array::from_fn(rate))
    });
    rates.collect()
}
