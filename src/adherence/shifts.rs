//! The roster as shifts: what is scheduled for each agent, stretch after stretch.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::span::Span;
use crate::domain::time::Instant;

/// One shift: its scheduled stretches by time, none overlapping. The unpaid time between the parts of a split shift is a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) day: NaiveDate,
    pub(super) stretches: Vec<(Span, Activity)>,
    /// From the first to the last moment.
    pub(super) whole: Span,
}

impl Shift {
    /// The stretch at a moment.
    pub(super) fn at(&self, at: Instant) -> Option<(Span, Activity)> {
        let next = self.stretches.partition_point(|(span, _)| span.start() <= at);
        next.checked_sub(1).and_then(|i| self.stretches.get(i)).copied().filter(|(span, _)| at < span.end())
    }
}

/// The shifts of each agent by time. Of rows that overlap, the one that begins first holds until its end.
pub(super) fn of_roster(rows: &[RosterRow]) -> BTreeMap<AgentId, Vec<Shift>> {
    let mut days: BTreeMap<(&AgentId, NaiveDate), Vec<(Span, Activity)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.activity != Activity::Split) {
        if let Some(span) = Span::new(row.start, row.end) {
            days.entry((&row.agent, row.day)).or_default().push((span, row.activity));
        }
    }
    let mut shifts: BTreeMap<AgentId, Vec<Shift>> = BTreeMap::new();
    for ((agent, day), stretches) in days {
        let stretches = without_overlap(stretches);
        let ends = stretches.first().zip(stretches.last()).map(|(first, last)| (first.0.start(), last.0.end()));
        if let Some(whole) = ends.and_then(|(start, end)| Span::new(start, end)) {
            shifts.entry(agent.clone()).or_default().push(Shift { day, stretches, whole });
        }
    }
    for own in shifts.values_mut() {
        own.sort_by_key(|shift| shift.whole);
    }
    shifts
}

fn without_overlap(mut stretches: Vec<(Span, Activity)>) -> Vec<(Span, Activity)> {
    stretches.sort_unstable();
    let mut kept: Vec<(Span, Activity)> = Vec::with_capacity(stretches.len());
    for (span, activity) in stretches {
        let free = kept.last().map_or(span.start(), |(last, _)| last.end().max(span.start()));
        kept.extend(Span::new(free, span.end()).map(|span| (span, activity)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ShiftId;

    fn row(from: i64, to: i64, activity: Activity) -> RosterRow {
        RosterRow {
            agent: AgentId::new("A"),
            day: NaiveDate::default(),
            shift: ShiftId::new("day"),
            start: Instant::from_unix(from),
            end: Instant::from_unix(to),
            activity,
            queue: None,
            paid: true,
        }
    }

    #[test]
    fn rows_that_overlap_are_counted_once_and_the_split_is_a_hole() {
        let rows = [
            row(50, 80, Activity::Break),
            row(0, 60, Activity::Work),
            row(80, 200, Activity::Split),
            row(200, 300, Activity::Work),
        ];
        let shifts = of_roster(&rows);
        let shift = &shifts[&AgentId::new("A")][0];
        let seconds: i64 = shift.stretches.iter().map(|(span, _)| span.seconds()).sum();
        assert_eq!((seconds, shift.whole.seconds(), shift.stretches.len()), (180, 300, 3));
        let at = |s| shift.at(Instant::from_unix(s)).map(|(_, activity)| activity);
        assert_eq!((at(59), at(60), at(100)), (Some(Activity::Work), Some(Activity::Break), None));
    }
}
