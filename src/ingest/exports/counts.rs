//! Exports that hold the counts of one interval per row.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, Timelike};

use super::clocks::{self, Stamp};
use super::dates;
use super::faults::{Fault, Faults, RowFaults};
use super::layout::Layout;
use super::mapping::Label;
use super::passes::Passes;
use super::queues::{QueueOfRow, Queues};
use super::records::Record;
use super::rows::{Outcome, Tally};
use super::scales;
use super::times::{Times, time_fault};
use super::values::{self, Scale, Total};
use crate::domain::codes::Code;
use crate::domain::ids::QueueId;
use crate::domain::time::{ClockChange, Instant, Zone};
use crate::domain::units::Minutes;

const DAY_MIN: u32 = 1440;
/// From the start to the last minute of intervals of 5, 10, 15, 20, 30, 60 minutes and a day, in seconds.
const LAST_MINUTES: [i64; 7] = [240, 540, 840, 1_140, 1_740, 3_540, 86_340];
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
    /// A figure of the words in columns that nothing is read from: equal figures of unlike rows are no repetition.
    pub(super) words: u64,
}

/// What the row above says: a spreadsheet writes the date and the queue of merged cells in the first of their rows only.
struct Above {
    day: String,
    queue: String,
    local: NaiveDateTime,
}

