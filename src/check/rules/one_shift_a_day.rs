//! An agent has one shift a day, and its rows name one shift.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::shifts::Shift;
use crate::check::week::Week;

/// One breach for each agent and day.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let mut by_day: BTreeMap<NaiveDate, Vec<&Shift<'_>>> = BTreeMap::new();
        for shift in &person.shifts {
            by_day.entry(shift.day).or_default().push(shift);
        }
        for (day, shifts) in by_day {
            let mixed = shifts.iter().any(|s| s.ids.len() > 1);
            if shifts.len() < 2 && !mixed {
                continue;
            }
            let names: Vec<String> = shifts
                .iter()
                .flat_map(|s| s.ids.iter().map(|id| format!("{id} at {}", week.clock.time(s.inside.start))))
                .collect();
            let text =
                format!("{} has more than one shift on {}: {}", person.agent.id, day_text(day), names.join(", "));
            found.push(Breach::of_person(person, text).on(day));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn a_second_shift_on_a_day_is_refused() {
        let mut case = Case::valid();
        case.contract("full").same_shift_all_week = false;
        case.duty("bob", 0).start = 360;
        case.duty("bob", 1).start = 720;
        case.duties.push(Duty::new("bob", 1, "late", 900, "hotline"));
        assert_eq!(case.codes(), ["K108"]);
    }

    #[test]
    fn a_row_that_names_another_shift_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[3].shift = crate::domain::ids::ShiftId::new("late");
        assert_eq!(case.codes_of(&rows), ["K108"]);
    }
}
