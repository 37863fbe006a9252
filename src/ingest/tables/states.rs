//! states.csv: the feed of agent states. A day of ten thousand agents has millions of rows, so it is read as a stream, and a
//! line of the usual form is taken apart byte by byte; any other line is read like a row of the other tables, with the same
//! findings.

mod followed;
mod line;
mod names;

use std::io::{BufRead, Read as _};
use std::path::Path;

pub use self::followed::{FollowedFile, Replaced};
use self::line::{Cells, Clock, find};
use self::names::Interned;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::adherence::{StateEvent, StateIx, StateLog};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};
use crate::domain::ids::AgentId;
use crate::domain::time::{Instant, Zone};
use crate::ingest::source;

/// Bytes of the longest line: a file without line ends must not fill the memory.
const LONGEST_LINE: u64 = 1 << 20;

const COLUMNS: Columns<'static> = Columns { needed: &["time", "agent", "state"], optional: &["reason"] };

/// Reads states.csv.
///
/// Errors: cells that are empty or cannot be read. Rows out of order are put in their place, of two rows of one agent and
/// moment the later in the file counts; both are noted.
pub fn read(path: &Path, zone: Zone, findings: &mut Findings) -> StateLog {
    let Some(mut stream) = source::open_stream(path, findings) else { return StateLog::default() };
    let mut log = StateLog::default();
    let mut rows: Vec<FeedRow> = Vec::new();
    let shown = path.display().to_string();
    let Some(mut feed) = StateFeed::open(&shown, &mut stream, zone, findings) else { return log };
    while let Some((agent, event)) = feed.next(&mut stream, true) {
        rows.push(FeedRow { at: event.at, state: event.state, agent: u32::try_from(agent).unwrap_or(u32::MAX) });
        let (first, last) = log.covers.unwrap_or((event.at, event.at));
        log.covers = Some((first.min(event.at), last.max(event.at)));
    }
    if rows.is_empty() {
        feed.table.report_no_rows("give at least one state of one agent");
    }
    log.states = std::mem::take(&mut feed.states.names);
    let names = std::mem::take(&mut feed.agents.names);
    drop(feed);
    log.rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    for (name, mut events) in names.iter().zip(by_agent(&rows, names.len())) {
        put_in_order(&mut events, &mut log);
        log.events.insert(AgentId::new(name), events);
    }
    note_disorder(&shown, &log, findings);
    log
}

/// A row as read: sixteen bytes, and written one behind the other, so that reading never waits for memory elsewhere.
struct FeedRow {
    at: Instant,
    state: StateIx,
    agent: u32,
}

/// The events of each agent in file order.
fn by_agent(rows: &[FeedRow], agents: usize) -> Vec<Vec<StateEvent>> {
    let place = |row: &FeedRow| usize::try_from(row.agent).unwrap_or(usize::MAX);
    let mut counts = vec![0; agents];
    for row in rows {
        if let Some(count) = counts.get_mut(place(row)) {
            *count += 1;
        }
    }
    let mut events: Vec<Vec<StateEvent>> = counts.into_iter().map(Vec::with_capacity).collect();
    for row in rows {
        if let Some(own) = events.get_mut(place(row)) {
            own.push(StateEvent { at: row.at, state: row.state });
        }
    }
    events
}

/// Sorts the events of an agent; of several at one moment the last stays.
fn put_in_order(events: &mut Vec<StateEvent>, log: &mut StateLog) {
    let mut latest: Option<Instant> = None;
    let mut is_sorted = true;
    for event in events.iter() {
        if latest.is_some_and(|latest| event.at < latest) {
            log.out_of_order += 1;
        }
        is_sorted &= latest.is_none_or(|latest| latest < event.at);
        latest = latest.max(Some(event.at));
    }
    if is_sorted {
        return;
    }
    events.sort_by_key(|event| event.at);
    // From the back, so that of equal moments the last of the file is met first.
    events.reverse();
    events.dedup_by(|earlier, later| {
        let same = earlier.at == later.at;
        if same && earlier.state == later.state {
            log.repeated += 1;
        } else if same {
            log.contradicted += 1;
        }
        same
    });
    events.reverse();
}

fn note_disorder(file: &str, log: &StateLog, findings: &mut Findings) {
    let kinds = [
        (log.out_of_order, "came after a later row of the same agent and were put in their place"),
        (log.repeated, "repeat another row and count once"),
        (
            log.contradicted,
            "have the agent and the second of another row with another state: the later in the file counts",
        ),
    ];
    let told: Vec<String> =
        kinds.iter().filter(|(rows, _)| *rows > 0).map(|(rows, what)| format!("{rows} {what}")).collect();
    if !told.is_empty() {
        let message = format!("of {} rows {}", log.rows, told.join("; "));
        findings.push(Finding::new(Code::FeedDisordered, message).at(Place::file(file)));
    }
}

/// A feed that is being read, line by line; it may still grow.
pub struct StateFeed<'f> {
    table: Table<'f>,
    cells: Cells,
    clock: Clock,
    agents: Interned,
    states: Interned,
    header: Vec<u8>,
    /// The next line that is not blank is the first of a file.
    begins: bool,
    line: Vec<u8>,
    number: u64,
}

