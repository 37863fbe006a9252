//! One interval's calls and agents of several skills for ever: the service of a steady state, by long replications.
//!
//! Each replication starts empty and is played for thirteen stretches of thirty handle times (or a thousand calls, if longer): the
//! first two warm up, the last lets calls that arrived before it end. Estimates are ratios over the replications (Law 2015,
//! section 9.5.2, replication/deletion).

use rayon::prelude::*;

use super::absence::Absence;
use super::estimate::Figures;
use super::floor::replicate;
use super::problem::{Problem, Profile, QueueData, QueueInterval, Stretch};
use super::tally::Cell;
use crate::domain::progress::Progress;
use crate::domain::skills::{SteadyEffort, SteadyFloor, SteadyQueue, SteadyService};
use crate::domain::time::Instant;

/// Stretches of a replication: before counting, counted, after.
const WARM: usize = 2;
const COUNTED: usize = 10;
const ALL: usize = WARM + COUNTED + 1;

/// Least length of a stretch, in handle times and in calls.
const HANDLE_TIMES: f64 = 30.0;
const CALLS: f64 = 1000.0;

/// Replications after which it is asked whether the answer is clear.
const BATCH: u32 = 8;

/// The service of each queue; `None` when the user stopped it.
///
/// It ends once it is clear for every queue whether its targets hold, or for one that they do not, or when the effort is spent.
/// Two floors of the same queues meet the same calls.
#[must_use]
pub fn steady(floor: &SteadyFloor, effort: &SteadyEffort, progress: &dyn Progress) -> Option<Vec<SteadyService>> {
    let rate: f64 = floor.queues.iter().map(|queue| queue.rate).sum();
    let longest = floor.queues.iter().map(|queue| queue.handle).fold(1.0, f64::max);
    let length = (HANDLE_TIMES * longest).max(CALLS / rate.max(f64::MIN_POSITIVE));
    let problem = problem(floor, length);
    let of_one = (rate * length * ALL as f64).max(1.0);
    let most = batches(effort.calls as f64 / of_one);
    let mut totals = vec![Figures::default(); floor.queues.len()];
    let mut given = Vec::new();
    for batch in 0..most {
        if progress.stopped() {
            return None;
        }
        let first = batch * BATCH;
        let counts: Vec<Vec<Cell>> = (first..first + BATCH)
            .into_par_iter()
            .map(|replication| counted(&problem, effort.seed, replication))
            .collect();
        for cells in &counts {
            totals.iter_mut().zip(cells).for_each(|(total, cell)| total.add(cell, None));
        }
        let done = first + BATCH;
        given = totals.iter().map(|total| service(total, done)).collect();
        if !effort.thorough && is_clear(&floor.queues, &given) {
            break;
        }
    }
    Some(given)
}

/// How many batches of replications an effort is worth; at least one.
fn batches(replications: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held inside a range that is small")]
    let count = (replications / f64::from(BATCH)).round().clamp(1.0, 10_000.0) as u32;
    count
}

/// Whether nothing that chance may still bring changes the answer.
fn is_clear(queues: &[SteadyQueue], given: &[SteadyService]) -> bool {
    let mut verdicts = queues.iter().zip(given).map(|(queue, service)| queue.verdict(service));
    verdicts.clone().any(|verdict| verdict == Some(false)) || verdicts.all(|verdict| verdict == Some(true))
}

fn service(figures: &Figures, replications: u32) -> SteadyService {
    SteadyService {
        service_level: figures.service.estimate(replications, 1.0),
        asa: figures.wait.estimate(replications, f64::INFINITY),
        abandonment: figures.lost.estimate(replications, 1.0),
    }
}

/// The counts of one replication by queue, its ends left out.
fn counted(problem: &Problem, seed: u64, replication: u32) -> Vec<Cell> {
    let queues = problem.queues.len().max(1);
    let tally = replicate(problem, Absence::None, seed, replication);
    let mut sums = vec![Cell::default(); queues];
    for cells in tally.cells().chunks(queues).skip(WARM).take(COUNTED) {
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| sum.add(cell));
    }
    sums
}

