//! Requests: what the checker says of them, their file with a decision written in, and the trail that only grows.

use std::io;

use super::number::signed;
use super::table::{Cell, Table, aligned};
use crate::domain::people::{Away, TimeOff};
use crate::domain::requests::{DecisionMade, Request, RequestJudged, RequestKind, Verdict};
use crate::domain::spreadsheet::{defused, restored};
use crate::domain::time::Zone;

/// One row a request: where it stands, and of open ones what the checker says.
#[must_use]
pub fn table(judged: &[RequestJudged]) -> Table {
    let mut table = Table::new(&[
        "id",
        "kind",
        "agent",
        "day",
        "with",
        "with_day",
        "state",
        "verdict",
        "breaches",
        "more_short_hours",
    ]);
    table.rows.extend(judged.iter().map(|one| {
        let request = &one.request;
        let (word, breaches, short) = verdict(one.verdict.as_ref());
        vec![
            Cell::text(request.id.as_str()),
            Cell::text(request.wish.as_str()),
            Cell::text(request.agent.as_str()),
            Cell::text(request.day.to_string()),
            request.wish.colleague().map_or(Cell::Empty, |agent| Cell::text(agent.as_str())),
            other_day(&request.wish).map_or(Cell::Empty, Cell::text),
            Cell::text(request.state.as_str()),
            if word.is_empty() { Cell::Empty } else { Cell::text(word) },
            if breaches.is_empty() { Cell::Empty } else { Cell::text(breaches) },
            Cell::rounded(short, 4),
        ]
    }));
    table
}

fn other_day(wish: &RequestKind) -> Option<String> {
    match wish {
        RequestKind::Swap { with_day, .. } => Some(with_day.to_string()),
        RequestKind::Leave { until, .. } => Some(until.to_string()),
        RequestKind::Cover { .. } => None,
    }
}

fn verdict(verdict: Option<&Verdict>) -> (&'static str, String, Option<f64>) {
    match verdict {
        None => ("", String::new(), None),
        Some(Verdict::Legal { more_short_hours }) => ("legal", String::new(), Some(*more_short_hours)),
        Some(Verdict::Breaks(breaches)) => ("breaks rules", breaches.join("; "), None),
        Some(Verdict::Impossible(why)) => ("impossible", why.clone(), None),
    }
}

/// The same for a terminal.
#[must_use]
pub fn text(judged: &[RequestJudged]) -> String {
    if judged.is_empty() {
        return "No requests.\n".to_owned();
    }
    let header = ["id", "who", "asks for", "state", "the checker says"];
    let rows = judged.iter().map(|one| {
        let said = match &one.verdict {
            None => String::new(),
            Some(Verdict::Legal { more_short_hours }) => {
                format!("legal; {} agent-hours short", signed(*more_short_hours, 1))
            }
            Some(Verdict::Breaks(breaches)) => format!("breaks rules: {}", breaches.join("; ")),
            Some(Verdict::Impossible(why)) => format!("impossible: {why}"),
        };
        let request = &one.request;
        [request.id.clone(), request.agent.to_string(), wish(request), request.state.as_str().to_owned(), said]
            .map(|cell| (cell, false))
            .to_vec()
    });
    aligned(&header, rows)
}

fn wish(request: &Request) -> String {
    let day = request.day;
    match &request.wish {
        RequestKind::Swap { with, with_day } => format!("swap {day} with {with}'s {with_day}"),
        RequestKind::Cover { with } => format!("{with} to work {day}"),
        RequestKind::Leave { until, kind, substitute } => {
            let instead = substitute.as_ref().map(|agent| format!(", {agent} instead")).unwrap_or_default();
            format!("{kind} {day} to {until}{instead}")
        }
    }
}

/// time_off.csv: `agent,start,end,kind`.
#[must_use]
pub fn time_off(rows: &[TimeOff], zone: Zone) -> Table {
    let mut table = Table::new(&["agent", "start", "end", "kind"]);
    table.rows.extend(rows.iter().map(|off| {
        let (start, end) = match off.when {
            Away::Days(first, last) => (first.to_string(), last.to_string()),
            Away::Clock(span) => (zone.rfc3339(span.start()), zone.rfc3339(span.end())),
        };
        [off.agent.to_string(), start, end, off.kind.clone()].map(Cell::Text).to_vec()
    }));
    table
}

