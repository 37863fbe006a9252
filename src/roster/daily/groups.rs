//! Who may move on the day: interchangeable agents, and the starts that each one's neighbouring shifts leave.

use std::collections::{BTreeMap, BTreeSet};

use crate::roster::class::{Choice, Class};
use crate::roster::legality::shifts::signed;
use crate::roster::legality::week::Kind;
use crate::roster::model::Model;
use crate::roster::state::State;
use crate::roster::tour::DayWork;

/// An agent whose shift of the day may move, with the earliest and latest start that rest allows.
pub(super) struct Member {
    pub(super) agent: usize,
    pub(super) window: (i32, i32),
    pub(super) work: DayWork,
}

/// Interchangeable agents of the day.
pub(super) struct Group {
    /// Speaks for all: every member may choose its choices inside the member's window.
    pub(super) class: usize,
    /// Choices of the class that have the group's length.
    pub(super) choices: Vec<usize>,
    pub(super) members: Vec<Member>,
}

/// The windows that bind, each with the number of members whose own window lies inside it.
pub(super) fn hall(members: &[Member]) -> Vec<((i32, i32), usize)> {
    let mut from: Vec<i32> = members.iter().map(|m| m.window.0).collect();
    let mut to: Vec<i32> = members.iter().map(|m| m.window.1).collect();
    from.sort_unstable();
    from.dedup();
    to.sort_unstable();
    to.dedup();
    let inside = |a: i32, b: i32| members.iter().filter(|m| a <= m.window.0 && m.window.1 <= b).count();
    let mut rows = Vec::new();
    for (i, a) in from.iter().enumerate() {
        for (j, b) in to.iter().enumerate().filter(|(_, b)| *b >= a) {
            let count = inside(*a, *b);
            // a smaller window that holds as many says more
            let later = from.get(i + 1).map_or(0, |next| inside(*next, *b));
            let sooner = j.checked_sub(1).map_or(0, |k| inside(*a, to[k]));
            if count > later && count > sooner {
                rows.push(((*a, *b), count));
            }
        }
    }
    rows
}

pub(super) fn groups(model: &Model<'_>, state: &State, day: usize) -> Vec<Group> {
    /// Skills, contract, template, kind, paid minutes, length.
    type Key = (usize, usize, usize, Kind, i32, i32);
    let mut by_key: BTreeMap<Key, Vec<(usize, DayWork)>> = BTreeMap::new();
    for (agent, tour) in state.tours.iter().enumerate() {
        let (Some(index), Some(work)) = (model.class_of[agent], tour.days[day]) else { continue };
        let class = &model.classes[index];
        let class_day = &class.days[day];
        let free = class_day.locked.is_empty() && class_day.activities.is_empty() && class_day.kept.is_none();
        if !free {
            continue;
        }
        let Some(choice) = class_day.choices.get(usize::from(work.choice)) else { continue };
        let (skills, length) = (model.stands_for[class.skills], choice.end - choice.start);
        let key = (skills, class.contract, choice.template, choice.kind, choice.paid, length);
        by_key.entry(key).or_default().push((agent, work));
    }
    by_key.into_values().filter_map(|agents| group(model, state, day, &agents)).collect()
}

/// The group of agents who work the same length on the day; each within the starts around the own one that are as good.
fn group(model: &Model<'_>, state: &State, day: usize, agents: &[(usize, DayWork)]) -> Option<Group> {
    let class_of = |agent: usize| model.class_of[agent].unwrap_or(0);
    let class =
        agents.iter().map(|(a, _)| class_of(*a)).max_by_key(|c| (model.classes[*c].days[day].choices.len(), *c))?;
    let same = |a: &Choice, b: &Choice| {
        a.template == b.template && a.kind == b.kind && a.end - a.start == b.end - b.start && a.paid == b.paid
    };
    let widest = &model.classes[class].days[day].choices;
    let (agent, work) = agents.first()?;
    let sample = &model.classes[class_of(*agent)].days[day].choices[usize::from(work.choice)];
    let is_first = |class: usize, i: usize| model.classes[class].days[day].is_first(i);
    let choices: Vec<usize> = (0..widest.len()).filter(|i| is_first(class, *i) && same(&widest[*i], sample)).collect();
    let starts: Vec<i32> = choices.iter().map(|i| widest[*i].start).collect();
    let members: Vec<Member> = agents
        .iter()
        .filter_map(|(agent, work)| {
            let own = &model.classes[class_of(*agent)];
            let now = own.days[day].choices.get(usize::from(work.choice))?;
            let window = rest_window(model, own, state, *agent, day);
            let as_good: BTreeSet<i32> = own.days[day]
                .choices
                .iter()
                .enumerate()
                .filter(|(i, c)| is_first(class_of(*agent), *i) && same(c, sample))
                .filter(|(_, c)| !c.touches_closed && c.wish_price() <= now.wish_price() + 1e-9)
                .filter(|(_, c)| {
                    (window.0..=window.1).contains(&c.start) && own.may_swap(&state.tours[*agent], day, now, c)
                })
                .map(|(_, c)| c.start)
                .collect();
            let window = run_around(&starts, &as_good, now.start)?;
            Some(Member { agent: *agent, window, work: *work })
        })
        .collect();
    (!members.is_empty()).then_some(Group { class, choices, members })
}

/// First and last of the longest run of `starts` around `now` that are all allowed; `None` when `now` itself is not.
fn run_around(starts: &[i32], allowed: &BTreeSet<i32>, now: i32) -> Option<(i32, i32)> {
    let at = starts.iter().position(|s| *s == now)?;
    let ok = |s: &&i32| allowed.contains(s);
    let first = starts[..=at].iter().rev().take_while(ok).last()?;
    let last = starts[at..].iter().take_while(ok).last()?;
    Some((*first, *last))
}

/// The earliest and latest start that the neighbouring shifts leave an agent.
fn rest_window(model: &Model<'_>, class: &Class, state: &State, agent: usize, day: usize) -> (i32, i32) {
    let handover = model.problem.centre.handover;
    let around = signed(handover.before) + signed(handover.after);
    let tour = &state.tours[agent];
    let mut window = (i32::MIN, i32::MAX);
    let Some((_, own, _)) = tour.choices(class).find(|(other, _, _)| *other == day) else { return window };
    for (other, choice, _) in tour.choices(class) {
        match other.cmp(&day) {
            std::cmp::Ordering::Less => {
                let apart = class.rules.rest_between(choice.kind, own.kind) + around;
                window.0 = window.0.max(choice.end + apart);
            }
            std::cmp::Ordering::Greater => {
                let apart = class.rules.rest_between(own.kind, choice.kind) + around;
                window.1 = window.1.min(choice.start - apart - (own.end - own.start));
            }
            std::cmp::Ordering::Equal => {}
        }
    }
    window
}

/// Slots that the groups' shifts can touch.
pub(super) fn reach(model: &Model<'_>, groups: &[Group], day: usize) -> (usize, usize) {
    let choices = groups.iter().flat_map(|g| g.choices.iter().map(|i| &model.classes[g.class].days[day].choices[*i]));
    let (mut from, mut to) = (model.slots, 0);
    for choice in choices {
        from = from.min(model.slot_of(choice.start));
        to = to.max(model.slot_of(choice.end) + 1);
    }
    (from, to.min(model.slots))
}
