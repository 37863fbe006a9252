//! The `queue_log` of Asterisk: one event of a call per line, without a header.
//!
//! A call counts by the event that ends its stay in a queue: that line alone says how long it waited and talked, so that a
//! log that begins or breaks off in the middle of a call (logs are rotated) neither loses nor doubles it.

use std::collections::BTreeMap;

use super::calls::{CallRow, fingerprint};
use super::cell::floor;
use super::faults::{Fault, RowFaults};
use super::queues::Queues;
use super::records::Record;
use super::rows::Outcome;
use super::values;
use crate::domain::codes::Code;
use crate::domain::series::{CallDetails, CallOutcome, CallRecord};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Minutes, Seconds};

/// The columns of a line.
pub(super) const COLUMNS: [&str; 14] = [
    "time", "call", "queue", "agent", "event", "data1", "data2", "data3", "data4", "data5", "data6", "data7", "data8",
    "data9",
];
const TIME: usize = 0;
const CALL: usize = 1;
const EVENT: usize = 4;
const LONGEST_EVENT: usize = 24;
/// Why the lines before the end of a call do not count on their own.
const BEFORE_THE_END: &str = "event of a call before its end";

/// Whether records, split at `|`, are such a log.
pub(super) fn is_log(records: &[Record]) -> bool {
    let lines = records.iter().filter(|r| !r.is_blank()).count();
    let events = records.iter().filter(|r| is_event(r)).count();
    events > 0 && events * 10 >= lines * 8
}

fn is_event(record: &Record) -> bool {
    let event = record.cell(EVENT);
    epoch(record.cell(TIME)).is_some()
        && (3..=LONGEST_EVENT).contains(&event.len())
        && event.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

/// Unix seconds, with or without a fraction.
fn epoch(text: &str) -> Option<Instant> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let digits = whole.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if digits { whole.parse().ok().map(Instant::from_unix) } else { None }
}

/// Reads the lines of a log.
pub(super) struct QueueLogReader<'a> {
    queues: Queues<'a>,
    zone: Zone,
    interval: Minutes,
    /// When calls joined the queues in which they are: by call and queue.
    waiting: BTreeMap<(String, String), Instant>,
    /// Calls that ended since they were last taken.
    pub(super) rows: Vec<CallRow>,
    /// Lines read.
    pub(super) events: u64,
}

impl<'a> QueueLogReader<'a> {
    /// A reader; days are those of `zone`.
    pub(super) fn new(queues: Queues<'a>, zone: Zone, interval: Minutes) -> Self {
        Self { queues, zone, interval, waiting: BTreeMap::new(), rows: Vec::new(), events: 0 }
    }

    /// Calls that joined a queue and whose end the log does not have.
    pub(super) fn open(&self) -> usize {
        self.waiting.len()
    }

    /// Reads one line.
    pub(super) fn row(&mut self, record: &Record, faults: &mut RowFaults) -> Result<Outcome, Fault> {
        let Some(at) = epoch(record.cell(TIME)) else {
            let fault = Fault::cell(Code::TimeInvalid, "time", record.cell(TIME), "this is no Unix time");
            return Err(fault.hint("a line of a queue log begins with ten digits and a |"));
        };
        self.events += 1;
        let data = |n: usize| record.cell(EVENT + n);
        let key = (record.cell(CALL).to_owned(), record.cell(2).to_owned());
        match record.cell(EVENT) {
            "ENTERQUEUE" => {
                self.waiting.insert(key, at);
                Ok(Outcome::Ignored(BEFORE_THE_END.into()))
            }
            "CONNECT" => {
                let wait = Self::seconds(data(1), "holdtime", record.line, faults).unwrap_or(0.0);
                self.waiting.entry(key).or_insert_with(|| at.plus_seconds(-whole(wait)));
                Ok(Outcome::Ignored(BEFORE_THE_END.into()))
            }
            "COMPLETECALLER" | "COMPLETEAGENT" => self.answered(record, at, [data(1), data(2)], faults),
            "TRANSFER" | "BLINDTRANSFER" => self.answered(record, at, [data(3), data(4)], faults),
            "ATTENDEDTRANSFER" => self.answered(record, at, ["", ""], faults),
            "ABANDON" => {
                let wait = Self::seconds(data(3), "waittime", record.line, faults);
                self.unanswered(record, at, wait, wait)
            }
            // The caller did not give up: how long the patience would have lasted is not known.
            "EXITWITHTIMEOUT" | "EXITWITHKEY" | "EXITEMPTY" => {
                let wait = Self::seconds(data(3), "waittime", record.line, faults);
                self.unanswered(record, at, wait, None)
            }
            "RINGNOANSWER" | "RINGCANCELED" | "DID" | "SYSCOMPAT" => Ok(Outcome::Ignored(BEFORE_THE_END.into())),
            _ if is_event(record) => Ok(Outcome::Ignored("event of an agent or of the system".into())),
            event => {
                let fault = Fault::cell(Code::RowKindUnknown, "event", event, "this is no event of a queue log");
                Err(fault.hint("a line is time|call|queue|agent|event|…"))
            }
        }
    }

    fn answered(
        &mut self,
        record: &Record,
        at: Instant,
        [wait, talk]: [&str; 2],
        faults: &mut RowFaults,
    ) -> Result<Outcome, Fault> {
        let wait = Self::seconds(wait, "holdtime", record.line, faults);
        let talk = Self::seconds(talk, "calltime", record.line, faults);
        let before = wait.unwrap_or(0.0) + talk.unwrap_or(0.0);
        self.end(record, at.plus_seconds(-whole(before)), wait, CallOutcome::Answered(talk.and_then(Seconds::new)))
    }

    fn unanswered(
        &mut self,
        record: &Record,
        at: Instant,
        before: Option<f64>,
        wait: Option<f64>,
    ) -> Result<Outcome, Fault> {
        self.end(record, at.plus_seconds(-whole(before.unwrap_or(0.0))), wait, CallOutcome::Abandoned)
    }

    /// The call asked when it joined the queue; where the log began later, when its own times say that it did.
    fn end(
        &mut self,
        record: &Record,
        reckoned: Instant,
        wait: Option<f64>,
        outcome: CallOutcome,
    ) -> Result<Outcome, Fault> {
        let queue = self.queues.of_row(record)?.own;
        let key = (record.cell(CALL).to_owned(), record.cell(2).to_owned());
        let asked = self.waiting.remove(&key).unwrap_or(reckoned);
        let id = fingerprint(record.cells());
        self.rows.push(CallRow {
            line: record.line,
            start: floor(asked, self.interval, self.zone),
            call: CallRecord {
                asked,
                queue,
                wait: wait.and_then(Seconds::new),
                outcome,
                details: CallDetails::default(),
            },
            day: self.zone.day(asked),
            id: Some(id),
            content: id,
        });
        Ok(Outcome::Kept)
    }

    /// A damaged duration is left out; that the call was there is still true.
    fn seconds(text: &str, name: &str, line: u64, faults: &mut RowFaults) -> Option<f64> {
        if values::is_blank(text) {
            return None;
        }
        let value = values::number(text).filter(|v| (0.0..=86_400.0).contains(v));
        if value.is_none() {
            let fault = Fault::cell(Code::DurationOutOfRange, name, text, "this is no number of seconds of a call");
            faults.push(line, fault.hint("the call counts without this duration"));
        }
        value
    }
}

fn whole(seconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "at most two days")]
    let whole = seconds.round() as i64;
    whole
}
