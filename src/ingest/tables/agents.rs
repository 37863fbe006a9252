//! agents.csv: the people, their contract and their skills.

use std::collections::BTreeMap;
use std::path::Path;

use super::names::Names;
use super::queue::only_queue;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::{AgentId, ContractId, QueueId};
use crate::domain::people::{Agent, PersonalTimes, Standing};
use crate::ingest::when;

const OPTIONAL: [&str; 11] = [
    "name",
    "team",
    "skills",
    "roles",
    "valid_from",
    "valid_to",
    "earliest_start",
    "latest_start",
    "latest_end",
    "seniority",
    "points",
];

/// Reads agents.csv, in file order. `skills` may be absent where the centre has one queue.
///
/// Errors: unknown contracts and queues, agents named twice, employment that ends before it begins, no agent at all.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<Agent> {
    let always = ["agent", "contract"];
    let with_skills = ["agent", "contract", "skills"];
    let needed: &[&str] = if only_queue(centre).is_some() { &always } else { &with_skills };
    let columns = Columns { needed, optional: &OPTIONAL };
    let Some(table) = Table::open(path, columns, findings) else { return Vec::new() };
    let lookup = Lookup { centre, contracts: Names::contracts(centre), queues: Names::queues(centre) };

    let mut agents = Vec::new();
    let mut lines: BTreeMap<AgentId, u64> = BTreeMap::new();
    for row in table.rows() {
        let Some(agent) = lookup.agent(&row) else { continue };
        if let Some(first) = lines.get(&agent.id) {
            let message = format!("the agent is already on line {first}");
            row.fault(Code::RowTwice, "agent", || (message, None));
            continue;
        }
        lines.insert(agent.id.clone(), row.line);
        agents.push(agent);
    }
    if agents.is_empty() {
        table.faults.push(Code::NoAgents, || {
            Finding::new(Code::NoAgents, "the table has no usable agent: there is nobody to roster")
                .at(table.faults.whole_file())
        });
    }
    agents
}

/// The agent's own limits of the day; `None` when a cell cannot be read or they leave no room for a shift.
fn times(row: &Row) -> Option<PersonalTimes> {
    let times = PersonalTimes {
        earliest_start: row.clock("earliest_start"),
        latest_start: row.clock("latest_start"),
        latest_end: row.parsed("latest_end", "a clock time such as 17:30, at most 48:00", when::late_clock),
    };
    let unread = row.broken("earliest_start", times.earliest_start.as_ref())
        || row.broken("latest_start", times.latest_start.as_ref())
        || row.broken("latest_end", times.latest_end.as_ref());
    for (column, limit) in [("latest_start", times.latest_start), ("latest_end", times.latest_end)] {
        if times.earliest_start.is_some_and(|from| limit.is_some_and(|to| to < from)) {
            let message = format!("{column} is before earliest_start");
            let hint = "latest_end may pass 24:00: 30:00 is 06:00 of the next day".to_owned();
            row.fault(Code::EndBeforeStart, column, || (message, Some(hint)));
            return None;
        }
    }
    (!unread).then_some(times)
}

/// Years of service and points to bid; `None` when a cell cannot be read.
fn standing(row: &Row) -> Option<Standing> {
    let number = |column| row.unit(column, |n| (n.is_finite() && n >= 0.0).then_some(n));
    let (seniority, points) = (number("seniority"), number("points"));
    let unread = row.broken("seniority", seniority.as_ref()) || row.broken("points", points.as_ref());
    (!unread).then_some(Standing { seniority: seniority.unwrap_or(0.0), points })
}

struct Lookup<'c> {
    centre: &'c Centre,
    contracts: Names<'c>,
    queues: Names<'c>,
}

