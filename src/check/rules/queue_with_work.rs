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

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn work_without_a_queue_and_a_break_with_one_are_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[1].queue = None;
        assert_eq!(case.codes_of(&rows), ["K105"]);
        let mut rows = case.rows();
        rows[2].queue = rows[1].queue.clone();
        assert_eq!(case.codes_of(&rows), ["K105"]);
    }
}
