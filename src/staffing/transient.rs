//! A queue whose calls and agents change from interval to interval, exactly: the forward equations of M(t)/M/s(t)+M. What waits at the
//! end of an interval is what the next one begins with. Page: `models/methods/staffing-time-varying.md`.
//!
//! A. Kolmogorov 1931 for the equations; A. Jensen, "Markoff chains as an aid in the study of Markoff processes" (1953) for their solution
//! by uniformisation: the chain at the jumps of a Poisson process that is fast enough for every state.

use super::series::poisson;

/// One interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stage {
    /// Calls per second.
    pub(super) rate: f64,
    /// Mean handle time in seconds, above 0.
    pub(super) aht: f64,
    /// Mean patience in seconds; `None` when callers never hang up.
    pub(super) patience: Option<f64>,
    /// Agents at work.
    pub(super) agents: u32,
    /// Length in seconds.
    pub(super) length: f64,
}

/// What an interval gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Given {
    /// Share of the calls that ask in it which are answered within the threshold; `None` without calls.
    pub(super) service_level: Option<f64>,
    /// Callers waiting, on average over the interval.
    pub(super) waiting: f64,
    /// Callers waiting at its end, on average.
    pub(super) waiting_at_end: f64,
}

/// Probabilities smaller than this at the upper end are dropped.
const NOTHING: f64 = 1e-16;

/// The distribution of the number of callers in the system, waiting or in talk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    probability: Vec<f64>,
}

impl State {
    /// Nobody there.
    pub(super) fn empty() -> Self {
        Self { probability: vec![1.0] }
    }

    /// Goes through one interval; `threshold` in seconds. `None` where the queue is too large to be followed.
    pub(super) fn pass(&mut self, stage: &Stage, threshold: f64) -> Option<Given> {
        let jumps = Jumps::new(stage, self.probability.len());
        let mean = jumps.fastest * stage.length;
        if mean * jumps.room as f64 > MOST_WORK {
            return None;
        }
        let (last, mut weight_left) = (steps(mean), 1.0);
        let mut now = std::mem::take(&mut self.probability);
        let (mut end, mut average): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for step in 0..=last {
            let weight = poisson(step, mean);
            add(&mut end, &now, weight);
            // ∫ of the Poisson weight over the interval is the chance of more jumps than these, per jump
            weight_left = (weight_left - weight).max(0.0);
            add(&mut average, &now, if mean > 0.0 { weight_left / mean } else { weight });
            now = jumps.step(&now);
        }
        scale(&mut end);
        scale(&mut average);
        let given = Given {
            service_level: (stage.rate > 0.0).then(|| share_in_time(&average, stage, threshold)),
            waiting: waiting(&average, stage.agents),
            waiting_at_end: waiting(&end, stage.agents),
        };
        self.probability = end;
        Some(given)
    }
}

/// Jumps times states of one interval, beyond which an answer would take minutes: some thousand Erlangs in a half-hour.
const MOST_WORK: f64 = 4e9;

/// Jumps after which a Poisson number of this mean is as good as over.
fn steps(mean: f64) -> u32 {
    super::exact::whole((mean + 8.5 * mean.sqrt() + 25.0).ceil())
}

fn add(total: &mut Vec<f64>, part: &[f64], weight: f64) {
    if weight <= 0.0 {
        return;
    }
    if total.len() < part.len() {
        total.resize(part.len(), 0.0);
    }
    for (sum, p) in total.iter_mut().zip(part) {
        *sum += weight * p;
    }
}

/// What rounding and dropped ends have taken is given back.
fn scale(probability: &mut [f64]) {
    let total: f64 = probability.iter().sum();
    if total > 0.0 {
        for p in probability {
            *p /= total;
        }
    }
}

fn waiting(probability: &[f64], agents: u32) -> f64 {
    probability.iter().skip(agents as usize).zip(0_u32..).map(|(p, queue)| p * f64::from(queue)).sum()
}

