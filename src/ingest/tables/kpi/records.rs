//! costs.csv, quality.csv, fcr.csv and hr.csv.

use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::super::row::Row;
use super::super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi_facts::{ContactFlag, Cost, HeadCount, QualityScore};
use crate::domain::units::Fte;

/// Reads costs.csv: amounts spread evenly over the days `from`–`to`, `to` included and `from` where it is empty.
pub fn costs(path: &Path, findings: &mut Findings) -> Vec<Cost> {
    let columns = Columns { needed: &["from", "amount"], optional: &["to", "kind"] };
    rows(path, columns, findings, |row| {
        let from = row.required("from", Row::date);
        let to = row.date("to");
        let amount = row.required("amount", |row, column| row.unit(column, not_negative));
        if row.broken("to", to.as_ref()) {
            return None;
        }
        let from = from?;
        let to = to.unwrap_or(from);
        if to < from {
            row.fault(Code::EndBeforeStart, "to", || ("the last day is before the first".to_owned(), None));
            return None;
        }
        Some(Cost { from, to, amount: amount? })
    })
}

/// Reads quality.csv: a score from 0 to 100 a monitored call.
pub fn quality(path: &Path, findings: &mut Findings) -> Vec<QualityScore> {
    let columns = Columns { needed: &["date", "agent", "score"], optional: &[] };
    rows(path, columns, findings, |row| {
        let date = row.required("date", Row::date);
        let agent = row.need("agent").map(AgentId::new);
        let score = row.required("score", |row, column| row.unit(column, not_negative));
        let over = score.is_some_and(|score| score > 100.0);
        if over {
            row.fault(Code::CellRange, "score", || ("expected a score from 0 to 100".to_owned(), None));
        }
        Some(QualityScore { date: date?, agent: agent?, score: score.filter(|_| !over)? })
    })
}

/// Reads fcr.csv: whether a call needed no second contact.
pub fn contacts(path: &Path, findings: &mut Findings) -> Vec<ContactFlag> {
    let columns = Columns { needed: &["date", "resolved"], optional: &["queue", "agent"] };
    rows(path, columns, findings, |row| {
        let date = row.required("date", Row::date);
        let resolved = row.required("resolved", Row::flag);
        let agent = row.text("agent").map(AgentId::new);
        let queue = row.text("queue").map(QueueId::new);
        Some(ContactFlag { date: date?, agent, queue, resolved: resolved? })
    })
}

/// Reads hr.csv: leavers and full-time equivalents of each month (`2026-12`), by team where there are teams.
pub fn heads(path: &Path, findings: &mut Findings) -> Vec<HeadCount> {
    let columns = Columns { needed: &["month", "leavers", "fte"], optional: &["team"] };
    rows(path, columns, findings, |row| {
        let month = row.required("month", |row, column| row.parsed(column, "a month such as 2026-12", month));
        let leavers = row.required("leavers", |row, column| row.unit(column, not_negative));
        let fte = row.required("fte", |row, column| row.unit(column, Fte::new));
        let team = row.text("team").unwrap_or_default().to_owned();
        Some(HeadCount { month: month?, team, leavers: leavers?, fte: fte? })
    })
}

fn rows<T>(path: &Path, columns: Columns, findings: &mut Findings, mut read: impl FnMut(&Row) -> Option<T>) -> Vec<T> {
    let Some(table) = Table::open(path, columns, findings) else { return Vec::new() };
    table.rows().filter_map(|row| read(&row)).collect()
}

fn not_negative(value: f64) -> Option<f64> {
    (value.is_finite() && value >= 0.0).then_some(value)
}

/// `2026-12`, or any date of the month.
fn month(text: &str) -> Option<NaiveDate> {
    let of_month = format!("{text}-01").parse::<NaiveDate>();
    of_month.or_else(|_| text.parse()).ok().and_then(|date| date.with_day(1))
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{places, read_text};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    #[test]
    fn each_table_is_read() {
        let (costs, _) = read_text("from,to,amount\n2026-12-01,2026-12-07,700\n2026-12-08,,100\n", super::costs);
        assert_eq!((costs[0].to, costs[1].to), (day("2026-12-07"), day("2026-12-08")));
        let (scores, _) = read_text("date,agent,score\n2026-12-01,A1,92.5\n", quality);
        assert!((scores[0].score - 92.5).abs() < 1e-12);
        let (flags, _) = read_text("date,resolved,queue\n2026-12-01,1,cards\n", contacts);
        assert!(flags[0].resolved && flags[0].queue == Some(QueueId::new("cards")));
        let (heads, _) = read_text("month,leavers,fte\n2026-12,2,41.5\n2026-11-30,1,40\n", super::heads);
        assert_eq!([heads[0].month, heads[1].month], [day("2026-12-01"), day("2026-11-01")]);
    }

    #[test]
    fn faults_are_found_with_their_places() {
        let (_, found) = read_text("from,to,amount\n2026-12-07,2026-12-01,5\n2026-12-01,,-5\n", super::costs);
        assert_eq!(places(&found), [("T109", 2, "to"), ("T107", 3, "amount")]);
        let (_, found) = read_text("date,agent,score\n2026-12-01,A1,101\n", quality);
        assert_eq!(places(&found), [("T107", 2, "score")]);
        let (_, found) = read_text("month,leavers,fte\nDecember,2,41.5\n", super::heads);
        assert_eq!(places(&found), [("T106", 2, "month")]);
    }
}
