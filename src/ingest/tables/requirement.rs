//! requirement.csv: what the roster has to cover.

use std::collections::BTreeMap;
use std::path::Path;

use super::queue::QueueColumn;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::QueueId;
use crate::domain::series::{Requirement, RequirementRow};
use crate::domain::time::Instant;
use crate::domain::units::{Erlangs, Fte, Heads, Seconds, Share};

/// The largest number of heads that an interval can be meant to need.
const MOST_HEADS: u32 = 1_000_000;

/// Reads requirement.csv, sorted by start and queue. Only `start`, `queue` and `scheduled` are needed; an empty `carried_in`
/// is 0.
///
/// Errors: times off the grid, head counts that are negative or not whole, an interval twice, no row at all.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Requirement {
    let queue = QueueColumn::of(centre);
    let needed = [&["start"], queue.needed(), &["scheduled"]].concat();
    let optional = ["queue", "erlangs", "agents", "service_level", "asa_s", "occupancy", "scheduled_fte", "carried_in"];
    let columns = Columns { needed: &needed, optional: &optional };
    let Some(table) = Table::open(path, columns, findings) else { return Requirement::default() };

    let mut rows: BTreeMap<(Instant, QueueId), (u64, RequirementRow)> = BTreeMap::new();
    for row in table.rows() {
        let Some(read) = requirement_row(&row, centre, &queue) else { continue };
        let key = (read.start, read.queue.clone());
        if let Some((first, _)) = rows.get(&key) {
            let message = format!("the interval is already on line {first}");
            row.fault(Code::RowTwice, "start", || (message, None));
            continue;
        }
        rows.insert(key, (row.line, read));
    }
    if rows.is_empty() {
        table.report_no_rows("there is nothing to cover");
    }
    Requirement { rows: rows.into_values().map(|(_, row)| row).collect() }
}

fn requirement_row(row: &Row, centre: &Centre, queue: &QueueColumn) -> Option<RequirementRow> {
    let start = row.required("start", |row, column| row.moment(column, centre.zone));
    let on_grid = start.is_none_or(|at| row.on_grid("start", at, centre.zone, centre.interval));
    let queue = queue.read(row);
    let scheduled = row.required("scheduled", Row::heads);
    let agents = row.heads("agents");
    let load = row.unit("erlangs", Erlangs::new);
    let scheduled_fte = row.unit("scheduled_fte", Fte::new);
    let carried_in = row.unit("carried_in", Fte::new);
    let service_level = row.unit("service_level", Share::new);
    let asa = row.unit("asa_s", Seconds::new);
    let occupancy = row.unit("occupancy", Share::new);
    if !on_grid || row.broken("carried_in", carried_in.as_ref()) {
        return None;
    }
    Some(RequirementRow {
        start: start?,
        queue: queue?,
        load,
        agents,
        scheduled: scheduled?,
        scheduled_fte,
        carried_in: carried_in.map_or(0.0, Fte::get),
        service_level,
        asa,
        occupancy,
    })
}

impl Row<'_, '_> {
    fn heads(&self, column: &str) -> Option<Heads> {
        let heads = self.whole(column)?;
        if heads > MOST_HEADS {
            self.fault(Code::CellRange, column, || ("the number is too large to be meant".to_owned(), None));
            return None;
        }
        Some(Heads::new(heads))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{centre, one_queue, places, read_text};
    use super::*;

    #[test]
    fn three_columns_are_enough_and_rows_are_sorted() {
        let text = "start,queue,scheduled,carried_in\n2026-12-01 00:30,loans,3,0.5\n2026-12-01 00:30,cards,3.0,\n\
                    2026-12-01T00:00:00+08:00,loans,1,1\n";
        let (requirement, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        assert!(findings.is_empty(), "{findings:?}");
        let seen: Vec<_> = requirement.rows.iter().map(|r| (r.queue.as_str(), r.scheduled.get())).collect();
        assert_eq!(seen, [("loans", 1), ("cards", 3), ("loans", 3)]);
    }

    #[test]
    fn one_queue_needs_no_queue_column() {
        let text = "start,scheduled\n2026-12-01 00:30,3\n";
        let (requirement, findings) = read_text(text, |path, findings| read(path, &one_queue(), findings));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(requirement.rows.len(), 1);
        let (_, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        assert!(findings.has(Code::ColumnMissing));
    }

    #[test]
    fn faults_are_found() {
        let text = "start,queue,scheduled,carried_in\n\
                    2026-12-01 00:30,cards,1,\n\
                    2026-12-01 00:30,cards,2,\n\
                    2026-12-01 00:40,cards,1,\n\
                    2026-12-01 01:00,card,-1,\n\
                    2026-12-01 01:30,cards,1.5,-2\n";
        let (requirement, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        assert_eq!(requirement.rows.len(), 1);
        assert_eq!(
            places(&findings),
            [
                ("T110", 3, "start"),
                ("T119", 4, "start"),
                ("T108", 5, "queue"),
                ("T107", 5, "scheduled"),
                ("T107", 6, "scheduled"),
                ("T107", 6, "carried_in"),
            ]
        );
    }
}
