//! Which shifts an agent may work on each day, and what the day's shift must cover.

use chrono::NaiveDate;

use crate::domain::people::{Agent, Away, PersonalTimes};
use crate::domain::time::{ClockTime, add_days};
use crate::roster::fairness;
use crate::roster::legality::shifts::{Variant, WEEK, minutes_since, signed};
use crate::roster::legality::week::DayMask;
use crate::roster::wishes::{self, WorkedDay};

use super::facts::{AgentFacts, employed_days};
use super::hidden::{Around, breaks_can_hide, closed_minutes};
use super::locked::{locked_choice, locked_stretches};
use super::{Choice, ClassContext, ClassDay, FixedActivity, span_of};

/// Trainings and meetings by the day whose shift covers them; the last list is of those after the week.
pub(super) struct Assigned {
    by_day: [Vec<FixedActivity>; WEEK],
    all: Vec<FixedActivity>,
}

/// Gives each activity to the shift of its own day, or, where none can cover it, to one of the day before that runs past
/// midnight. An activity that nobody can cover stays on its own day, so that it is named as what makes the week illegal.
pub(super) fn assigned(cx: &ClassContext<'_>, agent: &Agent, facts: &AgentFacts<'_>, leave: DayMask) -> Assigned {
    let mut by_day: [Vec<FixedActivity>; WEEK] = std::array::from_fn(|_| Vec::new());
    let mut all = Vec::with_capacity(facts.activities.len());
    let free = !leave & employed_days(cx.problem, agent);
    for (span, kind) in &facts.activities {
        let (start, end) = (minutes_since(cx.clock.origin, span.start()), minutes_since(cx.clock.origin, span.end()));
        let activity = FixedActivity { start, end, kind: *kind };
        all.push(activity.clone());
        let date = cx.problem.centre.zone.day(span.start());
        let Ok(own) = usize::try_from((date - cx.problem.first_day).num_days()) else { continue };
        if own >= WEEK {
            continue;
        }
        let covers = |day: usize| {
            let today = [activity.clone()];
            free >> day & 1 == 1 && cx.model.variants.iter().any(|v| is_free(cx, facts, v, day, &today, &[]))
        };
        let day = if own > 0 && !covers(own) && covers(own - 1) { own - 1 } else { own };
        by_day[day].push(activity);
    }
    Assigned { by_day, all }
}

pub(super) fn class_day(
    cx: &ClassContext<'_>,
    agent: &Agent,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    assigned: &Assigned,
    day: usize,
) -> ClassDay {
    let date = add_days(cx.problem.first_day, i64::try_from(day).unwrap_or(0));
    let locked = locked_stretches(cx, facts, date);
    let blocked = leave >> day & 1 == 1 || employed_days(cx.problem, agent) >> day & 1 == 0;
    if !locked.is_empty() {
        let choice = locked_choice(cx, facts, date, &locked, day).ok().filter(|_| !blocked);
        return ClassDay::new(choice.into_iter().collect(), Vec::new(), locked);
    }
    let activities = assigned.by_day[day].clone();
    let elsewhere: Vec<FixedActivity> = assigned.all.iter().filter(|a| !activities.contains(a)).cloned().collect();
    let variants = if blocked { &[] } else { cx.model.variants.as_slice() };
    let facts = DayFacts { facts, date, day, activities: &activities, elsewhere: &elsewhere };
    let choices = variants.iter().enumerate().filter_map(|(v, variant)| choice(cx, &facts, v, variant)).collect();
    ClassDay::new(choices, activities, locked)
}

struct DayFacts<'a> {
    facts: &'a AgentFacts<'a>,
    date: NaiveDate,
    day: usize,
    /// What the day's shift must cover.
    activities: &'a [FixedActivity],
    /// What the shifts of other days cover.
    elsewhere: &'a [FixedActivity],
}

/// The variant as a choice of this agent on this day; `None` where a rule forbids it.
fn choice(cx: &ClassContext<'_>, day: &DayFacts<'_>, index: usize, variant: &Variant) -> Option<Choice> {
    if !is_free(cx, day.facts, variant, day.day, day.activities, day.elsewhere) {
        return None;
    }
    let start = variant.start[day.day];
    let end = start + variant.length;
    let core_end = end - signed(cx.problem.centre.handover.wind_down);
    let template = &cx.model.templates[variant.template];
    let closed = closed_minutes(cx, start, core_end);
    let around = Around { start, core_end, end, activities: day.activities, closed: &closed };
    if (!closed.is_empty() || !day.activities.is_empty()) && !breaks_can_hide(template, &around) {
        return None;
    }
    let wishes = wish_price(cx, day.facts, day.date, variant.template, (start, end));
    let fairness = fairness_price(cx, day.facts, day.date, variant.template, (start, end));
    Some(Choice {
        variant: index,
        template: variant.template,
        start,
        end,
        paid: variant.paid,
        wish_bits: (wishes + fairness).to_bits(),
        fairness_bits: fairness.to_bits(),
        touches_closed: !closed.is_empty(),
        kind: cx.model.kind(variant, day.day),
        clock: variant.wall[day.day].0,
    })
}

