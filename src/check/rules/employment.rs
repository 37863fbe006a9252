//! Shifts start inside the agent's employment.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each shift outside.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| !person.employed.contains(&shift.day))
        .map(|(person, shift)| {
            let bound = |word: &str, date: Option<chrono::NaiveDate>| date.map(|d| format!(" {word} {d}")).unwrap_or_default();
            let text = format!(
                "{} has a shift on {} but is employed only{}{}",
                person.agent.id,
                day_text(shift.day),
                bound("from", person.agent.valid_from),
                bound("to", person.agent.valid_to)
            );
            Breach::in_shift(person, shift, text)
        })
        .collect()
}
