//! Whether breaks and trainings can keep the work of a shift out of closed time.

use crate::domain::span::union;
use crate::domain::time::Instant;
use crate::roster::legality::shifts::{BreakModel, TemplateModel};
use crate::roster::legality::spacing::Taken;

use super::{ClassContext, FixedActivity, span_of};

/// Stretches of `[start, end)` in which none of the agent's queues is open.
pub(super) fn closed_minutes(cx: &ClassContext<'_>, start: i32, end: i32) -> Vec<(i32, i32)> {
    let interval = cx.clock.interval;
    let mut closed = Vec::new();
    let mut slot_start = start.div_euclid(interval) * interval;
    while slot_start < end {
        let open = usize::try_from(slot_start / interval).is_ok_and(|slot| {
            cx.skill_queues.iter().any(|q| cx.demand.open.get(slot * cx.queue_count + q).copied().unwrap_or(false))
        });
        if !open {
            closed.push((slot_start.max(start), (slot_start + interval).min(end)));
        }
        slot_start += interval;
    }
    closed
}

/// What the breaks of a shift are placed around.
pub(super) struct Around<'a> {
    /// Start of the shift.
    pub(super) start: i32,
    /// End of its work.
    pub(super) core_end: i32,
    /// End of the shift.
    pub(super) end: i32,
    pub(super) activities: &'a [FixedActivity],
    pub(super) closed: &'a [(i32, i32)],
}

/// Whether the breaks can be placed around the activities so that breaks and activities cover every closed stretch.
pub(super) fn breaks_can_hide(template: &TemplateModel, around: &Around<'_>) -> bool {
    let placed = &mut Vec::with_capacity(template.breaks.len());
    search_breaks(template, &template.breaks, around, Taken::default(), placed)
}

fn search_breaks(
    template: &TemplateModel,
    breaks: &[BreakModel],
    around: &Around<'_>,
    taken: Taken,
    placed: &mut Vec<(i32, i32)>,
) -> bool {
    let (spacing, length) = (&template.spacing, around.end - around.start);
    let Some((next, rest)) = breaks.split_first() else {
        return spacing.may_end(taken, length)
            && around.closed.iter().all(|(from, to)| covered(*from, *to, around.activities, placed));
    };
    for offset in &next.starts {
        let (from, to) = (around.start + offset, around.start + offset + next.length);
        let free = to <= around.core_end && !around.activities.iter().any(|a| a.start < to && from < a.end);
        let next = spacing.extended(taken, (*offset, offset + next.length), length).filter(|_| free);
        if let Some(next) = next {
            placed.push((from, to));
            let done = search_breaks(template, rest, around, next, placed);
            placed.pop();
            if done {
                return true;
            }
        }
    }
    false
}

fn covered(from: i32, to: i32, activities: &[FixedActivity], breaks: &[(i32, i32)]) -> bool {
    let origin = Instant::from_unix(0);
    let spans = activities.iter().map(|a| (a.start, a.end)).chain(breaks.iter().copied());
    let merged = union(spans.filter_map(|(a, b)| span_of(origin, a, b)).collect());
    span_of(origin, from, to).is_none_or(|wanted| merged.iter().any(|m| m.covers(wanted)))
}
