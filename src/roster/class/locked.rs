//! Locked days: the published rows as stretches, and the shift of the catalogue that they are.

use chrono::NaiveDate;

use crate::domain::people::{Activity, RosterRow};
use crate::roster::legality::shifts::{BreakModel, Variant, minutes_since, signed};

use super::days::{fairness_price, hindrance, too_soon_after_nights, wish_price, within_times};
use super::facts::AgentFacts;
use super::hidden::closed_minutes;
use super::{Choice, ClassContext, LockedStretch};

/// The rows locked on a day, by start.
pub(in crate::roster) fn locked_stretches(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    date: NaiveDate,
) -> Vec<LockedStretch> {
    let queue_index =
        |r: &RosterRow| r.queue.as_ref().and_then(|id| cx.problem.centre.queues.iter().position(|q| q.id == *id));
    let mut stretches: Vec<LockedStretch> = facts
        .locked
        .iter()
        .filter(|r| r.day == date)
        .map(|r| LockedStretch {
            start: minutes_since(cx.clock.origin, r.start),
            end: minutes_since(cx.clock.origin, r.end),
            activity: r.activity,
            queue: queue_index(r),
            paid: r.paid,
        })
        .collect();
    stretches.sort();
    stretches
}

/// The catalogue's shift that a locked day is, as the day's only choice.
///
/// # Errors
/// Why the rows cannot stay as they are, in words.
pub(in crate::roster) fn locked_choice(
    cx: &ClassContext<'_>,
    facts: &AgentFacts<'_>,
    date: NaiveDate,
    stretches: &[LockedStretch],
    day: usize,
) -> Result<Choice, &'static str> {
    let handover = cx.problem.centre.handover;
    let none = "it has no rows";
    let (first, last) = (stretches.first().ok_or(none)?, stretches.last().ok_or(none)?);
    let row = facts.locked.iter().find(|r| r.day == date).ok_or(none)?;
    let start = first.start + signed(handover.before);
    let end = last.end - signed(handover.after);
    let found = cx.model.variants.iter().enumerate().find(|(_, v)| {
        let shift = &cx.problem.centre.shifts[cx.model.templates[v.template].index];
        shift.id == row.shift && v.start[day] == start && start + v.length == end
    });
    let (index, variant) =
        found.ok_or("the shifts of the agent's contract hold none of this name with this start and length")?;
    if stretches.windows(2).any(|pair| pair[0].end != pair[1].start) {
        return Err("its rows leave a gap or overlap");
    }
    as_catalogued(cx, variant, stretches, (start, end))?;
    if let Some(reason) = hindrance(cx, facts, first.start, last.end) {
        return Err(reason);
    }
    if !within_times(facts.times, variant.wall[day]) {
        return Err("it starts or ends outside the agent's own limits");
    }
    if variant.barred[day] {
        return Err("law forbids work at its time");
    }
    if too_soon_after_nights(cx, facts, variant.night[day], first.start) {
        return Err("the rest after the night shifts of the week before is too short");
    }
    attends(cx, facts, stretches)?;
    let wishes = wish_price(cx, facts, date, variant.template, (start, end));
    let fairness = fairness_price(cx, facts, date, variant.template, (start, end));
    Ok(Choice {
        variant: index,
        template: variant.template,
        start,
        end,
        paid: variant.paid,
        wish_bits: (wishes + fairness).to_bits(),
        fairness_bits: fairness.to_bits(),
        touches_closed: false,
        kind: cx.model.kind(variant, day),
        clock: variant.wall[day].0,
    })
}

fn pauses(stretches: &[LockedStretch]) -> impl Iterator<Item = &LockedStretch> {
    stretches.iter().filter(|s| matches!(s.activity, Activity::Break | Activity::Meal | Activity::Split))
}

/// Handover, breaks, queues and opening hours of the rows against the catalogue.
fn as_catalogued(
    cx: &ClassContext<'_>,
    variant: &Variant,
    stretches: &[LockedStretch],
    (start, end): (i32, i32),
) -> Result<(), &'static str> {
    let core_end = end - signed(cx.problem.centre.handover.wind_down);
    let outside = |s: &LockedStretch| s.start < start || s.end > core_end;
    if stretches.iter().any(|s| outside(s) != (s.activity == Activity::Handover)) {
        return Err("its handover or write-up is not what the centre asks");
    }
    let breaks = &cx.model.templates[variant.template].breaks;
    let fits = |b: &BreakModel, s: &LockedStretch| {
        b.kind == s.activity && b.length == s.end - s.start && b.starts.contains(&(s.start - start))
    };
    if pauses(stretches).count() != breaks.len() || !breaks.iter().zip(pauses(stretches)).all(|(b, s)| fits(b, s)) {
        return Err("its breaks are not those of the catalogue");
    }
    let offsets = pauses(stretches).map(|s| (s.start - start, s.end - start));
    if !cx.model.templates[variant.template].spacing.is_kept(offsets, end - start) {
        return Err("its breaks are too close together or too far apart");
    }
    for work in stretches.iter().filter(|s| s.activity == Activity::Work) {
        if !work.queue.is_some_and(|q| cx.skill_queues.contains(&q)) {
            return Err("it works a queue without the skill");
        }
        if !closed_minutes(cx, work.start, work.end).is_empty() {
            return Err("it works while all of the agent's queues are closed");
        }
    }
    Ok(())
}

/// Whether the rows hold every training and meeting that falls in them.
fn attends(cx: &ClassContext<'_>, facts: &AgentFacts<'_>, stretches: &[LockedStretch]) -> Result<(), &'static str> {
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return Ok(()) };
    for (span, kind) in &facts.activities {
        let (from, to) = (minutes_since(cx.clock.origin, span.start()), minutes_since(cx.clock.origin, span.end()));
        let held = stretches.iter().any(|s| s.activity == *kind && s.start == from && s.end == to);
        if from < last.end && first.start < to && !held {
            return Err("it misses a fixed training or meeting");
        }
    }
    Ok(())
}
