//! Hand-over types of the import: how exports are to be read, and what came out of them.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::centre::Centre;
use super::hours::OpeningHours;
use super::ids::QueueId;
use super::series::{CallRecord, History};
use super::time::{Instant, Zone};
use super::units::{Calls, Minutes, Seconds, Share};

/// The queue of rows that name none, where the centre's queues are not known.
pub const UNNAMED_QUEUE: &str = "all";

/// How exports are to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOptions {
    /// The zone of times that carry no offset; absent: UTC, with a note.
    pub zone: Option<Zone>,
    /// The planning interval: finer rows are summed to it.
    pub interval: Minutes,
    /// The queues that are known. None: any name is accepted. Exactly one: all rows are its own.
    pub queues: Vec<QueueId>,
    /// A mapping by name, or the path of a mapping file (`*.toml`); absent: recognised by the header, else by column names.
    pub profile: Option<String>,
    /// Columns by field (`start`, `queue`, `offered`, `answered`, `abandoned`, `aht_s`, `date`, `time`, `end`); they beat the mapping.
    pub map: Vec<(String, String)>,
    /// The encoding by name; absent: detected.
    pub encoding: Option<String>,
    /// How dates are written (`D/M/YYYY`); absent: what the mapping says or the file proves.
    pub date_format: Option<String>,
    /// How totals of days become intervals; absent: they stay totals of days.
    pub spread: Option<Spread>,
    /// Whether single calls are wanted beside the history: they take memory that grows with their number.
    pub keep_calls: bool,
    /// Opening hours by queue, where known: an open interval without a call is told from a closed one by them.
    pub hours: Vec<(QueueId, OpeningHours)>,
    /// Special days on which opening hours differ.
    pub calendar: Calendar,
}

impl ImportOptions {
    /// The options without a centre: everything is detected.
    #[must_use]
    pub fn new(interval: Minutes) -> Self {
        Self {
            zone: None,
            interval,
            queues: Vec::new(),
            profile: None,
            map: Vec::new(),
            encoding: None,
            date_format: None,
            spread: None,
            keep_calls: true,
            hours: Vec::new(),
            calendar: Calendar::default(),
        }
    }

    /// The options that a centre's own settings give.
    #[must_use]
    pub fn of(centre: &Centre) -> Self {
        Self {
            zone: Some(centre.zone),
            interval: centre.interval,
            queues: centre.queues.iter().map(|q| q.id.clone()).collect(),
            profile: centre.import.profile.clone(),
            map: centre.import.map.clone(),
            encoding: centre.import.encoding.clone(),
            date_format: None,
            spread: None,
            keep_calls: true,
            hours: centre.queues.iter().map(|q| (q.id.clone(), q.arrivals().clone())).collect(),
            calendar: centre.calendar.clone(),
        }
    }

    /// The opening hours of a queue, where known.
    #[must_use]
    pub fn hours_of(&self, queue: &QueueId) -> Option<&OpeningHours> {
        self.hours.iter().find(|(id, _)| id == queue).map(|(_, hours)| hours)
    }
}

/// How the total of a day is spread over its intervals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spread {
    /// The same for each open interval.
    Even,
    /// By a file: `start,share` and, where days differ, `weekday`.
    File(PathBuf),
}

/// What an agent is scheduled to do from a moment on, until the agent's next row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledState {
    /// From when.
    pub time: Instant,
    /// The agent, as the report names it.
    pub agent: String,
    /// The state, as the report names it; `offline` after the last of a shift.
    pub state: String,
}

/// What schedule reports gave: rows sorted by agent and time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedStates {
    /// The rows.
    pub rows: Vec<ScheduledState>,
}

/// What the exports gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The history, sorted by start and queue.
    pub history: History,
    /// The calls of exports that hold one row per call, sorted by the time they asked for service.
    pub calls: Vec<CallRecord>,
    /// What a planner checks.
    pub table: ImportTable,
}

/// The figures by which a planner checks an import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportTable {
    /// By file, in the order given.
    pub files: Vec<FileSummary>,
    /// By month and queue; a month of several queues ends with a row of all (`queue` absent).
    pub months: Vec<MonthSummary>,
    /// Intervals that should be there and are not, by queue; queues without any are left out.
    pub gaps: Vec<Gap>,
    /// Start of the first interval.
    pub first: Option<Instant>,
    /// Start of the last interval.
    pub last: Option<Instant>,
}

/// What one file gave. `read = kept + refused +` the sum of `ignored`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSummary {
    /// The file, as the user named it.
    pub name: String,
    /// The encoding it was read in.
    pub encoding: String,
    /// The encoding is a guess.
    pub encoding_guessed: bool,
    /// The mapping used: its name, or `column names`.
    pub profile: String,
    /// Rows after the header.
    pub read: u64,
    /// Rows that count.
    pub kept: u64,
    /// Rows with a fault; each is a finding.
    pub refused: u64,
    /// Rows that rightly do not count, by reason.
    pub ignored: Vec<(String, u64)>,
    /// Start of the first interval that a kept row belongs to.
    pub first: Option<Instant>,
    /// Start of the last interval that a kept row belongs to.
    pub last: Option<Instant>,
}

/// The figures of one month. Undefined figures are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthSummary {
    /// The first day of the local month.
    pub month: NaiveDate,
    /// The queue; all of them when absent.
    pub queue: Option<QueueId>,
    /// Rows of history.
    pub intervals: u64,
    /// Calls that asked for service.
    pub offered: Calls,
    /// Calls answered, where every interval with calls has the figure.
    pub answered: Option<Calls>,
    /// Calls abandoned, likewise.
    pub abandoned: Option<Calls>,
    /// Abandoned over offered.
    pub abandonment: Option<Share>,
    /// Mean handle time of the calls that have one.
    pub mean_handle_time: Option<Seconds>,
}

/// Intervals of a queue that should be there and are not: neither zero nor known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The queue.
    pub queue: QueueId,
    /// How many intervals.
    pub intervals: u64,
    /// Days of which all expected intervals are missing.
    pub days: Vec<NaiveDate>,
}

/// What an export looks like, and how it would be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// What reading it gave.
    pub summary: FileSummary,
    /// It is compressed (gzip).
    pub compressed: bool,
    /// The sheet that is read, where the file is a workbook.
    pub sheet: Option<String>,
    /// What separates its columns; a blank where they have fixed widths.
    pub separator: char,
    /// The line of the header.
    pub header_line: u64,
    /// The names of its columns.
    pub header: Vec<String>,
    /// `calls` (one row per call) or `intervals`.
    pub kind: String,
    /// Where each field comes from: field, column, and the unit or decimals where they matter.
    pub fields: Vec<(String, String)>,
    /// Columns that nothing is read from.
    pub unused: Vec<String>,
    /// How its dates are written, such as `year-month-day`.
    pub date_order: String,
    /// The length of its rows; absent for one row per call.
    pub interval: Option<Minutes>,
    /// The zone of its times: a name, or `offsets in the file`.
    pub zone: String,
    /// The first rows, as read.
    pub first_rows: Vec<Vec<String>>,
    /// The mapping that would be used, as a mapping file.
    pub mapping: String,
}
