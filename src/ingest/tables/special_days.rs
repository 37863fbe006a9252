//! special_days.csv and holiday calendars, which have the same columns.

use std::path::Path;

use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::calendar::{Calendar, SpecialDay};
use crate::domain::findings::Findings;

const COLUMNS: Columns<'static> = Columns { needed: &["date", "type"], optional: &["name", "known_ahead", "factor"] };

/// Largest planned size that is believed.
const LARGEST_FACTOR: f64 = 1000.0;

/// Reads a file of special days; several rows may share a date; an empty `known_ahead` is 1, an empty `factor` no planned size.
///
/// Errors: dates and flags that cannot be read, rows without a type, factors that are not above 0.
pub fn read(path: &Path, findings: &mut Findings) -> Calendar {
    calendar(Table::open(path, COLUMNS, findings))
}

/// The same for a text that is compiled in; `name` is what findings call it.
pub(crate) fn read_text(name: &str, text: &str, findings: &mut Findings) -> Calendar {
    calendar(Table::of_text(name, text.to_owned(), COLUMNS, findings))
}

fn calendar(table: Option<Table>) -> Calendar {
    table.map(|table| Calendar::new(table.rows().filter_map(|row| special_day(&row)))).unwrap_or_default()
}

fn special_day(row: &Row) -> Option<SpecialDay> {
    let date = row.required("date", Row::date);
    let kind = row.need("type").map(str::to_owned);
    let known_ahead = row.flag("known_ahead");
    let factor = row.unit("factor", |size| Some(size).filter(|size| *size > 0.0 && *size <= LARGEST_FACTOR));
    if row.broken("known_ahead", known_ahead.as_ref()) || row.broken("factor", factor.as_ref()) {
        return None;
    }
    let name = row.text("name").unwrap_or_default().to_owned();
    Some(SpecialDay { date: date?, kind: kind?, name, known_ahead: known_ahead.unwrap_or(true), factor })
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    #[test]
    fn a_date_may_have_several_rows() {
        let mut findings = Findings::new();
        let text = "date,type,name,known_ahead\n2026-06-18,campaign,618,1\n2026-06-18,outage,line down,0\n";
        let calendar = read_text("special_days.csv", text, &mut findings);
        assert!(findings.is_empty());
        let day = "2026-06-18".parse().expect("date");
        assert_eq!(calendar.on(day).len(), 2);
        assert_eq!(calendar.known_at("2026-01-01".parse().expect("date")).on(day).len(), 1);
    }

    #[test]
    fn faults_are_found() {
        let mut findings = Findings::new();
        let text = "date,type,known_ahead\n2026-02-29,full,1\n2026-03-01,,1\n2026-03-02,full,maybe\n";
        assert_eq!(read_text("s.csv", text, &mut findings).iter().count(), 0);
        assert_eq!(places(&findings), [("T106", 2, "date"), ("T105", 3, "type"), ("T106", 4, "known_ahead")]);
    }

    #[test]
    fn a_planned_size_is_a_factor_above_nought() {
        let mut findings = Findings::new();
        let text = "date,type,factor\n2026-06-18,campaign,1.6\n2026-06-19,campaign,\n2026-06-20,campaign,0\n2026-06-21,campaign,big\n";
        let read: Vec<Option<f64>> = read_text("s.csv", text, &mut findings).iter().map(|d| d.factor).collect();
        assert_eq!(read, [Some(1.6), None]);
        assert_eq!(places(&findings), [("T107", 4, "factor"), ("T106", 5, "factor")]);
    }
}
