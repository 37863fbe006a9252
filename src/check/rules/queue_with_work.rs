//! A row of `work` names its queue; no other row has one.

use crate::check::breach::Breach;
use crate::check::week::Week;
use crate::domain::people::Activity;

/// One breach for each such row.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        for row in &shift.rows {
            let at = week.clock.text(row.start.unix());
            let text = match (row.activity, &row.queue) {
                (Activity::Work, None) => format!("{} works at {at} without a queue", person.agent.id),
                (Activity::Work, Some(_)) | (_, None) => continue,
                (other, Some(queue)) => format!("{} has queue {queue} on a row of {other} at {at}", person.agent.id),
            };
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
