//! Two rosters compared: which agents' days differ and how, and what that does to coverage.
//!
//! # Example
//!
//! ```
//! # use std::path::Path;
//! # use wfm::domain::findings::Findings;
//! # use wfm::ingest::tables;
//! # use wfm::ingest::tables::roster::RosterUse;
//! # let folder = Path::new("fixtures/findings/_day");
//! # let mut findings = Findings::new();
//! # let centre = wfm::ingest::centre::read(&folder.join("centre.toml"), &mut findings).expect("a centre");
//! let roster = tables::roster::read(&folder.join("roster.csv"), &centre, &[], RosterUse::Compared, &mut findings);
//! let without: Vec<_> = roster.iter().filter(|row| row.agent.as_str() != "A2").cloned().collect();
//! let found = wfm::diff::compare(&roster, &without, None);
//! assert_eq!((found.days.len(), found.people_removed[0].as_str()), (1, "A2"));
//! ```

mod coverage;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::diff::{ChangeKind, DayChange, DayWork, RosterDiff};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::series::Requirement;
use crate::domain::time::Instant;
use crate::domain::units::Minutes;

/// Compares two rosters. The order of rows in the files does not matter; the result is sorted by agent and day. With a
/// requirement and its interval, coverage is compared as well.
#[must_use]
pub fn compare(before: &[RosterRow], after: &[RosterRow], requirement: Option<(&Requirement, Minutes)>) -> RosterDiff {
    let (first, second) = (days(before), days(after));
    let keys: BTreeSet<&(&AgentId, NaiveDate)> = first.keys().chain(second.keys()).collect();
    let changes = keys.into_iter().filter_map(|key| change(*key, first.get(key), second.get(key)));
    let people = |rows: &[RosterRow]| rows.iter().map(|row| row.agent.clone()).collect::<BTreeSet<AgentId>>();
    let (old, new) = (people(before), people(after));
    let paid = |days: &BTreeMap<_, DayWork>| days.values().map(DayWork::paid_hours).sum::<f64>();
    RosterDiff {
        days: changes.collect(),
        people_added: new.difference(&old).cloned().collect(),
        people_removed: old.difference(&new).cloned().collect(),
        paid_hours: (paid(&first), paid(&second)),
        coverage: requirement.map(|(requirement, interval)| coverage::compare(before, after, requirement, interval)),
    }
}

/// A roster by agent and day.
fn days(rows: &[RosterRow]) -> BTreeMap<(&AgentId, NaiveDate), DayWork> {
    let mut days: BTreeMap<(&AgentId, NaiveDate), Vec<&RosterRow>> = BTreeMap::new();
    for row in rows {
        days.entry((&row.agent, row.day)).or_default().push(row);
    }
    days.into_iter().filter_map(|(key, rows)| Some((key, work(rows)?))).collect()
}

fn work(mut rows: Vec<&RosterRow>) -> Option<DayWork> {
    rows.sort_by(|a, b| (a.start, a.end, *a).cmp(&(b.start, b.end, *b)));
    let first = rows.first()?;
    let end = rows.iter().map(|row| row.end).max()?;
    Some(DayWork { shift: first.shift.clone(), start: first.start, end, rows: rows.into_iter().cloned().collect() })
}

fn change((agent, day): (&AgentId, NaiveDate), before: Option<&DayWork>, after: Option<&DayWork>) -> Option<DayChange> {
    let kind = match (before, after) {
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Dropped,
        (Some(a), Some(b)) => kind(a, b)?,
        (None, None) => return None,
    };
    Some(DayChange { agent: agent.clone(), day, kind, before: before.cloned(), after: after.cloned() })
}

/// What differs most between two days of work; `None` where nothing does.
fn kind(a: &DayWork, b: &DayWork) -> Option<ChangeKind> {
    type Stretch = (Activity, Instant, Instant, bool);
    let stretches = |day: &DayWork, wanted: fn(Activity) -> bool| -> Vec<Stretch> {
        let rows = day.rows.iter().filter(|row| wanted(row.activity));
        rows.map(|row| (row.activity, row.start, row.end, row.paid)).collect()
    };
    let differ = |wanted: fn(Activity) -> bool| stretches(a, wanted) != stretches(b, wanted);
    if (&a.shift, a.start, a.end) != (&b.shift, b.start, b.end) {
        Some(ChangeKind::Shift)
    } else if differ(|activity| matches!(activity, Activity::Break | Activity::Meal)) {
        Some(ChangeKind::Breaks)
    } else if differ(|activity| activity != Activity::Work) {
        Some(ChangeKind::Activities)
    } else if served(a) != served(b) {
        Some(ChangeKind::Queues)
    } else {
        None
    }
}

