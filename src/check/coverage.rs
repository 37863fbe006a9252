//! Coverage recomputed from the published rows, and its price.

use std::collections::BTreeMap;

use super::clock::Stretch;
use super::shifts::stretch;
use crate::domain::centre::Objective;
use crate::domain::ids::QueueId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::roster::RosterProblem;

/// A row of requirement.csv and what covers it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand<'a> {
    pub(super) queue: &'a QueueId,
    pub(super) time: Stretch,
    /// Agents to have.
    pub(super) required: f64,
    /// Agents there, carried-in ones included; time average.
    pub(super) covered: f64,
}

impl Demand<'_> {
    /// Agents missing.
    pub(super) fn short(&self) -> f64 {
        (self.required - self.covered).max(0.0)
    }

    /// Agents too many.
    pub(super) fn surplus(&self) -> f64 {
        (self.covered - self.required).max(0.0)
    }
}

/// All queues together in one interval of requirement.csv.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presence {
    pub(super) time: Stretch,
    /// Agents at work on shifts begun before the first interval.
    pub(super) carried_in: f64,
    /// Agents at work, carried-in ones included; time average.
    pub(super) at_work: f64,
}

/// Who covers what.
#[derive(Clone, Debug)]
pub(super) struct Coverage<'a> {
    /// In the order of requirement.csv.
    pub(super) demands: Vec<Demand<'a>>,
    /// By start; one for each moment that starts an interval of requirement.csv.
    pub(super) intervals: Vec<Presence>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(problem: &'a RosterProblem, rows: impl Iterator<Item = &'a RosterRow>) -> Self {
        let length = i64::from(problem.centre.interval.get().max(1)) * 60;
        let needed = &problem.requirement.rows;
        let mut by_queue: BTreeMap<&QueueId, Vec<(i64, usize)>> = BTreeMap::new();
        let mut carried: BTreeMap<i64, f64> = BTreeMap::new();
        for (index, row) in needed.iter().enumerate() {
            by_queue.entry(&row.queue).or_default().push((row.start.unix(), index));
            *carried.entry(row.start.unix()).or_default() += row.carried_in;
        }
        for starts in by_queue.values_mut() {
            starts.sort_unstable();
        }
        let starts: Vec<i64> = carried.keys().copied().collect();
        let mut work_by_row = vec![0_i64; needed.len()];
        let mut work_by_start = vec![0_i64; starts.len()];
        for row in rows.filter(|r| r.activity == Activity::Work) {
            let time = stretch(row);
            let reached = |from: i64| Stretch::new(from, from + length).common(time);
            let first = starts.partition_point(|s| s + length <= time.start);
            for (start, seconds) in
                starts.iter().zip(&mut work_by_start).skip(first).take_while(|(s, _)| **s < time.end)
            {
                *seconds += reached(*start);
            }
            let Some(of_queue) = row.queue.as_ref().and_then(|q| by_queue.get(q)) else { continue };
            let first = of_queue.partition_point(|(s, _)| s + length <= time.start);
            for (start, index) in of_queue.iter().skip(first).take_while(|(s, _)| *s < time.end) {
                if let Some(seconds) = work_by_row.get_mut(*index) {
                    *seconds += reached(*start);
                }
            }
        }
        let heads = |seconds: i64| seconds as f64 / length as f64;
        let demands = needed.iter().zip(work_by_row).map(|(row, seconds)| Demand {
            queue: &row.queue,
            time: Stretch::new(row.start.unix(), row.start.unix() + length),
            required: f64::from(row.scheduled.get()),
            covered: heads(seconds) + row.carried_in,
        });
        let intervals = carried.iter().zip(work_by_start).map(|((start, carried_in), seconds)| Presence {
            time: Stretch::new(*start, *start + length),
            carried_in: *carried_in,
            at_work: heads(seconds) + carried_in,
        });
        Self { demands: demands.collect(), intervals: intervals.collect() }
    }
}

/// The convex price of being short: each step prices the part of the shortage that lies between its share of the
/// requirement and the step before; the last step is open.
pub(super) fn price_of_shortage(objective: &Objective, required: f64, short: f64) -> f64 {
    let mut price = 0.0;
    let mut from = 0.0;
    let last = objective.under.len().saturating_sub(1);
    for (index, step) in objective.under.iter().enumerate() {
        let to = if index == last { f64::INFINITY } else { step.up_to.get() * required };
        price += (short.min(to) - from).max(0.0) * step.cost;
        from = to.max(from);
    }
    price
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_of_shortage_is_convex_in_the_missing_share() {
        let objective = Objective::default();
        let price = |short| price_of_shortage(&objective, 10.0, short);
        // 10 required: the first missing agent costs 4, the next 1.5 cost 10 each, all beyond 30 each
        for (short, expected) in [(0.0, 0.0), (0.5, 2.0), (1.0, 4.0), (2.0, 14.0), (2.5, 19.0), (10.0, 244.0)] {
            assert!((price(short) - expected).abs() < 1e-9, "{short}: {}", price(short));
        }
    }
}