/// The columns that a decision fills in a file of requests.
const DECIDED: [&str; 4] = ["state", "decided_by", "decided_at", "note"];

/// A file of requests with a decision written into the row of an id; everything else stays, columns of its own included.
pub fn decided(text: &str, separator: u8, id: &str, made: &DecisionMade, zone: Zone) -> io::Result<Vec<u8>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(separator).from_writer(Vec::new());
    let mut header: Vec<String> = Vec::new();
    let at = zone.rfc3339(made.at);
    let values = [made.decision.as_str(), made.by.as_str(), at.as_str(), made.note.as_str()];
    for record in reader.records() {
        let mut cells: Vec<String> = record?.iter().map(str::to_owned).collect();
        if header.is_empty() {
            let has = |cells: &[String], name: &str| cells.iter().any(|c| c.trim().eq_ignore_ascii_case(name));
            let missing: Vec<String> =
                DECIDED.iter().filter(|name| !has(&cells, name)).map(|n| (*n).to_owned()).collect();
            cells.extend(missing);
            header = cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
        } else {
            cells.resize(cells.len().max(header.len()), String::new());
            let place = |name: &str| header.iter().position(|column| column == name);
            if place("id").and_then(|i| cells.get(i)).is_some_and(|cell| restored(cell.trim()) == id) {
                for (name, value) in DECIDED.iter().zip(values) {
                    if let Some(cell) = place(name).and_then(|i| cells.get_mut(i)) {
                        *cell = defused(value).into_owned();
                    }
                }
            }
        }
        writer.write_record(&cells)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// The header of the trail of decisions.
pub const TRAIL_HEADER: &str =
    "at,request,decision,by,note,kind,agent,day,with,roster_before,fingerprint_before,roster_after,fingerprint_after\n";

/// A version of a roster as the trail names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The file.
    pub file: String,
    /// A fingerprint of its bytes.
    pub fingerprint: String,
}

impl Version {
    /// The version of a file with these bytes; the fingerprint is their 64-bit FNV-1a hash (Fowler, Noll & Vo 1991).
    #[must_use]
    pub fn of(file: &str, bytes: &[u8]) -> Self {
        let hash = bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        Self { file: file.to_owned(), fingerprint: format!("{hash:016x}") }
    }
}

/// The line of the trail for a decision.
#[must_use]
pub fn trail_line(request: &Request, made: &DecisionMade, before: &Version, after: &Version, zone: Zone) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let (at, day) = (zone.rfc3339(made.at), request.day.to_string());
    let cells = [
        at.as_str(),
        &request.id,
        made.decision.as_str(),
        &made.by,
        &made.note,
        request.wish.as_str(),
        request.agent.as_str(),
        &day,
        request.wish.colleague().map_or("", |agent| agent.as_str()),
        &before.file,
        &before.fingerprint,
        &after.file,
        &after.fingerprint,
    ];
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells.map(|cell| defused(cell).into_owned()));
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::adherence::Decision;
    use crate::domain::time::Instant;

    #[test]
    fn a_decision_is_written_into_its_row_and_nowhere_else() {
        let made = DecisionMade {
            decision: Decision::Refused,
            by: "lead".into(),
            at: Instant::from_unix(0),
            note: "too few, sorry".into(),
        };
        let text = "id,kind,Colour,state\n1,swap,red,\n2,swap,\"b,lue\",requested\n";
        let bytes = decided(text, b',', "2", &made, Zone::UTC).expect("written");
        assert_eq!(
            String::from_utf8(bytes).expect("utf-8"),
            "id,kind,Colour,state,decided_by,decided_at,note\n1,swap,red,,,,\n\
             2,swap,\"b,lue\",refused,lead,1970-01-01T00:00:00+00:00,\"too few, sorry\"\n"
        );
    }

    #[test]
    fn fingerprints_tell_versions_apart() {
        // the published value of FNV-1a for "a"
        assert_eq!(Version::of("f", b"a").fingerprint, "af63dc4c8601ec8c");
        assert_ne!(Version::of("f", b"ab"), Version::of("f", b"ba"));
    }
}
