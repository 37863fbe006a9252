//! Work that may wait (e-mail, back office) and contacts that agents begin (outbound, callbacks): when it is best done. Page:
//! `models/methods/staffing-deferred.md`.
//!
//! Until the end of each interval at least what is due by then must be done and at most what has arrived: cumulative bounds on the
//! work done. Among all plans between them the one is taken that is most level on top of the other queues' agents, whatever the
//! convex price of a peak. It fills every valley to one height where no bound stands in its way; where bounds do, the one that is
//! broken most holds with equality, and splits the problem in two (the decomposition of H. Groenevelt, "Two algorithms for
//! maximizing a separable concave function over a polymatroid feasible region", 1991, for nested bounds: T. Vidal, D. Gribel &
//! P. Jaillet, "Separable convex optimization with nested lower and upper constraints", 2019).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::exact::whole;
use crate::domain::centre::{Centre, Queue, Work};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::series::{ForecastRow, Requirement, RequirementRow, interval_end};
use crate::domain::time::Instant;
use crate::domain::units::{Erlangs, Fte, Heads, Seconds};
use crate::domain::work::{Deferred, WorkRange};

/// Amounts of work below this share of an agent-interval are rounding.
const NOTHING: f64 = 1e-9;

/// The rows of every queue whose work may wait, each levelled on top of those before it. `at_once` are the rows of the others.
pub(super) fn rows(
    forecast: &[ForecastRow],
    centre: &Centre,
    at_once: &[RequirementRow],
    findings: &mut Findings,
) -> Vec<RequirementRow> {
    let Some(days) = days(forecast, centre) else { return Vec::new() };
    let mut heads: BTreeMap<Instant, f64> = BTreeMap::new();
    let mut add = |rows: &[RequirementRow]| -> BTreeMap<Instant, f64> {
        for row in rows {
            *heads.entry(row.start).or_default() += f64::from(row.scheduled.get());
        }
        heads.clone()
    };
    let mut base = add(at_once);
    let mut found = Vec::new();
    for queue in &centre.queues {
        let slots = slots(queue, &days, centre);
        let Some(jobs) = jobs(queue, forecast, &slots, centre, findings) else { continue };
        let of_queue = levelled(queue, &slots, &jobs, &base, centre);
        base = add(&of_queue);
        found.extend(of_queue);
    }
    found
}

/// When the work of each queue with work that may wait can be done, over the local days of the forecast; queues without any are left
/// out.
#[must_use]
pub fn work_ranges(forecast: &[ForecastRow], centre: &Centre) -> Vec<WorkRange> {
    let Some(days) = days(forecast, centre) else { return Vec::new() };
    let of_queue = |queue: &Queue| {
        let slots = slots(queue, &days, centre);
        // what is wrong with them the requirement has told
        let jobs = jobs(queue, forecast, &slots, centre, &mut Findings::new())?;
        let Bounds { due, arrived } = Bounds::of(&jobs, slots.len(), of_a_head(queue, centre));
        due.last().is_some_and(|work| *work > NOTHING).then(|| WorkRange {
            queue: queue.id.clone(),
            starts: slots,
            due,
            arrived,
        })
    };
    centre.queues.iter().filter_map(of_queue).collect()
}

/// Plans the work of a queue anew where there is room for it: so many agents have time for it in each interval of the range. What
/// is left over or lacking is the same everywhere, as far as the deadlines let it be.
pub fn plan_work(requirement: &mut Requirement, range: &WorkRange, room: &[f64], centre: &Centre) {
    let Some(queue) = centre.queue(&range.queue) else { return };
    let bounds = Bounds { due: range.due.clone(), arrived: range.arrived.clone() };
    let below: Vec<f64> = room.iter().map(|agents| -agents).collect();
    let plan = level(&below, &bounds);
    let heads = whole_heads(&plan, &bounds);
    let planned: BTreeMap<Instant, (f64, u32)> =
        range.starts.iter().copied().zip(plan.into_iter().zip(heads)).collect();
    for row in requirement.rows.iter_mut().filter(|row| row.queue == range.queue) {
        if let Some((fte, heads)) = planned.get(&row.start) {
            *row = RequirementRow { carried_in: row.carried_in, ..row_of(queue, row.start, *fte, *heads) };
        }
    }
}

