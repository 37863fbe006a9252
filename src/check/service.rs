//! The service that a roster gives over a day or week, recomputed from curves.csv and the published rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::coverage::Demand;
use super::week::Week;
use crate::domain::centre::{ServicePeriod, UnderStep};
use crate::domain::ids::QueueId;
use crate::domain::roster::ServiceReached;
use crate::domain::series::ServiceCurve;

/// The curves of the week, and what they say of its coverage.
#[derive(Debug)]
pub(super) struct Service<'p> {
    week: &'p Week<'p>,
    curves: BTreeMap<(i64, &'p QueueId), &'p ServiceCurve>,
}

impl<'p> Service<'p> {
    pub(super) fn of(week: &'p Week<'p>) -> Self {
        let curves = week.problem.curves.iter().map(|curve| ((curve.start.unix(), &curve.queue), curve)).collect();
        Self { week, curves }
    }

    /// The curve of an interval whose queue has a service level.
    fn curve(&self, demand: &Demand<'_>) -> Option<(&'p ServiceCurve, f64)> {
        let target = self.week.problem.centre.queue(demand.queue)?.service_level?.share.get();
        let curve = self.curves.get(&(demand.time.start, demand.queue))?;
        Some((curve, target))
    }

    /// Whether the interval counts for a service level over a day or week instead of on its own.
    pub(super) fn is_global(&self, demand: &Demand<'_>) -> bool {
        self.week.problem.centre.objective.service != ServicePeriod::Interval && self.curve(demand).is_some()
    }

    /// The fewest agents that its queue wants scheduled in any interval, before those who will not be there are taken off.
    pub(super) fn fewest(&self, demand: &Demand<'_>) -> f64 {
        let Some(queue) = self.week.problem.centre.queue(demand.queue) else { return 0.0 };
        let there = 1.0 - queue.unplanned_shrinkage.get();
        if there > 0.0 { f64::from(queue.min_agents.get()) / there } else { 0.0 }
    }

    /// Service by queue and day; over all seven days unless the service level is one of days. By first day and queue.
    pub(super) fn reached(&self) -> Vec<ServiceReached> {
        let by_day = self.week.problem.centre.objective.service == ServicePeriod::Day;
        let mut sums: BTreeMap<(NaiveDate, &str), ServiceReached> = BTreeMap::new();
        for demand in &self.week.coverage.demands {
            let Some((curve, target)) = self.curve(demand) else { continue };
            let day = self.week.clock.day(demand.time.start);
            let (first_day, days) = if by_day { (day, 1) } else { (self.week.problem.first_day, 7) };
            let sum = sums.entry((first_day, demand.queue.as_str())).or_insert_with(|| ServiceReached {
                first_day,
                days,
                queue: demand.queue.to_string(),
                offered: 0.0,
                answered: 0.0,
                target,
            });
            sum.offered += curve.offered.get();
            sum.answered += answered(&curve.points, demand.covered);
        }
        sums.into_values().collect()
    }
}

/// Calls answered in time: straight from point to point, from nothing below the first, flat after the last.
fn answered(points: &[(u32, f64)], agents: f64) -> f64 {
    let mut before = (0.0, 0.0);
    for (heads, calls) in points {
        let heads = f64::from(*heads);
        if agents <= heads {
            let part = if heads > before.0 { (agents - before.0) / (heads - before.0) } else { 1.0 };
            return before.1 + part * (calls - before.1);
        }
        before = (heads, *calls);
    }
    before.1
}

/// The price of the calls that are missing to a level: each step prices the calls between its share of the offered ones and
/// that of the step before; the last step is open.
pub(super) fn price_of_missed(steps: &[UnderStep], level: &ServiceReached) -> f64 {
    let missing = level.missed();
    let (mut price, mut from) = (0.0, 0.0);
    for (index, step) in steps.iter().enumerate() {
        let open = index + 1 == steps.len();
        let to = if open { f64::INFINITY } else { step.up_to.get() * level.offered };
        price += step.cost * (missing.min(to) - from).max(0.0);
        from = to;
    }
    price
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_answered_lie_on_the_lines_between_the_points() {
        let points = [(2, 4.0), (4, 9.0)];
        for (agents, calls) in [(0.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.5), (4.0, 9.0), (9.0, 9.0)] {
            assert!((answered(&points, agents) - calls).abs() < 1e-12, "{agents}");
        }
        assert!(answered(&[(0, 1.0)], 0.0) > 0.5, "an answer without agents is taken as it is written");
    }

    #[test]
    fn missing_calls_are_priced_by_their_share_of_the_offered_ones() {
        let steps = crate::domain::centre::Objective::default().missed_call;
        let of = |answered: f64| ServiceReached {
            first_day: NaiveDate::default(),
            days: 1,
            queue: "q".into(),
            offered: 1000.0,
            answered,
            target: 0.8,
        };
        for (answered, price) in
            [(900.0, 0.0), (800.0, 0.0), (790.0, 100.0), (760.0, 600.0), (600.0, 200.0 + 1600.0 + 4000.0)]
        {
            assert!((price_of_missed(&steps, &of(answered)) - price).abs() < 1e-9, "{answered}");
        }
    }
}
