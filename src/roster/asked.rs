//! Each wish of each agent: granted or not, and what stood against it.
//!
//! A wish that is not met is forced upon the agent's week while everybody else's stays. When no legal week is left, the rules
//! that exclude it are named; otherwise the half-hours whose price would rise most.

use std::collections::BTreeMap;

use chrono::NaiveDate;

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
use super::wishes::{Attendance, WorkedDay, against};

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
    let attendance = Attendance::of(model, state);
    for preference in problem.preferences.iter().filter(|p| attendance.concerns(p)) {
        wishes.entry(&preference.agent).or_default().push(preference);
    }
    let mut refused = 0;
    for (index, agent) in problem.agents.iter().enumerate() {
        for preference in wishes.get(&agent.id).into_iter().flatten() {
            let explain = refused < MOST_EXPLAINED;
            let asked = Asked { preference, attendance: &attendance, explain };
            let (against, reason) = answer(model, pricer, state, (index, agent), &asked, &mut scratch);
            let granted = against.is_empty();
            refused += usize::from(!granted);
            let wish = words(&preference.wish);
            found.push(WishAnswer { agent: agent.id.to_string(), wish, granted, against, reason });
        }
    }
    found
}

/// A wish that is answered.
struct Asked<'w> {
    preference: &'w Preference,
    attendance: &'w Attendance<'w>,
    /// Whether to look into why it is not granted.
    explain: bool,
}

impl Asked<'_> {
    /// The class with only the weeks that keep the wish.
    fn forced(&self, model: &Model<'_>, class: &Class) -> Class {
        let (must, off) = self.attendance.asked(self.preference);
        class.forced(must, |day, choice| {
            let worked = worked_day(model, class, day, choice);
            off >> day & 1 == 1 || against(model.problem, &self.preference.wish, worked)
        })
    }
}

fn words(wish: &Wish) -> String {
    match wish {
        Wish::DayOff(day) => format!("{day} off"),
        Wish::WeekdayOff(weekday) => format!("{weekday} off"),
        Wish::Shift(id) => format!("shift {id}"),
        Wish::StartAfter(clock) => format!("start at or after {clock}"),
        Wish::EndBefore(clock) => format!("end at or before {clock}"),
        Wish::DayOn(day) => format!("work on {day}"),
        Wish::WeekdayOn(weekday) => format!("work on {weekday}"),
        Wish::With(other) => format!("the same days as {other}"),
        Wish::Apart(other) => format!("no day of {other}"),
    }
}

fn answer(
    model: &Model<'_>,
    pricer: &Pricer,
    state: &mut State,
    (index, agent): (usize, &Agent),
    asked: &Asked<'_>,
    scratch: &mut (Prices, Workspace),
) -> (Vec<NaiveDate>, String) {
    let class = model.class_of[index].map(|c| &model.classes[c]);
    let shifts =
        class.into_iter().flat_map(|class| state.tours[index].choices(class).map(move |(day, c, _)| (class, day, c)));
    let worked: Vec<WorkedDay> = shifts.map(|(class, day, choice)| worked_day(model, class, day, choice)).collect();
    let days = asked.attendance.days_against(asked.preference, &worked);
    let Some(class) = class else { return (days, "the agent does not work this week".to_owned()) };
    if days.is_empty() {
        return (days, String::new());
    }
    if !asked.explain {
        return (days, format!("not looked into: more than {MOST_EXPLAINED} wishes were refused"));
    }
    match forced_week(model, pricer, state, (index, &asked.forced(model, class)), scratch) {
        Some((rise, stretches)) => (days, price_words(model, rise, &stretches)),
        None => (days, rules_words(model.problem, agent, asked)),
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
fn rules_words(problem: &RosterProblem, agent: &Agent, asked: &Asked<'_>) -> String {
    let legal = |model: &Model<'_>| {
        let Some(class) = model.class_of.first().copied().flatten().map(|c| &model.classes[c]) else { return false };
        let forced = asked.forced(model, class);
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

fn date_of(model: &Model<'_>, day: usize) -> NaiveDate {
    add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0))
}

fn worked_day(model: &Model<'_>, class: &Class, day: usize, choice: &Choice) -> WorkedDay {
    let shift = model.contracts[class.contract].templates[choice.template].index;
    WorkedDay::of(model.problem, date_of(model, day), shift, model.instant(choice.start), model.instant(choice.end))
}