/// The work of a queue that may wait; `None` for one whose contacts want an answer at once.
pub(super) fn jobs(
    queue: &Queue,
    forecast: &[ForecastRow],
    slots: &[Instant],
    centre: &Centre,
    findings: &mut Findings,
) -> Option<Vec<Job>> {
    match &queue.work {
        Work::Calls | Work::Chats(_) => None,
        Work::Deferred(work) => Some(deferred(queue, work, forecast, slots, centre, findings)),
        Work::Blocks(blocks) => {
            let work = blocks.contacts * blocks.handle_time.get();
            Some(by_day(slots, centre).into_iter().map(|(first, last)| Job { work, first, last }).collect())
        }
    }
}

/// The local days of the forecast.
pub(super) fn days(forecast: &[ForecastRow], centre: &Centre) -> Option<Vec<NaiveDate>> {
    let of = |row: &ForecastRow| centre.zone.day(row.start);
    let (first, last) = (forecast.iter().map(of).min()?, forecast.iter().map(of).max()?);
    Some(first.iter_days().take_while(|day| *day <= last).collect())
}

/// The intervals in which the queue is worked.
pub(super) fn slots(queue: &Queue, days: &[NaiveDate], centre: &Centre) -> Vec<Instant> {
    let open = |day: &NaiveDate| queue.hours.open_intervals(*day, &centre.calendar, centre.zone, centre.interval);
    days.iter().flat_map(open).collect()
}

/// First and last interval of each local day.
fn by_day(slots: &[Instant], centre: &Centre) -> Vec<(usize, usize)> {
    let mut found: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
    for (at, slot) in slots.iter().enumerate() {
        found.entry(centre.zone.day(*slot)).or_insert((at, at)).1 = at;
    }
    found.into_values().collect()
}

/// Work to be done from one interval to another, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Job {
    /// Seconds of handle time.
    pub(super) work: f64,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What arrives, and from when until when it may be done: from the interval after its arrival until the last that ends before the
/// deadline of what arrived first.
fn deferred(
    queue: &Queue,
    work: &Deferred,
    forecast: &[ForecastRow],
    slots: &[Instant],
    centre: &Centre,
    findings: &mut Findings,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    let (mut untimed, mut late, mut left) = (0_usize, 0.0, 0.0);
    let mut rows: Vec<&ForecastRow> = forecast.iter().filter(|row| row.queue == queue.id).collect();
    rows.sort_by_key(|row| row.start);
    for row in rows {
        let contacts = row.offered.get();
        if contacts <= 0.0 {
            continue;
        }
        let Some(aht) = row.aht.or(work.handle_time).map(Seconds::get).filter(|aht| *aht > 0.0) else {
            untimed += 1;
            continue;
        };
        let arrived = interval_end(row.start, centre.interval);
        let first = slots.partition_point(|slot| *slot < arrived);
        if first >= slots.len() {
            left += contacts;
            continue;
        }
        let due = if work.counts_open_hours {
            let intervals = (work.deadline.get() / centre.interval.get().max(1)) as usize;
            slots.partition_point(|slot| *slot < row.start) + intervals
        } else {
            let by = row.start.plus_minutes(i64::from(work.deadline.get()));
            slots.partition_point(|slot| interval_end(*slot, centre.interval) <= by)
        };
        late += if due <= first { contacts } else { 0.0 };
        let last = due.saturating_sub(1).clamp(first, slots.len() - 1);
        jobs.push(Job { work: contacts * aht, first, last });
    }
    if untimed > 0 {
        let message = format!("queue {} has contacts but no handle time ({untimed} intervals)", queue.id);
        let hint = "give aht_s in the history or in the forecast, or handle_time_s in centre.toml";
        findings.push(Finding::new(Code::HandleTimeMissing, message).hint(hint).queue(&queue.id));
    }
    if late >= 0.5 {
        let message = format!(
            "{late:.0} contacts of queue {} fall due before any interval in which it is worked: they are planned for the first such one",
            queue.id
        );
        let hint =
            "longer hours, a longer deadline_hours, or deadline_counts = \"open\" where only opening hours count";
        findings.push(Finding::new(Code::DeadlineWhenClosed, message).hint(hint).queue(&queue.id));
    }
    if left >= 0.5 {
        let message = format!("{left:.0} contacts of queue {} come after its last hours of the forecast", queue.id);
        let hint = "they are left to the next plan";
        findings.push(Finding::new(Code::WorkLeftOver, message).hint(hint).queue(&queue.id));
    }
    jobs
}

