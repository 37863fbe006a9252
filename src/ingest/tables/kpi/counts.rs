//! history.csv with the further columns that an export of interval counts may have.

use std::path::Path;

use super::super::queue::QueueColumn;
use super::super::row::Row;
use super::super::table::{Columns, Table};
use crate::domain::findings::Findings;
use crate::domain::ids::QueueId;
use crate::domain::kpi_facts::IntervalCounts;
use crate::domain::time::Zone;
use crate::domain::units::{Calls, Seconds};

const NEEDED: [&str; 2] = ["start", "offered"];

const OPTIONAL: [&str; 16] = [
    "queue",
    "answered",
    "abandoned",
    "aht_s",
    "blocked",
    "self_service",
    "queued",
    "answered_in_time",
    "abandoned_in_time",
    "transferred",
    "talk_s",
    "hold_s",
    "acw_s",
    "asa_s",
    "time_to_abandon_s",
    "queue_time_s",
];

/// Whether a text begins with the header of this table.
#[must_use]
pub fn is_header(line: &str) -> bool {
    let names: Vec<String> = line.split([',', ';', '\t']).map(|cell| cell.trim().to_lowercase()).collect();
    NEEDED.iter().all(|needed| names.iter().any(|name| name == needed))
}

/// Reads interval counts, sorted by start and queue. An empty `queues` accepts any queue; a row without `offered` was not
/// recorded and is left out.
///
/// Errors: cells that cannot be read, negative counts and times, no row at all.
pub fn read(path: &Path, zone: Zone, queues: &[QueueId], findings: &mut Findings) -> Vec<IntervalCounts> {
    let queue = QueueColumn::of_ids(queues).open();
    let needed = [&NEEDED[..], queue.needed()].concat();
    let Some(table) = Table::open(path, Columns { needed: &needed, optional: &OPTIONAL }, findings) else {
        return Vec::new();
    };
    let mut rows: Vec<IntervalCounts> = table.rows().filter_map(|row| counts(&row, zone, &queue)).collect();
    if rows.is_empty() {
        table.report_no_rows("there is no history");
    }
    rows.sort_by(|a, b| (a.start, &a.queue).cmp(&(b.start, &b.queue)));
    rows
}

fn counts(row: &Row, zone: Zone, queue: &QueueColumn) -> Option<IntervalCounts> {
    let start = row.required("start", |row, column| row.moment(column, zone));
    if row.text("offered").is_none() && row.text("start").is_some() {
        return None;
    }
    let queue = queue.read(row);
    let offered = row.required("offered", |row, column| row.unit(column, Calls::new));
    let calls = |column| row.unit(column, Calls::new);
    let seconds = |column| row.unit(column, Seconds::new);
    let counts = IntervalCounts {
        start: start?,
        queue: queue?,
        offered: offered?,
        answered: calls("answered"),
        abandoned: calls("abandoned"),
        blocked: calls("blocked"),
        self_service: calls("self_service"),
        queued: calls("queued"),
        answered_in_time: calls("answered_in_time"),
        abandoned_in_time: calls("abandoned_in_time"),
        transferred: calls("transferred"),
        aht: seconds("aht_s"),
        talk: seconds("talk_s"),
        hold: seconds("hold_s"),
        after_call: seconds("acw_s"),
        asa: seconds("asa_s"),
        time_to_abandon: seconds("time_to_abandon_s"),
        queue_time: seconds("queue_time_s"),
    };
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{places, read_text};
    use super::*;

    #[test]
    fn further_columns_are_read_and_faults_found() {
        let text = "start,offered,answered_in_time,asa_s\n2026-12-01 09:00,10,8,12.5\n2026-12-01 09:30,,,\n";
        let (rows, findings) = read_text(text, |path, f| read(path, Zone::UTC, &[], f));
        assert!(findings.is_empty() && rows.len() == 1, "{findings:?}");
        assert_eq!((rows[0].answered_in_time, rows[0].asa), (Calls::new(8.0), Seconds::new(12.5)));
        assert_eq!(rows[0].blocked, None);
        let (_, findings) =
            read_text("start,offered,asa_s\n2026-12-01 09:00,10,-1\n", |p, f| read(p, Zone::UTC, &[], f));
        assert_eq!(places(&findings), [("T107", 2, "asa_s")]);
    }
}
