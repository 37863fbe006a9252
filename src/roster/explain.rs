//! Why an interval is short: what everybody who could serve it does instead.

use std::collections::BTreeMap;

use crate::domain::people::Away;
use crate::domain::roster::Shortfall;

use super::class::{Choice, Class};
use super::legality::shifts::signed;
use super::model::Model;
use super::state::State;
use super::summary::covered;
use super::tour::Tour;

/// A shortage below this many agents is rounding, not a shortfall.
const WORTH_TELLING: f64 = 0.05;

/// Runs of short intervals by queue, in order of time, each with its reason.
pub(super) fn shortfalls(model: &Model<'_>, state: &State) -> Vec<Shortfall> {
    let mut found = Vec::new();
    for queue in 0..model.queues.len() {
        let mut run: Option<Run> = None;
        for slot in 0..model.slots {
            let short = model.cell(slot, queue).map_or(0.0, |c| model.cells[c].required - covered(model, state, c));
            if short > WORTH_TELLING {
                let run = run.get_or_insert(Run { from: slot, to: slot, agents: 0.0, worst: (0.0, slot) });
                run.to = slot + 1;
                run.agents += short;
                if short > run.worst.0 {
                    run.worst = (short, slot);
                }
            } else if let Some(run) = run.take() {
                found.push((run.from, shortfall(model, state, queue, &run)));
            }
        }
        if let Some(run) = run {
            found.push((run.from, shortfall(model, state, queue, &run)));
        }
    }
    found.sort_by_key(|(from, _)| *from);
    found.into_iter().map(|(_, s)| s).collect()
}

/// Short intervals in a row.
struct Run {
    from: usize,
    to: usize,
    /// Agent-intervals short.
    agents: f64,
    /// The largest shortage and its slot.
    worst: (f64, usize),
}

/// What an agent with the skill does in a short interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Serving,
    OtherQueue,
    Break,
    Leave,
    HoursUsedUp,
    Rest,
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
            Self::HoursUsedUp => "hours_used_up",
            Self::Rest => "rest",
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
            Self::HoursUsedUp => "off with the week's days or hours used up",
            Self::Rest => "resting after or before another shift",
            Self::OtherTime => "worth more at another time",
            Self::NoLegalShift => "without a legal shift then",
            Self::NoLegalWeek => "without a legal week",
        };
        format!("{count} {text}")
    }
}

fn shortfall(model: &Model<'_>, state: &State, queue: usize, run: &Run) -> Shortfall {
    let mut doing: BTreeMap<Doing, usize> = BTreeMap::new();
    for agent in 0..model.problem.agents.len() {
        if let Some(what) = what_instead(model, state, agent, queue, run.worst.1) {
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

/// What an agent with the queue's skill does in the slot; `None` without the skill.
fn what_instead(model: &Model<'_>, state: &State, agent: usize, queue: usize, slot: usize) -> Option<Doing> {
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
    let reaches = |c: &Choice| c.start <= from && to <= c.end;
    let reaching = (0..class.days.len())
        .filter(|day| class.days[*day].choices.iter().any(reaches))
        .fold(0u8, |mask, day| mask | 1 << day);
    if reaching == 0 {
        return Some(if away(model, agent, slot) { Doing::Leave } else { Doing::NoLegalShift });
    }
    if used_up(class, tour, reaching) {
        return Some(Doing::HoursUsedUp);
    }
    let rested = |day: usize, c: &Choice| reaches(c) && is_rested(model, class, tour, day, c);
    let any = class.days.iter().enumerate().any(|(day, d)| d.choices.iter().any(|c| rested(day, c)));
    Some(if any { Doing::OtherTime } else { Doing::Rest })
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

/// Whether the shifts of the other days leave enough rest around this one.
fn is_rested(model: &Model<'_>, class: &Class, tour: &Tour, day: usize, choice: &Choice) -> bool {
    let handover = model.problem.centre.handover;
    let apart = class.rules.rest + signed(handover.before) + signed(handover.after);
    let others = tour.choices(class).filter(|(other, _, _)| *other != day);
    others.map(|(_, c, _)| c).all(|c| c.end + apart <= choice.start || choice.end + apart <= c.start)
}

/// Whether no day that reaches the slot can be added to the days worked.
fn used_up(class: &Class, tour: &Tour, reaching: u8) -> bool {
    let worked = (0..tour.days.len()).filter(|d| tour.days[*d].is_some()).fold(0u8, |mask, day| mask | 1 << day);
    worked & reaching == 0 && tour.worked() >= class.rules.days.1
}
