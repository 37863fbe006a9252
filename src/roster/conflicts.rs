//! What cannot hold together: agents without a legal week, hard rules of the centre that nobody can keep, demand that no
//! shift reaches; and, after the search, what is left over.
//!
//! [`clash`] says which rules of one agent exclude each other, [`team`] which of several; [`presence`] and [`team_rules`] count who
//! could keep the rules about several agents at once, [`demand`] compares the requirement with opening hours and shifts,
//! [`reach`] is what they ask.

mod clash;
mod demand;
mod leave;
mod presence;
mod reach;
mod rule;
mod runs;
mod team;
mod team_rules;

use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::people::RosterRow;
use crate::domain::roster::{RosterLimits, RosterSummary, Shortfall};

use super::coverage::Pricer;
use super::model::Model;
use super::relief;
use super::state::State;
pub(super) use clash::standing_against;
use reach::Reach;
pub(super) use runs::time_range;

/// How many of the largest shortfalls are told one by one; roster.json has all.
const SHORTFALLS_TOLD: usize = 5;
/// Agent-hours fewer short in the week that a way to mend must bring to be told as a hint.
const LEAST_GAIN: f64 = 0.05;

/// What can be said before the search. Findings are about people and intervals that the roster leaves out.
///
/// # Errors
/// [`Failure::Infeasible`] where no roster can keep the centre's hard rules.
pub(super) fn before(model: &Model<'_>) -> Result<Findings, Failure> {
    let mut findings = Findings::new();
    let locked = locked_days(model);
    if !locked.is_empty() {
        return Err(Failure::Infeasible(locked));
    }
    for clash in clash::of_agents(model) {
        findings.push(clash);
    }
    let nobody = model.class_of.iter().all(Option::is_none) && !model.remarks.without_week.is_empty();
    if nobody {
        let message = "no agent has a legal week".to_owned();
        let hint = "change one of the rules that the other findings name";
        findings.push(Finding::new(Code::NobodyCanWork, message).hint(hint));
    }
    let held = |agent: &usize| {
        let id = &model.problem.agents[*agent].id;
        model.problem.locked.iter().any(|row| row.agent == *id && model.day_of(row.day).is_some())
    };
    for agent in model.remarks.without_week.iter().filter(|agent| held(agent)) {
        let id = &model.problem.agents[*agent].id;
        let message = format!("the locked assignments of {id} are part of no legal week");
        let hint = "take rows out of locked.csv, or change one of the rules named above";
        findings.push(Finding::new(Code::LockedImpossible, message).hint(hint).agent(id));
    }
    let reach = Reach::of(model);
    presence::lacking(model, &Pricer::new(model), &reach, &mut findings);
    team_rules::lacking(model, &reach, &mut findings);
    if findings.has(Code::NobodyCanWork)
        || findings.has(Code::LockedImpossible)
        || findings.has(Code::PresenceImpossible)
        || findings.has(Code::AcrossImpossible)
    {
        return Err(Failure::Infeasible(findings));
    }
    demand::unmet(model, &reach, &mut findings);
    excused(model, &mut findings);
    leave::beyond_allowance(model, &mut findings);
    Ok(findings)
}

fn locked_days(model: &Model<'_>) -> Findings {
    let told = |(agent, day, why): &(usize, chrono::NaiveDate, &'static str)| {
        let id = &model.problem.agents[*agent].id;
        let message = format!("the locked assignment of {id} on {day} cannot stay: {why}");
        let hint = "correct its rows in locked.csv or take them out; or change what they are against";
        Finding::new(Code::LockedImpossible, message).hint(hint).agent(id).day(*day)
    };
    model.remarks.locked.iter().map(told).collect()
}

fn excused(model: &Model<'_>, findings: &mut Findings) {
    let zone = model.problem.centre.zone;
    for (agent, span, kind) in &model.remarks.excused {
        let id = &model.problem.agents[*agent].id;
        let when = runs::time_range(model, span.start(), span.end());
        let message = format!("{id} is away and does not come to the {kind} of {when}");
        let hint = "move it in activities.csv if the agent has to be there";
        let finding = Finding::new(Code::ActivityExcused, message).hint(hint);
        findings.push(finding.agent(id).day(zone.day(span.start())));
    }
}

/// Whether the roster found keeps the rules about several agents at once.
///
/// # Errors
/// [`Failure::Infeasible`] with the places where it does not.
pub(super) fn after(
    model: &Model<'_>,
    pricer: &Pricer,
    (state, rows): (&State, &[RosterRow]),
    findings: &mut Findings,
) -> Result<(), Failure> {
    let mut broken = Findings::new();
    if state.coverage.hard_price(pricer) > 0.0 {
        presence::left_over(model, pricer, state, &mut broken);
        team_rules::left_over(model, state, &mut broken);
    }
    relief::left_alone(model, rows, &mut broken);
    if broken.is_empty() {
        return Ok(());
    }
    findings.extend(broken);
    Err(Failure::Infeasible(std::mem::take(findings)))
}

/// How much of the requirement is missing, and the largest shortfalls.
pub(super) fn shortage(summary: &RosterSummary, limits: &RosterLimits, findings: &mut Findings) {
    let mut shortfalls: Vec<&Shortfall> = summary.shortfalls.iter().collect();
    if shortfalls.is_empty() || summary.required_hours <= 0.0 {
        return;
    }
    let share = summary.under_hours / summary.required_hours;
    let text = format!(
        "{:.1} % of the required agent-time is missing: {:.1} of {:.1} agent-hours",
        100.0 * share,
        summary.under_hours,
        summary.required_hours
    );
    findings.push(if share > limits.fail_on {
        let hint =
            "more people, longer hours or other shifts; roster.json says for each shortfall what the agents do then";
        Finding::new(Code::ShortageLarge, format!("{text}, more than the {:.1} % that pass", 100.0 * limits.fail_on))
            .hint(hint)
    } else {
        Finding::new(Code::Shortage, text)
    });
    shortfalls.sort_by(|a, b| b.short_hours.total_cmp(&a.short_hours).then_with(|| a.start.cmp(&b.start)));
    for shortfall in shortfalls.iter().take(SHORTFALLS_TOLD) {
        findings.push(told(shortfall));
    }
}

fn told(shortfall: &Shortfall) -> Finding {
    let Shortfall { start, end, queue, short_hours, text, mend, .. } = shortfall;
    // the summary writes times with their offset; people read the wall's clock
    let wall = |time: &str| time.get(..16).unwrap_or(time).replace('T', " ");
    let message =
        format!("{queue} is {short_hours:.1} agent-hours short from {} to {}: {text}", wall(start), wall(end));
    let day = start.get(..10).and_then(|date| date.parse().ok());
    let mut finding = Finding::new(Code::Shortage, message).queue(&QueueId::new(queue));
    // a way that only moves the lack to where it is cheaper is in roster.json alone
    if let Some(best) = mend.iter().find(|way| way.short_hours >= LEAST_GAIN) {
        let gain = format!("{:.1} agent-hours fewer short in the week", best.short_hours);
        finding =
            finding.hint(format!("what would mend it most: {} ({gain}; --what-if '{}')", best.text, best.what_if));
    }
    match day {
        Some(day) => finding.day(day),
        None => finding,
    }
}