/// Stretches of work on one queue; rows of the same queue that touch are one, however the file cuts them.
fn served(day: &DayWork) -> Vec<(Option<&QueueId>, Instant, Instant)> {
    let mut found: Vec<(Option<&QueueId>, Instant, Instant)> = Vec::new();
    for row in day.rows.iter().filter(|row| row.activity == Activity::Work) {
        match found.last_mut() {
            Some(last) if last.0 == row.queue.as_ref() && last.2 == row.start => last.2 = row.end,
            _ => found.push((row.queue.as_ref(), row.start, row.end)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ShiftId;

    const MONDAY: i64 = 1_796_601_600; // 2026-12-07T00:00:00Z

    fn row(agent: &str, day: i64, activity: Activity, (from, to): (i64, i64), queue: &str) -> RosterRow {
        let at = |minute: i64| Instant::from_unix(MONDAY + (day * 1440 + minute) * 60);
        RosterRow {
            agent: AgentId::new(agent),
            day: "2026-12-07".parse::<NaiveDate>().expect("date") + chrono::TimeDelta::days(day),
            shift: ShiftId::new("day"),
            start: at(from),
            end: at(to),
            activity,
            queue: (activity == Activity::Work).then(|| QueueId::new(queue)),
            paid: activity != Activity::Meal,
        }
    }

    /// A shift of eight hours with a meal, two queues.
    fn shift(agent: &str, day: i64, start: i64, meal: i64) -> Vec<RosterRow> {
        vec![
            row(agent, day, Activity::Work, (start, start + meal), "cards"),
            row(agent, day, Activity::Meal, (start + meal, start + meal + 30), ""),
            row(agent, day, Activity::Work, (start + meal + 30, start + 480), "loans"),
        ]
    }

    fn kinds(diff: &RosterDiff) -> Vec<(&str, &str)> {
        diff.days.iter().map(|day| (day.agent.as_str(), day.kind.as_str())).collect()
    }

    fn two_rosters() -> (Vec<RosterRow>, Vec<RosterRow>) {
        let before = [
            shift("ann", 0, 480, 240),
            shift("ann", 1, 480, 240),
            shift("bob", 0, 480, 240),
            shift("bob", 1, 480, 240),
            shift("cem", 0, 480, 240),
        ];
        let mut queues = shift("bob", 1, 480, 240);
        queues[0].queue = Some(QueueId::new("loans"));
        let after = [
            shift("ann", 0, 510, 240),
            shift("ann", 2, 480, 240),
            shift("bob", 0, 480, 210),
            queues,
            shift("dee", 0, 480, 240),
        ];
        (before.concat(), after.concat())
    }

    #[test]
    fn every_kind_of_change_is_told_and_nothing_else() {
        let (before, after) = two_rosters();
        let diff = compare(&before, &after, None);
        let expected = [
            ("ann", "shift"),
            ("ann", "dropped"),
            ("ann", "added"),
            ("bob", "breaks"),
            ("bob", "queues"),
            ("cem", "dropped"),
            ("dee", "added"),
        ];
        assert_eq!(kinds(&diff), expected);
        assert_eq!((diff.changed_shifts(), diff.people_touched()), (5, 4));
        assert_eq!((diff.people_added[0].as_str(), diff.people_removed[0].as_str()), ("dee", "cem"));
        assert_eq!(compare(&before, &before, None).days, []);
    }

    #[test]
    fn the_first_roster_with_the_changes_put_in_is_the_second() {
        let (before, after) = two_rosters();
        let diff = compare(&before, &after, None);
        let touched = |row: &RosterRow| diff.days.iter().any(|d| d.agent == row.agent && d.day == row.day);
        let mut made: Vec<RosterRow> = before.iter().filter(|row| !touched(row)).cloned().collect();
        made.extend(diff.days.iter().filter_map(|d| d.after.as_ref()).flat_map(|work| work.rows.clone()));
        made.sort();
        let mut wanted = after.clone();
        wanted.sort();
        assert_eq!(made, wanted);
        let back = compare(&after, &before, None);
        assert_eq!(back.days.len(), diff.days.len());
        assert!(diff.days.iter().zip(&back.days).all(|(a, b)| a.before == b.after && a.after == b.before));
    }

    #[test]
    fn rows_cut_otherwise_or_in_another_order_are_no_change() {
        let before = shift("ann", 0, 480, 240);
        let mut after = vec![
            row("ann", 0, Activity::Work, (600, 720), "cards"),
            row("ann", 0, Activity::Work, (480, 600), "cards"),
        ];
        after.extend(before[1..].iter().rev().cloned());
        assert_eq!(compare(&before, &after, None).days, []);
    }
}