/// Share of a scheduled head's time that goes into work.
pub(super) fn share_at_work(queue: &Queue) -> f64 {
    (1.0 - queue.unplanned_shrinkage.get()) * queue.max_occupancy.get()
}

/// Seconds of work that one head does in an interval.
fn of_a_head(queue: &Queue, centre: &Centre) -> f64 {
    centre.interval.as_seconds().get() * share_at_work(queue).max(f64::MIN_POSITIVE)
}

fn row_of(queue: &Queue, start: Instant, fte: f64, scheduled: u32) -> RequirementRow {
    RequirementRow {
        start,
        queue: queue.id.clone(),
        load: Erlangs::new(fte * share_at_work(queue)),
        agents: None,
        scheduled: Heads::new(scheduled.max(queue.min_agents.get())),
        scheduled_fte: Fte::new(fte),
        carried_in: 0.0,
        service_level: None,
        asa: None,
        occupancy: None,
    }
}

/// The rows of a queue: its work levelled on top of `base`, in whole heads that keep every deadline.
fn levelled(
    queue: &Queue,
    slots: &[Instant],
    jobs: &[Job],
    base: &BTreeMap<Instant, f64>,
    centre: &Centre,
) -> Vec<RequirementRow> {
    let bounds = Bounds::of(jobs, slots.len(), of_a_head(queue, centre));
    let below: Vec<f64> = slots.iter().map(|slot| base.get(slot).copied().unwrap_or_default()).collect();
    let plan = level(&below, &bounds);
    let heads = whole_heads(&plan, &bounds);
    slots.iter().zip(plan).zip(heads).map(|((slot, fte), heads)| row_of(queue, *slot, fte, heads)).collect()
}

/// What must be done by the end of each interval, and what can be, summed up from the first.
pub(super) struct Bounds {
    due: Vec<f64>,
    arrived: Vec<f64>,
}

impl Bounds {
    pub(super) fn of(jobs: &[Job], slots: usize, unit: f64) -> Self {
        let (mut due, mut arrived) = (vec![0.0; slots], vec![0.0; slots]);
        for job in jobs {
            for (sums, at) in [(&mut due, job.last), (&mut arrived, job.first)] {
                if let Some(sum) = sums.get_mut(at) {
                    *sum += job.work / unit;
                }
            }
        }
        for sums in [&mut due, &mut arrived] {
            let mut total = 0.0;
            for sum in sums {
                total += *sum;
                *sum = total;
            }
        }
        Self { due, arrived }
    }

    pub(super) fn at(&self, slot: usize) -> (f64, f64) {
        let of = |sums: &[f64]| sums.get(slot).copied().unwrap_or_default();
        (of(&self.due), of(&self.arrived))
    }
}

