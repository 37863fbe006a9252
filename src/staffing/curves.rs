//! Service curves: the calls of an interval that are answered in time, by the agents scheduled for it. They are what a service
//! level over a day or week is planned with (G. Koole & E. van der Sluis, "Optimal shift scheduling with a global service
//! level constraint", 2003).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::exact;
use super::requirement::demand_of;
use super::staff::{Demand, Targets, fewest_agents, performance};
use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, Requirement, RequirementRow, ServiceCurve};
use crate::domain::time::Instant;
use crate::domain::units::{Calls, Seconds, ServiceTarget, Share};
use crate::domain::work::Concurrency;

/// Most points of a curve between its foot and its shoulder.
const MOST_POINTS: u32 = 60;
/// Below this share of calls in time a curve is one straight line from nothing.
const FOOT: f64 = 0.001;
/// At this share of calls in time a curve ends.
const SHOULDER: f64 = 0.9995;
/// Handle times between which one is sought that explains the waits of a requirement, in seconds.
const HANDLE_TIMES: (f64, f64) = (1.0, 36_000.0);
/// Handle time where a requirement tells none, in seconds.
const ASSUMED_HANDLE_TIME: f64 = 240.0;

/// The curve of every interval of the forecast whose queue has a service level, by Erlang C, or Erlang A with a patience; of
/// the agents scheduled the share `unplanned_shrinkage` is not there. Rows without an answer have no curve.
#[must_use]
pub fn curves(forecast: &Forecast, centre: &Centre, patience: &BTreeMap<QueueId, Seconds>) -> Vec<ServiceCurve> {
    let of_row = |row: &crate::domain::series::ForecastRow| {
        let queue = centre.queue(&row.queue)?;
        let demand = demand_of(row, centre, queue.mean_patience(patience))?;
        let points = points(&demand, queue.service_level?, queue.unplanned_shrinkage)?;
        Some(ServiceCurve { start: row.start, queue: row.queue.clone(), offered: row.offered, points })
    };
    sorted(forecast.rows.par_iter().filter_map(of_row).collect())
}

