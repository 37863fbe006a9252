//! Nobody is present during time off given by the clock.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift and absence that overlap.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        for absence in person.absences.iter().filter(|a| a.overlaps(shift.presence)) {
            let text = format!(
                "{} is present {}, but is off from {} to {}",
                person.agent.id,
                week.clock.range(shift.presence),
                week.clock.text(absence.start),
                week.clock.text(absence.end)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
