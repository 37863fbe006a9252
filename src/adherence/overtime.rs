//! Overtime: work outside the shifts, and work beyond the hours that the contract has for a week.
//!
//! An hour outside a shift that is also beyond the contract is one hour of overtime and not two: of each week the larger of the two
//! counts. What a week adds goes to the month of the shift with which it was added.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::ids::AgentId;
use crate::domain::time::{add_days, monday_after};
use crate::domain::units::Minutes;

/// Seconds that a shift adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Added {
    /// Overtime.
    pub(super) overtime: i64,
    /// Of the shift's time, what lies beyond the contract's week.
    pub(super) above_contract: i64,
}

/// The weeks of the agents so far; shifts are added in order of time.
pub(super) struct Weeks<'a> {
    /// Most paid time of a week by contract, where the contract is known.
    most: &'a BTreeMap<AgentId, Minutes>,
    so_far: BTreeMap<(AgentId, NaiveDate), Week>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Week {
    worked: i64,
    outside: i64,
    above: i64,
}

impl<'a> Weeks<'a> {
    /// No shift yet.
    pub(super) const fn new(most: &'a BTreeMap<AgentId, Minutes>) -> Self {
        Self { most, so_far: BTreeMap::new() }
    }

    /// Adds a shift of a day: seconds there, paid time of the shift and work outside together, and those outside alone.
    pub(super) fn add(&mut self, agent: &AgentId, day: NaiveDate, there: i64, outside: i64) -> Added {
        let monday = add_days(monday_after(day), -7);
        let week = self.so_far.entry((agent.clone(), monday)).or_default();
        let before = *week;
        week.worked += there;
        week.outside += outside;
        let most = self.most.get(agent).map(|most| i64::from(most.get()) * 60);
        week.above = most.map_or(0, |most| (week.worked - most).max(0));
        Added {
            overtime: week.outside.max(week.above) - before.outside.max(before.above),
            above_contract: week.above - before.above,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn week(shifts: &[(&str, i64, i64)]) -> Vec<(i64, i64)> {
        let most = [(AgentId::new("A"), Minutes::new(40 * 60))].into();
        let mut weeks = Weeks::new(&most);
        let add = |(day, there, outside): &(&str, i64, i64)| {
            let day = day.parse().expect("date");
            let added = weeks.add(&AgentId::new("A"), day, there * HOUR, outside * HOUR);
            (added.overtime / HOUR, added.above_contract / HOUR)
        };
        shifts.iter().map(add).collect()
    }

    #[test]
    fn hours_beyond_the_contract_are_overtime_though_they_were_rostered() {
        // Monday 2026-11-30 to Saturday: six shifts of eight hours under a contract of forty
        let days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05"];
        let added = week(&days.map(|day| (day, 8, 0)));
        assert_eq!(added, [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (8, 8)]);
    }

    #[test]
    fn an_hour_outside_the_shift_and_beyond_the_contract_counts_once() {
        // two hours longer on Monday, then eight hours a day: 42 hours in the week
        let days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"];
        let mut shifts = days.map(|day| (day, 8, 0));
        shifts[0] = ("2026-11-30", 10, 2);
        let added = week(&shifts);
        assert_eq!(added, [(2, 0), (0, 0), (0, 0), (0, 0), (0, 2)]);
        // the next week begins anew
        shifts[4] = ("2026-12-07", 8, 0);
        assert_eq!(week(&shifts).last(), Some(&(0, 0)));
    }

    #[test]
    fn without_a_contract_only_work_outside_the_shifts_counts() {
        let none = BTreeMap::new();
        let mut weeks = Weeks::new(&none);
        let day = "2026-12-01".parse().expect("date");
        assert_eq!(weeks.add(&AgentId::new("A"), day, 99, 5), Added { overtime: 5, above_contract: 0 });
    }
}
