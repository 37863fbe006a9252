//! Every row names an agent of agents.csv.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::breach::Breach;
use crate::check::clock::count;
use crate::check::week::Week;
use crate::domain::ids::AgentId;

/// One breach for each unknown agent.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let known: BTreeSet<&AgentId> = week.problem.agents.iter().map(|a| &a.id).collect();
    let mut rows: BTreeMap<&AgentId, usize> = BTreeMap::new();
    for row in week.rows.iter().filter(|r| !known.contains(&r.agent)) {
        *rows.entry(&row.agent).or_default() += 1;
    }
    rows.into_iter()
        .map(|(agent, rows)| {
            Breach::new(format!("{agent} has {} but is not in agents.csv", count(rows, "row")))
                .agent(agent)
                .hint("add the agent to agents.csv or take the rows out")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn a_stranger_in_the_roster_is_refused() {
        let mut case = Case::valid();
        case.duties.push(Duty::new("zoe", 0, "day", 480, "desk"));
        assert_eq!(case.codes(), ["K101"]);
    }
}
