//! History on the centre's own clock: local days of equal slots, the hand-over from `history` to `forecast`.
//!
//! A slot is a stretch of the wall clock, one interval long, counted from the local midnight. On the day the clocks go
//! forward some slots do not happen; on the day they go back some happen twice and hold the mean of both. So the same slot of
//! two days is always the same time of day.

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::ids::QueueId;
use super::units::{Calls, Minutes, Seconds};

/// What happened in one slot of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Calls that asked for service.
    pub offered: Calls,
    /// Calls answered, where known.
    pub answered: Option<Calls>,
    /// Mean handle time, where known.
    pub aht: Option<Seconds>,
}

/// One local day; a slot without a cell was closed or is missing, never zero.
#[derive(Clone, Debug, PartialEq)]
pub struct GridDay {
    /// The local day.
    pub date: NaiveDate,
    /// One for each slot of the day.
    pub cells: Vec<Option<Cell>>,
}

/// The past of one queue: the days that have any row, ascending.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueGrid {
    /// The queue.
    pub queue: QueueId,
    /// Its days.
    pub days: Vec<GridDay>,
}

impl QueueGrid {
    /// The days before `day`: all that a forecast made at its midnight may read.
    #[must_use]
    pub fn before(&self, day: NaiveDate) -> &[GridDay] {
        let count = self.days.partition_point(|d| d.date < day);
        self.days.get(..count).unwrap_or_default()
    }
}

/// The past of all queues of a centre, in the centre's order; a queue without any row is present and empty.
#[derive(Clone, Debug, PartialEq)]
pub struct CallGrid {
    /// Length of a slot.
    pub interval: Minutes,
    /// The queues.
    pub queues: Vec<QueueGrid>,
}

impl CallGrid {
    /// The past of one queue.
    #[must_use]
    pub fn queue(&self, id: &QueueId) -> Option<&QueueGrid> {
        self.queues.iter().find(|q| q.queue == *id)
    }
}

/// How many slots a day of the wall clock has.
#[must_use]
pub fn slots_per_day(interval: Minutes) -> usize {
    1440_u32.div_ceil(interval.get().max(1)) as usize
}

/// The slot of a wall time.
#[must_use]
pub fn slot_of(local: NaiveDateTime, interval: Minutes) -> usize {
    ((local.hour() * 60 + local.minute()) / interval.get().max(1)) as usize
}
