//! Unpopular shifts and who had them: what fairness over weeks and the agents' pages count.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use serde::Serialize;

use super::centre::Fairness;
use super::ids::AgentId;
use super::people::{Activity, RosterRow};
use super::time::Zone;

/// A shift that starts before this minute of its day, or ends after that one, is a night.
const NIGHT: (i64, i64) = (4 * 60, 26 * 60);

/// Which burdens a shift is, by its day and its minutes after that day's midnight: weekend, night, early, late.
#[must_use]
pub fn of_shift(rules: &Fairness, day: NaiveDate, start: i64, end: i64) -> [bool; 4] {
    [
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        start < NIGHT.0 || end > NIGHT.1,
        start < i64::from(rules.early_before.minutes()),
        end > i64::from(rules.late_after.minutes()),
    ]
}

/// How many shifts an agent had, and how many of each unpopular kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Burdens {
    /// Shifts of any kind.
    pub shifts: u32,
    /// Shifts that start on a Saturday or Sunday.
    pub weekend: u32,
    /// Night shifts.
    pub night: u32,
    /// Early starts.
    pub early: u32,
    /// Late ends.
    pub late: u32,
}

impl Burdens {
    /// Weekend, night, early, late.
    #[must_use]
    pub const fn kinds(&self) -> [u32; 4] {
        [self.weekend, self.night, self.early, self.late]
    }

    /// Counts one more shift.
    pub fn add(&mut self, borne: [bool; 4]) {
        self.shifts += 1;
        let counts = [&mut self.weekend, &mut self.night, &mut self.early, &mut self.late];
        counts.into_iter().zip(borne).for_each(|(count, borne)| *count += u32::from(borne));
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            shifts: self.shifts + other.shifts,
            weekend: self.weekend + other.weekend,
            night: self.night + other.night,
            early: self.early + other.early,
            late: self.late + other.late,
        }
    }
}

/// The burdens of each agent in the shifts of some days. A shift is what an agent's rows of a day span, handover left out.
#[must_use]
pub fn counts<'r>(
    rows: &'r [RosterRow],
    zone: Zone,
    rules: &Fairness,
    of_days: impl Fn(NaiveDate) -> bool,
) -> BTreeMap<&'r AgentId, Burdens> {
    let mut shifts: BTreeMap<(&AgentId, NaiveDate), (i64, i64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| of_days(row.day) && row.activity != Activity::Handover) {
        let midnight = row.day.and_time(NaiveTime::MIN);
        let wall = |at| (zone.local(at) - midnight).num_minutes();
        let (start, end) = (wall(row.start), wall(row.end));
        let shift = shifts.entry((&row.agent, row.day)).or_insert((start, end));
        *shift = (shift.0.min(start), shift.1.max(end));
    }
    let mut counts: BTreeMap<&AgentId, Burdens> = BTreeMap::new();
    for ((agent, day), (start, end)) in shifts {
        counts.entry(agent).or_default().add(of_shift(rules, day, start, end));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ShiftId;

    #[test]
    fn a_shift_is_counted_once_and_by_the_wall() {
        let day: NaiveDate = "2026-12-05".parse().expect("a Saturday");
        let row = |activity, from: i64, to: i64| RosterRow {
            agent: AgentId::new("ann"),
            day,
            shift: ShiftId::new("night"),
            start: Zone::UTC.midnight(day).plus_minutes(from),
            end: Zone::UTC.midnight(day).plus_minutes(to),
            activity,
            queue: None,
            paid: true,
        };
        // the handover before 07:00 does not make the start early
        let rows = [row(Activity::Handover, 410, 420), row(Activity::Work, 420, 600), row(Activity::Work, 600, 1_600)];
        let counted = counts(&rows, Zone::UTC, &Fairness::default(), |_| true);
        let one = Burdens { shifts: 1, weekend: 1, night: 1, early: 0, late: 1 };
        assert_eq!(counted.get(&AgentId::new("ann")), Some(&one));
        assert!(counts(&rows, Zone::UTC, &Fairness::default(), |d| d != day).is_empty());
        assert_eq!(one.and(one).kinds(), [2, 2, 0, 2]);
    }
}
