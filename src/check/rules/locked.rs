//! Locked assignments stand as they were locked, and nothing else on that agent's day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::clock::{count, day_text};
use crate::check::week::Week;
use crate::domain::people::RosterRow;

/// One breach for each agent and day that differ.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.locked.is_empty()) {
        let mut locked: BTreeMap<NaiveDate, BTreeSet<&RosterRow>> = BTreeMap::new();
        for row in &person.locked {
            locked.entry(row.day).or_default().insert(row);
        }
        for (day, locked) in locked {
            let shifts = person.shifts.iter().chain(&person.strays);
            let published: BTreeSet<&RosterRow> =
                shifts.flat_map(|s| s.rows.iter().copied()).filter(|r| r.day == day).collect();
            if published != locked {
                let (missing, other) = (locked.difference(&published).count(), published.difference(&locked).count());
                let text = format!(
                    "{} is locked on {}: {} missing, {} instead",
                    person.agent.id,
                    day_text(day),
                    count(missing, "locked row"),
                    count(other, "other row")
                );
                found.push(Breach::of_person(person, text).on(day));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_locked_shift_that_moved_is_refused() {
        let mut case = Case::valid();
        case.problem.locked = case.rows().into_iter().filter(|r| r.agent.as_str() == "ann").collect();
        assert_eq!(case.codes(), [""; 0]);
        case.duty("ann", 0).start = 510;
        assert_eq!(case.codes(), ["K408"]);
    }
}
