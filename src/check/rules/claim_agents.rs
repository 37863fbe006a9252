//! Days, leave, hours and wishes of every agent are what the published files give.

use std::collections::BTreeMap;

use super::claims::differ;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::ids::AgentId;
use crate::domain::roster::{AgentHours, RosterSummary};

/// One breach for each agent whose line differs, is missing or too many.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let mut claimed: BTreeMap<&str, &AgentHours> = summary.agents.iter().map(|a| (a.agent.as_str(), a)).collect();
    let mut breaches = Vec::new();
    for fact in &files.agents {
        let wrong = match claimed.remove(fact.agent.as_str()) {
            Some(claim) => differences(claim, fact),
            None => vec!["no line".to_owned()],
        };
        if !wrong.is_empty() {
            let text = format!("agent {}: {}", fact.agent, wrong.join("; "));
            breaches.push(Breach::new(text).agent(&AgentId::new(&fact.agent)));
        }
    }
    for unknown in claimed.into_keys() {
        let text = format!("agent {unknown}: a line for somebody who is not in agents.csv");
        breaches.push(Breach::new(text).agent(&AgentId::new(unknown)));
    }
    breaches
}

fn differences(claim: &AgentHours, fact: &AgentHours) -> Vec<String> {
    let figures = |a: &AgentHours| {
        [
            ("days", f64::from(a.days)),
            ("leave_days", f64::from(a.leave_days)),
            ("paid_hours", a.paid_hours),
            ("minimum_hours", a.minimum_hours),
            ("maximum_hours", a.maximum_hours),
            ("wishes met", f64::from(a.wishes.0)),
            ("wishes asked", f64::from(a.wishes.1)),
        ]
    };
    figures(claim)
        .into_iter()
        .zip(figures(fact))
        .filter(|((_, claim), (_, fact))| differ(*claim, *fact))
        .map(|((name, claim), (_, fact))| format!("{name}: claimed {claim}, the files give {fact}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_false_a_missing_and_an_invented_agent_are_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.agents[0].paid_hours += 1.0), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[3].leave_days = 2), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[1].wishes = (1, 1)), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents.truncate(3)), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[0].agent = "zoe".into()), ["K605"]);
    }
}
