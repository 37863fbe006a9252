//! Every training and meeting in the roster is one that activities.csv plans for the agent.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each row that nothing explains.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for row in attendance(week, person).unplanned {
            let at = week.clock.text(row.start.unix());
            let text = format!("{} has a {} at {at} that activities.csv does not plan", person.agent.id, row.activity);
            found.push(Breach::of_person(person, text).on(row.day));
        }
    }
    found
}
