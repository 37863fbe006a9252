//! Leave against its allowances: leave is given and stays, but a day with more of it than planned should be seen.

use std::collections::BTreeMap;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Away};
use crate::domain::roster::RosterProblem;
use crate::domain::time::days_from;
use crate::roster::class::facts::leave_days;
use crate::roster::legality::shifts::WEEK;
use crate::roster::legality::week::DayMask;
use crate::roster::model::Model;

/// One finding for each day of the week and each allowance that the leave of the day exceeds.
pub(super) fn beyond_allowance(model: &Model<'_>, findings: &mut Findings) {
    let problem = model.problem;
    if problem.allowances.is_empty() {
        return;
    }
    let leave = leave_by_agent(problem);
    for (day, date) in days_from(problem.first_day, WEEK).enumerate() {
        for allowance in problem.allowances.iter().filter(|a| (a.from..=a.to).contains(&date)) {
            let of_team = |agent: &&Agent| allowance.team.as_ref().is_none_or(|team| agent.team == *team);
            let away = |agent: &&Agent| leave.get(&agent.id).is_some_and(|days| days >> day & 1 == 1);
            let names: Vec<&str> = problem.agents.iter().filter(of_team).filter(away).map(|a| a.id.as_str()).collect();
            let most = usize::try_from(allowance.max_away.get()).unwrap_or(usize::MAX);
            if names.len() <= most {
                continue;
            }
            let whose = allowance.team.as_ref().map_or_else(|| "all agents".to_owned(), |team| format!("team {team}"));
            let message = format!(
                "{} of {whose} are on leave on {date}, {} may be: {}",
                names.len(),
                allowance.max_away,
                names.join(", ")
            );
            let hint = "move a leave in time_off.csv, or raise max_away in allowances.csv";
            findings.push(Finding::new(Code::LeaveBeyondAllowance, message).hint(hint).day(date));
        }
    }
}

/// The leave days of everyone with rows in time_off.csv.
fn leave_by_agent(problem: &RosterProblem) -> BTreeMap<&AgentId, DayMask> {
    let mut away: BTreeMap<&AgentId, Vec<Away>> = BTreeMap::new();
    for row in &problem.time_off {
        away.entry(&row.agent).or_default().push(row.when);
    }
    let known = problem.agents.iter().filter_map(|agent| Some((agent, away.get(&agent.id)?)));
    known.map(|(agent, away)| (&agent.id, leave_days(problem, agent, away))).collect()
}
