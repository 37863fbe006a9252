//! The differences of two rosters as a table for scripts and as text for people.

use std::fmt::Write as _;

use super::number::{count, grouped, signed};
use super::shifts::{day_name, hour_minute};
use super::table::{Cell, Table, aligned};
use crate::domain::diff::{ChangeKind, DayChange, DayWork, IntervalChange, RosterDiff};
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::time::Zone;

/// Intervals of coverage told one by one; the JSON form has all.
const MOST_INTERVALS: usize = 20;

/// One row for each agent's day that differs, by agent and day.
#[must_use]
pub fn table(diff: &RosterDiff, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "agent",
        "day",
        "change",
        "shift_before",
        "start_before",
        "end_before",
        "shift_after",
        "start_after",
        "end_after",
        "paid_hours_before",
        "paid_hours_after",
        "details",
    ]);
    table.rows.extend(diff.days.iter().map(|day| {
        let mut cells =
            vec![Cell::text(day.agent.as_str()), Cell::text(day.day.to_string()), Cell::text(day.kind.as_str())];
        for work in [&day.before, &day.after] {
            cells.extend(work.as_ref().map_or([Cell::Empty, Cell::Empty, Cell::Empty], |w| {
                [Cell::text(w.shift.as_str()), Cell::text(zone.rfc3339(w.start)), Cell::text(zone.rfc3339(w.end))]
            }));
        }
        let paid = |work: Option<&DayWork>| Cell::rounded(work.map(DayWork::paid_hours), 4);
        cells.extend([paid(day.before.as_ref()), paid(day.after.as_ref()), Cell::text(details(day, zone))]);
        cells
    }));
    table
}

/// One row for each interval whose coverage differs; empty without a requirement.
#[must_use]
pub fn coverage(diff: &RosterDiff, zone: Zone) -> Table {
    let mut table = Table::new(&["start", "queue", "required", "before", "after", "change"]);
    table.rows.extend(diff.coverage.iter().flat_map(|c| &c.intervals).map(|i| {
        let agents = [i.required, i.before, i.after, i.after - i.before].map(|value| Cell::rounded(value, 4));
        [Cell::text(zone.rfc3339(i.start)), Cell::text(i.queue.as_str())].into_iter().chain(agents).collect()
    }));
    table
}

/// Totals first, then a line for each day that differs, then what it does to coverage.
#[must_use]
pub fn text(diff: &RosterDiff, zone: Zone) -> String {
    if diff.days.is_empty() {
        return "The two rosters are the same.\n".to_owned();
    }
    let mut out = totals(diff);
    let header = ["agent", "day", "change", "before", "after", "details"];
    let rows = diff.days.iter().map(|day| {
        let shown = |work: Option<&DayWork>| work.map_or_else(|| "off".to_owned(), |w| shift(w, zone));
        let cells = [
            day.agent.to_string(),
            day_name(day.day),
            day.kind.as_str().to_owned(),
            shown(day.before.as_ref()),
            shown(day.after.as_ref()),
            details(day, zone),
        ];
        cells.map(|cell| (cell, false)).to_vec()
    });
    let _ = write!(out, "\n{}", aligned(&header, rows));
    if let Some(coverage) = &diff.coverage {
        let (short, over) = (coverage.short_hours, coverage.over_hours);
        let _ = writeln!(
            out,
            "\ncoverage: {} agent-hours short → {} ({}); {} above → {} ({})",
            grouped(short.0, 1),
            grouped(short.1, 1),
            signed(short.1 - short.0, 1),
            grouped(over.0, 1),
            grouped(over.1, 1),
            signed(over.1 - over.0, 1)
        );
        out.push_str(&largest(&coverage.intervals, zone));
    }
    out
}

