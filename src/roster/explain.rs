//! Why an interval is short: what everybody who could serve it does instead.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::domain::ids::{ContractId, QueueId};
use crate::domain::people::{Agent, Away};
use crate::domain::roster::Shortfall;

use super::class::{Choice, Class};
use super::coverage::Pricer;
use super::fits::{Broken, Others};
use super::mend::{self, Place};
use super::model::Model;
use super::newcomers::Newcomers;
use super::state::State;
use super::summary::covered;

/// A shortage below this many agents is rounding, not a shortfall.
const WORTH_TELLING: f64 = 0.05;
/// Shortfalls for which ways to mend them are sought, the largest.
const MOST_MENDED: usize = 8;

/// Runs of short intervals by queue, in order of time, each with its reason; the largest with ways to mend them.
pub(super) fn shortfalls(model: &Model<'_>, pricer: &Pricer, state: &State) -> Vec<Shortfall> {
    let mut runs: Vec<Run> = (0..model.queues.len()).flat_map(|queue| runs(model, state, queue)).collect();
    runs.sort_by_key(|run| (run.from, run.queue));
    let newcomers = Newcomers::of(model);
    let reach = Reachable::of(model, &newcomers);
    let mut largest: Vec<usize> = (0..runs.len()).collect();
    largest.sort_by(|a, b| runs[*b].agents.total_cmp(&runs[*a].agents).then(a.cmp(b)));
    largest.truncate(MOST_MENDED);
    let told = |(index, run): (usize, &Run)| {
        let mut shortfall = shortfall(model, state, &reach, run);
        if largest.contains(&index) {
            let place = Place { queue: run.queue, from: run.from, to: run.to };
            shortfall.mend = mend::ways(model, pricer, state, &newcomers, place);
        }
        shortfall
    };
    runs.par_iter().enumerate().map(told).collect()
}

/// Short intervals of a queue in a row.
struct Run {
    queue: usize,
    from: usize,
    to: usize,
    /// Agent-intervals short.
    agents: f64,
    /// The largest shortage and its slot.
    worst: (f64, usize),
}

fn runs(model: &Model<'_>, state: &State, queue: usize) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    for slot in 0..model.slots {
        let short = model.cell(slot, queue).map_or(0.0, |c| model.cells[c].required - covered(model, state, c));
        if short <= WORTH_TELLING {
            continue;
        }
        match found.last_mut() {
            Some(run) if run.to == slot => {
                run.to = slot + 1;
                run.agents += short;
                if short > run.worst.0 {
                    run.worst = (short, slot);
                }
            }
            _ => found.push(Run { queue, from: slot, to: slot + 1, agents: short, worst: (short, slot) }),
        }
    }
    found
}

/// Which slots somebody of an agent's contract and skills could work who has no leave and no other rows in the tables.
struct Reachable {
    /// Index into `slots` of each agent.
    kind: Vec<usize>,
    slots: Vec<Vec<bool>>,
}

impl Reachable {
    fn of(model: &Model<'_>, newcomers: &Newcomers<'_, '_>) -> Self {
        let mut kinds: BTreeMap<(&ContractId, &[QueueId]), usize> = BTreeMap::new();
        let mut found = Self { kind: Vec::with_capacity(model.problem.agents.len()), slots: Vec::new() };
        for agent in &model.problem.agents {
            let kind = *kinds.entry((&agent.contract, &agent.skills)).or_insert_with(|| {
                found.slots.push(reached(model, newcomers, agent));
                found.slots.len() - 1
            });
            found.kind.push(kind);
        }
        found
    }

    fn reaches(&self, agent: usize, slot: usize) -> bool {
        let slots = self.kind.get(agent).and_then(|kind| self.slots.get(*kind));
        slots.and_then(|slots| slots.get(slot)).copied().unwrap_or(false)
    }
}