/// The columns of a file of counts.
struct Columns {
    start: Option<usize>,
    date: Option<usize>,
    time: Option<usize>,
    end: Option<usize>,
    minutes: Option<usize>,
    offered: Vec<usize>,
    answered: Vec<usize>,
    abandoned: Vec<usize>,
    aht: (Vec<usize>, Scale),
    /// The total handle time of the interval.
    handle: (Vec<usize>, Scale),
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
    above: Option<Above>,
    /// Whether the date and the queue are written once for several rows.
    merged: (bool, bool),
    /// Rows that leave the date or the queue blank, and the line of the first.
    pub(super) blank_as_above: (u64, u64),
    unread: Vec<usize>,
    passes: Passes,
    /// The queue, day and clock of the last row, where times are the ends of intervals.
    last_end: Option<(QueueId, NaiveDate, u32)>,
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
            minutes: field("minutes"),
            offered: layout.summands("offered"),
            answered: layout.summands("answered"),
            abandoned: layout.summands("abandoned"),
            aht: (layout.summands("aht_s"), scales::of_counts(layout, "aht_s").0),
            handle: (layout.summands("handle_s"), scales::of_counts(layout, "handle_s").0),
        };
        let (rows, passes) = (Vec::new(), Passes::default());
        let unread = layout.unused().iter().filter_map(|name| layout.column(name)).collect();
        let (above, blank_as_above) = (None, (0, 0));
        let merged = (is_merged(layout, "date"), is_merged(layout, "queue"));
        Self {
            layout,
            columns,
            queues,
            times,
            rows,
            any_clock: false,
            above,
            merged,
            blank_as_above,
            unread,
            passes,
            last_end: None,
        }
    }

    fn name(&self, column: usize) -> &str {
        self.layout.header.get(column).map_or("", String::as_str)
    }

    /// Reads one row.
    pub(super) fn row(&mut self, record: &Record, faults: &mut RowFaults) -> Result<Outcome, Fault> {
        let mut stamp = self.stamp(record)?;
        let (answered, abandoned) =
            (self.count(&self.columns.answered, record)?, self.count(&self.columns.abandoned, record)?);
        let offered = if self.columns.offered.is_empty() {
            answered.zip(abandoned).map(|(a, b)| a + b)
        } else {
            self.count(&self.columns.offered, record)?
        };
        let aht = self.handle_time(record, answered.or(offered), faults)?;
        let queue = match self.queue_above(record, &stamp) {
            Some(name) => self.queues.of_name(&name, record)?,
            None => self.queues.of_row(record)?,
        };
        let Some(offered) = offered else {
            return Ok(Outcome::Ignored("no count".into()));
        };
        self.remember(record, &stamp);
        self.end_of_day(&queue.named, &mut stamp);
        let length = self.length(record, &stamp)?;
        let zone = self.times.zone_of(record)?;
        let (first, change) = self.times.instant(&stamp, zone, record.line);
        let counted = (offered, answered, abandoned, aht);
        let start = match change {
            Some(ClockChange::Repeated) => self.passes.place(&queue.named, first, counted, &mut self.times),
            _ => first,
        };
        self.any_clock |= stamp.has_clock;
        let words = words_of(record, &self.unread);
        let (line, moved) = (record.line, change == Some(ClockChange::Skipped));
        self.rows.push((queue, CountRow { line, start, length, moved, offered, answered, abandoned, aht, words }));
        Ok(Outcome::Kept)
    }

    /// The date of the row above, where this row leaves it blank and goes on: later, or with another queue.
    fn day_above(&self, record: &Record, clock: usize) -> &str {
        let Some(above) = self.above.as_ref().filter(|_| self.merged.0) else { return "" };
        let queue = self.queues.written(record);
        let later = || {
            let seconds = self.times.clock(record.cell(clock)).map(|clock| clock.seconds);
            seconds.is_some_and(|s| s > above.local.num_seconds_from_midnight())
        };
        if (!queue.is_empty() && queue != above.queue) || later() { &above.day } else { "" }
    }

    /// The queue of the row above, where this row leaves it blank and is later. A row of the same time is the sum of the queues.
    fn queue_above(&self, record: &Record, stamp: &Stamp) -> Option<String> {
        let goes_on = |above: &&Above| self.merged.1 && !above.queue.is_empty() && stamp.local > above.local;
        let above = self.above.as_ref().filter(goes_on)?;
        self.queues.written(record).is_empty().then(|| above.queue.clone())
    }

    fn remember(&mut self, record: &Record, stamp: &Stamp) {
        let day = self.columns.date.map_or("", |at| record.cell(at));
        let queue = self.queues.written(record);
        let dated = self.columns.date.is_some() && self.columns.time.or(self.columns.start).is_some();
        let above = self.above.take();
        let (last_day, last_queue) = above.map_or_else(Default::default, |above| (above.day, above.queue));
        if (dated && day.is_empty()) || (queue.is_empty() && !last_queue.is_empty()) {
            let (count, first) = self.blank_as_above;
            self.blank_as_above = (count + 1, if count == 0 { record.line } else { first });
        }
        let or_above = |own: &str, last: String| if own.is_empty() { last } else { own.to_owned() };
        let (day, queue) = (or_above(day, last_day), or_above(queue, last_queue));
        self.above = Some(Above { day, queue, local: stamp.local });
    }

    /// The sum of these columns; not known where one of them is blank.
    fn count(&self, columns: &[usize], record: &Record) -> Result<Option<f64>, Fault> {
        let mut sum = None;
        for column in columns {
            match values::count(self.name(*column), record.cell(*column), self.layout.decimals)? {
                Some(value) => sum = Some(sum.unwrap_or(0.0) + value),
                None => return Ok(None),
            }
        }
        Ok(sum)
    }

    /// An interval that ends at midnight is written with the day that ends as well as with the day that begins: where 00:00
    /// follows other rows of its date, it is the day's end.
    fn end_of_day(&mut self, queue: &QueueId, stamp: &mut Stamp) {
        if self.layout.mapping.label != Label::End {
            return;
        }
        let (day, clock) = (stamp.local.date(), stamp.local.time().num_seconds_from_midnight());
        let follows = self.last_end.as_ref().is_some_and(|(q, d, c)| q == queue && *d == day && *c > 0);
        if clock == 0
            && follows
            && let Some(next) = stamp.local.checked_add_days(Days::new(1))
        {
            stamp.local = next;
        }
        self.last_end = Some((queue.clone(), day, clock));
    }

    fn stamp(&self, record: &Record) -> Result<Stamp, Fault> {
        let (day, clock) = match (self.columns.date, self.columns.time, self.columns.start) {
            (Some(day), Some(clock), _) => (day, Some(clock)),
            // A `start` that holds only a clock belongs to the date beside it.
            (Some(day), None, Some(start)) => match self.times.clock(record.cell(start)) {
                Some(_) => (day, Some(start)),
                None => (start, None),
            },
            (Some(day), None, None) => (day, None),
            (None, None, Some(start)) => (start, None),
            // The day stands above the header.
            (None, time, start) => return self.stamp_of_heading(record, time.or(start)),
        };
        let Some(clock_at) = clock else {
            return self.times.stamp(self.name(day), record.cell(day));
        };
        let (day_text, clock_text) = (record.cell(day), record.cell(clock_at));
        let day_text = if day_text.is_empty() { self.day_above(record, clock_at) } else { day_text };
        let date = dates::date(clocks::date_part(day_text), self.times.style)
            .map_err(|e| time_fault(e.into(), self.name(day), day_text))?;
        let unreadable = || time_fault(clocks::TimeFault::Unreadable, self.name(clock_at), clock_text);
        let clock = self.times.clock(clock_text).ok_or_else(unreadable)?;
        clocks::join(date, Some(clock)).ok_or_else(unreadable)
    }

    fn stamp_of_heading(&self, record: &Record, time: Option<usize>) -> Result<Stamp, Fault> {
        let missing = || Fault::row(Code::TimeInvalid, "no column holds the start");
        let (time, text) = time.zip(self.layout.heading.date.as_deref()).ok_or_else(missing)?;
        let day = dates::date(text, self.times.style).map_err(|e| time_fault(e.into(), "title", text))?;
        let unreadable = || time_fault(clocks::TimeFault::Unreadable, self.name(time), record.cell(time));
        let clock = self.times.clock(record.cell(time)).ok_or_else(unreadable)?;
        clocks::join(day, Some(clock)).ok_or_else(unreadable)
    }

    /// The mean handle time: the mean that is written, and totals over so many calls.
    fn handle_time(&self, record: &Record, calls: Option<f64>, faults: &mut RowFaults) -> Result<Option<f64>, Fault> {
        let mean = self.durations(&self.columns.aht.0, self.columns.aht.1, record, 1.0, faults)?;
        let (columns, scale) = &self.columns.handle;
        let total = match calls.filter(|calls| *calls > 0.0) {
            Some(calls) if !columns.is_empty() => self.durations(columns, *scale, record, calls, faults)?,
            _ => None,
        };
        let both = !self.columns.aht.0.is_empty() && !columns.is_empty();
        Ok(match (mean, total) {
            (Some(mean), Some(total)) => Some(mean + total),
            (None, _) | (_, None) if both => None,
            (mean, total) => mean.or(total),
        })
    }

    /// The sum of these columns over so many calls. A damaged duration is left out; the counts of the row are still true.
    fn durations(
        &self,
        columns: &[usize],
        scale: Scale,
        record: &Record,
        calls: f64,
        faults: &mut RowFaults,
    ) -> Result<Option<f64>, Fault> {
        let mut sum = None;
        for column in columns {
            let (name, text) = (self.name(*column), record.cell(*column));
            let value = match values::total(name, text, scale)? {
                Total::Unknown => return Ok(None),
                Total::Known(value) => value,
                Total::OutOfRange(fault) => {
                    faults.push(record.line, fault);
                    return Ok(None);
                }
            };
            sum = Some(sum.unwrap_or(0.0) + value / calls);
        }
        match sum {
            Some(mean) if mean > values::LONGEST_S => {
                let column = columns.first().copied().unwrap_or(0);
                let (name, text) = (self.name(column), record.cell(column));
                let message = "a mean of more than a day cannot be right";
                faults.push(record.line, Fault::cell(Code::DurationOutOfRange, name, text, message));
                Ok(None)
            }
            mean => Ok(mean),
        }
    }

    fn length(&self, record: &Record, stamp: &Stamp) -> Result<Option<Minutes>, Fault> {
        if let Some(seconds) = stamp.length {
            return Ok(whole_minutes(i64::from(seconds)));
        }
        if let Some(column) = self.columns.minutes {
            let (name, text) = (self.name(column), record.cell(column));
            let seconds = values::count(name, text, self.layout.decimals).ok().flatten().map(whole_seconds_of);
            let fault = || Fault::cell(Code::NumberInvalid, name, text, "this is no length in whole minutes");
            return if values::is_blank(text) {
                Ok(None)
            } else {
                seconds.and_then(whole_minutes).map(Some).ok_or_else(fault)
            };
        }
        let Some(column) = self.columns.end else { return Ok(None) };
        let (name, text) = (self.name(column), record.cell(column));
        if values::is_blank(text) {
            return Ok(None);
        }
        let end = match self.times.clock(text) {
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
        for (queue, mut row) in self.rows {
            let length = row.length.unwrap_or(usual);
            if self.layout.mapping.label == Label::End {
                row.start = row.start.plus_minutes(-i64::from(length.get()));
            }
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

/// Whether no two rows that follow each other name the same: merged cells name it once.
fn is_merged(layout: &Layout, field: &str) -> bool {
    let Some(at) = layout.field(field) else { return false };
    layout.sample.windows(2).all(|pair| match pair {
        [a, b] => a.cell(at).is_empty() || a.cell(at) != b.cell(at),
        _ => true,
    })
}

/// The words of these columns as one figure. Figures are left out: they count something else, or number the rows.
fn words_of(record: &Record, columns: &[usize]) -> u64 {
    let words = columns.iter().map(|at| record.cell(*at)).filter(|cell| cell.contains(char::is_alphabetic));
    let bytes = words.flat_map(|word| word.bytes().chain([0]));
    // Fowler, Noll and Vo's FNV-1a.
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn whole_seconds_of(minutes: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a count is below a thousand million")]
    let seconds = (minutes * 60.0).round() as i64;
    seconds
}

/// A length in whole minutes; ends written as the last second (`09:29:59`) or minute (`09:29`) of the interval are meant as the
/// next one.
fn whole_minutes(seconds: i64) -> Option<Minutes> {
    let seconds = if seconds % 60 == 59 { seconds.saturating_add(1) } else { seconds };
    let seconds = if LAST_MINUTES.contains(&seconds) { seconds + 60 } else { seconds };
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
    // Two thirds of the starts fit on the step, and nineteen of twenty of those that fit on any: a start that does not fit is refused,
    // so a half-hour among hours is none. Two thirds of the distances are no shorter: the others are strays.
    let on = |m: Minutes| rows.iter().filter(|(_, row)| is_on_grid(row.start, m, zone)).count();
    let on_any = on(Minutes::new(5));
    let is_step = |m: &Minutes| {
        let on_grid = on(*m);
        let seconds = i64::from(m.get()) * 60;
        let long_enough: usize = distances.iter().filter(|(d, _)| **d >= seconds).map(|(_, n)| n).sum();
        on_grid * 3 >= rows.len() * 2 && on_grid * 20 >= on_any * 19 && long_enough * 3 >= all * 2
    };
    STEPS.map(Minutes::new).into_iter().find(is_step).unwrap_or(grid)
}