fn totals(diff: &RosterDiff) -> String {
    let mut out = format!(
        "{} of {}: {} moved, {} added, {} dropped; besides {} with other breaks, {} with other activities, {} with other queues\n",
        count(diff.changed_shifts(), "changed shift", "changed shifts"),
        count(diff.people_touched(), "person", "people"),
        diff.count(ChangeKind::Shift),
        diff.count(ChangeKind::Added),
        diff.count(ChangeKind::Dropped),
        count(diff.count(ChangeKind::Breaks), "day", "days"),
        diff.count(ChangeKind::Activities),
        diff.count(ChangeKind::Queues),
    );
    let (before, after) = diff.paid_hours;
    let change = signed(after - before, 1);
    let _ = writeln!(out, "paid hours {} → {} ({change})", grouped(before, 1), grouped(after, 1));
    for (what, people) in [("new", &diff.people_added), ("gone", &diff.people_removed)] {
        if !people.is_empty() {
            let names: Vec<&str> = people.iter().map(AgentId::as_str).collect();
            let _ = writeln!(out, "{what}: {}", names.join(", "));
        }
    }
    out
}

/// The intervals with the largest changes, shown in order of time.
fn largest(intervals: &[IntervalChange], zone: Zone) -> String {
    let mut chosen: Vec<&IntervalChange> = intervals.iter().collect();
    chosen.sort_by(|a, b| (b.after - b.before).abs().total_cmp(&(a.after - a.before).abs()));
    chosen.truncate(MOST_INTERVALS);
    chosen.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    let rows = chosen.iter().map(|i| {
        let figures = [i.required, i.before, i.after].map(|v| (grouped(v, 1), true));
        let when = format!("{} {}", day_name(zone.day(i.start)), hour_minute(zone, i.start));
        let mut cells = vec![(when, false), (i.queue.to_string(), false)];
        cells.extend(figures);
        cells.push((signed(i.after - i.before, 1), true));
        cells
    });
    let table = aligned(&["interval", "queue", "required", "before", "after", "change"], rows);
    let left = intervals.len() - chosen.len();
    if left == 0 { table } else { format!("{table}… and {left} more intervals with smaller changes\n") }
}

/// `day 08:00–16:30`.
fn shift(work: &DayWork, zone: Zone) -> String {
    format!("{} {}–{}", work.shift, hour_minute(zone, work.start), hour_minute(zone, work.end))
}

/// What of breaks, activities or queues differs where the shift is the same.
fn details(day: &DayChange, zone: Zone) -> String {
    let (Some(before), Some(after)) = (&day.before, &day.after) else { return String::new() };
    let told = |work: &DayWork| -> Vec<String> {
        let shown = |row: &&RosterRow| match day.kind {
            ChangeKind::Breaks => matches!(row.activity, Activity::Break | Activity::Meal),
            ChangeKind::Activities => row.activity != Activity::Work,
            ChangeKind::Queues => row.activity == Activity::Work,
            ChangeKind::Added | ChangeKind::Dropped | ChangeKind::Shift => false,
        };
        let name = |row: &RosterRow| row.queue.as_ref().map_or_else(|| row.activity.to_string(), ToString::to_string);
        let one = |row: &RosterRow| format!("{} {}", name(row), hour_minute(zone, row.start));
        work.rows.iter().filter(shown).map(one).collect()
    };
    let (old, new) = (told(before), told(after));
    let only = |these: &[String], others: &[String]| {
        these.iter().filter(|part| !others.contains(part)).cloned().collect::<Vec<_>>().join(", ")
    };
    if old == new { String::new() } else { format!("{} → {}", only(&old, &new), only(&new, &old)) }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_table_has_a_row_for_each_day_and_the_text_names_it() {
        let plan = sample::plan(6, 1);
        let agent: AgentId = plan.rows[0].agent.clone();
        let day = plan.rows[0].day;
        let rows = plan.rows.iter().filter(|r| r.agent == agent && r.day == day).cloned().collect::<Vec<_>>();
        let work = DayWork { shift: rows[0].shift.clone(), start: rows[0].start, end: rows[0].start, rows };
        let gone = DayChange { agent: agent.clone(), day, kind: ChangeKind::Dropped, before: Some(work), after: None };
        let diff = RosterDiff { days: vec![gone], ..RosterDiff::default() };
        assert_eq!(table(&diff, plan.centre.zone).rows.len(), 1);
        let text = text(&diff, plan.centre.zone);
        assert!(text.contains(agent.as_str()) && text.contains("1 changed shift of 1 person"), "{text}");
        assert!(super::text(&RosterDiff::default(), plan.centre.zone).contains("the same"));
    }
}
