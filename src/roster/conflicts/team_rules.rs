//! Rules about several agents at once: where nobody could keep them, and where the roster found does not.

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::roster::legality::shifts::WEEK;
use crate::roster::model::Model;
use crate::roster::state::State;
use crate::roster::team::tally::{Lack, Tally};
use crate::roster::team::{TeamRule, Watch};

use super::presence::{day, push_places};
use super::reach::Reach;
use super::runs::{joined, time_of};

/// Most people named.
const MOST_NAMES: usize = 8;

/// Times at which fewer agents could be there than a rule asks. A rule about moments is not judged ahead: whom breaks and
/// starts leave there only a roster tells.
pub(super) fn lacking(model: &Model<'_>, reach: &Reach, findings: &mut Findings) {
    for (index, rule) in model.team_rules.iter().enumerate().filter(|(_, rule)| rule.soft_price().is_none()) {
        let crew = |class: usize| model.classes[class].team_rules.contains(&index);
        let tally = match rule.watch() {
            Watch::AtWork => {
                let minutes = |slot| i32::try_from(reach.present_of(slot, &crew)).unwrap_or(i32::MAX);
                let carried = Tally::carried(model, rule.as_ref());
                let at_work = (0..model.slots).zip(carried.at_work).map(|(slot, c)| c.saturating_add(minutes(slot)));
                Tally { at_work: at_work.collect(), ..Tally::default() }
            }
            Watch::Days => Tally { starting: could_start(model, &crew), ..Tally::default() },
            Watch::Moments => continue,
        };
        let hint = "give the role to more agents, give them shifts at that time, or narrow the rule's hours";
        told(model, rule.as_ref(), &tally.lacks(model, rule.as_ref()), findings, |text| {
            Finding::new(Code::PresenceImpossible, format!("{} cannot be kept: {text}", rule.asks())).hint(hint)
        });
    }
}

/// Where the roster found breaks a rule.
pub(super) fn left_over(model: &Model<'_>, state: &State, findings: &mut Findings) {
    let hard = |rule: &dyn TeamRule| rule.soft_price().is_none();
    for (rule, tally) in model.team_rules.iter().zip(&state.coverage.teams).filter(|(rule, _)| hard(rule.as_ref())) {
        let hint = "give the search more time, more agents shifts at that time, or lower the rule";
        told(model, rule.as_ref(), &tally.lacks(model, rule.as_ref()), findings, |text| {
            Finding::new(Code::HardRuleNotKept, format!("no roster found keeps {}: {text}", rule.asks())).hint(hint)
        });
    }
}

/// One finding for each run of slots, or for each day.
fn told(
    model: &Model<'_>,
    rule: &dyn TeamRule,
    lacks: &[Lack],
    findings: &mut Findings,
    finding: impl Fn(String) -> Finding,
) {
    let who = names(model, rule);
    push_places(findings, &joined(lacks.iter().map(|lack| (lack.slot, lack.agents))), |run| {
        let when = match rule.watch() {
            Watch::Days => day(model, run).to_string(),
            Watch::AtWork | Watch::Moments => time_of(model, run),
        };
        finding(format!("{when} {} ({who})", rule.lack_text(run.worst))).day(day(model, run))
    });
}

/// `ann, bob and 3 more`.
fn names(model: &Model<'_>, rule: &dyn TeamRule) -> String {
    let crew = model.problem.agents.iter().filter(|agent| rule.counts(agent));
    let ids: Vec<&str> = crew.map(|agent| agent.id.as_str()).collect();
    match ids.len() {
        0 => "there is no such agent".to_owned(),
        many if many > MOST_NAMES => format!("{} and {} more", ids[..MOST_NAMES].join(", "), many - MOST_NAMES),
        _ => ids.join(", "),
    }
}

/// Agents of a crew who could start a shift on each day.
fn could_start(model: &Model<'_>, crew: &dyn Fn(usize) -> bool) -> [i32; WEEK] {
    let mut starting = [0; WEEK];
    for class in model.class_of.iter().flatten().filter(|class| crew(**class)) {
        let days = model.classes[*class].masks.iter().fold(0, |all, mask| all | mask);
        (0..WEEK).filter(|day| days >> day & 1 == 1).for_each(|day| starting[day] += 1);
    }
    starting
}
