//! Schedule reports: what agents are scheduled to do, as states that hold until the next one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Days, NaiveDate, NaiveTime};

use super::clocks;
use super::faults::{Fault, Faults, RowFaults};
use super::file::Reading;
use super::layout::{self, Layout};
use super::mapping::Kind;
use super::records::Record;
use super::rows::{self, Outcome};
use super::source::Source;
use super::times::{Times, time_fault};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::import::{ImportedStates, ScheduledState};
use crate::domain::time::Instant;

/// The state after the last one that is scheduled.
const OFFLINE: &str = "offline";
/// What stands in place of clocks where a state holds all day.
const FULL_DAY: &str = "full day";

/// A state with its end.
#[derive(Clone, Debug)]
struct Stretch {
    start: Instant,
    end: Instant,
    state: String,
}

/// Reads rows of scheduled states.
pub(super) struct StateReader<'a> {
    layout: &'a Layout,
    times: Times,
    /// By agent, in the order of the report.
    stretches: BTreeMap<String, Vec<Stretch>>,
    /// The agent, day and start of the last row, and how many days after it that start is.
    last: Option<(String, NaiveDate, u32, u64)>,
}

impl<'a> StateReader<'a> {
    /// A reader for this layout.
    pub(super) fn new(layout: &'a Layout, times: Times) -> Self {
        Self { layout, times, stretches: BTreeMap::new(), last: None }
    }

    /// Times without an offset, and times with one.
    pub(super) const fn seen(&self) -> (u64, u64) {
        (self.times.naive, self.times.fixed)
    }

    fn cell<'r>(&self, record: &'r Record, field: &'static str) -> (&'a str, &'r str) {
        let at = self.layout.field(field).unwrap_or(usize::MAX);
        (self.layout.header.get(at).map_or(field, String::as_str), record.cell(at))
    }

    /// Reads one row.
    pub(super) fn row(&mut self, record: &Record, _: &mut RowFaults) -> Result<Outcome, Fault> {
        let ((agent_column, agent), (_, state)) = (self.cell(record, "agent"), self.cell(record, "state"));
        if agent.is_empty() {
            return Err(Fault::cell(Code::RowKindUnknown, agent_column, agent, "the row names no agent"));
        }
        if state.is_empty() {
            return Ok(Outcome::Ignored("no state".into()));
        }
        let (day_column, text) = self.cell(record, "date");
        let day = super::dates::date(clocks::date_part(text), self.times.style)
            .map_err(|e| time_fault(e.into(), day_column, text))?;
        let zone = self.times.zone_of(record)?;
        let (start, end) = self.clocks(record)?;
        let (from, to) = match start.zip(end) {
            None => (0, 86_400),
            Some((start, end)) => (start, if end > start { end } else { end + 86_400 }),
        };
        let later = if start.is_some() { self.days_later(agent, day, from) } else { 0 };
        let mut at = |seconds: u32| {
            let day = day.checked_add_days(Days::new(later + u64::from(seconds / 86_400)))?;
            let clock = NaiveTime::from_num_seconds_from_midnight_opt(seconds % 86_400, 0)?;
            let stamp = clocks::Stamp { local: day.and_time(clock), offset: None, has_clock: true, length: None };
            Some(self.times.instant(&stamp, zone, record.line).0)
        };
        let missing = || Fault::row(Code::TimeInvalid, "there is no such day");
        let stretch =
            Stretch { start: at(from).ok_or_else(missing)?, end: at(to).ok_or_else(missing)?, state: state.to_owned() };
        self.stretches.entry(agent.to_owned()).or_default().push(stretch);
        Ok(Outcome::Kept)
    }

    /// Start and end in seconds after midnight; none where the state holds all day.
    fn clocks(&self, record: &Record) -> Result<(Option<u32>, Option<u32>), Fault> {
        let read = |field: &'static str| {
            let (column, text) = self.cell(record, field);
            if text.eq_ignore_ascii_case(FULL_DAY) {
                return Ok(None);
            }
            let clock = self.times.clock(text).map(|c| Some(c.seconds));
            clock.ok_or_else(|| time_fault(clocks::TimeFault::Unreadable, column, text))
        };
        Ok((read("time")?, read("end")?))
    }

    /// A shift past midnight is listed under the day on which it starts: where clocks run back under one date, they are of
    /// the next day.
    fn days_later(&mut self, agent: &str, day: NaiveDate, start: u32) -> u64 {
        let later = match &self.last {
            Some((a, d, last, later)) if a == agent && *d == day => later + u64::from(start < *last),
            _ => 0,
        };
        self.last = Some((agent.to_owned(), day, start, later));
        later
    }

    /// States that hold until the next row, sorted by agent and time; between them an agent is offline.
    fn finish(self) -> Vec<ScheduledState> {
        let mut rows = Vec::new();
        for (agent, mut stretches) in self.stretches {
            stretches.sort_by_key(|s| s.start);
            let row = |time, state: &str| ScheduledState { time, agent: agent.clone(), state: state.to_owned() };
            for (i, stretch) in stretches.iter().enumerate() {
                rows.push(row(stretch.start, &stretch.state));
                if stretches.get(i + 1).is_none_or(|next| next.start > stretch.end) {
                    rows.push(row(stretch.end, OFFLINE));
                }
            }
        }
        rows
    }
}

/// Reads schedule reports; `None` when nothing can be used.
pub(super) fn import(files: &[PathBuf], reading: &Reading<'_>, findings: &mut Findings) -> Option<ImportedStates> {
    let mut rows = Vec::new();
    for path in files {
        let mut faults = Faults::of(&path.display().to_string(), findings);
        rows.extend(of_file(path, reading, &mut faults).unwrap_or_default());
        faults.finish();
    }
    rows.sort_by(|a: &ScheduledState, b| (&a.agent, a.time).cmp(&(&b.agent, b.time)));
    rows.dedup();
    if rows.is_empty() {
        if !findings.has_errors() {
            findings.push(Finding::new(Code::NothingUsable, "the reports hold no state that can be used"));
        }
        return None;
    }
    Some(ImportedStates { rows })
}

fn of_file(path: &std::path::Path, reading: &Reading<'_>, faults: &mut Faults<'_>) -> Option<Vec<ScheduledState>> {
    let source = Source::open(path, reading.encoding, faults)?;
    let layout = layout::find(&source, reading.named.as_ref(), &reading.options.map, faults)?;
    if layout.mapping.kind != Kind::States {
        let message = "this is no report of states: it has no columns of agents and their scheduled states";
        faults.whole(Code::HeaderNotFound, message, "leave out --kind states to import history");
        return None;
    }
    let times = Times::of(&source, &layout, reading.zone, reading.options.date_format.as_deref(), faults).ok()?;
    let mut reader = StateReader::new(&layout, times);
    rows::read(&source, &layout, faults, |record, faults| reader.row(record, faults));
    reader.times.report(faults);
    Some(reader.finish())
}
