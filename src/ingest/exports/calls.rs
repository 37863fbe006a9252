//! Exports that hold one call per row.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::clocks::{self, Stamp, TimeFault};
use super::condition::{self, Test};
use super::dates;
use super::details::DetailColumns;
use super::faults::{Fault, RowFaults};
use super::layout::Layout;
use super::mapping::CallRules;
use super::queues::Queues;
use super::records::Record;
use super::rows::Outcome;
use super::scales;
use super::times::{Times, time_fault};
use super::values::{self, Duration, Scale};
use crate::domain::codes::Code;
use crate::domain::series::{CallDetails, CallOutcome, CallRecord};
use crate::domain::time::Instant;
use crate::domain::units::{Minutes, Seconds};

/// One call that asked for service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CallRow {
    /// Line in its file.
    pub(super) line: u64,
    /// Start of the planning interval in which it asked.
    pub(super) start: Instant,
    /// The call.
    pub(super) call: CallRecord,
    /// The day it is dated: proof that the export covers that day. A call that waits past midnight proves nothing of the next.
    pub(super) day: NaiveDate,
    /// What tells it from other calls; `None` where the mapping names no such columns.
    pub(super) id: Option<u64>,
    /// All of its cells.
    pub(super) content: u64,
}

/// The columns of a file of calls.
#[derive(Clone)]
struct Columns {
    date: Option<usize>,
    time: Option<usize>,
    id: Vec<usize>,
    asked: Vec<(usize, Test)>,
    offered: Vec<Test>,
    answered: Vec<Test>,
    wait: Option<(usize, Scale)>,
    handle: Option<(usize, Scale)>,
    details: DetailColumns,
    /// The column that a row of unknown kind is quoted by.
    kind: usize,
}

impl Columns {
    /// `None` only where a column is missing, which the layout has ruled out.
    fn of(layout: &Layout, rules: &CallRules) -> Option<Self> {
        let column = |name: &str| layout.column(name);
        let tests = |conditions: &[condition::Condition]| -> Option<Vec<Test>> {
            conditions.iter().map(|c| c.on(column)).collect()
        };
        let kind = rules.offered.iter().flat_map(condition::Condition::columns).next().and_then(column);
        Some(Self {
            date: layout.field("date"),
            time: layout.field("time"),
            id: rules.id.iter().map(|n| column(n)).collect::<Option<_>>()?,
            asked: rules.asked.iter().map(|a| Some((column(&a.column)?, a.when.on(column)?))).collect::<Option<_>>()?,
            offered: tests(&rules.offered)?,
            answered: tests(&rules.answered)?,
            wait: rules.wait.as_deref().and_then(column).map(|at| (at, scales::of_call(layout, "wait", at))),
            handle: rules.handle.as_deref().and_then(column).map(|at| (at, scales::of_call(layout, "handle", at))),
            details: rules.details.on(column, |field, at| scales::of_call(layout, field, at))?,
            kind: kind.unwrap_or(0),
        })
    }
}

/// Reads rows of calls. Several read parts of one file side by side; what they count is added up.
pub(super) struct CallReader<'a> {
    layout: &'a Layout,
    interval: Minutes,
    /// Whether calls must be told apart: costs time for every row.
    told_apart: bool,
    columns: Columns,
    queues: Queues<'a>,
    /// How its times are read.
    pub(super) times: Times,
    /// The calls read so far.
    pub(super) rows: Vec<CallRow>,
    /// Durations that ran across midnight, and the line of the first.
    pub(super) across_midnight: (u64, u64),
}

impl<'a> CallReader<'a> {
    /// A reader for this layout.
    pub(super) fn new(
        layout: &'a Layout,
        queues: Queues<'a>,
        times: Times,
        interval: Minutes,
        told_apart: bool,
    ) -> Option<Self> {
        let columns = Columns::of(layout, layout.mapping.calls.as_ref()?)?;
        let told_apart = told_apart || !columns.id.is_empty();
        Some(Self { layout, interval, told_apart, columns, queues, times, rows: Vec::new(), across_midnight: (0, 0) })
    }

    /// The layout of the file.
    pub(super) const fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// A reader of another part of the file, with nothing counted.
    pub(super) fn fresh(&self) -> Self {
        let (times, rows) = (self.times.fresh(), Vec::new());
        Self {
            times,
            rows,
            across_midnight: (0, 0),
            columns: self.columns.clone(),
            queues: self.queues.clone(),
            ..*self
        }
    }

    /// Adds what a later part of the file counted.
    pub(super) fn add(&mut self, part: Self) {
        self.times.add(part.times);
        let (count, first) = part.across_midnight;
        self.across_midnight.1 = if self.across_midnight.0 == 0 { first } else { self.across_midnight.1 };
        self.across_midnight.0 += count;
    }

    fn name(&self, column: usize) -> &str {
        self.layout.header.get(column).map_or("", String::as_str)
    }

