//! Scenarios whose answers are known: limits of flexible and dedicated agents, breaks, nobody at work, threads.

use super::absence::Absence;
use super::problem::{Problem, Profile, QueueData, QueueInterval, Stretch};
use super::run::{Settings, simulate};
use crate::domain::findings::Failure;
use crate::domain::progress::{Progress, Silent};
use crate::domain::simulation::{Estimate, SimulatedPeriod, SimulatedRow, Simulation};
use crate::domain::skills::Takes;
use crate::domain::time::Instant;

struct Stopped;

impl Progress for Stopped {
    fn stage(&self, _: &str) {}

    fn gap(&self, _: Option<f64>, _: Option<f64>) {}

    fn stopped(&self) -> bool {
        true
    }
}

const LENGTH: f64 = 1800.0;

fn queue(erlangs: f64, intervals: usize, patience: Option<f64>, threshold: f64) -> QueueData {
    QueueData {
        intervals: vec![QueueInterval { rate: erlangs / 180.0, handle: 180.0 }; intervals],
        patience,
        threshold,
        target: Some(0.8),
        closes: vec![intervals as f64 * LENGTH],
    }
}

/// Queues over some intervals, two of which are a day; agents of profiles at work from one interval to another.
fn problem(queues: Vec<QueueData>, profiles: Vec<Vec<u32>>, work: &[(u32, u32, f64, f64)]) -> Problem {
    let intervals = queues.first().map_or(0, |q| q.intervals.len());
    let stretches = work.iter().map(|(agent, profile, from, to)| Stretch {
        agent: *agent,
        agent_key: u64::from(*agent),
        profile: *profile,
        day: 0,
        from: from * LENGTH,
        to: to * LENGTH,
        lost: 0.3,
    });
    let monday = "2026-12-07".parse::<chrono::NaiveDate>().expect("date");
    Problem {
        starts: (0..intervals).map(|i| Instant::from_unix(i64::try_from(i).expect("small") * 1800)).collect(),
        days: (0..intervals).map(|i| i / 2).collect(),
        dates: monday.iter_days().take(intervals.div_ceil(2)).collect(),
        length: LENGTH,
        queue_ids: (0..queues.len()).map(|q| crate::domain::ids::QueueId::new(&format!("q{q}"))).collect(),
        open: vec![true; intervals * queues.len()],
        agents: work.iter().map(|w| w.0 as usize + 1).max().unwrap_or_default(),
        queues,
        profiles: profiles.into_iter().map(|order| Profile { order, takes: Takes::InOrder }).collect(),
        stretches: stretches.collect(),
    }
}

fn run(problem: &Problem, replications: u32, absence: Absence) -> Simulation {
    simulate(problem, &Settings { replications, seed: 3, absence }, &Silent).expect("a simulation")
}

fn interval(simulation: &Simulation, number: i64, queue: &str) -> SimulatedRow {
    let at = SimulatedPeriod::Interval(Instant::from_unix(number * 1800));
    simulation.rows.iter().find(|r| r.period == at && r.queue.as_str() == queue).expect("a row").clone()
}

/// Whether a 95 % interval widened to 99.9 % holds a value.
fn covers(found: Option<Estimate>, exact: f64) {
    let found = found.expect("defined");
    let half_width = (found.high - found.mean).max(found.mean - found.low) * 3.30 / 1.96;
    assert!((found.mean - exact).abs() <= half_width, "{found:?} does not cover {exact}");
}

#[test]
fn two_queues_of_flexible_agents_are_one_and_of_dedicated_agents_two() {
    let queues = || vec![queue(5.0, 20, None, 0.0), queue(5.0, 20, None, 0.0)];
    let work: Vec<(u32, u32, f64, f64)> = (0..14).map(|agent| (agent, agent % 2, 0.0, 20.0)).collect();
    let of = |profiles| run(&problem(queues(), profiles, &work), 1500, Absence::None);
    // Erlang C: 14 agents for 10 Erlangs answer 82.587 % at once with a mean wait of 7.836 s, 7 for 5 answer 67.585 % and 29.17 s;
    // with equal queues every order of service has the same number waiting
    for (profiles, at_once, wait) in [
        (vec![vec![0, 1], vec![1, 0]], 0.825_868_066_4, 7.835_937_012),
        (vec![vec![0], vec![1]], 0.675_850_050_8, 29.173_495_43),
    ] {
        let last = interval(&of(profiles), 19, "q0");
        covers(last.service_level, at_once);
        covers(last.asa, wait);
    }
}

#[test]
fn nobody_is_served_in_a_break_and_the_call_in_hand_is_finished() {
    let calls = vec![queue(3.0, 4, None, 0.0)];
    let work: Vec<(u32, u32, f64, f64)> = (0..6).flat_map(|a| [(a, 0, 0.0, 1.0), (a, 0, 2.0, 4.0)]).collect();
    let found = run(&problem(calls, vec![vec![0]], &work), 300, Absence::None);
    let gap = interval(&found, 1, "q0");
    assert!(gap.rostered < 1e-12 && gap.service_level.expect("calls").mean < 1e-12);
    // calls in hand go on for a mean of 180 s of 1800 s, of about 3 busy agents
    assert!(gap.present > 0.1 && gap.present < 0.5, "{gap:?}");
    covers(gap.occupancy, 1.0);
    // half of the interval on average, and then the others' turn
    assert!(gap.asa.expect("calls").mean > 900.0);
}

#[test]
fn without_agents_every_caller_hangs_up_after_the_mean_patience() {
    let nobody = problem(vec![queue(3.0, 4, Some(100.0), 20.0)], Vec::new(), &[]);
    let found = interval(&run(&nobody, 300, Absence::Shift), 1, "q0");
    assert_eq!((found.occupancy, found.p_met), (None, Some(0.0)));
    covers(found.abandonment, 1.0);
    covers(found.asa, 100.0);
}

#[test]
fn absence_takes_the_share_that_it_says() {
    let work: Vec<(u32, u32, f64, f64)> = (0..10).map(|agent| (agent, 0, 0.0, 4.0)).collect();
    let calls = vec![queue(0.01, 4, None, 0.0)];
    for absence in [Absence::Shift, Absence::Interval] {
        let found = interval(&run(&problem(calls.clone(), vec![vec![0]], &work), 2000, absence), 2, "q0");
        assert!((found.present - 7.0).abs() < 0.12 && (found.rostered - 10.0).abs() < 1e-9, "{found:?}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let work: Vec<(u32, u32, f64, f64)> = (0..6).map(|agent| (agent, 0, 0.0, 4.0)).collect();
    let problem = problem(vec![queue(5.0, 4, Some(60.0), 20.0)], vec![vec![0]], &work);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
        pool.install(|| run(&problem, 70, Absence::Shift))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn who_stops_it_gets_nothing() {
    let problem = problem(vec![queue(1.0, 2, None, 0.0)], Vec::new(), &[]);
    let stopped = simulate(&problem, &Settings::default(), &Stopped);
    assert!(matches!(stopped, Err(Failure::Interrupted)));
}
