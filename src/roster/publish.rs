//! From tours to the rows of roster.csv.

use std::collections::BTreeMap;

use crate::domain::people::{Activity, RosterRow};
use crate::domain::time::add_days;

use super::class::{Choice, ClassDay, FixedActivity};
use super::legality::shifts::{BreakModel, signed};
use super::model::{Model, NO_CELL};
use super::state::State;
use super::tour::{Breaks, Tour};

/// Every row of the roster, sorted by agent, day and start.
pub(super) fn rows(model: &Model<'_>, state: &State) -> Vec<RosterRow> {
    let queues = steady_queues(model, state);
    let mut rows = Vec::new();
    for (agent, tour) in state.tours.iter().enumerate() {
        rows.extend(agent_rows(model, agent, tour, &state.placed[agent], &queues[agent]));
    }
    rows.sort();
    rows
}

/// The queue that each agent serves in each slot. Agents of the same skills who work the same minutes of a slot are
/// interchangeable there, so the slot's queues are handed out so that as few as possible change queue.
fn steady_queues(model: &Model<'_>, state: &State) -> Vec<BTreeMap<u32, usize>> {
    let mut queues: Vec<BTreeMap<u32, usize>> = vec![BTreeMap::new(); state.tours.len()];
    let mut groups: BTreeMap<(u32, usize, u16), Vec<(usize, usize)>> = BTreeMap::new();
    for (agent, portions) in state.portions.iter().enumerate() {
        let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { continue };
        for p in portions {
            let queue = if p.cell == NO_CELL {
                open_queue(model, class.skills, p.slot as usize)
            } else {
                model.cells[p.cell as usize].queue
            };
            // a locked agent's queues are given: a group of one
            let locked = class.days.iter().any(|d| !d.locked.is_empty());
            let group = if locked { usize::MAX - agent } else { class.skills };
            groups.entry((p.slot, group, p.minutes)).or_default().push((agent, queue));
        }
    }
    for ((slot, _, _), members) in groups {
        let mut left: Vec<usize> = members.iter().map(|(_, q)| *q).collect();
        let mut waiting = Vec::new();
        for (agent, _) in &members {
            let before = slot.checked_sub(1).and_then(|s| last_queue(&queues[*agent], s));
            match before.and_then(|b| left.iter().position(|q| *q == b)) {
                Some(at) => {
                    queues[*agent].insert(slot, left.swap_remove(at));
                }
                None => waiting.push(*agent),
            }
        }
        left.sort_unstable();
        for (agent, queue) in waiting.into_iter().zip(left) {
            queues[agent].insert(slot, queue);
        }
    }
    queues
}

/// The queue last served at or shortly before a slot, so that a break does not lose it.
fn last_queue(served: &BTreeMap<u32, usize>, slot: u32) -> Option<usize> {
    served.range(slot.saturating_sub(3)..=slot).next_back().map(|(_, q)| *q)
}

fn open_queue(model: &Model<'_>, skills: usize, slot: usize) -> usize {
    let skills = &model.skill_sets[skills];
    let open = |q: &&usize| model.open.get(slot * model.queues.len() + **q).copied().unwrap_or(false);
    skills.iter().find(open).or(skills.first()).copied().unwrap_or(0)
}

fn agent_rows(
    model: &Model<'_>,
    agent: usize,
    tour: &Tour,
    placed: &[FixedActivity],
    queues: &BTreeMap<u32, usize>,
) -> Vec<RosterRow> {
    let Some(class) = model.class_of[agent].map(|c| &model.classes[c]) else { return Vec::new() };
    let mut rows = Vec::new();
    for (day, choice, work) in tour.choices(class) {
        let class_day = &class.days[day];
        let template = &model.contracts[class.contract].templates[choice.template];
        let shift = &model.problem.centre.shifts[template.index];
        let date = add_days(model.problem.first_day, i64::try_from(day).unwrap_or(0));
        let stretches = if class_day.locked.is_empty() {
            stretches(model, choice, fixed(class_day, choice, &template.breaks, &work.breaks, placed), queues)
        } else {
            class_day.locked.iter().map(|l| (l.start, l.end, l.activity, l.queue, l.paid)).collect()
        };
        rows.extend(stretches.into_iter().map(|(start, end, activity, queue, paid)| RosterRow {
            agent: model.problem.agents[agent].id.clone(),
            day: date,
            shift: shift.id.clone(),
            start: model.instant(start),
            end: model.instant(end),
            activity,
            queue: queue.and_then(|q| model.queues.get(q)).cloned(),
            paid,
        }));
    }
    rows
}

type Stretch = (i32, i32, Activity, Option<usize>, bool);

/// What interrupts the work of a day: breaks, trainings and meetings.
fn fixed(
    day: &ClassDay,
    choice: &Choice,
    rules: &[BreakModel],
    breaks: &Breaks,
    placed: &[FixedActivity],
) -> Vec<Stretch> {
    let pauses = rules.iter().zip(breaks.at).map(|(b, at)| {
        let start = choice.start + i32::from(at);
        (start, start + b.length, b.kind, None, b.paid)
    });
    let placed = placed.iter().filter(|a| choice.start <= a.start && a.end <= choice.end);
    pauses.chain(day.activities.iter().chain(placed).map(|a| (a.start, a.end, a.kind, None, true))).collect()
}

/// A day as stretches: handover, work by queue around what interrupts it, write-up, handover.
fn stretches(
    model: &Model<'_>,
    choice: &Choice,
    mut fixed: Vec<Stretch>,
    queues: &BTreeMap<u32, usize>,
) -> Vec<Stretch> {
    let handover = model.problem.centre.handover;
    let (before, after, wind_down) = (signed(handover.before), signed(handover.after), signed(handover.wind_down));
    let core_end = choice.end - wind_down;
    fixed.push((choice.start - before, choice.start, Activity::Handover, None, true));
    // write-up is inside the shift, handover after it: two rows
    fixed.push((core_end, choice.end, Activity::Handover, None, true));
    fixed.push((choice.end, choice.end + after, Activity::Handover, None, true));
    fixed.retain(|s| s.0 < s.1);
    fixed.sort_unstable_by_key(|s| s.0);
    let mut all = Vec::with_capacity(fixed.len() * 2 + 1);
    let mut at = choice.start;
    for stretch in &fixed {
        work(model, at, stretch.0.min(core_end), queues, &mut all);
        all.push(*stretch);
        at = at.max(stretch.1);
    }
    work(model, at, core_end, queues, &mut all);
    all.sort_unstable_by_key(|s| s.0);
    all
}

/// Work from `from` to `to`, one stretch for each run of the same queue.
fn work(model: &Model<'_>, from: i32, to: i32, queues: &BTreeMap<u32, usize>, all: &mut Vec<Stretch>) {
    let mut at = from;
    while at < to {
        let slot = model.slot_of(at);
        let end = to.min(model.slot_start(slot + 1));
        let queue = u32::try_from(slot).ok().and_then(|s| queues.get(&s).copied());
        match all.last_mut() {
            Some(last) if last.1 == at && last.2 == Activity::Work && last.3 == queue && at > from => last.1 = end,
            _ => all.push((at, end, Activity::Work, queue, true)),
        }
        at = end;
    }
}
