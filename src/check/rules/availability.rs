//! An agent with availability hours is present only within them, handover included.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each presence that leaves them.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| {
            person.windows.as_ref().is_some_and(|windows| !windows.iter().any(|w| w.covers(shift.presence)))
        })
        .map(|(person, shift)| {
            let present = week.clock.range(shift.presence);
            let text = format!("{} is present {present}, which the hours of availability do not hold", person.agent.id);
            Breach::in_shift(person, shift, text)
        })
        .collect()
}
