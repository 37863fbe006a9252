//! calls.csv: one row per call, in columns of our own. Other exports of calls are read by a mapping.

use std::path::Path;

use super::super::queue::QueueColumn;
use super::super::row::Row;
use super::super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::series::{CallDetails, CallOutcome, CallRecord};
use crate::domain::time::Zone;
use crate::domain::units::Seconds;
use crate::ingest::nearest;

const NEEDED: [&str; 2] = ["asked", "outcome"];

const OPTIONAL: [&str; 12] = [
    "queue",
    "agent",
    "wait_s",
    "ring_s",
    "rings",
    "talk_s",
    "hold_s",
    "acw_s",
    "handle_s",
    "queued",
    "transferred",
    "resolved",
];

/// How a call ends, in words.
const OUTCOMES: [(&str, CallOutcome); 4] = [
    ("answered", CallOutcome::Answered(None)),
    ("abandoned", CallOutcome::Abandoned),
    ("blocked", CallOutcome::Blocked),
    ("self_service", CallOutcome::SelfService),
];

/// Whether a text begins with the header of this table.
#[must_use]
pub fn is_header(line: &str) -> bool {
    let names: Vec<String> = line.split([',', ';', '\t']).map(|cell| cell.trim().to_lowercase()).collect();
    NEEDED.iter().all(|needed| names.iter().any(|name| name == needed))
}

/// Reads calls.csv, sorted by the time at which the call asked for service. An empty `queues` accepts any queue.
///
/// Errors: times that cannot be read, outcomes that do not exist, negative durations, no row at all.
pub fn read(path: &Path, zone: Zone, queues: &[QueueId], findings: &mut Findings) -> Vec<CallRecord> {
    let queue = QueueColumn::of_ids(queues).open();
    let needed = [&NEEDED[..], queue.needed()].concat();
    let Some(table) = Table::open(path, Columns { needed: &needed, optional: &OPTIONAL }, findings) else {
        return Vec::new();
    };
    let mut calls: Vec<CallRecord> = table.rows().filter_map(|row| call(&row, zone, &queue)).collect();
    if calls.is_empty() {
        table.report_no_rows("there is no call");
    }
    calls.sort_by(|a, b| (a.asked, &a.queue).cmp(&(b.asked, &b.queue)));
    calls
}

fn call(row: &Row, zone: Zone, queue: &QueueColumn) -> Option<CallRecord> {
    let asked = row.required("asked", |row, column| row.moment(column, zone));
    let queue = queue.read(row);
    let outcome = row.need("outcome").and_then(|_| outcome(row));
    let seconds = |column| row.unit(column, Seconds::new);
    let [wait, ring, talk, hold, after_call, handle] =
        ["wait_s", "ring_s", "talk_s", "hold_s", "acw_s", "handle_s"].map(seconds);
    let details = CallDetails {
        agent: row.text("agent").map(AgentId::new),
        ring,
        rings: row.unit("rings", |n| (n.is_finite() && n >= 0.0).then_some(n)),
        talk,
        hold,
        after_call,
        queued: row.flag("queued"),
        transferred: row.flag("transferred"),
        resolved: row.flag("resolved"),
    };
    let outcome = match outcome? {
        CallOutcome::Answered(_) => CallOutcome::Answered(handle),
        other => other,
    };
    Some(CallRecord { asked: asked?, queue: queue?, wait, outcome, details })
}

fn outcome(row: &Row) -> Option<CallOutcome> {
    let text = row.text("outcome")?.to_lowercase();
    let found = OUTCOMES.iter().find(|(word, _)| *word == text).map(|(_, outcome)| *outcome);
    if found.is_none() {
        let words = OUTCOMES.map(|(word, _)| word);
        row.fault(Code::CellInvalid, "outcome", || {
            (format!("expected one of {}", words.join(", ")), Some(nearest::hint(&text, words)))
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{places, read_text};
    use super::*;

    #[test]
    fn two_columns_are_enough_and_the_others_are_details() {
        let text = "asked,outcome,wait_s,talk_s,transferred,agent\n\
                    2026-12-01 09:00:05,answered,4.5,120,1,A1\n2026-12-01 09:00:01,blocked,,,,\n";
        let (calls, findings) = read_text(text, |path, f| read(path, Zone::UTC, &[], f));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(calls[0].outcome, CallOutcome::Blocked);
        assert_eq!(calls[1].wait, Seconds::new(4.5));
        assert_eq!((calls[1].details.transferred, calls[1].details.hold), (Some(true), None));
        let (calls, _) = read_text("asked,outcome\n2026-12-01 09:00,answered\n", |p, f| read(p, Zone::UTC, &[], f));
        assert_eq!(calls.len(), 1);
    }

    #[test]
    fn faults_are_found_with_their_places() {
        let text = "asked,outcome,wait_s\n2026-13-01 09:00,answered,1\n2026-12-01 09:00,anwsered,-1\n";
        let (calls, findings) = read_text(text, |path, f| read(path, Zone::UTC, &[], f));
        assert!(calls.is_empty());
        assert_eq!(places(&findings), [("T106", 2, "asked"), ("T106", 3, "outcome"), ("T107", 3, "wait_s")]);
    }

    #[test]
    fn the_header_tells_the_table_from_exports() {
        assert!(is_header("Asked;queue;Outcome") && !is_header("vru+line,call_id,outcome"));
    }
}
