//! What work for other queues than the agents' first costs, recomputed from the rows.

use std::collections::BTreeMap;

use super::shifts::stretch;
use super::week::Week;
use crate::domain::ids::QueueId;
use crate::domain::people::Activity;

/// Price of the agent-intervals in which agents serve another queue than the first of their skills, where that queue has a
/// row in requirement.csv.
pub(super) fn price(week: &Week<'_>) -> f64 {
    let price = week.problem.centre.objective.secondary;
    if price <= 0.0 {
        return 0.0;
    }
    let mut starts: BTreeMap<&QueueId, Vec<i64>> = BTreeMap::new();
    for demand in &week.coverage.demands {
        starts.entry(demand.queue).or_default().push(demand.time.start);
    }
    for own in starts.values_mut() {
        own.sort_unstable();
    }
    let length = i64::from(week.problem.centre.interval.get().max(1)) * 60;
    let mut seconds = 0;
    for person in &week.people {
        let first = person.agent.skills.first();
        for row in person.shifts.iter().flat_map(|shift| &shift.rows).filter(|r| r.activity == Activity::Work) {
            let Some(queue) = row.queue.as_ref().filter(|queue| Some(*queue) != first) else { continue };
            let Some(starts) = starts.get(queue) else { continue };
            let time = stretch(row);
            let reached = starts.iter().skip(starts.partition_point(|s| s + length <= time.start));
            let inside = |s: &i64| (s + length).min(time.end) - time.start.max(*s);
            seconds += reached.take_while(|s| **s < time.end).map(inside).sum::<i64>();
        }
    }
    price * seconds as f64 / length as f64
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn only_work_for_a_later_skill_in_required_intervals_costs() {
        let mut case = Case::valid();
        case.problem.centre.objective.secondary = 0.5;
        let price = |case: &Case| case.report(&case.rows(), None).terms.secondary;
        case.problem.requirement.rows.clear();
        // bob serves the hotline first and works at the desk
        let bob = case.problem.agents.iter().position(|a| a.id.as_str() == "bob").expect("bob");
        let rows = case.rows();
        let queue = rows.iter().filter(|r| r.agent.as_str() == "bob").find_map(|r| r.queue.clone()).expect("work");
        assert!(price(&case).abs() < 1e-9, "nothing is required");
        case.need(queue.as_str(), 1, 540, 1, 0, 0.0);
        let before = price(&case);
        case.problem.agents[bob].skills.reverse();
        let after = price(&case);
        assert!((before - after).abs() > 0.4 && (before.min(after)).abs() < 1e-9, "{before} and {after}");
    }
}
