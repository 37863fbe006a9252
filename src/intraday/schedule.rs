//! The rows of one shift, changed: breaks moved, the end moved, another queue served. Every function gives the new rows, or nothing
//! where they would not be a shift of the catalogue.

use std::cmp::Ordering;

use crate::domain::centre::{BreakRule, ShiftTemplate};
use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::rules::Limits;
use crate::domain::time::Instant;
use crate::domain::units::Minutes;

/// Whether the activity is one of the catalogue's breaks.
pub(super) const fn is_pause(activity: Activity) -> bool {
    matches!(activity, Activity::Break | Activity::Meal | Activity::Split)
}

/// The start of the shift itself: where the handover before it ends.
pub(super) fn inside_start(rows: &[RosterRow]) -> Option<Instant> {
    rows.iter().find(|row| row.activity != Activity::Handover).map(|row| row.start)
}

/// The breaks in order with their entries in the catalogue; `None` where they differ.
pub(super) fn pauses<'r>(rows: &[RosterRow], template: &'r ShiftTemplate) -> Option<Vec<(usize, &'r BreakRule)>> {
    let own: Vec<usize> =
        rows.iter().enumerate().filter(|(_, row)| is_pause(row.activity)).map(|(index, _)| index).collect();
    let same = |(index, rule): (&usize, &BreakRule)| rows.get(*index).is_some_and(|row| row.activity == rule.kind);
    let alike = own.len() == template.breaks.len() && own.iter().zip(&template.breaks).all(same);
    alike.then(|| own.into_iter().zip(&template.breaks).collect())
}

/// The rows with one break at another time: where it was is work, where it comes must be work.
pub(super) fn with_break_at(rows: &[RosterRow], index: usize, start: Instant) -> Option<Vec<RosterRow>> {
    let pause = rows.get(index)?;
    let end = start.plus_seconds(pause.end.seconds_since(pause.start));
    let queue =
        |row: Option<&RosterRow>| row.filter(|row| row.activity == Activity::Work).and_then(|row| row.queue.clone());
    let served =
        queue(index.checked_sub(1).and_then(|before| rows.get(before))).or_else(|| queue(rows.get(index + 1)))?;
    let mut rows = rows.to_vec();
    let moved = RosterRow { start, end, ..pause.clone() };
    if let Some(row) = rows.get_mut(index) {
        (row.activity, row.queue, row.paid) = (Activity::Work, Some(served), true);
    }
    let rows = joined(rows);
    let mut free = 0;
    let mut after = Vec::with_capacity(rows.len() + 2);
    for row in rows {
        let (from, to) = (row.start.max(start), row.end.min(end));
        if from >= to {
            after.push(row);
            continue;
        }
        if row.activity != Activity::Work {
            return None;
        }
        free += to.seconds_since(from);
        if row.start < from {
            after.push(RosterRow { end: from, ..row.clone() });
        }
        if to < row.end {
            after.push(RosterRow { start: to, ..row });
        }
    }
    (free == end.seconds_since(start)).then_some(())?;
    after.push(moved);
    after.sort_by_key(|row| row.start);
    Some(after)
}

/// Work rows of one queue that follow each other as one row.
fn joined(rows: Vec<RosterRow>) -> Vec<RosterRow> {
    let mut joined: Vec<RosterRow> = Vec::with_capacity(rows.len());
    for row in rows {
        match joined.last_mut() {
            Some(last)
                if last.activity == Activity::Work
                    && row.activity == Activity::Work
                    && last.queue == row.queue
                    && last.end == row.start =>
            {
                last.end = row.end;
            }
            _ => joined.push(row),
        }
    }
    joined
}

/// The rows with the shift's own end moved by so many seconds; the handover after it moves along. Only work is added or cut.
pub(super) fn with_end_moved(rows: &[RosterRow], seconds: i64) -> Option<Vec<RosterRow>> {
    let tail = rows.iter().rev().take_while(|row| row.activity == Activity::Handover).count();
    let (inside, handover) = rows.split_at(rows.len().checked_sub(tail)?);
    let end = inside.last()?.end.plus_seconds(seconds);
    let mut after = inside.to_vec();
    match seconds.cmp(&0) {
        Ordering::Greater => {
            let last = after.last_mut().filter(|row| row.activity == Activity::Work)?;
            last.end = end;
        }
        _ => {
            while let Some(last) = after.last_mut().filter(|row| row.end > end) {
                (last.activity == Activity::Work).then_some(())?;
                if last.start < end {
                    last.end = end;
                } else {
                    after.pop();
                }
            }
        }
    }
    after.last().filter(|row| row.end == end)?;
    let moved = |row: &RosterRow| RosterRow {
        start: row.start.plus_seconds(seconds),
        end: row.end.plus_seconds(seconds),
        ..row.clone()
    };
    after.extend(handover.iter().map(moved));
    Some(after)
}

/// The rows with all work from a moment on for another queue.
pub(super) fn with_queue_from(rows: &[RosterRow], at: Instant, queue: &QueueId) -> Vec<RosterRow> {
    let mut after = Vec::with_capacity(rows.len() + 1);
    for row in rows {
        if row.activity != Activity::Work || row.end <= at {
            after.push(row.clone());
            continue;
        }
        if row.start < at {
            after.push(RosterRow { end: at, ..row.clone() });
        }
        after.push(RosterRow { start: row.start.max(at), queue: Some(queue.clone()), ..row.clone() });
    }
    joined(after)
}

