//! Exports that hold the counts of one interval per row.

use std::collections::BTreeMap;

use chrono::Timelike;

use super::clocks::{self, Stamp};
use super::dates;
use super::faults::{Fault, Faults};
use super::layout::Layout;
use super::passes::Passes;
use super::queues::{QueueOfRow, Queues};
use super::records::Record;
use super::rows::{Outcome, Tally};
use super::times::{Times, time_fault};
use super::values::{self, Duration};
use crate::domain::codes::Code;
use crate::domain::ids::QueueId;
use crate::domain::time::{ClockChange, Instant, Zone};
use crate::domain::units::Minutes;

const DAY_MIN: u32 = 1440;
/// Lengths that rows of counts have, in minutes.
const STEPS: [u32; 7] = [60, 30, 20, 15, 10, 5, 1];

/// One row of counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CountRow {
    /// Line in its file.
    pub(super) line: u64,
    /// Start of its interval.
    pub(super) start: Instant,
    /// Its length, where the row itself says so.
    pub(super) length: Option<Minutes>,
    /// Its time does not exist: a clock change moved it onto another row's.
    pub(super) moved: bool,
    /// Calls that asked for service.
    pub(super) offered: f64,
    /// Calls answered.
    pub(super) answered: Option<f64>,
    /// Calls abandoned.
    pub(super) abandoned: Option<f64>,
    /// Mean handle time in seconds.
    pub(super) aht: Option<f64>,
}

/// The columns of a file of counts.
struct Columns {
    start: Option<usize>,
    date: Option<usize>,
    time: Option<usize>,
    end: Option<usize>,
    offered: Option<usize>,
    answered: Option<usize>,
    abandoned: Option<usize>,
    aht: Option<usize>,
}

/// Reads rows of counts.
pub(super) struct CountReader<'a> {
    layout: &'a Layout,
    columns: Columns,
    queues: Queues<'a>,
    /// How its times are read.
    pub(super) times: Times,
    /// The rows read so far.
    pub(super) rows: Vec<(QueueOfRow, CountRow)>,
    any_clock: bool,
    passes: Passes,
}

impl<'a> CountReader<'a> {
    /// A reader for this layout.
    pub(super) fn new(layout: &'a Layout, queues: Queues<'a>, times: Times) -> Self {
        let field = |name| layout.field(name);
        let columns = Columns {
            start: field("start"),
            date: field("date"),
            time: field("time"),
            end: field("end"),
            offered: field("offered"),
            answered: field("answered"),
            abandoned: field("abandoned"),
            aht: field("aht_s"),
        };
        Self { layout, columns, queues, times, rows: Vec::new(), any_clock: false, passes: Passes::default() }
    }

    fn name(&self, column: usize) -> &str {
        self.layout.header.get(column).map_or("", String::as_str)
    }

    /// Reads one row.
    pub(super) fn row(&mut self, record: &Record, faults: &mut Faults<'_>) -> Result<Outcome, Fault> {
        let stamp = self.stamp(record)?;
        let count = |column: Option<usize>| match column {
            Some(i) => values::count(self.name(i), record.cell(i)),
            None => Ok(None),
        };
        let (answered, abandoned) = (count(self.columns.answered)?, count(self.columns.abandoned)?);
        let offered = match self.columns.offered {
            Some(_) => count(self.columns.offered)?,
            None => answered.zip(abandoned).map(|(a, b)| a + b),
        };
        let aht = self.handle_time(record, faults)?;
        let queue = self.queues.of_row(record)?;
        let Some(offered) = offered else {
            return Ok(Outcome::Ignored("no count".into()));
        };
        let length = self.length(record, &stamp)?;
        let (first, change) = self.times.instant(&stamp, record.line);
        let counted = (offered, answered, abandoned, aht);
        let start = match change {
            Some(ClockChange::Repeated) => self.passes.place(&queue.named, first, counted, &mut self.times),
            _ => first,
        };
        self.any_clock |= stamp.has_clock;
        let moved = change == Some(ClockChange::Skipped);
        self.rows
            .push((queue, CountRow { line: record.line, start, length, moved, offered, answered, abandoned, aht }));
        Ok(Outcome::Kept)
    }

