//! Many replications side by side, and the figures over all of them.

use rayon::prelude::*;

use super::absence::Absence;
use super::estimate::Figures;
use super::floor::replicate;
use super::problem::Problem;
use super::tally::{Cell, Tally};
use crate::domain::findings::Failure;
use crate::domain::progress::Progress;
use crate::domain::simulation::{Promise, SimulatedPeriod, SimulatedRow, Simulation, SimulationEffort};

/// How a roster is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How often; at least 2 for an interval around a mean.
    pub replications: u32,
    /// Seed of every random choice.
    pub seed: u64,
    /// How unplanned absence falls on people.
    pub absence: Absence,
}

impl Default for Settings {
    fn default() -> Self {
        Self { replications: 200, seed: 1, absence: Absence::default() }
    }
}

/// Replications whose counts are held at once; whatever the number of threads, so that sums are made in one order.
const BATCH: u32 = 32;

/// Plays the problem through, again and again.
///
/// # Errors
///
/// Interrupted when the user stops it.
pub fn simulate(problem: &Problem, settings: &Settings, progress: &dyn Progress) -> Result<Simulation, Failure> {
    let mut totals = Totals::new(problem);
    let mut done = 0;
    while done < settings.replications {
        if progress.stopped() {
            return Err(Failure::Interrupted);
        }
        let next = done.saturating_add(BATCH).min(settings.replications);
        let batch: Vec<Tally> = (done..next)
            .into_par_iter()
            .map(|replication| replicate(problem, settings.absence, settings.seed, replication))
            .collect();
        for tally in &batch {
            totals.add(problem, tally);
        }
        done = next;
    }
    Ok(totals.simulation(problem, settings.replications))
}

/// Figures by interval, by day and over all days, each queue after queue.
struct Totals {
    intervals: Vec<Figures>,
    days: Vec<Figures>,
    all: Vec<Figures>,
}

impl Totals {
    fn new(problem: &Problem) -> Self {
        let of = |periods: usize| vec![Figures::default(); periods * problem.queues.len()];
        Self { intervals: of(problem.starts.len()), days: of(problem.dates.len()), all: of(1) }
    }

    fn add(&mut self, problem: &Problem, tally: &Tally) {
        let queues = problem.queues.len();
        let mut days = vec![Cell::default(); self.days.len()];
        let mut all = vec![Cell::default(); self.all.len()];
        for (interval, cells) in tally.cells().chunks(queues.max(1)).enumerate() {
            let day = problem.days.get(interval).copied().unwrap_or_default();
            for (queue, cell) in cells.iter().enumerate() {
                let of_day = days.get_mut(day * queues + queue);
                of_day.into_iter().chain(all.get_mut(queue)).for_each(|total| total.add(cell));
            }
        }
        for (figures, cells) in [(&mut self.intervals, tally.cells()), (&mut self.days, &days), (&mut self.all, &all)] {
            for (at, (total, cell)) in figures.iter_mut().zip(cells).enumerate() {
                total.add(cell, problem.queues.get(at % queues.max(1)).and_then(|q| q.target));
            }
        }
    }

    fn simulation(&self, problem: &Problem, replications: u32) -> Simulation {
        let rostered = Rostered::new(problem);
        let first = problem.dates.first().copied().unwrap_or_default();
        let mut rows = Vec::new();
        let mut put = |period, figures: &[Figures], open: &[u32], rostered: &[f64]| {
            for (queue, id) in problem.queue_ids.iter().enumerate() {
                let (Some(figures), Some(open)) = (figures.get(queue), open.get(queue)) else { continue };
                if *open == 0 {
                    continue;
                }
                let seconds = f64::from(*open) * problem.length;
                let runs = f64::from(replications.max(1));
                let asked = problem.queues.get(queue).and_then(|q| q.target);
                rows.push(SimulatedRow {
                    period,
                    queue: id.clone(),
                    offered: figures.offered / runs,
                    rostered: rostered.get(queue).copied().unwrap_or_default() / seconds,
                    present: figures.present / runs / seconds,
                    // a service level without a threshold means nothing
                    service_level: asked.and_then(|_| figures.service.estimate(replications, 1.0)),
                    asa: figures.wait.estimate(replications, f64::INFINITY),
                    abandonment: figures.lost.estimate(replications, 1.0),
                    occupancy: figures.occupancy.estimate(replications, 1.0),
                    p_met: asked.map(|_| f64::from(figures.met) / runs),
                    promise: Promise::default(),
                });
            }
        };
        let queues = problem.queues.len().max(1);
        let of = |at: usize| at * queues..(at + 1) * queues;
        for (at, start) in problem.starts.iter().enumerate() {
            let open = problem.open.get(of(at)).unwrap_or_default();
            put(
                SimulatedPeriod::Interval(*start),
                self.intervals.get(of(at)).unwrap_or_default(),
                &open.iter().map(|open| u32::from(*open)).collect::<Vec<_>>(),
                rostered.intervals.get(of(at)).unwrap_or_default(),
            );
        }
        for (at, date) in problem.dates.iter().enumerate() {
            put(
                SimulatedPeriod::Day(*date),
                self.days.get(of(at)).unwrap_or_default(),
                rostered.open_days.get(of(at)).unwrap_or_default(),
                rostered.days.get(of(at)).unwrap_or_default(),
            );
        }
        put(SimulatedPeriod::All(first), &self.all, &rostered.open_all, &rostered.all);
        let calls = self.all.iter().map(|figures| figures.offered).sum::<f64>();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of calls; `as` saturates")]
        let calls = calls as u64;
        Simulation { rows, effort: SimulationEffort { replications, calls } }
    }
}

/// What the roster says, before anybody is absent: seconds at work and intervals open, queue after queue.
struct Rostered {
    intervals: Vec<f64>,
    days: Vec<f64>,
    all: Vec<f64>,
    open_days: Vec<u32>,
    open_all: Vec<u32>,
}

impl Rostered {
    fn new(problem: &Problem) -> Self {
        let queues = problem.queues.len();
        let mut tally = Tally::new(problem.starts.len(), queues, problem.length);
        for stretch in &problem.stretches {
            let home = problem.profiles.get(stretch.profile as usize).and_then(|profile| profile.order.first());
            if let Some(queue) = home {
                tally.spread(*queue, stretch.from, stretch.to, |cell, seconds| cell.present += seconds);
            }
        }
        let intervals: Vec<f64> = tally.cells().iter().map(|cell| cell.present).collect();
        let mut rostered = Self {
            intervals: Vec::new(),
            days: vec![0.0; problem.dates.len() * queues],
            all: vec![0.0; queues],
            open_days: vec![0; problem.dates.len() * queues],
            open_all: vec![0; queues],
        };
        for (at, (seconds, open)) in intervals.iter().zip(&problem.open).enumerate() {
            let (interval, queue) = (at / queues.max(1), at % queues.max(1));
            let day = problem.days.get(interval).copied().unwrap_or_default();
            let in_day = rostered.days.get_mut(day * queues + queue);
            in_day.into_iter().chain(rostered.all.get_mut(queue)).for_each(|total| *total += seconds);
            let in_day = rostered.open_days.get_mut(day * queues + queue);
            in_day.into_iter().chain(rostered.open_all.get_mut(queue)).for_each(|total| *total += u32::from(*open));
        }
        rostered.intervals = intervals;
        rostered
    }
}