/// The chain between jumps.
struct Jumps {
    /// Jumps a second, at least as many as any state has.
    fastest: f64,
    arrive: f64,
    /// Of each agent at work.
    finish: f64,
    /// Of each caller waiting.
    hang_up: f64,
    agents: usize,
    /// One above the greatest number of callers.
    room: usize,
}

impl Jumps {
    fn new(stage: &Stage, states: usize) -> Self {
        let (finish, hang_up) = (stage.aht.recip(), stage.patience.map_or(0.0, f64::recip));
        let agents = stage.agents as usize;
        // no more wait anew than ask in the interval, or in the time of a patience
        let newly = stage.rate * stage.patience.map_or(stage.length, |patience| patience.min(stage.length));
        let more = super::exact::whole((newly + 9.0 * newly.sqrt() + 30.0).ceil()) as usize;
        let room = states.max(agents) + more;
        let longest = room.saturating_sub(agents) as f64;
        let fastest = stage.rate + finish * agents as f64 + hang_up * longest;
        Self { fastest, arrive: stage.rate, finish, hang_up, agents, room }
    }

    fn leave(&self, callers: usize) -> f64 {
        self.finish * callers.min(self.agents) as f64 + self.hang_up * callers.saturating_sub(self.agents) as f64
    }

    fn step(&self, now: &[f64]) -> Vec<f64> {
        let grown = (now.len() + 1).min(self.room);
        let at = |callers: usize| now.get(callers).copied().unwrap_or_default();
        let arrive = |callers: usize| if callers + 1 < self.room { self.arrive } else { 0.0 };
        let of = |n: usize| {
            let stay = 1.0 - (arrive(n) + self.leave(n)) / self.fastest;
            let up = if n > 0 { arrive(n - 1) * at(n - 1) } else { 0.0 };
            at(n) * stay + (up + self.leave(n + 1) * at(n + 1)) / self.fastest
        };
        let mut next: Vec<f64> = if self.fastest > 0.0 { (0..grown).map(of).collect() } else { now.to_vec() };
        while next.len() > 1 && next.last().is_some_and(|p| *p < NOTHING) {
            next.pop();
        }
        next
    }
}

/// Share of callers answered within the threshold who find the system as it is on average: Poisson arrivals see time averages.
fn share_in_time(average: &[f64], stage: &Stage, threshold: f64) -> f64 {
    let agents = stage.agents as usize;
    let at_once: f64 = average.iter().take(agents).sum();
    let queued = average.get(agents..).unwrap_or_default();
    let chances = chances_in_time(queued.len(), stage, threshold);
    at_once + queued.iter().zip(chances).map(|(p, chance)| p * chance).sum::<f64>()
}

