//! forecast.csv and forecast_days.csv: expected calls and handle time, with their bands.

use std::collections::BTreeMap;
use std::path::Path;

use super::queue::QueueColumn;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::series::{Band, ForecastDay, ForecastRow};
use crate::domain::units::{Calls, Seconds};

/// Reads forecast.csv, sorted by start and queue. Only `start`, `offered` and (with several queues) `queue` are needed.
///
/// Errors: times off the grid, negative calls, a band whose lower quantile is above the upper, an interval twice, no row.
pub fn read(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<ForecastRow> {
    let queue = QueueColumn::of(centre).open();
    let needed = [&["start", "offered"], queue.needed()].concat();
    let columns = Columns {
        needed: &needed,
        optional: &["queue", "p10", "p90", "p02_5", "p97_5", "aht_s", "aht_p10_s", "aht_p90_s"],
    };
    let Some(table) = Table::open(path, columns, findings) else { return Vec::new() };
    let read = |row: &Row| {
        let start = row.required("start", |row, column| row.moment(column, centre.zone));
        let on_grid = start.is_none_or(|at| row.on_grid("start", at, centre.zone, centre.interval));
        let queue = queue.read(row);
        let values = values(row);
        let aht = row.unit("aht_s", Seconds::new);
        if !on_grid || row.broken("aht_s", aht.as_ref()) {
            return None;
        }
        let aht_band80 = band(row, "aht_p10_s", "aht_p90_s")?;
        let Values { offered, band80, band95 } = values?;
        Some(ForecastRow { start: start?, queue: queue?, offered, band80, band95, aht, aht_band80 })
    };
    let rows = once_each(&table, "start", read, |r| (r.start, r.queue.clone()));
    if rows.is_empty() {
        table.report_no_rows("there is nothing to staff");
    }
    rows
}

/// Reads forecast_days.csv, sorted by date and queue, as [`read`] does.
pub fn read_days(path: &Path, centre: &Centre, findings: &mut Findings) -> Vec<ForecastDay> {
    let queue = QueueColumn::of(centre).open();
    let needed = [&["date", "offered"], queue.needed()].concat();
    let columns = Columns { needed: &needed, optional: &["queue", "p10", "p90", "p02_5", "p97_5"] };
    let Some(table) = Table::open(path, columns, findings) else { return Vec::new() };
    let read = |row: &Row| {
        let date = row.required("date", Row::date);
        let queue = queue.read(row);
        let Values { offered, band80, band95 } = values(row)?;
        Some(ForecastDay { date: date?, queue: queue?, offered, band80, band95 })
    };
    once_each(&table, "date", read, |r| (r.date, r.queue.clone()))
}

struct Values {
    offered: Calls,
    band80: Option<Band>,
    band95: Option<Band>,
}

fn values(row: &Row) -> Option<Values> {
    let offered = row.required("offered", |row, column| row.unit(column, Calls::new));
    let band80 = band(row, "p10", "p90");
    let band95 = band(row, "p02_5", "p97_5");
    Some(Values { offered: offered?, band80: band80?, band95: band95? })
}

/// `None` is a fault, `Some(None)` an absent band; one quantile alone is no band.
#[expect(clippy::option_option, reason = "a fault and an absent band must not be confused")]
fn band(row: &Row, low: &str, high: &str) -> Option<Option<Band>> {
    let (lower, upper) = (row.unit(low, Calls::new), row.unit(high, Calls::new));
    if row.broken(low, lower.as_ref()) || row.broken(high, upper.as_ref()) {
        return None;
    }
    let (Some(lower), Some(upper)) = (lower, upper) else { return Some(None) };
    if lower.get() > upper.get() {
        row.fault(Code::CellRange, low, || (format!("{low} is above {high}"), None));
        return None;
    }
    Some(Some(Band { low: lower.get(), high: upper.get() }))
}

/// Every row that `read` accepts, sorted by key; a key that comes again is a fault.
fn once_each<T, K: Ord>(
    table: &Table,
    column: &str,
    read: impl Fn(&Row) -> Option<T>,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut rows: BTreeMap<K, (u64, T)> = BTreeMap::new();
    for row in table.rows() {
        let Some(value) = read(&row) else { continue };
        let key = key(&value);
        if let Some((first, _)) = rows.get(&key) {
            let message = format!("the same as on line {first}: it is read once");
            row.fault(Code::RowTwice, column, || (message, None));
        } else {
            rows.insert(key, (row.line, value));
        }
    }
    rows.into_values().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{centre, places, read_text};
    use super::*;

    #[test]
    fn bands_are_read_where_they_are() {
        let text = "start,queue,offered,p10,p90,p02_5,p97_5,aht_s\n2026-12-01 00:30,cards,12.5,8,17,5,20,180\n\
                    2026-12-01 00:00,cards,3,,,,,\n";
        let (rows, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!((rows[0].band80, rows[0].aht), (None, None));
        assert_eq!(rows[1].band80, Some(Band { low: 8.0, high: 17.0 }));
    }

    #[test]
    fn days_are_read() {
        let text = "date,queue,offered,p10,p90\n2026-12-01,cards,100,80,120\n2026-12-01,cards,100,80,120\n";
        let (rows, findings) = read_text(text, |path, findings| read_days(path, &centre(), findings));
        assert_eq!(rows.len(), 1);
        assert_eq!(places(&findings), [("T110", 3, "date")]);
    }

    #[test]
    fn faults_are_found() {
        let text = "start,queue,offered,p10,p90,aht_s\n2026-12-01 00:30,cards,-1,,,\n2026-12-01 01:00,cards,1,5,2,\n\
                    2026-12-01 01:30,cards,NaN,,,x\n";
        let (rows, findings) = read_text(text, |path, findings| read(path, &centre(), findings));
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T107", 2, "offered"), ("T107", 3, "p10"), ("T107", 4, "offered"), ("T106", 4, "aht_s")]
        );
    }
}
