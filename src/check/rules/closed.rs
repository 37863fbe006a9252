//! Nobody works where all of the agent's queues are closed.

use crate::check::breach::Breach;
use crate::check::clock::minus;
use crate::check::shifts::stretch;
use crate::check::week::Week;
use crate::domain::people::Activity;

/// One breach for each shift with work in closed time.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        if person.shifts.is_empty() {
            continue;
        }
        let open = week.opening.of_queues(&person.agent.skills);
        for shift in &person.shifts {
            let closed: Vec<_> = shift.rows_of(&[Activity::Work]).flat_map(|r| minus(stretch(r), &open)).collect();
            let Some(first) = closed.first() else { continue };
            let minutes: i64 = closed.iter().map(|c| c.minutes()).sum();
            let text = format!(
                "{} works {minutes} minutes while all of the agent's queues are closed, first {}",
                person.agent.id,
                week.clock.range(*first)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