    fn stamp(&self, record: &Record) -> Result<Stamp, Fault> {
        let (day, clock) = match (self.columns.date, self.columns.time, self.columns.start) {
            (Some(day), Some(clock), _) => (day, Some(clock)),
            // A `start` that holds only a clock belongs to the date beside it.
            (Some(day), None, Some(start)) => match clocks::clock(record.cell(start)) {
                Some(_) => (day, Some(start)),
                None => (start, None),
            },
            (Some(day), None, None) => (day, None),
            (None, _, Some(start)) => (start, None),
            (None, _, None) => return Err(Fault::row(Code::TimeInvalid, "no column holds the start")),
        };
        let Some(clock_at) = clock else {
            return self.times.stamp(self.name(day), record.cell(day));
        };
        let (day_text, clock_text) = (record.cell(day), record.cell(clock_at));
        let date = dates::date(clocks::date_part(day_text), self.times.style)
            .map_err(|e| time_fault(e.into(), self.name(day), day_text))?;
        let unreadable = || time_fault(clocks::TimeFault::Unreadable, self.name(clock_at), clock_text);
        let clock = clocks::clock(clock_text).ok_or_else(unreadable)?;
        clocks::join(date, Some(clock)).ok_or_else(unreadable)
    }

    /// A damaged handle time is left out; the counts of the row are still true.
    fn handle_time(&self, record: &Record, faults: &mut Faults<'_>) -> Result<Option<f64>, Fault> {
        let Some(column) = self.columns.aht else { return Ok(None) };
        match values::duration(self.name(column), record.cell(column))? {
            Duration::Unknown => Ok(None),
            Duration::Known(s) => Ok(Some(s)),
            Duration::AcrossMidnight(_) => {
                let text = record.cell(column);
                let fault = Fault::cell(Code::DurationOutOfRange, self.name(column), text, "a mean cannot be negative");
                faults.row(record.line, fault);
                Ok(None)
            }
            Duration::OutOfRange(fault) => {
                faults.row(record.line, fault);
                Ok(None)
            }
        }
    }

    fn length(&self, record: &Record, stamp: &Stamp) -> Result<Option<Minutes>, Fault> {
        if let Some(seconds) = stamp.length {
            return Ok(whole_minutes(i64::from(seconds)));
        }
        let Some(column) = self.columns.end else { return Ok(None) };
        let (name, text) = (self.name(column), record.cell(column));
        if values::is_blank(text) {
            return Ok(None);
        }
        let end = match clocks::clock(text) {
            Some(clock) => clocks::join(stamp.local.date(), Some(clock)).map(|s| s.local),
            None => Some(self.times.stamp(name, text)?.local),
        };
        let apart = end.map_or(0, |end| end.signed_duration_since(stamp.local).num_seconds());
        // An end of midnight is written without its day.
        let apart = if apart <= 0 { apart + i64::from(DAY_MIN) * 60 } else { apart };
        whole_minutes(apart).map(Some).ok_or_else(|| {
            Fault::cell(
                Code::TimeInvalid,
                name,
                text,
                "the interval's end is not a whole number of minutes after its start",
            )
        })
    }

