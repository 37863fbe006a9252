//! Whether a roster keeps the deadlines of work that may wait. Page: `models/methods/staffing-deferred.md`.
//!
//! Agents do what is due first, never what has not come yet. As who comes first is due first, the work done by the end of an interval
//! is the smaller of what has arrived and of what was done before plus what the agents there can do; what is due by then and not
//! done is late. Each unit is counted once, however late it is.

use super::deferred::{Bounds, days, jobs, share_at_work, slots};
use crate::domain::centre::{Centre, Queue};
use crate::domain::findings::Findings;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::series::{ForecastRow, interval_end};
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::work::WorkKept;

const SECONDS_OF_AN_HOUR: f64 = 3600.0;

/// Work below this many hours is rounding.
const NOTHING: f64 = 1e-6;

/// How the agents of a roster keep the deadlines of each queue with work that may wait, in the order of the centre.
///
/// Work counts that comes on the local days on which shifts of the roster start; nothing is carried in. Unplanned absence and breathing
/// time (`max_occupancy`) are taken off the agents as in the requirement.
#[must_use]
pub fn work_kept(forecast: &[ForecastRow], centre: &Centre, roster: &[RosterRow]) -> Vec<WorkKept> {
    let of_roster = || roster.iter().map(|row| row.day);
    let Some((first, last)) = of_roster().min().zip(of_roster().max()) else { return Vec::new() };
    let inside = |row: &&ForecastRow| (first..=last).contains(&centre.zone.day(row.start));
    let forecast: Vec<ForecastRow> = forecast.iter().filter(inside).cloned().collect();
    let Some(days) = days(&forecast, centre) else { return Vec::new() };
    let of_queue = |queue: &Queue| {
        let slots = slots(queue, &days, centre);
        // what its faults are `wfm staff` tells
        let jobs = jobs(queue, &forecast, &slots, centre, &mut Findings::new())?;
        let bounds = Bounds::of(&jobs, slots.len(), SECONDS_OF_AN_HOUR);
        let can: Vec<f64> =
            at_work(queue, &slots, centre, roster).into_iter().map(|hours| hours * share_at_work(queue)).collect();
        let (late_hours, at) = late(&can, &bounds);
        let hours = slots.len().checked_sub(1).map_or(0.0, |last| bounds.at(last).0);
        Some(WorkKept {
            queue: queue.id.clone(),
            hours,
            late_hours,
            first_late: at.and_then(|at| slots.get(at)).copied(),
        })
    };
    centre.queues.iter().filter_map(of_queue).collect()
}

/// Agent-hours of the roster on a queue in each of its intervals.
fn at_work(queue: &Queue, slots: &[Instant], centre: &Centre, roster: &[RosterRow]) -> Vec<f64> {
    let mut hours = vec![0.0; slots.len()];
    let on_it = |row: &&RosterRow| row.activity == Activity::Work && row.queue.as_ref() == Some(&queue.id);
    for work in roster.iter().filter(on_it).filter_map(|row| Span::new(row.start, row.end)) {
        let from = slots.partition_point(|slot| interval_end(*slot, centre.interval) <= work.start());
        let touched = slots.iter().zip(&mut hours).skip(from).take_while(|(slot, _)| **slot < work.end());
        for (slot, sum) in touched {
            let common = Span::of_length(*slot, centre.interval).overlap(work);
            *sum += common.map_or(0.0, |span| span.seconds() as f64 / SECONDS_OF_AN_HOUR);
        }
    }
    hours
}

/// Work done too late or not at all, and the interval by whose end the first of it falls due.
fn late(can: &[f64], bounds: &Bounds) -> (f64, Option<usize>) {
    let (mut done, mut due_before, mut late, mut first) = (0.0_f64, 0.0, 0.0, None);
    for (at, hours) in can.iter().enumerate() {
        let (due, arrived) = bounds.at(at);
        done = (done + hours).min(arrived).max(done);
        // of what falls due now; what fell due before is counted
        let missing = (due - done).clamp(0.0, (due - due_before).max(0.0));
        if missing > NOTHING {
            late += missing;
            first = first.or(Some(at));
        }
        due_before = due;
    }
    (late, first)
}

#[cfg(test)]
mod tests {
    use super::super::deferred::Job;
    use super::*;

    fn of(can: &[f64], jobs: &[(f64, usize, usize)]) -> (f64, Option<usize>) {
        let jobs: Vec<Job> =
            jobs.iter().map(|(work, first, last)| Job { work: *work, first: *first, last: *last }).collect();
        late(can, &Bounds::of(&jobs, can.len(), 1.0))
    }

    fn is(found: (f64, Option<usize>), hours: f64, first: Option<usize>) {
        assert!((found.0 - hours).abs() < 1e-9 && found.1 == first, "{found:?}");
    }

    #[test]
    fn work_done_later_within_its_deadline_is_not_late() {
        is(of(&[0.0, 0.0, 3.0], &[(3.0, 0, 2)]), 0.0, None);
        is(of(&[1.0, 1.0, 1.0], &[(1.0, 0, 0), (2.0, 0, 2)]), 0.0, None);
    }

    #[test]
    fn what_is_due_and_not_done_is_late_once() {
        // two of three hours are done by the deadline, the third an interval later
        is(of(&[1.0, 1.0, 1.0], &[(3.0, 0, 1)]), 1.0, Some(1));
        // nobody at all
        is(of(&[0.0, 0.0], &[(2.0, 0, 0), (1.0, 0, 1)]), 3.0, Some(0));
        // late work is done first and makes the next late as well
        is(of(&[0.0, 1.0], &[(1.0, 0, 0), (1.0, 0, 1)]), 2.0, Some(0));
    }

    #[test]
    fn agents_before_the_work_comes_do_nothing_for_it() {
        is(of(&[5.0, 0.0, 1.0], &[(2.0, 1, 2)]), 1.0, Some(2));
    }
}
