//! Each member of a team who works in an activity's window, with room for it, attends it once.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::week::Week;

/// One breach for each member and activity.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        for activity in attendance(week, person).not_placed {
            let text = format!(
                "{} works between {} and {} but has not the {} of {} of team {}",
                person.agent.id,
                week.clock.text(activity.window.start),
                week.clock.text(activity.window.end),
                activity.kind,
                duration(activity.seconds / 60),
                activity.team
            );
            found.push(Breach::of_person(person, text).on(week.clock.day(activity.window.start)));
        }
    }
    found
}
