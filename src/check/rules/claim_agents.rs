//! Days, leave, hours and wishes of every agent are what the published files give.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::claims::differ;
use crate::check::breach::Breach;
use crate::check::cost::Recomputed;
use crate::check::week::Week;
use crate::domain::ids::AgentId;
use crate::domain::roster::{AgentHours, RosterSummary, WishAnswer};

/// One breach for each agent whose line differs, is missing or too many.
pub(super) fn breaches(_: &Week<'_>, summary: &RosterSummary, files: &Recomputed) -> Vec<Breach> {
    let mut claimed: BTreeMap<&str, &AgentHours> = summary.agents.iter().map(|a| (a.agent.as_str(), a)).collect();
    let mut breaches = Vec::new();
    let mut answers: BTreeMap<&str, Vec<&WishAnswer>> = BTreeMap::new();
    summary.wishes.iter().for_each(|answer| answers.entry(&answer.agent).or_default().push(answer));
    for (fact, (_, days)) in files.agents.iter().zip(&files.wishes) {
        let mut wrong = match claimed.remove(fact.agent.as_str()) {
            Some(claim) => differences(claim, fact),
            None => vec!["no line".to_owned()],
        };
        let own = answers.remove(fact.agent.as_str()).unwrap_or_default();
        // the answers may be left out altogether
        if !summary.wishes.is_empty() && !are_true(&own, days) {
            wrong.push("the answers to the wishes are not those of the roster".to_owned());
        }
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

/// Whether each answer tells the days that are against its wish.
fn are_true(claims: &[&WishAnswer], days: &[Vec<NaiveDate>]) -> bool {
    let is_true =
        |(claim, days): (&&WishAnswer, &Vec<NaiveDate>)| claim.against == *days && claim.granted == days.is_empty();
    claims.len() == days.len() && claims.iter().zip(days).all(is_true)
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
    use super::WishAnswer;
    use crate::check::testkit::Case;
    use crate::domain::ids::AgentId;
    use crate::domain::people::{Preference, Wish};

    #[test]
    fn a_false_a_missing_and_an_invented_agent_are_refused() {
        let case = Case::valid();
        assert_eq!(case.codes_claiming(|s| s.agents[0].paid_hours += 1.0), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[3].leave_days = 2), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[1].wishes = (1, 1)), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents.truncate(3)), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.agents[0].agent = "zoe".into()), ["K605"]);
    }

    #[test]
    fn a_false_answer_to_a_wish_is_refused() {
        let mut case = Case::valid();
        let monday = case.day(0);
        let (agent, wish) = (AgentId::new("ann"), Wish::DayOff(monday));
        case.problem.preferences.push(Preference { agent, wish, weight: 1.0 });
        let answer = |granted: bool| WishAnswer {
            agent: "ann".into(),
            wish: "off".into(),
            granted,
            against: if granted { Vec::new() } else { vec![monday] },
            reason: String::new(),
        };
        assert_eq!(case.codes_claiming(|s| s.wishes = vec![answer(true)]), ["K605"]);
        assert_eq!(case.codes_claiming(|s| s.wishes = vec![answer(false)]), [""; 0]);
    }
}
