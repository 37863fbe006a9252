//! The claims of roster.json, from the roster at hand.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ids::AgentId;
use crate::domain::people::Preference;
use crate::domain::roster::{AgentHours, DayCoverage, RosterLimits, RosterSummary, Terms};
use crate::domain::time::add_days;

use super::build::leave_count;
use super::class::Choice;
use super::coverage::Pricer;
use super::explain::shortfalls;
use super::model::Model;
use super::placing;
use super::rounds::Solved;
use super::service::Service;
use super::state::State;
use super::wishes::{Attendance, WorkedDay};

/// The version of roster.json.
const SCHEMA: &str = "wfm.roster/1";

/// How the bound is proved, in one line for people.
const BOUND_METHOD: &str = "Lagrangian dual of coverage, exact dynamic-programming pricing of legal weeks";

/// The same where a service level is to hold over a day or week.
const BOUND_METHOD_OF_SERVICE: &str =
    "Lagrangian dual of coverage and of the service levels, exact dynamic-programming pricing of legal weeks";

/// The claims.
pub(super) fn summary(
    model: &Model<'_>,
    (pricer, service): (&Pricer, Option<&Service>),
    solved: &Solved,
    limits: &RosterLimits,
) -> RosterSummary {
    let Solved { state, bound, status, timing } = solved;
    let days = days(model, state);
    let terms = match service {
        None => terms(model, pricer, state),
        Some(service) => terms_of_service(model, service, pricer, state),
    };
    let objective = terms.total();
    // the bound is a real number of the same terms; a roster cannot cost less than nothing
    let bound = (bound - placing::largest_saving(model, pricer)).max(0.0).min(objective);
    let sum = |of: fn(&DayCoverage) -> f64| days.iter().map(of).sum::<f64>();
    RosterSummary {
        schema: SCHEMA.to_owned(),
        status: *status,
        objective,
        bound: Some(bound),
        gap: Some(if objective > 0.0 { (objective - bound) / objective } else { 0.0 }),
        bound_method: if service.is_some() { BOUND_METHOD_OF_SERVICE } else { BOUND_METHOD }.to_owned(),
        under_hours: sum(|d| d.under_hours),
        over_hours: sum(|d| d.over_hours),
        paid_hours: paid_hours(model, state),
        required_hours: sum(|d| d.required_hours),
        terms,
        first_day: model.problem.first_day,
        seed: limits.seed,
        agents: agents(model, state),
        wishes: Vec::new(),
        standby: Vec::new(),
        shortfalls: if service.is_some() { Vec::new() } else { shortfalls(model, pricer, state) },
        service: service.map(|s| s.reached(model, state)).unwrap_or_default(),
        days,
        timing: *timing,
        findings: Vec::new(),
    }
}

fn hours(model: &Model<'_>, agents: f64) -> f64 {
    agents * f64::from(model.interval) / 60.0
}

fn paid_hours(model: &Model<'_>, state: &State) -> f64 {
    let paid = |agent: usize| model.class_of[agent].map_or(0, |c| state.tours[agent].paid(&model.classes[c]));
    (0..state.tours.len()).map(|a| f64::from(paid(a)) / 60.0).sum()
}

/// The objective by term.
pub(super) fn terms(model: &Model<'_>, pricer: &Pricer, state: &State) -> Terms {
    let mut terms = Terms::default();
    for (index, cell) in model.cells.iter().enumerate() {
        let agents = covered(model, state, index);
        let price = pricer.cell(index, state.coverage.cell[index]);
        if agents > cell.required {
            terms.over += price;
        } else {
            terms.under += price;
        }
    }
    let own = own_terms(model, pricer, state);
    Terms {
        hour_above_minimum: own.hours,
        preference: own.wishes,
        fairness: own.fairness,
        secondary: own.secondary,
        rules: own.rules,
        change: own.change,
        ..terms
    }
}

/// The objective by term where a service level is to hold over a day or week.
fn terms_of_service(model: &Model<'_>, service: &Service, pricer: &Pricer, state: &State) -> Terms {
    let mut terms = Terms::default();
    for cell in 0..model.cells.len() {
        let (under, over) = service.beside_calls(model, state, cell);
        terms.under += under;
        terms.over += over;
    }
    let own = own_terms(model, pricer, state);
    let missed_calls = service.missed_calls(model, state);
    Terms {
        paid_hours: own.hours,
        preference: own.wishes,
        fairness: own.fairness,
        secondary: own.secondary,
        rules: own.rules,
        change: own.change,
        missed_calls,
        ..terms
    }
}

