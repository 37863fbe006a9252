//! `day` is the local day on which the shift itself starts, on every row of it, also after midnight.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each shift with a wrong day.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for shift in person.shifts.iter().chain(&person.strays) {
            let Some(wrong) = shift.rows.iter().find(|r| r.day != shift.day) else { continue };
            let text = format!(
                "{}: the row at {} says day {}, but its shift starts at {} of {}",
                person.agent.id,
                week.clock.text(wrong.start.unix()),
                wrong.day,
                week.clock.time(shift.inside.start),
                day_text(shift.day)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
