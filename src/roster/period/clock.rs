//! When to stop, and how long a program may still take.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::super::lp::Effort;
use crate::domain::progress::Progress;

/// Time kept for the end.
const MARGIN: Duration = Duration::from_millis(300);
/// Longest one program, so that a stop is heard.
const LONGEST_PROGRAM: f64 = 20.0;
/// Longest one program where only work counts.
const NO_CLOCK: f64 = 3600.0;

/// The clock of one solve.
pub(super) struct Clock<'p> {
    begun: Instant,
    time: Option<Duration>,
    progress: &'p dyn Progress,
    /// Set once the time is over or the user asked to stop.
    cut: AtomicBool,
}

impl<'p> Clock<'p> {
    pub(super) fn new(time: Option<Duration>, progress: &'p dyn Progress) -> Self {
        Self { begun: Instant::now(), time, progress, cut: AtomicBool::new(false) }
    }

    /// Whether the time is over or the user asked to stop.
    pub(super) fn stop(&self) -> bool {
        let stop = self.cut.load(Ordering::Relaxed) || self.left() <= 0.0 || self.progress.stopped();
        if stop {
            self.cut.store(true, Ordering::Relaxed);
        }
        stop
    }

    /// Seconds since the beginning.
    pub(super) fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// What one program may take: so many nodes, and the time that is left.
    pub(super) fn effort(&self, nodes: i32) -> Effort {
        let most = if self.time.is_some() { LONGEST_PROGRAM } else { NO_CLOCK };
        Effort { seconds: self.left().clamp(0.1, most), nodes, presolve: true }
    }

    fn left(&self) -> f64 {
        self.time.map_or(f64::INFINITY, |t| t.saturating_sub(MARGIN + self.begun.elapsed()).as_secs_f64())
    }
}
