//! What two rosters cover of a requirement.

use std::collections::BTreeMap;

use crate::domain::diff::{CoverageDiff, IntervalChange};
use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::series::{Requirement, interval_end};
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::units::Minutes;

/// Differences of coverage below this many agents are rounding.
const ROUNDING: f64 = 1e-9;

pub(super) fn compare(
    before: &[RosterRow],
    after: &[RosterRow],
    requirement: &Requirement,
    interval: Minutes,
) -> CoverageDiff {
    let mut index: BTreeMap<&QueueId, BTreeMap<Instant, usize>> = BTreeMap::new();
    for (at, row) in requirement.rows.iter().enumerate() {
        index.entry(&row.queue).or_default().insert(row.start, at);
    }
    let covered = |rows: &[RosterRow]| {
        let mut agents: Vec<f64> = requirement.rows.iter().map(|row| row.carried_in).collect();
        for row in rows.iter().filter(|row| row.activity == Activity::Work) {
            let (Some(slots), Some(time)) =
                (row.queue.as_ref().and_then(|q| index.get(q)), Span::new(row.start, row.end))
            else {
                continue;
            };
            let first = row.start.plus_minutes(-i64::from(interval.get()));
            for (start, at) in slots.range(first..row.end) {
                let slot = Span::new(*start, interval_end(*start, interval));
                let seconds = slot.and_then(|slot| slot.overlap(time)).map_or(0, Span::seconds);
                agents[*at] += seconds as f64 / interval.as_seconds().get();
            }
        }
        agents
    };
    let (first, second) = (covered(before), covered(after));
    let mut diff = CoverageDiff::default();
    let hours = interval.as_hours();
    for ((row, before), after) in requirement.rows.iter().zip(first).zip(second) {
        let required = f64::from(row.scheduled.get());
        diff.short_hours.0 += (required - before).max(0.0) * hours;
        diff.short_hours.1 += (required - after).max(0.0) * hours;
        diff.over_hours.0 += (before - required).max(0.0) * hours;
        diff.over_hours.1 += (after - required).max(0.0) * hours;
        if (before - after).abs() > ROUNDING {
            let (start, queue) = (row.start, row.queue.clone());
            diff.intervals.push(IntervalChange { start, queue, required, before, after });
        }
    }
    diff.intervals.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    diff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AgentId, ShiftId};
    use crate::domain::series::RequirementRow;
    use crate::domain::units::Heads;

    fn work(from: i64, to: i64) -> RosterRow {
        RosterRow {
            agent: AgentId::new("ann"),
            day: chrono::NaiveDate::default(),
            shift: ShiftId::new("day"),
            start: Instant::from_unix(from * 60),
            end: Instant::from_unix(to * 60),
            activity: Activity::Work,
            queue: Some(QueueId::new("calls")),
            paid: true,
        }
    }

    #[test]
    fn only_intervals_with_other_coverage_are_told() {
        let row = |start: i64| RequirementRow {
            start: Instant::from_unix(start * 60),
            queue: QueueId::new("calls"),
            load: None,
            agents: None,
            scheduled: Heads::new(1),
            scheduled_fte: None,
            carried_in: 0.0,
            service_level: None,
            asa: None,
            occupancy: None,
        };
        let requirement = Requirement { rows: [0, 30, 60].map(row).into() };
        let diff = compare(&[work(0, 60)], &[work(15, 90)], &requirement, Minutes::new(30));
        let told: Vec<(i64, f64, f64)> =
            diff.intervals.iter().map(|i| (i.start.unix() / 60, i.before, i.after)).collect();
        assert_eq!(told, [(0, 1.0, 0.5), (60, 0.0, 1.0)]);
        assert!((diff.short_hours.0 - 0.5).abs() < 1e-9 && (diff.short_hours.1 - 0.25).abs() < 1e-9);
    }
}