    /// Reads one row.
    pub(super) fn row(&mut self, record: &Record, faults: &mut RowFaults) -> Result<Outcome, Fault> {
        let unserved = self.columns.details.unserved(record)?;
        if unserved.is_none() && !self.columns.offered.is_empty() && !condition::any(&self.columns.offered, record)? {
            if self.layout.mapping.ignored.is_empty() {
                return Ok(Outcome::Ignored("did not ask for service".into()));
            }
            let (name, text) = (self.name(self.columns.kind), record.cell(self.columns.kind));
            let fault = Fault::cell(Code::RowKindUnknown, name, text, "the mapping does not say what this row is");
            return Err(fault.hint("add it to offered or ignored in the mapping"));
        }
        let (stamp, day) = self.asked(record)?;
        let answered = unserved.is_none() && condition::any(&self.columns.answered, record)?;
        let queue = self.queues.of_row(record)?.own;
        let wait = self.duration(self.columns.wait, record, faults)?;
        let outcome = if answered {
            CallOutcome::Answered(self.duration(self.columns.handle, record, faults)?)
        } else {
            unserved.unwrap_or(CallOutcome::Abandoned)
        };
        let details = self.details(record, faults)?;
        let zone = self.times.zone_of(record)?;
        let (asked, _) = self.times.instant(&stamp, zone, record.line);
        let id = &self.columns.id;
        self.rows.push(CallRow {
            line: record.line,
            start: self.times.interval_start(asked, self.interval),
            call: CallRecord { asked, queue, wait, outcome, details },
            day,
            id: (!id.is_empty()).then(|| fingerprint(id.iter().map(|i| record.cell(*i)))),
            content: if self.told_apart { fingerprint(record.cells()) } else { 0 },
        });
        Ok(Outcome::Kept)
    }

    /// When the call asked for service, and the day it is dated.
    fn asked(&self, record: &Record) -> Result<(Stamp, NaiveDate), Fault> {
        let mut column = None;
        for (at, test) in &self.columns.asked {
            if test.holds(record)? {
                column = Some(*at);
                break;
            }
        }
        let Some(column) = column else {
            return Err(Fault::row(Code::TimeInvalid, "no column says when this call asked for service"));
        };
        let text = record.cell(column);
        let Some(date_at) = self.columns.date else {
            let stamp = self.times.stamp(self.name(column), text)?;
            return Ok((stamp, stamp.local.date()));
        };
        let date_text = record.cell(date_at);
        let day = dates::date(clocks::date_part(date_text), self.times.style)
            .map_err(|e| time_fault(e.into(), self.name(date_at), date_text))?;
        let clock = self.clock(column, record)?;
        let dated = match self.columns.time {
            Some(time) => clocks::join(day, Some(self.clock(time, record)?)),
            None => clocks::join(day, Some(clock)),
        };
        let stamp = dated.and_then(|dated| clocks::nearest(dated.local, clock));
        stamp.map(|s| (s, day)).ok_or_else(|| time_fault(TimeFault::NoSuchDay, self.name(column), text))
    }

    fn clock(&self, column: usize, record: &Record) -> Result<clocks::Clock, Fault> {
        let text = record.cell(column);
        self.times.clock(text).ok_or_else(|| time_fault(TimeFault::Unreadable, self.name(column), text))
    }

    /// What else the export tells of the call.
    fn details(&mut self, record: &Record, faults: &mut RowFaults) -> Result<CallDetails, Fault> {
        let [ring, talk, hold, after_call] = self.columns.details.durations;
        Ok(CallDetails {
            ring: self.duration(ring, record, faults)?,
            talk: self.duration(talk, record, faults)?,
            hold: self.duration(hold, record, faults)?,
            after_call: self.duration(after_call, record, faults)?,
            ..self.columns.details.read(record)?
        })
    }

    /// A damaged duration is left out; that the call was there is still true.
    fn duration(
        &mut self,
        column: Option<(usize, Scale)>,
        record: &Record,
        faults: &mut RowFaults,
    ) -> Result<Option<Seconds>, Fault> {
        let Some((column, scale)) = column else { return Ok(None) };
        match values::duration(self.name(column), record.cell(column), scale)? {
            Duration::Unknown => Ok(None),
            Duration::Known(s) => Ok(Seconds::new(s)),
            Duration::AcrossMidnight(s) => {
                let (count, first) = &mut self.across_midnight;
                *first = if *count == 0 { record.line } else { *first };
                *count += 1;
                Ok(Seconds::new(s))
            }
            Duration::OutOfRange(fault) => {
                faults.push(record.line, fault);
                Ok(None)
            }
        }
    }
}

/// One number for many cells. The hasher's keys are fixed: equal cells give equal numbers in every run.
pub(super) fn fingerprint<'r>(cells: impl Iterator<Item = &'r str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    cells.for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}
