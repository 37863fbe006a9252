//! What a requirement gives when calls are followed from interval to interval instead of each being in its own steady state. Page:
//! `models/methods/staffing-time-varying.md`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::offered_load::open_before;
use super::requirement::demand_of;
use super::transient::{Stage, State};
use crate::domain::centre::{Centre, Queue};
use crate::domain::ids::QueueId;
use crate::domain::series::{Forecast, ForecastRow, Requirement, RequirementRow, ServiceOverTime, interval_end};
use crate::domain::time::Instant;
use crate::domain::units::{Seconds, Share};

/// The service of the agents of a requirement, by the forward equations. A queue opens empty, or is in steady state where it was open
/// just before the first row; callers who wait when it closes are sent away. Rows without agents or forecast, and queues too large to be
/// followed, have no answer.
#[must_use]
pub fn over_time(
    forecast: &Forecast,
    requirement: &Requirement,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
) -> Vec<ServiceOverTime> {
    let asked: BTreeMap<(&QueueId, Instant), &ForecastRow> =
        forecast.rows.iter().map(|row| ((&row.queue, row.start), row)).collect();
    let of_queue = |queue: &Queue| {
        let mut rows: Vec<&RequirementRow> = requirement.rows.iter().filter(|row| row.queue == queue.id).collect();
        rows.sort_by_key(|row| row.start);
        let mean = queue.mean_patience(patience);
        let stages = rows.into_iter().filter_map(|row| {
            let demand = demand_of(asked.get(&(&row.queue, row.start))?, centre, mean)?;
            let length = demand.interval.get();
            let patience = demand.patience.map(Seconds::get);
            let (rate, aht) = (demand.calls.get() / length, demand.aht.get());
            (aht > 0.0 && patience.is_none_or(|mean| mean > 0.0))
                .then_some((row, Stage { rate, aht, patience, agents: row.agents?.get(), length }))
        });
        followed(queue, stages.collect(), centre)
    };
    let mut all: Vec<ServiceOverTime> = centre.queues.par_iter().flat_map_iter(of_queue).collect();
    all.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    all
}

fn followed(queue: &Queue, stages: Vec<(&RequirementRow, Stage)>, centre: &Centre) -> Vec<ServiceOverTime> {
    let within = queue.service_level.map_or(0.0, |level| level.within.get());
    let mut state = Some(State::empty());
    let mut end = None;
    let mut found = Vec::with_capacity(stages.len());
    for (row, stage) in stages {
        if end != Some(row.start) {
            let open = end.is_none() && open_before(queue, row.start, centre);
            state = Some(if open { settled(&stage, within) } else { State::empty() });
        }
        end = Some(interval_end(row.start, centre.interval));
        let given = state.as_mut().and_then(|state| state.pass(&stage, within));
        if given.is_none() {
            state = None;
        }
        found.push(ServiceOverTime {
            start: row.start,
            queue: queue.id.clone(),
            agents: stage.agents,
            // a service level without a threshold means nothing
            steady: row.service_level.filter(|_| queue.service_level.is_some()),
            service_level: given
                .and_then(|given| given.service_level)
                .filter(|_| queue.service_level.is_some())
                .and_then(Share::new),
            waiting: given.map(|given| given.waiting),
            waiting_at_end: given.map(|given| given.waiting_at_end),
        });
    }
    found
}

/// After ten handle times of the same.
fn settled(stage: &Stage, within: f64) -> State {
    let mut state = State::empty();
    let long = Stage { length: 10.0 * stage.aht, ..*stage };
    // too large: the first interval says so again
    let _ = state.pass(&long, within);
    state
}

#[cfg(test)]
mod tests {
    use super::super::offered_load::{OfferedLoad, with_offered_load};
    use super::super::requirement;
    use super::super::requirement::tests::{centre, queue, row};
    use super::*;
    use crate::domain::centre::Patience;
    use crate::domain::findings::Findings;
    use crate::domain::hours::OpeningHours;
    use crate::domain::units::Heads;

    /// Half-hours of two days of a load between 20 and 80 Erlangs, staffed by one kind of load: points of service level below the
    /// target, of the intervals of the second day that miss it.
    fn missed(aht: f64, load: OfferedLoad) -> Vec<f64> {
        let mut open = queue("a", Patience::Infinite);
        (open.hours, open.min_agents) = (OpeningHours::always(), Heads::default());
        let centre = centre(vec![open]);
        let erlangs = |at: i64| 50.0 - 30.0 * (std::f64::consts::TAU * at as f64 / 48.0).cos();
        let rows = (0..96).map(|at| row("a", at, erlangs(at) * 1800.0 / aht, Some(aht))).collect();
        let forecast = Forecast { rows, ..Forecast::default() };
        let staffed = with_offered_load(&forecast, &centre, load);
        let needed = requirement(&staffed, &centre, &BTreeMap::new(), &mut Findings::new());
        let found = over_time(&forecast, &needed, &centre, &BTreeMap::new());
        let levels = found.iter().skip(48).map(|row| 0.8 - row.service_level.expect("calls").get());
        levels.filter(|missing| *missing > 0.0).collect()
    }

    #[test]
    fn long_calls_miss_the_target_by_steady_states_and_meet_it_by_the_modified_load() {
        let worst = |found: &[f64]| found.iter().copied().fold(0.0, f64::max);
        let [steady, lagged, modified] =
            [OfferedLoad::Interval, OfferedLoad::Lagged, OfferedLoad::Modified].map(|load| missed(1800.0, load));
        let told = || {
            format!(
                "{} {}; {} {}; {} {}",
                steady.len(),
                worst(&steady),
                lagged.len(),
                worst(&lagged),
                modified.len(),
                worst(&modified)
            )
        };
        assert!(steady.len() >= 16 && worst(&steady) > 0.2, "{}", told());
        assert!(modified.len() <= 4 && worst(&modified) < 0.03, "{}", told());
        assert!(lagged.len() < steady.len() && worst(&lagged) < 0.1, "{}", told());
        // calls of three minutes fill a half-hour ten times over
        let short = missed(180.0, OfferedLoad::Interval);
        assert!(worst(&short) < 0.05, "{} {}", short.len(), worst(&short));
    }

    #[test]
    fn a_closing_sends_callers_away_and_an_opening_begins_empty() {
        let day = |first: i64| (0..2).map(move |at| row("a", first + at, 60.0, Some(900.0)));
        let forecast = Forecast { rows: day(18).chain(day(66)).collect(), ..Forecast::default() };
        let centre = centre(vec![queue("a", Patience::Infinite)]);
        let mut needed = requirement(&forecast, &centre, &BTreeMap::new(), &mut Findings::new());
        for row in &mut needed.rows {
            row.agents = Some(Heads::new(20));
        }
        let found = over_time(&forecast, &needed, &centre, &BTreeMap::new());
        let level = |at: usize| found[at].service_level.expect("calls").get();
        // 30 Erlangs and 20 agents: a good start, then a backlog; the next morning the same
        assert!(level(0) > level(1) + 0.2 && (level(0) - level(2)).abs() < 1e-12, "{found:?}");
        assert!(found[1].waiting_at_end.expect("small") > 10.0);
    }
}