impl Lookup<'_> {
    fn agent(&self, row: &Row) -> Option<Agent> {
        let id = row.need("agent").map(AgentId::new);
        let contract = row.required("contract", |row, column| row.named(column, &self.contracts)).map(ContractId::new);
        let skills = self.skills(row);
        let (valid_from, valid_to) = (row.date("valid_from"), row.date("valid_to"));
        let dates_broken = row.broken("valid_from", valid_from.as_ref()) || row.broken("valid_to", valid_to.as_ref());
        let reversed = matches!((valid_from, valid_to), (Some(from), Some(to)) if to < from);
        if reversed {
            row.fault(Code::EndBeforeStart, "valid_to", || ("valid_to is before valid_from".to_owned(), None));
        }
        let (times, standing) = (times(row), standing(row));
        let (id, contract, skills) = (id?, contract?, skills?);
        if dates_broken || reversed {
            return None;
        }
        let name = row.text("name").unwrap_or(id.as_str()).to_owned();
        let team = row.text("team").unwrap_or_default().to_owned();
        let roles = row.text("roles").unwrap_or_default().split(';').map(str::trim);
        let roles = roles.filter(|role| !role.is_empty()).map(str::to_owned).collect();
        Some(Agent {
            id,
            name,
            team,
            contract,
            skills,
            roles,
            valid_from,
            valid_to,
            times: times?,
            standing: standing?,
        })
    }

    /// The queues of `a;b;c`, each once, in the order written; `None` when one is unknown or there is none.
    fn skills(&self, row: &Row) -> Option<Vec<QueueId>> {
        let Some(text) = row.text("skills") else {
            return match only_queue(self.centre) {
                Some(only) => Some(vec![only.clone()]),
                None => row.need("skills").map(|_| Vec::new()),
            };
        };
        let mut skills = Vec::new();
        let mut complete = true;
        for skill in text.split(';').map(str::trim).filter(|skill| !skill.is_empty()) {
            if !self.queues.has(skill) {
                complete = false;
                row.fault(Code::NameUnknown, "skills", || (self.queues.unknown(skill), Some(self.queues.hint(skill))));
                continue;
            }
            let queue = QueueId::new(skill);
            if !skills.contains(&queue) {
                skills.push(queue);
            }
        }
        if skills.is_empty() && complete {
            row.fault(Code::CellMissing, "skills", || ("the agent has no queue".to_owned(), None));
        }
        (complete && !skills.is_empty()).then_some(skills)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{centre, places, read_text};
    use super::*;

    fn agents(text: &str) -> (Vec<Agent>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), findings))
    }

    #[test]
    fn skills_keep_their_order_and_names_default_to_the_id() {
        let (agents, findings) = agents("agent,name,team,contract,skills\nA1,,,full,loans;cards;loans\n");
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(agents[0].name, "A1");
        assert_eq!(agents[0].skills, [QueueId::new("loans"), QueueId::new("cards")]);
    }

    #[test]
    fn roles_are_words_between_semicolons() {
        let (agents, findings) = agents("agent,contract,skills,roles\nA1,full,cards,leader; a;\nA2,full,cards,\n");
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(agents[0].roles, ["leader", "a"]);
        assert!(agents[1].roles.is_empty());
    }

    #[test]
    fn every_fault_of_every_row_is_reported() {
        let (agents, findings) = agents(
            "agent,contract,skills,valid_from,valid_to\n\
             A1,full,cards,,\n\
             A1,full,cards,,\n\
             ,ful,card,2026-02-29,\n\
             A2,full,,2026-02-02,2026-02-01\n",
        );
        assert_eq!(agents.len(), 1);
        assert_eq!(
            places(&findings),
            [
                ("T110", 3, "agent"),
                ("T105", 4, "agent"),
                ("T108", 4, "contract"),
                ("T108", 4, "skills"),
                ("T106", 4, "valid_from"),
                ("T105", 5, "skills"),
                ("T109", 5, "valid_to"),
            ]
        );
    }

    #[test]
    fn the_agents_own_limits_of_the_day_may_end_on_the_next() {
        let (read, findings) = agents(
            "agent,contract,skills,earliest_start,latest_start,latest_end\n\
             A1,full,cards,22:00,,30:00\n\
             A2,full,cards,,,\n\
             A3,full,cards,8:00,7:00,50:00\n\
             A4,full,cards,9:00,,8:00\n",
        );
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].times.latest_end.map(crate::domain::time::ClockTime::minutes), Some(1_800));
        assert_eq!(read[1].times, PersonalTimes::default());
        assert_eq!(
            places(&findings),
            [("T106", 4, "latest_end"), ("T109", 4, "latest_start"), ("T109", 5, "latest_end")]
        );
    }

    #[test]
    fn standing_is_nought_and_without_limit_unless_given() {
        let (read, findings) = agents(
            "agent,contract,skills,seniority,points\nA1,full,cards,7.5,10\nA2,full,cards,,\nA3,full,cards,-1,x\n",
        );
        let standing: Vec<Standing> = read.iter().map(|agent| agent.standing).collect();
        assert_eq!(standing, [Standing { seniority: 7.5, points: Some(10.0) }, Standing::default()]);
        assert_eq!(places(&findings), [("T107", 4, "seniority"), ("T106", 4, "points")]);
    }

    #[test]
    fn no_agents_is_an_error() {
        let (_, findings) = agents("agent,name,team,contract,skills\n");
        assert!(findings.has(Code::NoAgents));
    }
}
