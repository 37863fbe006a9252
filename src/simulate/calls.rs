//! The calls of a queue: a Poisson process whose rate changes from interval to interval, each call with its own patience and
//! handle time.
//!
//! Arrivals by inversion of the cumulative rate (Çinlar 1975, *Introduction to Stochastic Processes*, section 4.7): the unit
//! exponential that is left over at the end of an interval is used up in the next.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};

use super::problem::QueueData;

/// A caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Call {
    /// When it asks for service, in seconds after the start.
    pub(super) arrival: f64,
    /// When the caller hangs up unless answered.
    pub(super) gives_up: f64,
    /// How long an agent is busy with it.
    pub(super) handle: f64,
    /// The interval in which it arrives.
    pub(super) interval: u32,
}

/// The calls of one queue in one replication, in order of time.
pub(super) struct CallStream<'a> {
    queue: &'a QueueData,
    rng: ChaCha8Rng,
    length: f64,
    at: usize,
    now: f64,
}

impl<'a> CallStream<'a> {
    /// The stream of its own that this queue has in this replication.
    pub(super) fn new(queue: &'a QueueData, length: f64, seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self { queue, rng, length, at: 0, now: 0.0 }
    }

    fn unit(&mut self) -> f64 {
        Exp1.sample(&mut self.rng)
    }
}

impl Iterator for CallStream<'_> {
    type Item = Call;

    fn next(&mut self) -> Option<Call> {
        let mut left: f64 = self.unit();
        loop {
            let interval = self.queue.intervals.get(self.at)?;
            let end = (self.at + 1) as f64 * self.length;
            let expected = interval.rate * (end - self.now);
            if left < expected {
                self.now = (self.now + left / interval.rate).min(end);
                break;
            }
            left -= expected;
            self.now = end;
            self.at += 1;
        }
        let handle = self.queue.intervals.get(self.at)?.handle * self.unit();
        let patience = self.unit();
        let gives_up = self.queue.patience.map_or(f64::INFINITY, |mean| self.now + mean * patience);
        Some(Call { arrival: self.now, gives_up, handle, interval: u32::try_from(self.at).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::QueueInterval;
    use super::*;

    fn queue(calls: &[f64]) -> QueueData {
        let intervals = calls.iter().map(|n| QueueInterval { rate: n / 1800.0, handle: 200.0 }).collect();
        QueueData { intervals, patience: Some(90.0), threshold: 20.0, target: None, closes: Vec::new() }
    }

    #[test]
    fn intervals_get_their_calls_on_average_and_none_without_a_rate() {
        let queue = queue(&[40.0, 0.0, 0.0, 10.0, 0.3]);
        let mut count = [0.0; 5];
        let (mut handle, mut patience, mut calls) = (0.0, 0.0, 0.0);
        for stream in 0..2000 {
            let mut last = 0.0;
            for call in CallStream::new(&queue, 1800.0, 5, stream) {
                assert!(call.arrival >= last && call.arrival < 9000.0);
                last = call.arrival;
                count[call.interval as usize] += 1.0 / 2000.0;
                (handle, patience, calls) =
                    (handle + call.handle, patience + call.gives_up - call.arrival, calls + 1.0);
            }
        }
        // five standard errors
        for (found, expected) in count.iter().zip([40.0, 0.0, 0.0, 10.0, 0.3_f64]) {
            assert!((found - expected).abs() <= 5.0 * (expected / 2000.0).sqrt(), "{found} {expected}");
        }
        assert!((handle / calls / 200.0 - 1.0).abs() < 0.02 && (patience / calls / 90.0 - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_stream_depends_on_seed_and_number_alone() {
        let (queue, first) = (queue(&[30.0, 30.0]), |seed, stream| (seed, stream));
        let of = |(seed, stream)| CallStream::new(&queue, 1800.0, seed, stream).next();
        assert_eq!(of(first(1, 2)), of(first(1, 2)));
        assert!(of(first(1, 2)) != of(first(1, 3)) && of(first(1, 2)) != of(first(2, 2)));
    }
}