/// The same from a requirement, which tells the load but not the calls: the handle time of a queue is the one that explains the
/// mean wait (or else the service level) of its rows, each row weighted by its load; findings say what was taken.
#[must_use]
pub fn curves_of_requirement(
    requirement: &Requirement,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Vec<ServiceCurve> {
    let mut all = Vec::new();
    for queue in &centre.queues {
        let rows: Vec<&RequirementRow> = requirement.rows.iter().filter(|row| row.queue == queue.id).collect();
        let Some(target) = queue.service_level.filter(|_| rows.iter().any(|row| row.load.is_some())) else { continue };
        let (patience, concurrency) = (queue.mean_patience(patience), queue.work.concurrency());
        let ask = Ask { patience, target, interval: centre.interval.as_seconds(), concurrency };
        let aht = handle_time(&rows, &ask);
        findings.push(taken(queue, aht));
        let Some(aht) = Seconds::new(aht.unwrap_or(ASSUMED_HANDLE_TIME)) else { continue };
        let curve = |row: &&RequirementRow| {
            let demand = ask.demand(row.load?.get(), aht)?;
            let points = points(&demand, target, queue.unplanned_shrinkage)?;
            Some(ServiceCurve { start: row.start, queue: queue.id.clone(), offered: demand.calls, points })
        };
        all.extend(rows.par_iter().filter_map(curve).collect::<Vec<_>>());
    }
    sorted(all)
}

/// Curves of the calls that intervals are staffed for, counted over the calls that ask in them.
#[must_use]
pub fn counted_over(curves: Vec<ServiceCurve>, forecast: &Forecast) -> Vec<ServiceCurve> {
    let asked: BTreeMap<(Instant, &QueueId), Calls> =
        forecast.rows.iter().map(|row| ((row.start, &row.queue), row.offered)).collect();
    let over = |mut curve: ServiceCurve| {
        if let Some(calls) = asked.get(&(curve.start, &curve.queue)).filter(|_| curve.offered.get() > 0.0) {
            let factor = calls.get() / curve.offered.get();
            curve.points.iter_mut().for_each(|(_, answered)| *answered *= factor);
            curve.offered = *calls;
        }
        curve
    };
    curves.into_iter().map(over).collect()
}

fn sorted(mut curves: Vec<ServiceCurve>) -> Vec<ServiceCurve> {
    curves.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    curves
}

fn taken(queue: &Queue, aht: Option<f64>) -> Finding {
    let source = match aht {
        Some(aht) => format!("with a handle time of {aht:.0} s, which explains their waits"),
        None => format!("with a handle time of {ASSUMED_HANDLE_TIME:.0} s, which is a guess"),
    };
    let message =
        format!("the service curves of queue {} were made from the erlangs of the requirement, {source}", queue.id);
    let hint =
        "for the curves of the forecast itself: `wfm staff … --curves curves.csv`, then give --curves curves.csv";
    let severity = if aht.is_some() { Severity::Note } else { Severity::Warning };
    Finding { severity, ..Finding::new(Code::CurvesDerived, message).hint(hint).queue(&queue.id) }
}

/// What the rows of a queue have in common.
struct Ask {
    patience: Option<Seconds>,
    target: ServiceTarget,
    interval: Seconds,
    concurrency: Concurrency,
}

impl Ask {
    fn demand(&self, load: f64, aht: Seconds) -> Option<Demand> {
        let calls = Calls::new(load * self.interval.get() / aht.get())?;
        Some(Demand { calls, interval: self.interval, aht, patience: self.patience, concurrency: self.concurrency })
    }
}

/// Mean of the handle times that explain the rows, weighted by load; `None` where no row tells one.
fn handle_time(rows: &[&RequirementRow], ask: &Ask) -> Option<f64> {
    let told: Vec<(f64, f64)> = rows.par_iter().filter_map(|row| explain_row(row, ask)).collect();
    let weight: f64 = told.iter().map(|(load, _)| load).sum();
    (weight > 0.0).then(|| told.iter().map(|(load, aht)| load * aht).sum::<f64>() / weight)
}

/// The load of a row and the handle time with which its agents give its mean wait, or else its service level: at a given load
/// waits grow with the handle time.
fn explain_row(row: &RequirementRow, ask: &Ask) -> Option<(f64, f64)> {
    let (load, agents) = (row.load?.get(), row.agents?);
    let asa = row.asa.map(Seconds::get).filter(|asa| *asa > 0.0);
    let missed = row.service_level.map(|s| 1.0 - s.get()).filter(|missed| *missed > 0.0 && *missed < 1.0);
    if load <= 0.0 || (asa.is_none() && missed.is_none()) {
        return None;
    }
    let too_long = |aht: f64| -> Option<bool> {
        let given = performance(&ask.demand(load, Seconds::new(aht)?)?, agents, ask.target.within).ok()?;
        Some(match (asa, missed) {
            (Some(asa), _) => given.asa_s? > asa,
            (None, Some(missed)) => 1.0 - given.sl > missed,
            (None, None) => false,
        })
    };
    let (mut low, most) = HANDLE_TIMES;
    if too_long(low)? {
        return None;
    }
    // with impatient callers the share missed falls again at very long handle times: the shortest that explains the row counts
    let mut high = 1.5 * low;
    while !too_long(high)? {
        if high >= most {
            return None;
        }
        (low, high) = (high, (1.5 * high).min(most));
    }
    for _ in 0..40 {
        let middle = (low * high).sqrt();
        if too_long(middle)? { high = middle } else { low = middle }
    }
    Some((load, high))
}

/// Agents scheduled and the calls answered in time, from nobody to the agents who answer nearly all; `None` for figures that
/// are those of no queue.
fn points(demand: &Demand, target: ServiceTarget, shrinkage: Share) -> Option<Vec<(u32, f64)>> {
    let there = 1.0 - shrinkage.get();
    if demand.calls.get() <= 0.0 || there <= 0.0 {
        return (there > 0.0).then(|| vec![(0, 0.0)]);
    }
    let agents_for = |share: f64| {
        let target = ServiceTarget { share: Share::new(share)?, ..target };
        exact::scheduled(fewest_agents(demand, &Targets::service_level(target)).ok()?, shrinkage.get())
    };
    let (foot, shoulder) = (agents_for(FOOT)?.saturating_sub(1), agents_for(SHOULDER)?);
    let step = shoulder.saturating_sub(foot).div_ceil(MOST_POINTS).max(1);
    let mut heads: Vec<u32> = (foot..shoulder).step_by(usize::try_from(step).ok()?).chain([0, shoulder]).collect();
    heads.sort_unstable();
    heads.dedup();
    let answered = |heads: u32| {
        // heads who are there only in part take turns
        let given = demand.traffic().ok()?.part_time(f64::from(heads) * there, target.within.get());
        Some(demand.calls.get() * given.sl)
    };
    heads.into_iter().map(|n| Some((n, answered(n)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::Heads;

    fn seconds(s: f64) -> Seconds {
        Seconds::new(s).expect("seconds")
    }

    fn demand(calls: f64, patience: Option<f64>) -> Demand {
        let patience = patience.map(seconds);
        let (calls, interval, aht) = (Calls::new(calls).expect("calls"), seconds(1800.0), seconds(180.0));
        Demand { calls, interval, aht, patience, concurrency: Concurrency::ONE }
    }

    fn target() -> ServiceTarget {
        ServiceTarget::parse("80/20").expect("a target")
    }

    fn no_shrinkage(calls: f64, patience: Option<f64>) -> Vec<(u32, f64)> {
        points(&demand(calls, patience), target(), Share::ZERO).expect("points")
    }

    #[test]
    fn a_curve_rises_from_nothing_to_nearly_all_calls() {
        for (calls, patience) in [(3.0, None), (120.0, None), (120.0, Some(120.0)), (40_000.0, Some(120.0))] {
            let points = no_shrinkage(calls, patience);
            assert!(points.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1), "{points:?}");
            assert_eq!(points[0].0, 0);
            let last = points.last().expect("some").1 / calls;
            assert!((SHOULDER..=1.0).contains(&last), "{last}");
            assert!(points.len() <= MOST_POINTS as usize + 3);
        }
    }

    #[test]
    fn a_point_is_what_erlang_says_of_those_who_are_there() {
        let level =
            |agents: u32| performance(&demand(120.0, None), Heads::new(agents), seconds(20.0)).expect("known").sl;
        let of = |points: &[(u32, f64)], n: u32| points.iter().find(|p| p.0 == n).expect("a point").1 / 120.0;
        assert!((of(&no_shrinkage(120.0, None), 15) - level(15)).abs() < 1e-12);
        let shrunk = points(&demand(120.0, None), target(), Share::new(0.1).expect("a share")).expect("points");
        // 15 scheduled are 13.5 on the queue
        assert!((of(&shrunk, 15) - 0.5 * (level(13) + level(14))).abs() < 1e-12);
    }

    #[test]
    fn the_handle_time_of_a_requirement_is_found_again() {
        let (patience, interval) = (Some(seconds(150.0)), seconds(1800.0));
        let ask = Ask { patience, target: target(), interval, concurrency: Concurrency::ONE };
        let demand = Demand { patience: ask.patience, ..demand(120.0, None) };
        let given = performance(&demand, Heads::new(14), seconds(20.0)).expect("known");
        let mut row = RequirementRow {
            start: crate::domain::time::Instant::from_unix(0),
            queue: QueueId::new("q"),
            load: crate::domain::units::Erlangs::new(12.0),
            agents: Some(Heads::new(14)),
            scheduled: Heads::new(14),
            scheduled_fte: None,
            carried_in: 0.0,
            service_level: Share::new(given.sl),
            asa: given.asa_s.and_then(Seconds::new),
            occupancy: None,
        };
        let by_wait = handle_time(&[&row], &ask).expect("told");
        row.asa = None;
        let by_level = handle_time(&[&row], &ask).expect("told");
        assert!((by_wait - 180.0).abs() < 0.01 && (by_level - 180.0).abs() < 0.01, "{by_wait} {by_level}");
        row.service_level = None;
        assert_eq!(handle_time(&[&row], &ask), None);
    }
}
