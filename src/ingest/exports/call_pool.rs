//! Calls of all files together: repeated calls count once, conflicting ones are settled, and the others are summed at once, so
//! that memory holds figures of intervals and not calls.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::NaiveDate;

use super::calls::CallRow;
use super::cell::Cell;
use super::faults::{Fault, Faults, RowFaults};
use super::file::FileRead;
use super::pool::Series;
use crate::domain::codes::Code;
use crate::domain::ids::QueueId;
use crate::domain::series::CallRecord;
use crate::domain::time::Instant;

/// The days on which a file has calls, by queue, and its first and last interval.
#[derive(Debug, Default)]
pub(super) struct CallDays {
    /// By queue.
    pub(super) days: BTreeMap<QueueId, BTreeSet<NaiveDate>>,
    /// The starts of the first and the last interval.
    pub(super) span: Option<(Instant, Instant)>,
}

impl CallDays {
    /// Adds a call.
    pub(super) fn add(&mut self, row: &CallRow) {
        let (first, last) = self.span.unwrap_or((row.start, row.start));
        self.span = Some((first.min(row.start), last.max(row.start)));
        match self.days.get_mut(&row.call.queue) {
            Some(days) => {
                days.insert(row.day);
            }
            None => {
                self.days.insert(row.call.queue.clone(), BTreeSet::from([row.day]));
            }
        }
    }
}

/// What became of the rows of one file that met others.
#[derive(Debug, Default)]
pub(super) struct Fates {
    pub(super) repeated: u64,
    /// Rows of a time that does not exist, without calls.
    pub(super) skipped: u64,
    /// The files of rows that were replaced.
    pub(super) replaced: Vec<usize>,
}

impl Fates {
    /// Tells the tallies of the files.
    pub(super) fn settle(self, at: usize, files: &mut [FileRead], faults: &mut Faults<'_>) {
        for file in self.replaced {
            if let Some(file) = files.get_mut(file) {
                file.tally.unkeep("replaced by a later row");
            }
        }
        if let Some(file) = files.get_mut(at) {
            (0..self.skipped).for_each(|_| file.tally.unkeep("no such local time, and no calls"));
        }
        if self.repeated > 0 {
            if let Some(file) = files.get_mut(at) {
                (0..self.repeated).for_each(|_| file.tally.unkeep("repeated row"));
            }
            let message = format!("{} rows repeat others; they count once", self.repeated);
            faults.whole(Code::RowsDuplicate, message, "");
        }
    }
}

/// The calls of all files.
#[derive(Default)]
pub(super) struct CallPool {
    /// There are several files: a call may be in more than one.
    pub(super) several: bool,
    /// Whether the calls themselves are wanted, beside the figures of intervals.
    pub(super) keep: bool,
    /// By queue.
    pub(super) series: BTreeMap<QueueId, Series>,
    /// The calls, where wanted.
    pub(super) calls: Vec<CallRecord>,
    /// By file.
    pub(super) fates: Vec<Fates>,
    /// Calls of which rows say different things. Only the last of them may count, and the first is summed before the second is
    /// met: the files are then read once more, with these calls held back to the end.
    pub(super) contradicted: BTreeSet<u64>,
    held: BTreeMap<u64, (usize, CallRow)>,
    /// The names of the files.
    pub(super) names: Vec<String>,
    seen: Seen,
}

impl CallPool {
    /// An empty pool; `contradicted` are calls to hold back.
    pub(super) fn new(several: bool, keep: bool, contradicted: BTreeSet<u64>) -> Self {
        Self { several, keep, contradicted, ..Self::default() }
    }

    /// Begins a file.
    pub(super) fn begin(&mut self, name: &str) {
        self.names.push(name.to_owned());
        self.seen.in_file.clear();
    }

    /// Adds a call of a file.
    pub(super) fn add(&mut self, at: usize, row: CallRow, fates: &mut Fates, faults: &mut RowFaults) {
        if let Some(id) = row.id.filter(|id| self.contradicted.contains(id)) {
            self.hold(at, id, row, fates, faults);
            return;
        }
        match self.seen.meet(&row, self.several) {
            Meeting::New => self.sum(at, row.start, row.call),
            Meeting::Repeats => fates.repeated += 1,
            Meeting::Contradicts => {
                self.contradicted.extend(row.id);
            }
        }
    }

    fn hold(&mut self, at: usize, id: u64, row: CallRow, fates: &mut Fates, faults: &mut RowFaults) {
        if let Some((before, other)) = self.held.get(&id) {
            if other.content == row.content {
                fates.repeated += 1;
                return;
            }
            let place = self.names.get(*before).map_or("", String::as_str);
            let message = format!("line {} of {place} says other things of the same call; this row counts", other.line);
            faults.push(row.line, Fault::row(Code::RowsConflict, message));
            fates.replaced.push(*before);
        }
        self.held.insert(id, (at, row));
    }

    fn sum(&mut self, at: usize, start: Instant, call: CallRecord) {
        if call.outcome.is_offered() {
            self.count(at, start, &call);
        }
        if self.keep {
            self.calls.push(call);
        }
    }

    /// Adds a call that asked for service to the figures of its interval.
    fn count(&mut self, at: usize, start: Instant, call: &CallRecord) {
        let cell = Cell::of_call(at, call);
        match self.series.get_mut(&call.queue) {
            Some(series) => {
                series.entry(start).and_modify(|c| c.add(&cell)).or_insert(cell);
            }
            None => {
                self.series.insert(call.queue.clone(), Series::from([(start, cell)]));
            }
        }
    }

    /// Ends the reading: calls held back count.
    pub(super) fn finish(&mut self) {
        for (_, (at, row)) in std::mem::take(&mut self.held) {
            self.sum(at, row.start, row.call);
        }
        self.calls.sort_by(|a, b| (a.asked, &a.queue).cmp(&(b.asked, &b.queue)));
    }
}

/// Calls met so far, by fingerprint. Only looked up, never listed.
#[derive(Default)]
struct Seen {
    /// Calls with an id: what they said.
    by_id: HashMap<u64, u64, BuildHasherDefault<Fingerprint>>,
    /// Rows without an id: how many equal ones are kept. Two calls may truly be equal in all columns, so that only rows which
    /// an earlier file already gave are repeats.
    kept: HashMap<u64, u32, BuildHasherDefault<Fingerprint>>,
    in_file: HashMap<u64, u32, BuildHasherDefault<Fingerprint>>,
}

/// A fingerprint is a hash already.
#[derive(Default)]
struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

enum Meeting {
    New,
    Repeats,
    Contradicts,
}

impl Seen {
    fn meet(&mut self, row: &CallRow, several: bool) -> Meeting {
        let Some(id) = row.id else {
            if !several {
                return Meeting::New;
            }
            let here = self.in_file.entry(row.content).or_insert(0);
            *here += 1;
            let kept = self.kept.entry(row.content).or_insert(0);
            if *here <= *kept {
                return Meeting::Repeats;
            }
            *kept = *here;
            return Meeting::New;
        };
        match self.by_id.insert(id, row.content) {
            None => Meeting::New,
            Some(content) if content == row.content => Meeting::Repeats,
            Some(_) => Meeting::Contradicts,
        }
    }
}
