//! Which rules of several agents together keep `min_agents_present` or `min_across` from holding.
//!
//! The people who could ever be at work at the time that lacks, and the times for which there is nobody but them, are a small
//! problem of their own: when it has no roster, neither has the whole. In it rules of people and contracts are lifted until
//! a smallest set is left that still clashes. That a small problem has a roster is shown by one; that it has none is what a
//! search that looks at nothing else does not find.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::domain::findings::Finding;
use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::{Agent, PlannedActivity};
use crate::domain::roster::RosterProblem;
use crate::roster::coverage::{PriceList, Pricer};
use crate::roster::model::Model;
use crate::roster::newcomers::Newcomers;
use crate::roster::search::Searcher;
use crate::roster::state::State;
use crate::roster::tour::borders;

use super::rule::{Of, Part, Rule, parts, smallest, words};
use super::runs::Run;

/// People above which a clash is not looked into: it would take too long, and tell too much.
const MOST_PEOPLE: usize = 16;
/// Sweeps and moves of the search that decides whether the small problem has a roster.
const SWEEPS: usize = 6;
const MOVES: usize = 200;
/// Share of the price by which its moves may go back.
const MARGIN: f64 = 0.05;

/// Which of the two rules about several agents lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Presence,
    Across,
}

/// The finding with the smallest set of rules that clash with the lack, where it can be told.
pub(super) fn told(model: &Model<'_>, lack: Lack, run: &Run, finding: Finding) -> Option<Finding> {
    let whose = People::at(model, lack, run.at);
    if whose.ids.is_empty() || whose.ids.len() > MOST_PEOPLE {
        return None;
    }
    let problem = whose.problem(model.problem);
    let groups = groups(&problem);
    let clashes = |lifted: &[Part]| !has_roster(&problem, &whose.slots, lifted);
    let all: Vec<Part> = groups.iter().flatten().cloned().collect();
    if !clashes(&[]) || clashes(&all) {
        return None;
    }
    let rules = smallest(&groups, &clashes);
    let enough: Vec<Part> = rules.iter().filter(|part| !clashes(std::slice::from_ref(part))).cloned().collect();
    let people: Vec<&str> = whose.ids.iter().map(AgentId::as_str).collect();
    let asked = match lack {
        Lack::Presence => format!("min_agents_present = {}", problem.centre.min_agents_present),
        Lack::Across => format!("min_across = {}", problem.centre.handover.min_across),
    };
    let message = format!(
        "these cannot hold together: {asked}; {} (nobody but {} could be there)",
        words(&problem, &rules),
        people.join(", ")
    );
    let hint = if enough.len() == rules.len() {
        "change one of these".to_owned()
    } else if enough.is_empty() {
        "change more than one rule: others clash too once one of these is changed".to_owned()
    } else {
        format!("it is enough to change one of these: {}", words(&problem, &enough))
    };
    Some(Finding { message, hint: Some(hint), ..finding })
}

/// Those who could be there under their contracts, and the slots for which there is nobody else.
struct People {
    ids: BTreeSet<AgentId>,
    slots: Vec<bool>,
}

impl People {
    /// Whatever leave, locks or hours say: `at` is in reach of somebody's contract.
    fn at(model: &Model<'_>, lack: Lack, at: usize) -> Self {
        let newcomers = Newcomers::of(model);
        let mut kinds: BTreeMap<(&ContractId, &[QueueId]), Vec<bool>> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        let mut slots = vec![true; model.slots];
        for (index, agent) in model.problem.agents.iter().enumerate() {
            if model.remarks.without_week.contains(&index) {
                // a clash of its own
                continue;
            }
            let kind = kinds.entry((&agent.contract, &agent.skills));
            let reached = kind.or_insert_with(|| reached(model, &newcomers, lack, agent));
            if reached.get(at).copied().unwrap_or(false) {
                ids.insert(agent.id.clone());
            } else {
                slots.iter_mut().zip(reached.iter()).for_each(|(own, others)| *own &= !others);
            }
        }
        Self { ids, slots }
    }

    /// The problem of these people, with nothing in it that a price could say.
    fn problem(&self, whole: &RosterProblem) -> RosterProblem {
        let mut problem = whole.clone();
        problem.agents.retain(|agent| self.ids.contains(&agent.id));
        problem.preferences.clear();
        problem.keep.clear();
        problem.activities.retain(|row| matches!(row, PlannedActivity::Fixed { .. }));
        problem
    }
}

fn reached(model: &Model<'_>, newcomers: &Newcomers<'_, '_>, lack: Lack, agent: &Agent) -> Vec<bool> {
    let mut reached = vec![false; model.slots];
    let class = newcomers.class_like(agent);
    for choice in class.iter().flat_map(|c| &c.days).flat_map(|d| &d.choices) {
        let slots = match lack {
            Lack::Across => borders(model, choice),
            Lack::Presence => model.slot_of(choice.start)..(model.slot_of(choice.end - 1) + 1).min(model.slots),
        };
        reached[slots].fill(true);
    }
    reached
}

/// Rules to be lifted, group by group: those of contracts, then those of people.
fn groups(problem: &RosterProblem) -> Vec<Vec<Part>> {
    let contracts: BTreeSet<&ContractId> = problem.agents.iter().map(|agent| &agent.contract).collect();
    let of_rule = |rule: Rule| -> Vec<Part> {
        if rule == Rule::OpeningHours {
            return Vec::new();
        }
        if rule.is_of_contract() {
            return contracts.iter().flat_map(|id| parts(problem, rule, &Of::Contract((*id).clone()))).collect();
        }
        problem.agents.iter().flat_map(|agent| parts(problem, rule, &Of::Agent(agent.id.clone()))).collect()
    };
    Rule::ALL.into_iter().map(of_rule).collect()
}

/// Whether a roster is found that keeps both rules in these slots once the parts are lifted.
fn has_roster(problem: &RosterProblem, slots: &[bool], lifted: &[Part]) -> bool {
    let mut problem = problem.clone();
    for part in lifted {
        part.lift(&mut problem);
    }
    let model = Model::new(&problem);
    let mut pricer = Pricer::new(&model);
    pricer.list = PriceList { under: vec![(1.0, 0.0)], over: 0.0, hour: 0.0, secondary: 0.0, own: Vec::new() };
    pricer.ask_only(|slot| slots.get(slot).copied().unwrap_or(false));
    let mut state = State::empty(&model, &pricer);
    let mut searcher = Searcher::new(&model, &pricer);
    let keeps = |state: &State| state.coverage.hard_price(&pricer) <= 0.0;
    searcher.construct(&mut state, &|| false);
    for _ in 0..SWEEPS {
        if keeps(&state) || searcher.sweep(&mut state, &|| false) <= 0.0 {
            break;
        }
    }
    if !keeps(&state) {
        searcher.travel(&mut state, &mut ChaCha8Rng::seed_from_u64(1), MOVES, MARGIN, &|| false);
    }
    keeps(&state)
}