/// Whether the agent can be present for the whole shift and comes to everything planned in that time.
fn is_free(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    variant: &Variant,
    day: usize,
    activities: &[FixedActivity],
    elsewhere: &[FixedActivity],
) -> bool {
    let handover = cx.problem.centre.handover;
    let (start, end) = (variant.start[day], variant.start[day] + variant.length);
    let (from, to) = (start - signed(handover.before), end + signed(handover.after));
    let core_end = end - signed(handover.wind_down);
    !variant.barred[day]
        && activities.iter().all(|a| start <= a.start && a.end <= core_end)
        && !elsewhere.iter().any(|a| a.start < to && from < a.end)
        && within_times(facts.times, variant.wall[day])
        && may_be_present(cx, facts, from, to)
        && !too_soon_after_nights(cx, facts, variant.night[day], from)
}

/// Whether a shift's start and end on the wall's clock keep the agent's own limits.
pub(super) fn within_times(times: PersonalTimes, (start, end): (i64, i64)) -> bool {
    let minutes = |clock: ClockTime| i64::from(clock.minutes());
    times.earliest_start.is_none_or(|earliest| minutes(earliest) <= start)
        && times.latest_start.is_none_or(|latest| start <= minutes(latest))
        && times.latest_end.is_none_or(|latest| end <= minutes(latest))
}

/// Whether a presence by day begins before the rest after the last night shift of the week before is over.
pub(super) fn too_soon_after_nights(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, night: bool, from: i32) -> bool {
    let Some(rest) = cx.contract.limits.rest_after_nights.filter(|_| !night && cx.model.counts_nights) else {
        return false;
    };
    facts.night_end.is_some_and(|end| minutes_since(cx.clock.origin, end).saturating_add(signed(rest)) > from)
}

/// Whether time off, availability and the rest after the last week's shifts allow this presence.
fn may_be_present(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, from: i32, to: i32) -> bool {
    hindrance(cx, facts, from, to).is_none()
}

/// What keeps an agent from this presence, in words.
pub(super) fn hindrance(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, from: i32, to: i32) -> Option<&'static str> {
    let span = span_of(cx.clock.origin, from, to)?;
    if facts.away.iter().any(|a| matches!(a, Away::Clock(off) if off.overlap(span).is_some())) {
        return Some("the agent has time off then");
    }
    if facts.available.as_ref().is_some_and(|windows| !windows.iter().any(|w| w.covers(span))) {
        return Some("the agent is not available then");
    }
    if facts.rest_owed.is_some_and(|until| until > span.start()) {
        return Some("the weekly rest that began in the week before is too short");
    }
    let rest = signed(cx.contract.min_rest);
    let ends = facts.previous.iter().map(|r| minutes_since(cx.clock.origin, r.end));
    let late = ends.max().is_some_and(|end| end.saturating_add(rest) > from);
    late.then_some("the rest after the last shift of the week before is too short")
}

/// Price of what working this stretch adds to more than a fair share.
pub(super) fn fairness_price(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    date: NaiveDate,
    template: usize,
    (start, end): (i32, i32),
) -> f64 {
    if facts.fairness.iter().all(|rate| *rate <= 0.0) {
        return 0.0;
    }
    let at = |minute: i32| cx.clock.origin.plus_minutes(i64::from(minute));
    let shift = cx.model.templates[template].index;
    fairness::price(cx.problem, &facts.fairness, WorkedDay::of(cx.problem, date, shift, at(start), at(end)))
}

/// Price of the wishes that working this stretch is against.
pub(super) fn wish_price(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    date: NaiveDate,
    template: usize,
    (start, end): (i32, i32),
) -> f64 {
    if facts.wishes.is_empty() {
        return 0.0;
    }
    let at = |minute: i32| cx.clock.origin.plus_minutes(i64::from(minute));
    let shift = cx.model.templates[template].index;
    wishes::price(cx.problem, &facts.wishes, WorkedDay::of(cx.problem, date, shift, at(start), at(end)))
}