fn reached(model: &Model<'_>, newcomers: &Newcomers<'_, '_>, agent: &Agent) -> Vec<bool> {
    let mut reached = vec![false; model.slots];
    let class = newcomers.class_like(agent);
    for choice in class.iter().flat_map(|c| &c.days).flat_map(|d| &d.choices) {
        let (from, to) = (model.slot_of(choice.start), model.slot_of(choice.end) + 1);
        for (slot, reached) in reached.iter_mut().enumerate().take(to).skip(from) {
            *reached |= reaches(model, choice, slot);
        }
    }
    reached
}

/// Whether the shift lasts through the whole slot.
fn reaches(model: &Model<'_>, choice: &Choice, slot: usize) -> bool {
    choice.start <= model.slot_start(slot) && model.slot_start(slot + 1) <= choice.end
}

/// What an agent with the skill does in a short interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Serving,
    OtherQueue,
    Break,
    Leave,
    Locked,
    HoursUsedUp,
    Rest,
    DaysOff,
    OtherTime,
    NoLegalShift,
    NoLegalWeek,
}

impl Doing {
    const fn reason(self) -> &'static str {
        match self {
            Self::Serving | Self::OtherTime => "price",
            Self::OtherQueue => "skill",
            Self::Break => "breaks",
            Self::Leave => "leave",
            Self::Locked => "locked",
            Self::HoursUsedUp => "hours_used_up",
            Self::Rest => "rest",
            Self::DaysOff => "days_off",
            Self::NoLegalShift | Self::NoLegalWeek => "no_legal_shift",
        }
    }

    /// Whether the agent could be there at all.
    const fn is_able(self) -> bool {
        !matches!(self, Self::NoLegalShift | Self::NoLegalWeek)
    }

    fn words(self, count: usize) -> String {
        let text = match self {
            Self::Serving => "on the queue",
            Self::OtherQueue => "on another queue",
            Self::Break => "on a break or another activity",
            Self::Leave => "on leave or not available",
            Self::Locked => "held by a locked assignment / training / meeting",
            Self::HoursUsedUp => "off with the week's days or hours used up",
            Self::Rest => "resting after or before another shift",
            Self::DaysOff => "kept off by the rules of the week (days off together / days in a row / one shift)",
            Self::OtherTime => "worth more at another time",
            Self::NoLegalShift => "without a legal shift then",
            Self::NoLegalWeek => "without a legal week",
        };
        format!("{count} {text}")
    }
}

fn shortfall(model: &Model<'_>, state: &State, reach: &Reachable, run: &Run) -> Shortfall {
    let queue = run.queue;
    let mut doing: BTreeMap<Doing, usize> = BTreeMap::new();
    for agent in 0..model.problem.agents.len() {
        if let Some(what) = what_instead(model, state, reach, (agent, queue, run.worst.1)) {
            *doing.entry(what).or_default() += 1;
        }
    }
    let (reason, text) = words(model, queue, &doing);
    let zone = model.problem.centre.zone;
    Shortfall {
        start: zone.rfc3339(model.instant(model.slot_start(run.from))),
        end: zone.rfc3339(model.instant(model.slot_start(run.to))),
        queue: model.queues[queue].to_string(),
        short_hours: run.agents * f64::from(model.interval) / 60.0,
        reason: reason.to_owned(),
        text,
        mend: Vec::new(),
    }
}

fn words(model: &Model<'_>, queue: usize, doing: &BTreeMap<Doing, usize>) -> (&'static str, String) {
    let name = &model.queues[queue];
    if doing.is_empty() {
        return ("no_skill", format!("no agent of this week has the skill {name}"));
    }
    let idle = doing.iter().filter(|(what, _)| !matches!(what, Doing::Serving) && what.is_able());
    // the kind with most people is the reason; on a tie the first named
    let main = idle.max_by_key(|(what, count)| (**count, std::cmp::Reverse(**what))).map(|(what, _)| *what);
    let able: usize = doing.iter().filter(|(what, _)| what.is_able()).map(|(_, n)| n).sum();
    let reason = match main {
        Some(what) => what.reason(),
        None if able == 0 => "no_legal_shift",
        None => "everyone_at_work",
    };
    let parts: Vec<String> = doing.iter().map(|(what, count)| what.words(*count)).collect();
    let total: usize = doing.values().sum();
    (reason, format!("of {total} agents with the skill {name}: {}", parts.join(", ")))
}

