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
            let names: Vec<String> =
                shifts.iter().flat_map(|s| s.ids.iter().map(|id| format!("{id} at {}", week.clock.time(s.inside.start)))).collect();
            let text = format!("{} has more than one shift on {}: {}", person.agent.id, day_text(day), names.join(", "));
            found.push(Breach::of_person(person, text).on(day));
        }
    }
    found
}
