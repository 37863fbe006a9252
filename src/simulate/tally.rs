//! What is counted in one replication, by interval and queue.

/// Counts of one queue in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// Calls that arrived.
    pub(super) offered: f64,
    /// Of these, answered within the threshold.
    pub(super) in_time: f64,
    /// Of these, not answered: hung up, or waiting when the queue closed.
    pub(super) lost: f64,
    /// Seconds that these waited.
    pub(super) waited: f64,
    /// Seconds that agents of this queue spent on calls of any queue.
    pub(super) busy: f64,
    /// Seconds that agents of this queue were at work, calls that ran over the end of a stretch included.
    pub(super) present: f64,
}

impl Cell {
    pub(super) fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        self.in_time += other.in_time;
        self.lost += other.lost;
        self.waited += other.waited;
        self.busy += other.busy;
        self.present += other.present;
    }
}

/// The cells of one replication, interval after interval.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally {
    cells: Vec<Cell>,
    queues: usize,
    length: f64,
}

impl Tally {
    pub(super) fn new(intervals: usize, queues: usize, length: f64) -> Self {
        Self { cells: vec![Cell::default(); intervals * queues], queues, length }
    }

    /// The cell of an interval and a queue; those outside of the simulated time count nowhere.
    pub(super) fn cell(&mut self, interval: u32, queue: u32) -> Option<&mut Cell> {
        self.cells.get_mut(interval as usize * self.queues + queue as usize)
    }

    /// Adds the time `[from, to)` of an agent of a queue, split at the borders of intervals.
    pub(super) fn spread(&mut self, queue: u32, from: f64, to: f64, add: fn(&mut Cell, f64)) {
        let mut at = from.max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; not negative")]
        let mut interval = (at / self.length) as u32;
        while at < to {
            let end = (f64::from(interval) + 1.0) * self.length;
            let Some(cell) = self.cell(interval, queue) else { return };
            add(cell, to.min(end) - at);
            at = end;
            interval += 1;
        }
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_split_at_borders_and_dropped_outside() {
        let mut tally = Tally::new(3, 2, 100.0);
        tally.spread(1, -50.0, 250.0, |cell, seconds| cell.busy += seconds);
        tally.spread(1, 290.0, 900.0, |cell, seconds| cell.busy += seconds);
        let busy: Vec<f64> = tally.cells().iter().map(|c| c.busy).collect();
        assert_eq!(busy, [0.0, 100.0, 0.0, 100.0, 0.0, 60.0]);
    }
}