/// What keeps an agent with the queue's skill from it in the slot; `None` without the skill. A reason is given only where
/// lifting that very rule would let the agent come.
fn what_instead(
    model: &Model<'_>,
    state: &State,
    reach: &Reachable,
    (agent, queue, slot): (usize, usize, usize),
) -> Option<Doing> {
    let person = &model.problem.agents[agent];
    if !person.skills.contains(&model.queues[queue]) {
        return None;
    }
    let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else {
        let stuck = model.remarks.without_week.binary_search(&agent).is_ok();
        return Some(if stuck { Doing::NoLegalWeek } else { Doing::Leave });
    };
    let portion = state.portions[agent].iter().find(|p| p.slot as usize == slot && p.minutes > 0);
    if let Some(portion) = portion {
        let here = model.cells.get(portion.cell as usize).is_some_and(|c| c.queue == queue);
        return Some(if here { Doing::Serving } else { Doing::OtherQueue });
    }
    let (from, to) = (model.slot_start(slot), model.slot_start(slot + 1));
    let tour = &state.tours[agent];
    if tour.choices(class).any(|(_, c, _)| c.start < to && from < c.end) {
        return Some(Doing::Break);
    }
    let days = || class.days.iter().enumerate().filter(|(_, d)| d.choices.iter().any(|c| reaches(model, c, slot)));
    if days().next().is_none() {
        return Some(own_hindrance(model, class, reach, agent, slot));
    }
    let worked: Vec<(usize, &Choice)> = tour.choices(class).map(|(day, choice, _)| (day, choice)).collect();
    let mut nearest = Doing::DaysOff;
    for (day, class_day) in days() {
        let others = Others::around(model, class, &worked, day);
        for choice in class_day.choices.iter().filter(|c| reaches(model, c, slot)) {
            match others.with(choice) {
                Broken { too_much: false, pattern: false, rest: false, .. } => return Some(Doing::OtherTime),
                Broken { pattern: false, rest: false, .. } => nearest = Doing::HoursUsedUp,
                Broken { too_much: false, pattern: false, .. } if nearest == Doing::DaysOff => nearest = Doing::Rest,
                _ => {}
            }
        }
    }
    Some(nearest)
}

/// Why no shift of the agent's own reaches the slot: nobody's of the contract does, or what the tables say of the agent.
fn own_hindrance(model: &Model<'_>, class: &Class, reach: &Reachable, agent: usize, slot: usize) -> Doing {
    let person = &model.problem.agents[agent];
    if !reach.reaches(agent, slot) {
        return Doing::NoLegalShift;
    }
    let day = model.day_of(model.problem.centre.zone.day(model.instant(model.slot_start(slot))));
    let held =
        day.and_then(|day| class.days.get(day)).is_some_and(|d| !d.locked.is_empty() || !d.activities.is_empty());
    if !away(model, agent, slot) && held {
        Doing::Locked
    } else if away(model, agent, slot) || model.problem.availability.iter().any(|row| row.agent == person.id) {
        Doing::Leave
    } else if model.problem.previous.iter().any(|row| row.agent == person.id) {
        // the rest after the last shift of the week before
        Doing::Rest
    } else {
        Doing::Leave
    }
}

fn away(model: &Model<'_>, agent: usize, slot: usize) -> bool {
    let person = &model.problem.agents[agent];
    let at = model.instant(model.slot_start(slot));
    let date = model.problem.centre.zone.day(at);
    let rows = model.problem.time_off.iter().filter(|t| t.agent == person.id);
    let mut rows = rows.map(|t| t.when);
    rows.any(|when| match when {
        Away::Days(first, last) => (first..=last).contains(&date),
        Away::Clock(span) => span.contains(at),
    })
}
