//! A centre and its people with the changes of a variant made.

use std::collections::BTreeMap;

use crate::domain::centre::{BreakRule, Centre};
use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::{Activity, Agent, PersonalTimes, Standing};
use crate::domain::units::Minutes;
use crate::domain::what_if::{Change, Variant};

/// Makes the changes. Names are those of the centre: [`super::parse`] sees to that.
pub fn apply(variant: &Variant, centre: &mut Centre, agents: &mut Vec<Agent>) {
    for change in &variant.changes {
        match change {
            Change::Agents { contract, count, skills } => hire(agents, contract, *count, skills.as_deref()),
            Change::Start { shift, start } => {
                for template in centre.shifts.iter_mut().filter(|s| s.id == *shift) {
                    template.starts.push(*start);
                    template.starts.sort_unstable();
                    template.starts.dedup();
                }
            }
            Change::Window { shift, kind, widened } => {
                for template in centre.shifts.iter_mut().filter(|s| s.id == *shift) {
                    let longest = template.lengths.iter().max().copied().unwrap_or_default();
                    template.breaks.iter_mut().filter(|b| b.kind == *kind).for_each(|b| widen(b, *widened, longest));
                }
            }
            Change::Hours { contract, minutes } => {
                for contract in centre.contracts.iter_mut().filter(|c| c.id == *contract) {
                    let most = i64::from(contract.weekly.1.get()).saturating_add(*minutes);
                    let most = Minutes::new(u32::try_from(most.max(0)).unwrap_or(u32::MAX));
                    contract.weekly = (contract.weekly.0.min(most), most);
                }
            }
            Change::Days { contract, days } => {
                for contract in centre.contracts.iter_mut().filter(|c| c.id == *contract) {
                    let most = (i64::from(contract.days_per_week.1) + days).clamp(0, 7);
                    let most = u8::try_from(most).unwrap_or(7);
                    contract.days_per_week = (contract.days_per_week.0.min(most), most);
                }
            }
        }
    }
}

/// More agents like a typical one of the contract: of its most common skills and team, the first in the file.
fn hire(agents: &mut Vec<Agent>, contract: &ContractId, count: u32, skills: Option<&[QueueId]>) {
    let own = || agents.iter().filter(|agent| agent.contract == *contract);
    let mut common: BTreeMap<(&[QueueId], &str), usize> = BTreeMap::new();
    for agent in own() {
        *common.entry((&agent.skills, &agent.team)).or_default() += 1;
    }
    let number = |agent: &&Agent| common.get(&(agent.skills.as_slice(), agent.team.as_str())).copied().unwrap_or(0);
    let most = own().map(|agent| number(&agent)).max().unwrap_or(0);
    let typical = own().find(|agent| number(agent) == most);
    let team = typical.map_or_else(String::new, |agent| agent.team.clone());
    let skills = skills.or(typical.map(|agent| agent.skills.as_slice())).unwrap_or_default().to_vec();
    let mut next = 1..;
    for _ in 0..count {
        let free = next.by_ref().map(|n: u32| format!("{contract}+{n}"));
        let Some(id) = free.into_iter().find(|id| agents.iter().all(|agent| agent.id.as_str() != id)) else { return };
        agents.push(Agent {
            id: AgentId::new(&id),
            name: id,
            team: team.clone(),
            contract: contract.clone(),
            skills: skills.clone(),
            valid_from: None,
            valid_to: None,
            times: PersonalTimes::default(),
            standing: Standing::default(),
            roles: Vec::new(),
        });
    }
}

/// Adds starts before the first and after the last, in the step that the window has (its length's, where it has one start).
fn widen(rule: &mut BreakRule, (earlier, later): (u32, u32), longest: Minutes) {
    let (Some(first), Some(last)) = (rule.starts.first().copied(), rule.starts.last().copied()) else { return };
    let steps = rule.starts.windows(2).map(|pair| pair[1].get().saturating_sub(pair[0].get()));
    let step = steps.filter(|step| *step > 0).min().unwrap_or(if rule.kind == Activity::Meal { 30 } else { 15 });
    let before = (1..).map(|n| step * n).take_while(|m| *m <= earlier && *m <= first.get()).map(|m| first.get() - m);
    let end = longest.get().saturating_sub(rule.length.get());
    let after = (1..).map(|n| step * n).take_while(|m| *m <= later && last.get() + m <= end).map(|m| last.get() + m);
    let added: Vec<Minutes> = before.chain(after).map(Minutes::new).collect();
    rule.starts.extend(added);
    rule.starts.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meal(starts: &[u32]) -> BreakRule {
        let starts = starts.iter().map(|m| Minutes::new(*m)).collect();
        BreakRule { kind: Activity::Meal, length: Minutes::new(30), paid: false, starts }
    }

    fn widened(starts: &[u32], by: (u32, u32)) -> Vec<u32> {
        let mut rule = meal(starts);
        widen(&mut rule, by, Minutes::new(300));
        rule.starts.iter().map(|m| m.get()).collect()
    }

    #[test]
    fn a_window_grows_in_its_own_step_and_stays_inside_the_shift() {
        assert_eq!(widened(&[120, 135], (30, 15)), [90, 105, 120, 135, 150]);
        assert_eq!(widened(&[30], (60, 0)), [0, 30]);
        assert_eq!(widened(&[240], (0, 90)), [240, 270]);
        assert_eq!(widened(&[120, 135], (10, 0)), [120, 135]);
    }

    #[test]
    fn added_agents_are_like_the_typical_one_and_have_new_names() {
        let agent = |id: &str, skill: &str| Agent {
            id: AgentId::new(id),
            name: id.into(),
            team: "red".into(),
            contract: ContractId::new("part"),
            skills: vec![QueueId::new(skill)],
            valid_from: None,
            valid_to: None,
            times: PersonalTimes::default(),
            standing: Standing::default(),
            roles: Vec::new(),
        };
        let mut agents = vec![agent("a", "x"), agent("part+2", "y"), agent("c", "y")];
        hire(&mut agents, &ContractId::new("part"), 2, None);
        let told: Vec<_> = agents[3..].iter().map(|a| (a.id.as_str(), a.skills[0].as_str())).collect();
        assert_eq!(told, [("part+1", "y"), ("part+3", "y")]);
        hire(&mut agents, &ContractId::new("part"), 1, Some(&[QueueId::new("x")]));
        assert_eq!(agents[5].skills[0].as_str(), "x");
    }
}
