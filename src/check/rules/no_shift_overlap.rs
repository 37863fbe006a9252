//! An agent is never in two shifts at once, last week's included.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift that begins before the one before it has ended.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for (end, shift) in person.successions() {
            if shift.presence.start < end {
                let text = format!(
                    "{} is to be present from {} but is still in the shift before until {}",
                    person.agent.id,
                    week.clock.text(shift.presence.start),
                    week.clock.text(end)
                );
                found.push(Breach::in_shift(person, shift, text));
            }
        }
    }
    found
}
