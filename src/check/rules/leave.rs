//! No shift starts on a leave day; a night shift of the evening before may run into it.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each such shift.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| person.leave.contains(&shift.day))
        .map(|(person, shift)| {
            let text = format!("{} has shift {} on {}, a leave day", person.agent.id, shift.id, day_text(shift.day));
            Breach::in_shift(person, shift, text)
        })
        .collect()
}