    /// Ends the file: every row gets its length, and rows whose start is off that grid are refused. Also the length that
    /// most rows have.
    pub(super) fn finish(
        self,
        grid: Minutes,
        zone: Zone,
        tally: &mut Tally,
        faults: &mut Faults<'_>,
    ) -> (Vec<(QueueOfRow, CountRow, Minutes)>, Minutes) {
        let usual = self.layout.mapping.interval_minutes.map(Minutes::new);
        let usual = usual.unwrap_or_else(|| usual_length(&self.rows, grid, self.any_clock, zone));
        let start_column = self.columns.time.or(self.columns.start).or(self.columns.date);
        let column = start_column.map_or("start", |i| self.layout.header.get(i).map_or("", String::as_str));
        let mut placed = Vec::with_capacity(self.rows.len());
        for (queue, row) in self.rows {
            let length = row.length.unwrap_or(usual);
            if is_on_grid(row.start, length, zone) {
                placed.push((queue, row, length));
                continue;
            }
            tally.refuse_kept();
            let text = zone.local(row.start).format("%Y-%m-%d %H:%M:%S").to_string();
            let message = format!("intervals of {} minutes do not start here", length.get());
            let hint = "correct the start, or give the length of the rows with interval_minutes in a mapping";
            faults.row(row.line, Fault::cell(Code::StartOffGrid, column, &text, message).hint(hint));
        }
        (placed, usual)
    }
}

/// A length in whole minutes; ends written as the last second (`09:29:59`) are meant as the next minute.
fn whole_minutes(seconds: i64) -> Option<Minutes> {
    let seconds = if seconds % 60 == 59 { seconds.saturating_add(1) } else { seconds };
    let minutes = u32::try_from(seconds / 60).ok()?;
    (seconds % 60 == 0 && (1..=DAY_MIN * 31).contains(&minutes)).then_some(Minutes::new(minutes))
}

/// Whether an interval of this length can start at this wall time. Rows of a day and more start where they like.
fn is_on_grid(start: Instant, length: Minutes, zone: Zone) -> bool {
    length.get() >= DAY_MIN || seconds_of_day(start, zone).is_multiple_of(length.get() * 60)
}

fn seconds_of_day(at: Instant, zone: Zone) -> u32 {
    zone.local(at).time().num_seconds_from_midnight()
}

/// The length of rows that do not say it: the distance of most neighbouring starts of a queue, else (where many rows are left
/// out) the largest step that most starts fit on, else the grid.
fn usual_length(rows: &[(QueueOfRow, CountRow)], grid: Minutes, any_clock: bool, zone: Zone) -> Minutes {
    let mut starts: BTreeMap<&QueueId, Vec<Instant>> = BTreeMap::new();
    for (queue, row) in rows {
        starts.entry(&queue.named).or_default().push(row.start);
    }
    let mut distances: BTreeMap<i64, usize> = BTreeMap::new();
    for of_queue in starts.values_mut() {
        of_queue.sort_unstable();
        of_queue.dedup();
        for pair in of_queue.windows(2) {
            if let [a, b] = pair {
                *distances.entry(b.seconds_since(*a)).or_insert(0) += 1;
            }
        }
    }
    let all: usize = distances.values().sum();
    let most = distances.iter().find(|(_, n)| **n * 2 > all).map(|(d, _)| *d);
    let midnights = rows.iter().all(|(_, row)| seconds_of_day(row.start, zone) == 0);
    let fits = |m: &Minutes| match m.get() {
        // Rows of a day or longer start at midnight.
        minutes if minutes >= DAY_MIN => midnights && minutes.is_multiple_of(DAY_MIN),
        minutes => DAY_MIN.is_multiple_of(minutes),
    };
    if let Some(length) = most.and_then(whole_minutes).filter(fits) {
        return length;
    }
    if midnights && (all > 0 || !any_clock) {
        return Minutes::new(DAY_MIN);
    }
    if all == 0 {
        return grid;
    }
    // Two thirds of the starts fit on the step, and two thirds of the distances are no shorter: the others are strays.
    let is_step = |m: &Minutes| {
        let on_grid = rows.iter().filter(|(_, row)| is_on_grid(row.start, *m, zone)).count();
        let seconds = i64::from(m.get()) * 60;
        let long_enough: usize = distances.iter().filter(|(d, _)| **d >= seconds).map(|(_, n)| n).sum();
        on_grid * 3 >= rows.len() * 2 && long_enough * 3 >= all * 2
    };
    STEPS.map(Minutes::new).into_iter().find(is_step).unwrap_or(grid)
}