/// Whether the breaks start in their windows, in order, and keep what the contract asks of the time between them.
pub(super) fn keeps_breaks(rows: &[RosterRow], template: &ShiftTemplate, limits: &Limits) -> bool {
    let (Some(start), Some(pauses)) = (inside_start(rows), pauses(rows, template)) else { return false };
    let in_window = |(index, rule): &(usize, &BreakRule)| {
        rows.get(*index).is_some_and(|row| {
            let offset = row.start.seconds_since(start);
            rule.starts.iter().any(|s| i64::from(s.get()) * 60 == offset)
        })
    };
    pauses.iter().all(in_window) && keeps_distances(rows, limits)
}

/// Whether presence without a break is short enough, and breaks are far enough apart.
fn keeps_distances(rows: &[RosterRow], limits: &Limits) -> bool {
    let (Some(first), Some(start), Some(last)) = (rows.first(), inside_start(rows), rows.last()) else { return false };
    let tail = rows.iter().rev().find(|row| row.activity != Activity::Handover);
    let end = tail.map_or(last.end, |row| row.end);
    let seconds = |minutes: Option<Minutes>, otherwise| minutes.map_or(otherwise, |m| i64::from(m.get()) * 60);
    let (least, most) = (seconds(limits.min_break_spacing, 0), seconds(limits.max_stretch, i64::MAX));
    let (mut near, mut far, mut any) = (start, first.start, false);
    for row in rows.iter().filter(|row| is_pause(row.activity)) {
        if row.start.seconds_since(near) < least || row.start.seconds_since(far) > most {
            return false;
        }
        (near, far, any) = (row.end, row.end, true);
    }
    (!any || end.seconds_since(near) >= least) && last.end.seconds_since(far) <= most
}

/// Paid seconds of the shift itself, handover left out.
pub(super) fn paid_seconds(rows: &[RosterRow]) -> i64 {
    let counted = rows.iter().filter(|row| row.paid && row.activity != Activity::Handover);
    counted.map(|row| row.end.seconds_since(row.start)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgentId, ShiftId};

    fn row(activity: Activity, from: i64, to: i64) -> RosterRow {
        RosterRow {
            agent: AgentId::new("A"),
            day: chrono::NaiveDate::default(),
            shift: ShiftId::new("day"),
            start: Instant::from_unix(from * 60),
            end: Instant::from_unix(to * 60),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new("a")),
            paid: activity != Activity::Meal,
        }
    }

    fn told(rows: &[RosterRow]) -> Vec<(Activity, i64, i64)> {
        rows.iter().map(|r| (r.activity, r.start.unix() / 60, r.end.unix() / 60)).collect()
    }

    fn shift() -> Vec<RosterRow> {
        use Activity::{Handover, Meal, Training, Work};
        vec![
            row(Handover, -10, 0),
            row(Work, 0, 240),
            row(Meal, 240, 270),
            row(Work, 270, 400),
            row(Training, 400, 430),
            row(Work, 430, 510),
            row(Handover, 510, 525),
        ]
    }

    #[test]
    fn a_moved_break_leaves_work_behind_and_never_touches_training() {
        use Activity::{Handover, Meal, Training, Work};
        let moved = with_break_at(&shift(), 2, Instant::from_unix(300 * 60)).expect("free");
        let expected = [
            (Handover, -10, 0),
            (Work, 0, 300),
            (Meal, 300, 330),
            (Work, 330, 400),
            (Training, 400, 430),
            (Work, 430, 510),
        ];
        assert_eq!(told(&moved)[..6], expected);
        assert!(with_break_at(&shift(), 2, Instant::from_unix(380 * 60)).is_none(), "training from 400");
        assert!(with_break_at(&shift(), 2, Instant::from_unix(500 * 60)).is_none(), "handover from 510");
    }

    #[test]
    fn the_end_moves_with_its_handover_and_cuts_only_work() {
        use Activity::{Handover, Work};
        let longer = with_end_moved(&shift(), 3600).expect("work is at the end");
        assert_eq!(told(&longer)[5..], [(Work, 430, 570), (Handover, 570, 585)]);
        let shorter = with_end_moved(&shift(), -3600).expect("an hour of work is there");
        assert_eq!(told(&shorter)[5..], [(Work, 430, 450), (Handover, 450, 465)]);
        assert!(with_end_moved(&shift(), -5400).is_none(), "training would be cut");
        assert_eq!(paid_seconds(&shift()), 480 * 60);
    }

    #[test]
    fn another_queue_is_served_from_a_moment_on() {
        let after = with_queue_from(&shift(), Instant::from_unix(300 * 60), &QueueId::new("b"));
        let served: Vec<_> =
            after.iter().filter_map(|r| Some((r.queue.as_ref()?.as_str(), r.start.unix() / 60))).collect();
        assert_eq!(served, [("a", 0), ("a", 270), ("b", 300), ("b", 430)]);
    }

    #[test]
    fn distances_between_breaks_are_kept() {
        let hours = |least, most| Limits {
            min_break_spacing: Some(Minutes::new(least)),
            max_stretch: Some(Minutes::new(most)),
            ..Limits::default()
        };
        // 240 to the meal from the start, 250 with the handover before it; after it 255 with the handover, 240 without
        assert!(keeps_distances(&shift(), &hours(240, 255)));
        assert!(!keeps_distances(&shift(), &hours(241, 255)));
        assert!(!keeps_distances(&shift(), &hours(240, 254)));
    }
}
