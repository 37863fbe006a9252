//! Whether breaks and trainings can keep the work of a shift out of closed time.

use crate::domain::span::union;
use crate::domain::time::Instant;
use crate::roster::legality::shifts::BreakModel;

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

/// Whether the breaks can be placed around the activities so that breaks and activities cover every closed stretch.
pub(super) fn breaks_can_hide(
    breaks: &[BreakModel],
    start: i32,
    core_end: i32,
    activities: &[FixedActivity],
    closed: &[(i32, i32)],
) -> bool {
    let Some((first, rest)) = breaks.split_first() else {
        return closed.iter().all(|(from, to)| covered(*from, *to, activities, &[]));
    };
    let mut placed = Vec::with_capacity(breaks.len());
    search_breaks(first, rest, (start, core_end, start), activities, closed, &mut placed)
}

fn search_breaks(
    next: &BreakModel,
    rest: &[BreakModel],
    (start, core_end, free_from): (i32, i32, i32),
    activities: &[FixedActivity],
    closed: &[(i32, i32)],
    placed: &mut Vec<(i32, i32)>,
) -> bool {
    for offset in &next.starts {
        let (from, to) = (start + offset, start + offset + next.length);
        if from < free_from || to > core_end || activities.iter().any(|a| a.start < to && from < a.end) {
            continue;
        }
        placed.push((from, to));
        let done = match rest.split_first() {
            Some((after, others)) => search_breaks(after, others, (start, core_end, to), activities, closed, placed),
            None => closed.iter().all(|(a, b)| covered(*a, *b, activities, placed)),
        };
        placed.pop();
        if done {
            return true;
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