fn problem(floor: &SteadyFloor, length: f64) -> Problem {
    let end = length * ALL as f64;
    let queues = floor.queues.iter().map(|queue| QueueData {
        intervals: vec![QueueInterval { rate: queue.rate, handle: queue.handle }; ALL],
        patience: queue.patience,
        threshold: queue.threshold,
        target: None,
        closes: vec![end],
    });
    let number = |at: &usize| u32::try_from(*at).unwrap_or(u32::MAX);
    let profiles =
        floor.crews.iter().map(|crew| Profile { order: crew.queues.iter().map(number).collect(), takes: crew.takes });
    let crews = (0_u32..).zip(&floor.crews);
    let profile_of_each = crews.flat_map(|(profile, crew)| (0..crew.agents).map(move |_| profile));
    let stretches: Vec<Stretch> = (0_u32..)
        .zip(profile_of_each)
        .map(|(agent, profile)| Stretch { agent, agent_key: 0, profile, day: 0, from: 0.0, to: end, lost: 0.0 })
        .collect();
    Problem {
        starts: vec![Instant::from_unix(0); ALL],
        days: vec![0; ALL],
        dates: Vec::new(),
        length,
        queue_ids: Vec::new(),
        queues: queues.collect(),
        open: Vec::new(),
        profiles: profiles.collect(),
        agents: stretches.len(),
        stretches,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::progress::Silent;
    use crate::domain::simulation::Estimate;
    use crate::domain::skills::{SteadyCrew, Takes};

    fn queue(erlangs: f64, patience: Option<f64>) -> SteadyQueue {
        SteadyQueue {
            rate: erlangs / 180.0,
            handle: 180.0,
            patience,
            threshold: 20.0,
            least_level: Some(0.8),
            most_wait: None,
            most_lost: None,
        }
    }

    fn crew(queues: &[usize], agents: u32) -> SteadyCrew {
        SteadyCrew { queues: queues.to_vec(), takes: Takes::Longest, agents }
    }

    fn given(queues: Vec<SteadyQueue>, crews: Vec<SteadyCrew>, calls: u64) -> Vec<SteadyService> {
        let effort = SteadyEffort { seed: 5, calls, thorough: true };
        steady(&SteadyFloor { queues, crews }, &effort, &Silent).expect("not stopped")
    }

    /// Whether a 95 % interval widened to 99.9 % holds a value.
    fn covers(found: Option<Estimate>, exact: f64) {
        let found = found.expect("calls");
        let half = (found.high - found.mean).max(found.mean - found.low) * 3.30 / 1.96;
        assert!((found.mean - exact).abs() <= half, "{found:?} does not cover {exact}");
    }

    #[test]
    fn one_queue_is_erlang() {
        // 12 agents for 10 Erlangs of 180 s: Erlang C 0.449 388 wait; in 20 s 1 − 0.449388·exp(−2·20/180)
        let found = given(vec![queue(10.0, None)], vec![crew(&[0], 12)], 1_500_000);
        covers(found[0].service_level, 1.0 - 0.449_388_224 * (-40.0_f64 / 180.0).exp());
        covers(found[0].asa, 0.449_388_224 * 90.0);
    }

    #[test]
    fn everybody_for_everything_is_the_pooled_queue_and_nobody_for_others_are_two() {
        let two = || vec![queue(7.0, None), queue(3.0, None)];
        let pooled = given(two(), vec![crew(&[0, 1], 8), crew(&[1, 0], 4)], 1_500_000);
        for service in &pooled {
            covers(service.service_level, 1.0 - 0.449_388_224 * (-40.0_f64 / 180.0).exp());
        }
        let apart = given(two(), vec![crew(&[0], 8), crew(&[1], 4)], 1_500_000);
        // 8 agents for 7 Erlangs, 4 for 3: Erlang C 0.635316 and 0.509434
        covers(apart[0].service_level, 1.0 - 0.635_316_018 * (-20.0_f64 / 180.0).exp());
        covers(apart[1].service_level, 1.0 - 0.509_433_962 * (-20.0_f64 / 180.0).exp());
    }

    #[test]
    fn a_clear_answer_ends_early_and_only_where_allowed() {
        let effort = |thorough| SteadyEffort { seed: 5, calls: 400_000, thorough };
        let floor = SteadyFloor { queues: vec![queue(5.0, Some(120.0))], crews: vec![crew(&[0], 9)] };
        let width = |thorough| {
            let level =
                steady(&floor, &effort(thorough), &Silent).expect("not stopped")[0].service_level.expect("calls");
            level.high - level.low
        };
        assert!(width(false) > 1.2 * width(true));
    }
}
