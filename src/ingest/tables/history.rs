//! history.csv in its canonical form, as `wfm import` writes it.

use std::collections::BTreeMap;
use std::path::Path;

use super::queue::QueueColumn;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Severity};
use crate::domain::ids::QueueId;
use crate::domain::series::{History, HistoryRow};
use crate::domain::time::{Instant, Zone};
use crate::domain::units::{Calls, Seconds};

/// Reads history.csv, sorted by start and queue. Only `start` and `offered` are needed; `queue` too, when `queues` names
/// several. An empty `queues` accepts any queue; a file without the column is then the queue `main`.
///
/// A row with a start and no count says that the interval was not recorded: it is missing, as if the row were absent.
///
/// Errors: negative counts, unknown queues, no row at all. An interval twice: equal rows count once (a note), of different
/// ones the later is used (a warning).
pub fn read(path: &Path, zone: Zone, queues: &[QueueId], findings: &mut Findings) -> History {
    let queue = QueueColumn::of_ids(queues).open();
    let needed = [&["start", "offered"], queue.needed()].concat();
    let columns = Columns { needed: &needed, optional: &["queue", "answered", "abandoned", "aht_s"] };
    let Some(table) = Table::open(path, columns, findings) else { return History::default() };

    let mut rows: BTreeMap<(Instant, QueueId), (u64, HistoryRow)> = BTreeMap::new();
    for row in table.rows() {
        let Some(read) = history_row(&row, zone, &queue) else { continue };
        let key = (read.start, read.queue.clone());
        if let Some((line, earlier)) = rows.get(&key) {
            report_twice(&table, &row, *line, *earlier == read);
        }
        rows.insert(key, (row.line, read));
    }
    if rows.is_empty() {
        table.report_no_rows("there is no history");
    }
    History { rows: rows.into_values().map(|(_, row)| row).collect() }
}

fn history_row(row: &Row, zone: Zone, queue: &QueueColumn) -> Option<HistoryRow> {
    let start = row.required("start", |row, column| row.moment(column, zone));
    if row.text("offered").is_none() && row.text("start").is_some() {
        return None;
    }
    let queue = queue.read(row);
    let offered = row.required("offered", |row, column| row.unit(column, Calls::new));
    let answered = row.unit("answered", Calls::new);
    let abandoned = row.unit("abandoned", Calls::new);
    let aht = row.unit("aht_s", Seconds::new);
    let broken = row.broken("answered", answered.as_ref())
        || row.broken("abandoned", abandoned.as_ref())
        || row.broken("aht_s", aht.as_ref());
    if broken {
        return None;
    }
    Some(HistoryRow { start: start?, queue: queue?, offered: offered?, answered, abandoned, aht })
}

fn report_twice(table: &Table, row: &Row, earlier: u64, equal: bool) {
    table.faults.push(Code::HistoryTwice, || {
        let message = if equal {
            format!("the same row as on line {earlier}: it counts once")
        } else {
            format!("other figures than on line {earlier} for the same interval: these are used")
        };
        let place = table.faults.line(row.line).cell("start", row.text("start").unwrap_or_default());
        let mut finding = Finding::new(Code::HistoryTwice, message).at(place);
        if equal {
            finding.severity = Severity::Note;
        }
        finding
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::{places, read_text};
    use super::*;

    fn history(text: &str, queues: &[QueueId]) -> (History, Findings) {
        read_text(text, |path, findings| read(path, Zone::UTC, queues, findings))
    }

    #[test]
    fn two_columns_are_enough_for_one_queue() {
        let (read, findings) = history("start,offered\n2026-12-01 00:30,3\n", &[QueueId::new("cards")]);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(read.rows[0].queue, QueueId::new("cards"));
        let (read, _) = history("start,offered\n2026-12-01 00:30,3\n", &[]);
        assert_eq!(read.rows[0].queue, QueueId::new("main"));
    }

    #[test]
    fn equal_duplicates_are_noted_and_others_warned_of() {
        let text = "start,offered\n2026-12-01 00:30,3\n2026-12-01 00:30,3\n2026-12-01 00:30,4\n";
        let (read, findings) = history(text, &[]);
        assert!((read.rows[0].offered.get() - 4.0).abs() < 1e-9 && read.rows.len() == 1);
        assert_eq!((findings.count(Severity::Note), findings.count(Severity::Warning)), (1, 1));
    }

    #[test]
    fn a_row_without_a_count_is_missing_and_not_zero() {
        let text = "start,offered,aht_s\n2026-12-01 00:30,3,\n2026-12-01 01:00,,\n2026-12-01 01:30,0,\n";
        let (read, findings) = history(text, &[]);
        assert!(findings.is_empty(), "{findings:?}");
        let calls: Vec<f64> = read.rows.iter().map(|row| row.offered.get()).collect();
        assert_eq!(calls, [3.0, 0.0]);
    }

    #[test]
    fn faults_are_found() {
        let text = "start,queue,offered,answered\n2026-02-29 00:30,a,3,\n2026-12-01 00:30,c,-3,x\n";
        let (read, findings) = history(text, &[QueueId::new("a"), QueueId::new("b")]);
        assert!(read.rows.is_empty());
        assert_eq!(places(&findings), [("T106", 2, "start"), ("T107", 3, "offered"), ("T106", 3, "answered"),]);
    }
}