impl<'f> StateFeed<'f> {
    /// Reads the header. `None` when there is none or it lacks a column: the findings say which.
    pub fn open(file: &str, stream: &mut dyn BufRead, zone: Zone, findings: &'f mut Findings) -> Option<Self> {
        let mut line = Vec::new();
        let mut number = 0;
        while read_line(stream, &mut line, true) {
            number += 1;
            if !line.trim_ascii().is_empty() {
                break;
            }
            line.clear();
        }
        let header = plain_header(&line).to_vec();
        let table = Table::of_text(file, String::from_utf8_lossy(&header).into_owned(), COLUMNS, findings)?;
        let column = |name: &str| table.index(name);
        let cells = Cells::new(table.separator(), [column("time")?, column("agent")?, column("state")?]);
        let (agents, states) = (Interned::default(), Interned::default());
        line.clear();
        Some(Self { table, cells, clock: Clock::new(zone), agents, states, header, begins: false, line, number })
    }

    /// The next event and the place of its agent among [`StateFeed::agents`]; `None` at the end of what is there now. A last
    /// line without a line end is taken where the file `is_complete`; else it waits for the rest.
    pub fn next(&mut self, stream: &mut dyn BufRead, is_complete: bool) -> Option<(usize, StateEvent)> {
        loop {
            // A line that lies in the buffer as a whole is taken apart where it lies.
            let may_have = !self.begins && self.line.is_empty();
            let buffer = if may_have { stream.fill_buf().unwrap_or_default() } else { &[] };
            if let Some(line) = find(buffer, b'\n').and_then(|end| buffer.get(..end)) {
                self.number += 1;
                let event = self.event(line);
                let taken = line.len() + 1;
                stream.consume(taken);
                if event.is_some() {
                    return event;
                }
                continue;
            }
            if !read_line(stream, &mut self.line, is_complete) {
                return None;
            }
            self.number += 1;
            let line = std::mem::take(&mut self.line);
            // A file that was begun anew has its header again.
            let is_header = self.begins && plain_header(&line) == self.header;
            self.begins &= line.trim_ascii().is_empty();
            let event = if is_header { None } else { self.event(&line) };
            self.line = line;
            self.line.clear();
            if event.is_some() {
                return event;
            }
        }
    }

    /// The next lines are those of a file that was begun anew, from its first; agents and states stay known.
    pub fn begin_again(&mut self) {
        self.line.clear();
        (self.number, self.begins) = (0, true);
    }

    /// The agents met so far, by place.
    #[must_use]
    pub fn agents(&self) -> &[String] {
        &self.agents.names
    }

    /// The states met so far, by index.
    #[must_use]
    pub fn states(&self) -> &[String] {
        &self.states.names
    }

    /// The event of a line.
    fn event(&mut self, line: &[u8]) -> Option<(usize, StateEvent)> {
        let line = line.trim_ascii_end();
        let usual = self.cells.of(line).and_then(|[time, agent, state]| {
            let at = self.clock.read(time)?;
            // An apostrophe may be one that keeps a spreadsheet from running a name.
            let filled = ![agent, state].iter().any(|name| name.is_empty() || name.starts_with(b"'"));
            filled.then_some((at, self.agents.place(agent)?, self.states.place(state)?))
        });
        let (at, agent, state) = if let Some(found) = usual {
            found
        } else {
            let text = String::from_utf8_lossy(line).into_owned();
            self.unusual(&text)?
        };
        Some((agent, StateEvent { at, state: StateIx(u32::try_from(state).unwrap_or(u32::MAX)) }))
    }

    /// A line that is not of the usual form, read like a row of any table.
    fn unusual(&mut self, text: &str) -> Option<(Instant, usize, usize)> {
        let zone = self.clock.zone();
        let row = self.table.row_of(self.number, text)?;
        let at = row.required("time", |row: &Row, column| row.moment(column, zone));
        let (agent, state) = (row.need("agent"), row.need("state"));
        let (at, agent, state) = (at?, agent?.to_owned(), state?.to_owned());
        Some((at, self.agents.place(agent.as_bytes())?, self.states.place(state.as_bytes())?))
    }
}

/// A header without its line end and the mark that some programs set before it.
fn plain_header(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii()
}

/// Reads on until a line end; a part of a line stays in `line` unless the file `is_complete`. False when no line is there, or
/// the file cannot be read any further.
fn read_line(stream: &mut dyn BufRead, line: &mut Vec<u8>, is_complete: bool) -> bool {
    let left = LONGEST_LINE.saturating_sub(line.len() as u64);
    match stream.take(left).read_until(b'\n', line) {
        // A line without an end is no feed: it is taken as it is, and found at fault.
        Ok(_) if line.len() as u64 >= LONGEST_LINE => true,
        Ok(_) if line.ends_with(b"\n") => true,
        Ok(_) => is_complete && !line.is_empty(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests;
