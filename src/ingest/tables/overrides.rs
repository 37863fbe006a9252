//! overrides.csv: a planner's corrections of a forecast.

use std::path::Path;

use chrono::NaiveDate;

use super::queue::QueueColumn;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::series::{Override, OverrideKind};
use crate::domain::time::Instant;
use crate::ingest::{nearest, when};

const KINDS: [&str; 3] = ["total", "interval", "factor"];

/// Reads overrides.csv. `start` may be a clock time (`09:00`) of the date or a full time; empty, the row is for the day.
///
/// Errors: a start outside the date or off the grid, `interval` without a start, `total` with one, negative values.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<Override> {
    let queue = QueueColumn::of(centre);
    let needed = [&["date", "kind", "value"], queue.needed()].concat();
    let columns = Columns { needed: &needed, optional: &["queue", "start", "reason"] };
    let Some(table) = Table::open(path, columns, findings) else { return Vec::new() };
    table.rows().filter_map(|row| correction(&row, centre, &queue)).collect()
}

fn correction(row: &Row, centre: &Centre, queue: &QueueColumn) -> Option<Override> {
    let date = row.required("date", Row::date);
    let start = date.and_then(|date| start(row, date, centre));
    let queue = queue.read(row);
    let kind = row.need("kind").and_then(|text| kind(row, text));
    let value = row.required("value", |row, column| row.unit(column, |v| (v.is_finite() && v >= 0.0).then_some(v)));
    if row.broken("start", start.as_ref()) || !start_suits(row, kind?) {
        return None;
    }
    let reason = row.text("reason").unwrap_or_default().to_owned();
    Some(Override { date: date?, start, queue: queue?, kind: kind?, value: value?, reason })
}

fn start(row: &Row, date: NaiveDate, centre: &Centre) -> Option<Instant> {
    let at = match when::clock(row.text("start")?) {
        Some(clock) => centre.zone.at(date, clock),
        None => row.moment("start", centre.zone)?,
    };
    if centre.zone.day(at) != date {
        row.fault(Code::CellRange, "start", || (format!("the interval is not on {date}"), None));
        return None;
    }
    row.on_grid("start", at, centre.zone, centre.interval).then_some(at)
}

fn kind(row: &Row, text: &str) -> Option<OverrideKind> {
    match text.to_lowercase().as_str() {
        "total" => Some(OverrideKind::Total),
        "interval" => Some(OverrideKind::Interval),
        "factor" => Some(OverrideKind::Factor),
        other => {
            row.fault(Code::CellInvalid, "kind", || {
                (format!("expected one of {}", KINDS.join(", ")), Some(nearest::hint(other, KINDS)))
            });
            None
        }
    }
}

fn start_suits(row: &Row, kind: OverrideKind) -> bool {
    let message = match (kind, row.text("start")) {
        (OverrideKind::Interval, None) => "an override of an interval needs its start",
        (OverrideKind::Total, Some(_)) => "an override of a day's total has no start",
        _ => return true,
    };
    row.fault(Code::CellInvalid, "start", || (message.to_owned(), None));
    false
}

#[cfg(test)]
mod tests {
    use super::super::testing::{centre, places, read_text};
    use super::*;

    fn overrides(text: &str) -> (Vec<Override>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), findings))
    }

    #[test]
    fn days_and_intervals_are_read() {
        let (rows, findings) = overrides(
            "date,start,queue,kind,value,reason\n2026-12-01,,cards,total,900,launch\n\
             2026-12-01,2026-12-01 09:00,cards,interval,40,\n2026-12-01,09:00,cards,factor,1.2,mailing\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(rows[1].start, rows[2].start);
        assert_eq!(rows[0].start, None);
    }

    #[test]
    fn faults_are_found() {
        let (rows, findings) = overrides(
            "date,start,queue,kind,value\n2026-12-01,2026-12-02 09:00,cards,interval,1\n2026-12-01,,cards,interval,1\n\
             2026-12-01,9:00,cards,total,1\n2026-12-01,,cards,faktor,-1\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [
                ("T107", 2, "start"),
                ("T106", 3, "start"),
                ("T106", 4, "start"),
                ("T106", 5, "kind"),
                ("T107", 5, "value")
            ]
        );
    }
}
