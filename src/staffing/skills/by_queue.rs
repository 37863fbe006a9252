//! The heads of skill groups as a requirement by queue, each head on one queue: what a roster can cover.

use std::collections::BTreeMap;

use crate::domain::ids::QueueId;
use crate::domain::series::{Requirement, RequirementRow};
use crate::domain::skills::{SkillRequirement, SkillServiceRow};
use crate::domain::time::Instant;
use crate::domain::units::{Erlangs, Heads, Seconds, Share};

/// Agents and heads that stand on one queue.
#[derive(Clone, Copy, Debug, Default)]
struct OnQueue {
    agents: u32,
    heads: u32,
}

/// Each head of a group goes to the queue of the group that has the fewest for its load; groups of fewer skills go first. The sum is
/// that of the groups. `carried_in` is left at nothing.
#[must_use]
pub fn by_queue(requirement: &SkillRequirement) -> Requirement {
    let mut asked: BTreeMap<Instant, Vec<&SkillServiceRow>> = BTreeMap::new();
    for row in &requirement.service {
        asked.entry(row.start).or_default().push(row);
    }
    let mut rows = Vec::new();
    for (start, queues) in asked {
        let mut on: BTreeMap<&QueueId, OnQueue> = BTreeMap::new();
        let mut groups: Vec<_> = requirement
            .rows
            .iter()
            .filter(|row| row.start == start)
            .filter_map(|row| Some((row, requirement.groups.get(row.group)?)))
            .collect();
        groups.sort_by_key(|(row, group)| (group.queues.len(), row.group));
        for (row, group) in groups {
            let able: Vec<&SkillServiceRow> =
                queues.iter().copied().filter(|queue| group.queues.contains(&queue.queue)).collect();
            for head in 0..row.scheduled {
                // a queue without load comes last
                let filled = |queue: &SkillServiceRow| {
                    let heads = f64::from(on.get(&queue.queue).map_or(0, |on| on.heads));
                    if queue.load > 0.0 { heads / queue.load } else { f64::INFINITY }
                };
                let neediest = able.iter().min_by(|a, b| filled(a).total_cmp(&filled(b)));
                let Some(place) = neediest.map(|queue| on.entry(&queue.queue).or_default()) else { continue };
                place.heads += 1;
                place.agents += u32::from(head < row.agents);
            }
        }
        rows.extend(queues.into_iter().map(|queue| {
            let on = on.get(&queue.queue).copied().unwrap_or_default();
            RequirementRow {
                start,
                queue: queue.queue.clone(),
                load: Erlangs::new(queue.load),
                agents: Some(Heads::new(on.agents)),
                scheduled: Heads::new(on.heads),
                scheduled_fte: None,
                carried_in: 0.0,
                service_level: queue.target.and(queue.simulated.service_level).and_then(|e| Share::new(e.mean)),
                asa: queue.simulated.asa.and_then(|e| Seconds::new(e.mean)),
                occupancy: None,
            }
        }));
    }
    Requirement { rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::skills::{GroupRow, SkillGroup, SteadyService, Takes};

    #[test]
    fn each_head_stands_on_one_queue_where_it_is_needed_most() {
        let start = Instant::from_unix(0);
        let group = |id: &str, queues: &[&str]| SkillGroup {
            id: id.into(),
            queues: queues.iter().map(|queue| QueueId::new(queue)).collect(),
            takes: Takes::Longest,
            price: 1.0,
            most: None,
        };
        let row = |group, agents, scheduled| GroupRow { start, group, agents, scheduled, scheduled_fte: 0.0 };
        let service = |queue: &str, load| SkillServiceRow {
            start,
            queue: QueueId::new(queue),
            offered: 10.0,
            load,
            able: 0,
            simulated: SteadyService::default(),
            by_formula: None,
            target: None,
        };
        let found = by_queue(&SkillRequirement {
            groups: vec![group("AB", &["a", "b"]), group("A", &["a"])],
            rows: vec![row(0, 5, 6), row(1, 6, 6)],
            service: vec![service("a", 8.0), service("b", 4.0)],
            limits: Vec::new(),
        });
        let heads: Vec<(u32, u32)> =
            found.rows.iter().map(|row| (row.scheduled.get(), row.agents.expect("known").get())).collect();
        // six of their own on the first; the six flexible ones bring it to two heads for each one on the second
        assert_eq!(heads, [(8, 7), (4, 4)]);
        // nobody who can be of use elsewhere stands on a queue without calls
        let found = by_queue(&SkillRequirement {
            groups: vec![group("AB", &["a", "b"]), group("A", &["a"])],
            rows: vec![row(0, 5, 6), row(1, 1, 1)],
            service: vec![service("a", 0.0), service("b", 4.0)],
            limits: Vec::new(),
        });
        let heads: Vec<u32> = found.rows.iter().map(|row| row.scheduled.get()).collect();
        assert_eq!(heads, [1, 6]);
    }
}
