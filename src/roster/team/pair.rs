//! Pairs of preferences.csv: shifts on the same days as a colleague's, or on other days. A wish, so its price is that of a wish.

use std::collections::BTreeMap;

use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Preference, Wish};
use crate::domain::roster::RosterProblem;

use super::{TeamRule, Watch};
use crate::roster::legality::week::DayMask;
use crate::roster::wishes::free_days;

/// Two agents whose days are to be the same, or to differ.
struct Pair {
    agents: [AgentId; 2],
    apart: bool,
    /// Days on which both are employed and not on leave.
    free: DayMask,
    price: f64,
}

/// The pairs whose agents are both of this problem.
pub(super) fn rules(problem: &RosterProblem) -> Vec<Box<dyn TeamRule>> {
    let is_pair = |p: &&Preference| matches!(p.wish, Wish::With(_) | Wish::Apart(_));
    let mut pairs = problem.preferences.iter().filter(is_pair).peekable();
    if pairs.peek().is_none() {
        return Vec::new();
    }
    let free = free_days(problem);
    pairs.filter_map(|p| pair(problem, &free, p)).map(|pair| Box::new(pair) as Box<dyn TeamRule>).collect()
}

fn pair(problem: &RosterProblem, free: &BTreeMap<&AgentId, DayMask>, preference: &Preference) -> Option<Pair> {
    let (other, apart) = match &preference.wish {
        Wish::With(other) => (other, false),
        Wish::Apart(other) => (other, true),
        _ => return None,
    };
    Some(Pair {
        free: free.get(&preference.agent)? & free.get(other)?,
        agents: [preference.agent.clone(), other.clone()],
        apart,
        price: problem.centre.objective.preference * preference.weight,
    })
}

impl TeamRule for Pair {
    fn counts(&self, agent: &Agent) -> bool {
        self.agents.contains(&agent.id)
    }

    fn watch(&self) -> Watch {
        Watch::Days
    }

    fn lack_on_day(&self, day: usize, starting: i32) -> i32 {
        let against = if self.apart { starting > 1 } else { starting == 1 };
        i32::from(against && self.free >> day & 1 == 1)
    }

    fn soft_price(&self) -> Option<f64> {
        Some(self.price)
    }

    fn asks(&self) -> String {
        let [one, other] = &self.agents;
        if self.apart { format!("{one} on no day of {other}") } else { format!("{one} on the days of {other}") }
    }

    fn lack_text(&self, _: f64) -> String {
        "the wish is not met".to_owned()
    }
}
