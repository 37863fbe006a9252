//! Agents who are not there: what somebody without leave, wishes or history could work under a contract.

use crate::domain::people::Agent;

use super::class::{AgentFacts, Class, ClassContext, LegalWeeks};
use super::model::{Clock, Demand, Model};

/// Makes the classes of new agents for a model.
pub(super) struct Newcomers<'m, 'a> {
    model: &'m Model<'a>,
    clock: Clock,
    demand: Demand,
}

impl<'m, 'a> Newcomers<'m, 'a> {
    pub(super) fn of(model: &'m Model<'a>) -> Self {
        let clock = Clock::new(model.problem);
        let demand = Demand::new(model.problem, &clock, &model.queues);
        Self { model, clock, demand }
    }

    /// The class of somebody with this agent's contract and skills and nothing else; `None` where the contract or the skills
    /// are unknown.
    pub(super) fn class_like(&self, agent: &Agent) -> Option<Class> {
        let model = self.model;
        let contract_index = model.problem.centre.contracts.iter().position(|c| c.id == agent.contract)?;
        let place = |id| model.queues.iter().position(|queue| queue == id);
        let skills: Vec<usize> = agent.skills.iter().filter_map(place).collect();
        let skills_index = model.skill_sets.iter().position(|set| *set == skills)?;
        let cx = ClassContext {
            problem: model.problem,
            clock: &self.clock,
            demand: &self.demand,
            skill_queues: &skills,
            queue_count: model.queues.len(),
            contract_index,
            skills_index,
            contract: &model.problem.centre.contracts[contract_index],
            model: &model.contracts[contract_index],
            team_rules: &model.team_rules,
        };
        let agent = Agent { valid_from: None, valid_to: None, ..agent.clone() };
        Some(Class::of(&cx, &agent, &AgentFacts::default(), &mut LegalWeeks::default()))
    }
}
