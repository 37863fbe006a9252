//! The rows of a shift follow each other without a gap.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each gap.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        for gap in shift.gaps() {
            let text = format!("{} does nothing {}", person.agent.id, week.clock.range(gap));
            found.push(Breach::in_shift(person, shift, text).hint("each moment of a shift needs a row"));
        }
    }
    found
}
