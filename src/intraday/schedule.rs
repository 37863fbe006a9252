//! The rows of one shift, changed: breaks moved, the end moved, another queue served. Every function gives the new rows, or nothing
//! where they would not be a shift of the catalogue.

use std::cmp::Ordering;

use crate::domain::centre::{BreakRule, Handover, ShiftTemplate};
use crate::domain::ids::QueueId;
use crate::domain::law::{Asks, BreakDuty};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::rules::Limits;
use crate::domain::span::Span;
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

/// The end of the shift itself: write-up belongs to it, the handover after it does not. `None` where there is no shift.
pub(super) fn inside_end(rows: &[RosterRow], handover: Handover) -> Option<Instant> {
    let tail = rows.iter().rposition(|row| row.activity != Activity::Handover)?;
    let write_up = if tail + 1 < rows.len() { i64::from(handover.wind_down.get()) } else { 0 };
    rows.get(tail).map(|row| row.end.plus_minutes(write_up))
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

/// The rows with all work of a stretch of time for another queue.
pub(super) fn with_queue_in(rows: &[RosterRow], time: Span, queue: &QueueId) -> Vec<RosterRow> {
    let mut after = Vec::with_capacity(rows.len() + 2);
    for row in rows {
        let own = Span::new(row.start, row.end).filter(|_| row.activity == Activity::Work);
        let Some(inside) = own.and_then(|own| own.overlap(time)) else {
            after.push(row.clone());
            continue;
        };
        let part = |start, end| (start < end).then(|| RosterRow { start, end, ..row.clone() });
        after.extend(part(row.start, inside.start()));
        after.extend(part(inside.start(), inside.end()).map(|row| RosterRow { queue: Some(queue.clone()), ..row }));
        after.extend(part(inside.end(), row.end));
    }
    joined(after)
}

/// Whether the breaks start in their windows, in order, and keep what the contract asks of the time between them.
pub(super) fn keeps_breaks(rows: &[RosterRow], template: &ShiftTemplate, limits: &Limits, handover: Handover) -> bool {
    let (Some(start), Some(pauses)) = (inside_start(rows), pauses(rows, template)) else { return false };
    let in_window = |(index, rule): &(usize, &BreakRule)| {
        rows.get(*index).is_some_and(|row| {
            let offset = row.start.seconds_since(start);
            rule.starts.iter().any(|s| i64::from(s.get()) * 60 == offset)
        })
    };
    pauses.iter().all(in_window) && keeps_distances(rows, limits, handover)
}

/// Whether presence without a break is short enough, and breaks are far enough apart.
fn keeps_distances(rows: &[RosterRow], limits: &Limits, handover: Handover) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let (Some(start), Some(end)) = (inside_start(rows), inside_end(rows, handover)) else { return false };
    let (least, most) = (limits.min_break_spacing.map_or(0, seconds), limits.max_stretch.map_or(i64::MAX, seconds));
    let (mut near, mut far, mut any) = (start, first.start, false);
    for row in rows.iter().filter(|row| is_pause(row.activity)) {
        if row.start.seconds_since(near) < least || row.start.seconds_since(far) > most {
            return false;
        }
        (near, far, any) = (row.end, row.end, true);
    }
    (!any || end.seconds_since(near) >= least) && last.end.seconds_since(far) <= most
}

/// Whether a shift is what a rule of law asks of one: its working time, the breaks that it owes, presence without them. Handover is
/// work, and so are paid breaks. Other rules are left to the checker.
pub(super) fn keeps_law(rows: &[RosterRow], asks: &Asks) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return true };
    match asks {
        Asks::ShiftHours(most) => worked(rows, last.end) <= seconds(*most),
        Asks::Breaks(duty) => worked(rows, last.end) < seconds(duty.from) || has_breaks(rows, duty),
        Asks::Stretch(stretch) => {
            let counts = |row: &&RosterRow| is_pause(row.activity) && length(row) >= seconds(stretch.part);
            let ends = rows.iter().filter(counts).map(|row| (row.start, row.end)).chain([(last.end, last.end)]);
            let mut from = first.start;
            ends.into_iter()
                .all(|(start, end)| start.seconds_since(std::mem::replace(&mut from, end)) <= seconds(stretch.most))
        }
        _ => true,
    }
}

/// Whether a shift that owes breaks has them.
fn has_breaks(rows: &[RosterRow], duty: &BreakDuty) -> bool {
    let counted = || rows.iter().filter(|row| duty.kinds.contains(&row.activity) && length(row) >= seconds(duty.part));
    let nth = usize::from(duty.count).checked_sub(1).and_then(|before| counted().nth(before));
    let in_time = |row: &RosterRow| duty.by.is_none_or(|by| worked(rows, row.start) <= seconds(by));
    nth.is_some_and(in_time) && counted().map(length).sum::<i64>() >= seconds(duty.total)
}