/// For one, two, … callers to go before an agent is free for this one, the chance that this happens within the threshold and before the
/// caller hangs up; the same agents as now until then. Uniformisation again, of the place in the queue.
fn chances_in_time(places: usize, stage: &Stage, threshold: f64) -> Vec<f64> {
    let (serve, hang_up) = (f64::from(stage.agents) / stage.aht, stage.patience.map_or(0.0, f64::recip));
    let fastest = serve + hang_up * places as f64;
    let mean = fastest * threshold;
    let mut now = vec![0.0; places];
    let mut chances = vec![0.0; places];
    if mean <= 0.0 {
        return chances;
    }
    for step in 0..=steps(mean) {
        add(&mut chances, &now, poisson(step, mean));
        let mut ahead = 1.0;
        for (place, chance) in now.iter_mut().enumerate() {
            let moves = serve + hang_up * place as f64;
            let next = *chance * (1.0 - (moves + hang_up) / fastest) + ahead * moves / fastest;
            ahead = *chance;
            *chance = next;
        }
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::super::staff::{Demand, performance};
    use super::*;
    use crate::domain::units::{Calls, Heads, Seconds};
    use crate::domain::work::Concurrency;

    fn stage(erlangs: f64, aht: f64, patience: Option<f64>, agents: u32) -> Stage {
        Stage { rate: erlangs / aht, aht, patience, agents, length: 1800.0 }
    }

    #[test]
    fn what_stays_the_same_comes_to_the_steady_state_of_erlang() {
        let seconds = |s| Seconds::new(s).expect("seconds");
        for (patience, agents) in [(None, 13), (Some(120.0), 9)] {
            let stage = stage(10.0, 200.0, patience, agents);
            let mut state = State::empty();
            let given = (0..30).filter_map(|_| state.pass(&stage, 20.0)).last().expect("figures");
            let calls = Calls::new(stage.rate * stage.length).expect("calls");
            let (interval, aht, patience) = (seconds(1800.0), seconds(200.0), patience.map(seconds));
            let demand = Demand { calls, interval, aht, patience, concurrency: Concurrency::ONE };
            let steady = performance(&demand, Heads::new(agents), seconds(20.0)).expect("figures");
            let level = given.service_level.expect("calls");
            assert!((level - steady.sl).abs() < 1e-10, "{level} {}", steady.sl);
            assert!((given.waiting_at_end - steady.queue_len.expect("stable")).abs() < 1e-9);
        }
    }

    /// The forward equations by the classical Runge–Kutta method, half a second a step; the mean of what is waiting over the interval
    /// and what waits at its end.
    fn integrated(p: &mut [f64], stage: &Stage) -> (f64, f64) {
        let (c, last) = (f64::from(stage.agents), p.len() - 1);
        let leave = |n: f64| n.min(c) / stage.aht + stage.patience.map_or(0.0, |mean| (n - c).max(0.0) / mean);
        let slope = |p: &[f64]| -> Vec<f64> {
            (0..p.len())
                .map(|n| {
                    let inflow = if n > 0 { p[n - 1] * stage.rate } else { 0.0 };
                    let back = if n < last { p[n + 1] * leave(n as f64 + 1.0) } else { 0.0 };
                    inflow + back - p[n] * (leave(n as f64) + if n < last { stage.rate } else { 0.0 })
                })
                .collect()
        };
        let moved = |p: &[f64], k: &[f64], h: f64| -> Vec<f64> { p.iter().zip(k).map(|(p, k)| p + h * k).collect() };
        let waiting = |p: &[f64]| p.iter().enumerate().map(|(n, p)| p * (n as f64 - c).max(0.0)).sum::<f64>();
        let (step, count) = (0.5, 3600);
        let mut area = 0.0;
        for _ in 0..count {
            let k1 = slope(p);
            let middle = moved(p, &k1, 0.5 * step);
            let k2 = slope(&middle);
            let k3 = slope(&moved(p, &k2, 0.5 * step));
            let k4 = slope(&moved(p, &k3, step));
            area += waiting(p) + 4.0 * waiting(&middle);
            for (n, p) in p.iter_mut().enumerate() {
                *p += step / 6.0 * (k1[n] + 2.0 * k2[n] + 2.0 * k3[n] + k4[n]);
            }
            area += waiting(p);
        }
        (area / (6.0 * f64::from(count)), waiting(p))
    }

    #[test]
    fn an_opening_and_an_overload_are_those_of_the_integrated_equations() {
        for patience in [None, Some(300.0)] {
            let mut state = State::empty();
            let mut reference = vec![0.0; 160];
            reference[0] = 1.0;
            // a rush without enough agents, and the backlog that it leaves
            for (erlangs, agents) in [(8.0, 10), (14.0, 10), (6.0, 10), (6.0, 4), (0.0, 9)] {
                let stage = stage(erlangs, 600.0, patience, agents);
                let given = state.pass(&stage, 20.0).expect("small");
                let (mean, end) = integrated(&mut reference, &stage);
                assert!((given.waiting - mean).abs() < 2e-6 * (1.0 + mean), "{given:?} {mean}");
                assert!((given.waiting_at_end - end).abs() < 1e-8 * (1.0 + end), "{given:?} {end}");
                assert_eq!(given.service_level.is_some(), erlangs > 0.0);
            }
        }
    }

    #[test]
    fn a_queue_beyond_all_measure_is_not_followed() {
        assert_eq!(State::empty().pass(&stage(1e6, 300.0, None, 1_001_000), 20.0), None);
    }
}
