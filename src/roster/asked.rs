//! Each wish of each agent: granted or not, and what stood against it.
//!
//! A wish that is not met is forced upon the agent's week while everybody else's stays. When no legal week is left, the rules
//! that exclude it are named; otherwise the half-hours whose price would rise most.

use std::collections::BTreeMap;

use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Preference, Wish};
use crate::domain::roster::{RosterProblem, WishAnswer};
use crate::domain::time::add_days;

use super::class::{Choice, Class};
use super::conflicts::{self, time_range};
use super::coverage::{Coverage, Pricer};
use super::model::Model;
use super::prices::Prices;
use super::pricing::{Workspace, best_week};
use super::state::State;
use super::wishes::{WorkedDay, against, concerns};

/// Refused wishes that are looked into; each takes about a millisecond, those that rules exclude some dozens.
const MOST_EXPLAINED: usize = 1000;
/// Stretches of time that are named.
const NAMED: usize = 3;
/// A rise of price below this is none.
const WORTH_TELLING: f64 = 1e-6;

/// The answers to all wishes of the week, in the order of agents.csv and preferences.csv.
pub(super) fn answers(model: &Model<'_>, pricer: &Pricer, state: &mut State) -> Vec<WishAnswer> {
    let problem = model.problem;
    let mut scratch = (Prices::new(model), Workspace::default());
    let mut found: Vec<WishAnswer> = Vec::new();
    let mut wishes: BTreeMap<&AgentId, Vec<&Preference>> = BTreeMap::new();
    for preference in problem.preferences.iter().filter(|p| concerns(problem, &p.wish)) {
        wishes.entry(&preference.agent).or_default().push(preference);
    }
    let mut refused = 0;
    for (index, agent) in problem.agents.iter().enumerate() {
        for preference in wishes.get(&agent.id).into_iter().flatten() {
            let explain = refused < MOST_EXPLAINED;
            let (granted, reason) = answer(model, pricer, state, (index, agent), (preference, explain), &mut scratch);
            refused += usize::from(!granted);
            let wish = words(&preference.wish);
            found.push(WishAnswer { agent: agent.id.to_string(), wish, granted, reason });
        }
    }
    found
}

fn words(wish: &Wish) -> String {
    match wish {
        Wish::DayOff(day) => format!("{day} off"),
        Wish::WeekdayOff(weekday) => format!("{weekday} off"),
        Wish::Shift(id) => format!("shift {id}"),
        Wish::StartAfter(clock) => format!("start at or after {clock}"),
        Wish::EndBefore(clock) => format!("end at or before {clock}"),
    }
}

fn answer(
    model: &Model<'_>,
    pricer: &Pricer,
    state: &mut State,
    (index, agent): (usize, &Agent),
    (preference, explain): (&Preference, bool),
    scratch: &mut (Prices, Workspace),
) -> (bool, String) {
    let Some(class) = model.class_of[index].map(|c| &model.classes[c]) else {
        return (true, "the agent does not work this week".to_owned());
    };
    let goes_against = |model: &Model<'_>, class: &Class, day: usize, choice: &Choice| {
        against(model.problem, &preference.wish, worked_day(model, class, day, choice))
    };
    let unmet = state.tours[index].choices(class).filter(|(day, c, _)| goes_against(model, class, *day, c)).count();
    if unmet == 0 {
        return (true, String::new());
    }
    if !explain {
        return (false, format!("not looked into: more than {MOST_EXPLAINED} wishes were refused"));
    }
    let forced = class.without(|day, choice| goes_against(model, class, day, choice));
    match forced_week(model, pricer, state, (index, &forced), scratch) {
        Some((rise, stretches)) => (false, price_words(model, rise, &stretches)),
        None => (false, rules_words(model.problem, agent, &goes_against)),
    }
}

/// Stretches of slots whose coverage gets dearer, with by how much; the dearest first.
type Dearer = Vec<(usize, usize, f64)>;