/// Work done in each interval: the most level plan on top of `below` that keeps the bounds.
fn level(below: &[f64], bounds: &Bounds) -> Vec<f64> {
    let mut plan = vec![0.0; below.len()];
    // parts between two intervals, with the work done before and at their end
    let total = below.len().checked_sub(1).map_or(0.0, |last| bounds.at(last).0);
    let mut open = vec![(0, below.len(), 0.0, total)];
    while let Some((from, to, before, after)) = open.pop() {
        let part = below.get(from..to).unwrap_or_default();
        let filled = fill(part, after - before);
        let (mut done, mut worst) = (before, (NOTHING, None));
        for (at, work) in (from..to.saturating_sub(1)).zip(&filled) {
            done += work;
            let (due, arrived) = bounds.at(at);
            for (broken, bound) in [(due - done, due), (done - arrived, arrived)] {
                if broken > worst.0 {
                    worst = (broken, Some((at, bound)));
                }
            }
        }
        if let Some((at, bound)) = worst.1 {
            open.push((from, at + 1, before, bound));
            open.push((at + 1, to, bound, after));
        } else if let Some(slots) = plan.get_mut(from..to) {
            slots.copy_from_slice(&filled);
        }
    }
    plan
}

/// Work poured over intervals: each is filled up to one height.
fn fill(below: &[f64], work: f64) -> Vec<f64> {
    let mut heights = below.to_vec();
    heights.sort_by(f64::total_cmp);
    let (mut sum, mut level) = (0.0, f64::INFINITY);
    for (count, height) in heights.iter().enumerate() {
        // the height at which those below this one hold it all
        let so_far = if count > 0 { (work + sum) / count as f64 } else { f64::INFINITY };
        if so_far <= *height {
            break;
        }
        sum += height;
        level = (work + sum) / (count + 1) as f64;
    }
    below.iter().map(|height| (level - height).max(0.0)).collect()
}

