//! Agents work only queues of their skills.

use std::collections::BTreeSet;

use crate::check::breach::Breach;
use crate::check::week::Week;
use crate::domain::ids::QueueId;
use crate::domain::people::Activity;

/// One breach for each shift and queue.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let served: BTreeSet<&QueueId> = shift.rows_of(&[Activity::Work]).filter_map(|r| r.queue.as_ref()).collect();
        for queue in served.into_iter().filter(|q| !person.agent.skills.contains(q)) {
            let text = format!("{} works queue {queue} without its skill", person.agent.id);
            found.push(Breach::in_shift(person, shift, text).queue(queue));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn work_for_a_queue_without_its_skill_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).queue = "hotline";
        assert_eq!(case.codes(), ["K208"]);
    }
}
