//! Agents who work attend their fixed trainings and meetings, at exactly their time.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each one missed. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty() && !p.fixed.is_empty()) {
        for missed in attendance(week, person).missed {
            let text = format!(
                "{} misses the {} of {} to {}",
                person.agent.id,
                missed.kind,
                week.clock.text(missed.time.start),
                week.clock.text(missed.time.end)
            );
            found.push(Breach::of_person(person, text).on(week.clock.day(missed.time.start)));
        }
    }
    found
}
