//! A shift starts when the catalogue lets it start, on the local clock of its day.

use crate::check::breach::Breach;
use crate::check::options::starts_on;
use crate::check::week::Week;

/// One breach for each shift with another start.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.ids.len() <= 1) {
        let Some(template) = shift.template else { continue };
        if !starts_on(week, template, shift.day).contains(&shift.inside.start) {
            let at = week.clock.time(shift.inside.start);
            let text = format!("{} starts shift {} at {at}, which is not one of its starts", person.agent.id, shift.id);
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