/// What the agents' own weeks cost.
#[derive(Default)]
struct OwnTerms {
    hours: f64,
    wishes: f64,
    fairness: f64,
    secondary: f64,
    rules: f64,
    change: f64,
}

fn own_terms(model: &Model<'_>, pricer: &Pricer, state: &State) -> OwnTerms {
    let wishes = model.idle_wishes + state.coverage.soft_price(pricer);
    let mut own = OwnTerms { change: model.idle_change, wishes, ..OwnTerms::default() };
    for (agent, tour) in state.tours.iter().enumerate() {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
        own.hours += pricer.list.hour * f64::from(tour.minutes_above(class)) / 60.0;
        own.wishes += tour.choices(class).map(|(_, c, _)| c.wish_price() - c.fairness_price()).sum::<f64>();
        own.fairness += tour.choices(class).map(|(_, c, _)| c.fairness_price()).sum::<f64>();
        own.rules += tour.rule_price(class);
        own.change += tour.change_price(class);
        own.secondary += pricer.secondary_of(&state.portions[agent]);
    }
    own
}

/// Agents on a cell, carried-in agents included.
pub(super) fn covered(model: &Model<'_>, state: &State, cell: usize) -> f64 {
    model.cells[cell].carried_in + f64::from(state.coverage.cell[cell]) / f64::from(model.interval)
}

fn days(model: &Model<'_>, state: &State) -> Vec<DayCoverage> {
    let mut by_day: BTreeMap<(NaiveDate, usize), DayCoverage> = BTreeMap::new();
    let zone = model.problem.centre.zone;
    for (index, cell) in model.cells.iter().enumerate() {
        let day = zone.day(model.instant(model.slot_start(cell.slot)));
        let entry = by_day.entry((day, cell.queue)).or_insert_with(|| DayCoverage {
            day,
            queue: model.queues[cell.queue].to_string(),
            required_hours: 0.0,
            covered_hours: 0.0,
            under_hours: 0.0,
            over_hours: 0.0,
        });
        let agents = covered(model, state, index);
        entry.required_hours += hours(model, cell.required);
        entry.covered_hours += hours(model, agents);
        entry.under_hours += hours(model, (cell.required - agents).max(0.0));
        entry.over_hours += hours(model, (agents - cell.required).max(0.0));
    }
    by_day.into_values().collect()
}

fn agents(model: &Model<'_>, state: &State) -> Vec<AgentHours> {
    let problem = model.problem;
    let contract_hours = |minutes: crate::domain::units::Minutes| minutes.as_hours();
    let attendance = Attendance::of(model, state);
    let mut wishes: BTreeMap<&AgentId, Vec<&Preference>> = BTreeMap::new();
    for preference in problem.preferences.iter().filter(|p| attendance.concerns(p)) {
        wishes.entry(&preference.agent).or_default().push(preference);
    }
    problem
        .agents
        .iter()
        .enumerate()
        .map(|(index, agent)| {
            let tour = &state.tours[index];
            let class = model.class_of[index].map(|c| &model.classes[c]);
            let contract = problem.centre.contract(&agent.contract);
            let asked = wishes.get(&agent.id).map_or(&[][..], Vec::as_slice);
            let worked = worked_days(model, index, state);
            let met = asked.iter().filter(|wish| attendance.days_against(wish, &worked).is_empty()).count();
            AgentHours {
                agent: agent.id.to_string(),
                days: tour.worked(),
                leave_days: leave_count(problem, agent),
                paid_hours: class.map_or(0.0, |c| f64::from(tour.paid(c)) / 60.0),
                minimum_hours: contract.map_or(0.0, |c| contract_hours(c.weekly.0)),
                maximum_hours: contract.map_or(0.0, |c| contract_hours(c.weekly.1)),
                wishes: (count(met), count(asked.len())),
            }
        })
        .collect()
}

/// The days that an agent works, in local terms.
fn worked_days(model: &Model<'_>, agent: usize, state: &State) -> Vec<WorkedDay> {
    let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { return Vec::new() };
    let day_of = |(day, choice): (usize, &Choice)| {
        let date = add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0));
        let shift = model.contracts[class.contract].templates[choice.template].index;
        WorkedDay::of(model.problem, date, shift, model.instant(choice.start), model.instant(choice.end))
    };
    state.tours[agent].choices(class).map(|(day, choice, _)| day_of((day, choice))).collect()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