/// Working seconds of a shift before a moment.
fn worked(rows: &[RosterRow], until: Instant) -> i64 {
    let works = |row: &&RosterRow| !is_pause(row.activity) || row.paid;
    rows.iter().filter(works).map(|row| row.end.min(until).seconds_since(row.start).max(0)).sum()
}

fn length(row: &RosterRow) -> i64 {
    row.end.seconds_since(row.start)
}

fn seconds(minutes: Minutes) -> i64 {
    i64::from(minutes.get()) * 60
}

/// Paid seconds of one shift: from its start to its end less unpaid breaks, handover before and after left out.
pub(super) fn paid_seconds(rows: &[RosterRow], handover: Handover) -> i64 {
    let (Some(start), Some(end)) = (inside_start(rows), inside_end(rows, handover)) else { return 0 };
    let unpaid = rows.iter().filter(|row| is_pause(row.activity) && !row.paid);
    end.seconds_since(start) - unpaid.map(|row| row.end.seconds_since(row.start)).sum::<i64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgentId, ShiftId};
    use crate::domain::law::Stretch;
    use crate::domain::units::Heads;

    const HANDOVER: Handover = Handover {
        before: Minutes::new(10),
        after: Minutes::new(15),
        wind_down: Minutes::new(0),
        min_across: Heads::new(0),
        relief: false,
    };

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
        assert_eq!(paid_seconds(&shift(), HANDOVER), 480 * 60);
    }

    #[test]
    fn write_up_belongs_to_the_shift_and_the_handover_after_it_does_not() {
        let mut rows = shift();
        rows.truncate(5);
        rows.extend([
            row(Activity::Work, 430, 500),
            row(Activity::Handover, 500, 510),
            row(Activity::Handover, 510, 525),
        ]);
        let with_write_up = Handover { wind_down: Minutes::new(10), ..HANDOVER };
        assert_eq!(inside_end(&rows, with_write_up), Some(Instant::from_unix(510 * 60)));
        assert_eq!(paid_seconds(&rows, with_write_up), 480 * 60);
        assert_eq!(
            inside_end(&rows[..6], with_write_up),
            Some(Instant::from_unix(500 * 60)),
            "no write-up is rostered"
        );
    }

    #[test]
    fn another_queue_is_served_for_a_while() {
        let time = Span::new(Instant::from_unix(300 * 60), Instant::from_unix(440 * 60)).expect("a stretch");
        let after = with_queue_in(&shift(), time, &QueueId::new("b"));
        let served: Vec<_> =
            after.iter().filter_map(|r| Some((r.queue.as_ref()?.as_str(), r.start.unix() / 60))).collect();
        assert_eq!(served, [("a", 0), ("a", 270), ("b", 300), ("b", 430), ("a", 440)]);
    }

    #[test]
    fn distances_between_breaks_are_kept() {
        let hours = |least, most| Limits {
            min_break_spacing: Some(Minutes::new(least)),
            max_stretch: Some(Minutes::new(most)),
            ..Limits::default()
        };
        // 240 to the meal from the start, 250 with the handover before it; after it 255 with the handover, 240 without
        assert!(keeps_distances(&shift(), &hours(240, 255), HANDOVER));
        assert!(!keeps_distances(&shift(), &hours(241, 255), HANDOVER));
        assert!(!keeps_distances(&shift(), &hours(240, 254), HANDOVER));
    }

    #[test]
    fn law_asks_for_breaks_by_the_work_done() {
        let meal = |from: u32, total: u32, by: Option<u32>| {
            Asks::Breaks(BreakDuty {
                from: Minutes::new(from),
                kinds: vec![Activity::Meal],
                part: Minutes::new(15),
                count: 1,
                total: Minutes::new(total),
                by: by.map(Minutes::new),
            })
        };
        let stretch = |most, part| Asks::Stretch(Stretch { most: Minutes::new(most), part: Minutes::new(part) });
        // 505 minutes of work with the handovers: 250 of them before the meal of 30 minutes, 255 after it
        let keeps = |asks: Asks| keeps_law(&shift(), &asks);
        assert!(keeps(meal(301, 30, Some(250))) && keeps(stretch(255, 15)) && keeps(meal(506, 45, None)));
        assert!(!keeps(stretch(254, 15)), "255 minutes after the meal");
        assert!(!keeps(meal(505, 31, None)), "505 minutes of work");
        assert!(!keeps(meal(301, 30, Some(249))), "the meal begins after 250 minutes");
        assert!(!keeps(stretch(255, 31)), "the meal is too short to count");
        assert!(keeps(Asks::ShiftHours(Minutes::new(505))) && !keeps(Asks::ShiftHours(Minutes::new(504))));
        let longer = with_end_moved(&shift(), 3600).expect("an hour more");
        assert!(!keeps_law(&longer, &meal(541, 45, None)), "565 minutes of work");
    }
}