/// What the roster's price rises by with the best week of the forced class, and where; `None` when no week is legal.
fn forced_week(
    model: &Model<'_>,
    pricer: &Pricer,
    state: &mut State,
    (agent, forced): (usize, &Class),
    (prices, work): &mut (Prices, Workspace),
) -> Option<(f64, Dearer)> {
    let (before, coverage) = (state.price, state.coverage.clone());
    let (placed, held) = (state.placed[agent].clone(), state.take(model, pricer, agent));
    prices.of_roster(model, pricer, &state.coverage, forced);
    let week = best_week(model, forced, prices, pricer.list.hour, &mut || 0.0, work).map(|(_, tour)| tour);
    let idle = forced.masks.first() == Some(&0);
    let found = week.or_else(|| idle.then(super::tour::Tour::default)).map(|tour| {
        state.put(model, pricer, agent, tour);
        let rise = state.price - before;
        let dearer = dearer(model, pricer, &coverage, &state.coverage);
        state.take(model, pricer, agent);
        (rise, dearer)
    });
    state.restore(model, pricer, agent, held);
    state.placed[agent] = placed;
    found
}

/// Slots in a row whose price has risen, the dearest first.
fn dearer(model: &Model<'_>, pricer: &Pricer, before: &Coverage, after: &Coverage) -> Dearer {
    let mut rises = vec![0.0; model.slots];
    for (index, cell) in model.cells.iter().enumerate() {
        rises[cell.slot] += pricer.cell(index, after.cell[index]) - pricer.cell(index, before.cell[index]);
    }
    for (slot, rise) in rises.iter_mut().enumerate() {
        *rise += pricer.presence(slot, after.slot[slot]) - pricer.presence(slot, before.slot[slot]);
        *rise += pricer.crossing(slot, after.across[slot]) - pricer.crossing(slot, before.across[slot]);
    }
    let mut stretches: Dearer = Vec::new();
    for (slot, rise) in rises.into_iter().enumerate().filter(|(_, rise)| *rise > WORTH_TELLING) {
        match stretches.last_mut() {
            Some(last) if last.1 == slot => {
                last.1 = slot + 1;
                last.2 += rise;
            }
            _ => stretches.push((slot, slot + 1, rise)),
        }
    }
    stretches.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    stretches
}

fn price_words(model: &Model<'_>, rise: f64, stretches: &Dearer) -> String {
    if rise <= WORTH_TELLING {
        return "nothing: the search had no time left to grant it".to_owned();
    }
    let at = |slot: usize| model.instant(model.slot_start(slot));
    let named = stretches
        .iter()
        .take(NAMED)
        .map(|(from, to, rise)| format!("{} (+{rise:.1})", time_range(model, at(*from), at(*to))));
    let named: Vec<String> = named.collect();
    let where_ = if named.is_empty() { "the agent's own hours".to_owned() } else { named.join(", ") };
    format!("it would make the roster {rise:.1} dearer than the wish weighs; most of it: {where_}")
}

/// The rules without which the wish could be granted.
fn rules_words(
    problem: &RosterProblem,
    agent: &Agent,
    goes_against: &dyn Fn(&Model<'_>, &Class, usize, &Choice) -> bool,
) -> String {
    let legal = |model: &Model<'_>| {
        let Some(class) = model.class_of.first().copied().flatten().map(|c| &model.classes[c]) else { return false };
        let forced = class.without(|day, choice| goes_against(model, class, day, choice));
        let week = best_week(model, &forced, &Prices::new(model), 0.0, &mut || 0.0, &mut Workspace::default());
        week.is_some() || forced.masks.first() == Some(&0)
    };
    let rules = conflicts::standing_against(problem, agent, &legal);
    if rules.is_empty() {
        "no shift of the catalogue that the contract may work fits it".to_owned()
    } else {
        format!("no legal week keeps it beside: {}", rules.join("; "))
    }
}

fn worked_day(model: &Model<'_>, class: &Class, day: usize, choice: &Choice) -> WorkedDay {
    let date = add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0));
    let shift = model.contracts[class.contract].templates[choice.template].index;
    WorkedDay::of(model.problem, date, shift, model.instant(choice.start), model.instant(choice.end))
}
