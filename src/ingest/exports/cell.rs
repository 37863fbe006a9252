//! The figures of one interval while they are summed.

use chrono::Timelike;

use super::counts::CountRow;
use crate::domain::ids::QueueId;
use crate::domain::series::{CallOutcome, CallRecord, HistoryRow};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Minutes, Seconds};

/// The figures of one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// The last file that it is from.
    pub(super) file: usize,
    /// Rows summed in it.
    pub(super) rows: u32,
    /// Calls that asked for service.
    pub(super) offered: f64,
    /// Calls answered, where all its rows with calls say so.
    pub(super) answered: Option<f64>,
    /// Calls abandoned, likewise.
    pub(super) abandoned: Option<f64>,
    /// The handle time.
    pub(super) handle: Handle,
}

/// A weighted mean of handle times while it is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Handle {
    /// Seconds times calls.
    sum: f64,
    /// Calls.
    weight: f64,
    /// The only mean summed so far: kept as read, so that importing an import changes nothing.
    only: Option<f64>,
}

impl Handle {
    /// The mean of so many calls.
    fn of(mean: Option<f64>, calls: f64) -> Self {
        match mean {
            Some(mean) if calls > 0.0 => Self { sum: mean * calls, weight: calls, only: Some(mean) },
            _ => Self::default(),
        }
    }

    /// The handle time of a share of the calls: the mean stays.
    pub(super) fn part(&self, share: f64) -> Self {
        Self { sum: self.sum * share, weight: self.weight * share, only: self.only }
    }

    /// Adds the calls of another.
    pub(super) fn add(&mut self, other: &Self) {
        self.only = match (self.weight > 0.0, other.weight > 0.0) {
            (true, false) => self.only,
            (false, true) => other.only,
            _ => None,
        };
        self.sum += other.sum;
        self.weight += other.weight;
    }

    /// The mean.
    pub(super) fn mean(&self) -> Option<Seconds> {
        self.only.or_else(|| (self.weight > 0.0).then(|| self.sum / self.weight)).and_then(Seconds::new)
    }
}

impl Cell {
    /// The figures of a row.
    pub(super) fn of_row(file: usize, row: &CountRow) -> Self {
        let CountRow { offered, answered, abandoned, aht, .. } = *row;
        Self { file, rows: 1, offered, answered, abandoned, handle: Handle::of(aht, answered.unwrap_or(offered)) }
    }

    /// The figures of a call.
    pub(super) fn of_call(file: usize, call: &CallRecord) -> Self {
        let (answered, handle) = match call.outcome {
            CallOutcome::Answered(handle) => (1.0, Handle::of(handle.map(Seconds::get), 1.0)),
            _ => (0.0, Handle::default()),
        };
        Self { file, rows: 1, offered: 1.0, answered: Some(answered), abandoned: Some(1.0 - answered), handle }
    }

    /// An interval without a call; whether zero answered and abandoned are known too.
    pub(super) fn zero(file: usize, has: (bool, bool)) -> Self {
        let zero = |known: bool| known.then_some(0.0);
        Self { file, answered: zero(has.0), abandoned: zero(has.1), ..Self::default() }
    }

    /// Adds the figures of another part or queue.
    pub(super) fn add(&mut self, other: &Self) {
        self.answered = sum((self.offered, self.answered), (other.offered, other.answered));
        self.abandoned = sum((self.offered, self.abandoned), (other.offered, other.abandoned));
        self.offered += other.offered;
        self.handle.add(&other.handle);
        self.rows += other.rows;
        self.file = self.file.max(other.file);
    }

    /// Whether both say the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            _ => true,
        };
        let mean = |c: &Self| c.handle.mean().map(Seconds::get);
        same(Some(self.offered), Some(other.offered))
            && same(self.answered, other.answered)
            && same(self.abandoned, other.abandoned)
            && same(mean(self), mean(other))
    }

    /// The row of history.
    pub(super) fn row(&self, start: Instant, queue: &QueueId) -> Option<HistoryRow> {
        Some(HistoryRow {
            start,
            queue: queue.clone(),
            offered: Calls::new(self.offered)?,
            answered: self.answered.and_then(Calls::new),
            abandoned: self.abandoned.and_then(Calls::new),
            aht: self.handle.mean(),
        })
    }
}

/// The sum of two figures; not known where a part that had calls does not say.
fn sum(a: (f64, Option<f64>), b: (f64, Option<f64>)) -> Option<f64> {
    match (a, b) {
        ((_, Some(x)), (_, Some(y))) => Some(x + y),
        ((_, Some(x)), (offered, None)) | ((offered, None), (_, Some(x))) if offered <= 0.0 => Some(x),
        _ => None,
    }
}

/// The start of the interval that a moment lies in, by the local clock.
pub(super) fn floor(at: Instant, interval: Minutes, zone: Zone) -> Instant {
    let of_day = zone.local(at).time().num_seconds_from_midnight();
    let into = of_day % (interval.get().max(1) * 60);
    at.plus_seconds(-i64::from(into))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(offered: f64, answered: Option<f64>, aht: Option<f64>) -> Cell {
        let row = CountRow {
            line: 1,
            start: Instant::from_unix(0),
            length: None,
            moved: false,
            offered,
            answered,
            abandoned: None,
            aht,
            words: 0,
        };
        Cell::of_row(0, &row)
    }

    fn mean(cell: &Cell) -> f64 {
        cell.handle.mean().expect("known").get()
    }

    #[test]
    fn handle_times_are_weighted_by_answered_else_offered() {
        let mut cell = part(10.0, Some(1.0), Some(100.0));
        cell.add(&part(10.0, Some(3.0), Some(200.0)));
        assert!((mean(&cell) - 175.0).abs() < 1e-9);
        let mut cell = part(1.0, None, Some(100.0));
        cell.add(&part(3.0, None, Some(200.0)));
        assert!((mean(&cell) - 175.0).abs() < 1e-9);
    }

    #[test]
    fn a_part_that_does_not_say_leaves_the_sum_unknown_unless_it_had_no_calls() {
        let mut cell = part(2.0, Some(2.0), None);
        cell.add(&part(0.0, None, None));
        assert_eq!(cell.answered, Some(2.0));
        cell.add(&part(1.0, None, None));
        assert_eq!(cell.answered, None);
    }

    #[test]
    fn intervals_start_by_the_local_clock() {
        // Nepal is 5:45 ahead: a local hour starts at a quarter past in UTC.
        let zone = Zone::parse("Asia/Kathmandu").expect("known");
        let midnight = 946_684_800;
        let start = floor(Instant::from_unix(midnight + 3600), Minutes::new(60), zone);
        assert_eq!(start, Instant::from_unix(midnight + 900));
    }
}