/// Whole heads that follow the plan: never more than it so far has asked for, but where it plans nothing more before work falls due as
/// many as that takes.
fn whole_heads(plan: &[f64], bounds: &Bounds) -> Vec<u32> {
    // what falls due before the plan goes on, by interval
    let mut due_until: Vec<f64> = (0..plan.len()).map(|at| bounds.at(at).0).collect();
    for at in (1..plan.len()).rev() {
        if plan[at] <= NOTHING {
            due_until[at - 1] = due_until[at];
        }
    }
    let (mut planned, mut done) = (0.0, 0.0);
    let heads = plan.iter().enumerate().map(|(at, work)| {
        planned += work;
        let (due_now, arrived) = bounds.at(at);
        let due = if *work > NOTHING { due_until[at] } else { due_now };
        let needed = (due - done - NOTHING).ceil().max(0.0);
        let heads = (planned - done + NOTHING).floor().max(needed);
        done = (done + heads).min(arrived.max(done));
        whole(heads)
    });
    heads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(jobs: &[(f64, usize, usize)], slots: usize) -> Bounds {
        let jobs: Vec<Job> =
            jobs.iter().map(|(work, first, last)| Job { work: *work, first: *first, last: *last }).collect();
        Bounds::of(&jobs, slots, 1.0)
    }

    fn are(found: &[f64], expected: &[f64]) {
        let same = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(same, "{found:?} {expected:?}");
    }

    #[test]
    fn work_fills_the_valleys_to_one_height() {
        are(&fill(&[3.0, 1.0, 2.0], 3.0), &[0.0, 2.0, 1.0]);
        are(&fill(&[3.0, 1.0, 2.0], 9.0), &[2.0, 4.0, 3.0]);
        are(&fill(&[3.0, 1.0], 0.0), &[0.0, 0.0]);
        are(&level(&[3.0, 1.0, 2.0], &bounds(&[(3.0, 0, 2)], 3)), &[0.0, 2.0, 1.0]);
    }

    #[test]
    fn what_has_not_arrived_is_not_done_and_what_is_due_is() {
        // two of three arrive late; all level would be 1 each
        are(&level(&[0.0; 3], &bounds(&[(0.6, 0, 2), (2.4, 1, 2)], 3)), &[0.6, 1.2, 1.2]);
        // four are due at once, the rest is level
        are(&level(&[0.0; 4], &bounds(&[(4.0, 0, 0), (3.0, 0, 3)], 4)), &[4.0, 1.0, 1.0, 1.0]);
        // a bound on either side
        are(&level(&[0.0; 4], &bounds(&[(3.0, 0, 0), (1.0, 0, 3), (4.0, 3, 3)], 4)), &[3.0, 0.5, 0.5, 4.0]);
    }

    /// Every plan in steps of a quarter, priced by squares.
    fn cheapest_by_trial(below: &[f64], bounds: &Bounds) -> f64 {
        fn go(at: usize, done: f64, below: &[f64], bounds: &Bounds) -> f64 {
            let Some(height) = below.get(at) else { return 0.0 };
            let (due, arrived) = bounds.at(at);
            let mut best = f64::INFINITY;
            let mut work = 0.0;
            while done + work <= arrived + 1e-9 {
                if done + work >= due - 1e-9 {
                    best = best.min((height + work).powi(2) + go(at + 1, done + work, below, bounds));
                }
                work += 0.25;
            }
            best
        }
        go(0, 0.0, below, bounds)
    }

    #[test]
    fn the_last_head_comes_while_the_plan_still_works() {
        let bounds = bounds(&[(2.4, 0, 5)], 6);
        assert_eq!(whole_heads(&[0.0, 1.2, 1.2, 0.0, 0.0, 0.0], &bounds), [0, 1, 2, 0, 0, 0]);
        assert_eq!(whole_heads(&[0.4; 6], &bounds), [0, 0, 1, 0, 1, 1]);
    }

    #[test]
    fn no_other_plan_is_more_level() {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        for _ in 0..60 {
            let below: Vec<f64> = (0..5).map(|_| f64::from(rng.random_range(0..8_u32)) / 2.0).collect();
            let mut jobs: Vec<(f64, usize, usize)> = (0..3)
                .map(|_| {
                    let first = rng.random_range(0..5_usize);
                    (f64::from(rng.random_range(0..8_u32)) / 4.0, first, rng.random_range(first..5_usize))
                })
                .collect();
            // who comes first is due first
            jobs.sort_by_key(|job| job.1);
            let mut last = 0;
            for job in &mut jobs {
                job.2 = job.2.max(last);
                last = job.2;
            }
            let bounds = bounds(&jobs, 5);
            let plan = level(&below, &bounds);
            let mut done = 0.0;
            for (at, work) in plan.iter().enumerate() {
                done += work;
                let (due, arrived) = bounds.at(at);
                assert!(*work >= 0.0 && done >= due - 1e-6 && done <= arrived + 1e-6, "{plan:?} {jobs:?}");
            }
            let price: f64 = below.iter().zip(&plan).map(|(height, work)| (height + work).powi(2)).sum();
            assert!(price <= cheapest_by_trial(&below, &bounds) + 1e-6, "{below:?} {jobs:?} {plan:?}");
        }
    }

    #[test]
    fn whole_heads_keep_every_deadline_and_waste_less_than_one() {
        let jobs = [(0.3, 0, 2), (0.9, 1, 2), (1.4, 2, 5), (0.2, 4, 5), (3.1, 5, 8)];
        let bounds = bounds(&jobs, 9);
        let heads = whole_heads(&level(&[0.0, 2.0, 1.0, 0.0, 0.0, 1.0, 3.0, 0.0, 0.0], &bounds), &bounds);
        let mut done: f64 = 0.0;
        for (at, heads) in heads.iter().enumerate() {
            let (due, arrived) = bounds.at(at);
            done = (done + f64::from(*heads)).min(arrived);
            assert!(done >= due - 1e-9, "{heads:?}");
        }
        let all: f64 = jobs.iter().map(|job| job.0).sum();
        // one more at most for each time at which something falls due
        assert!(f64::from(heads.iter().sum::<u32>()) < all + 3.0, "{heads:?}");
    }
}
