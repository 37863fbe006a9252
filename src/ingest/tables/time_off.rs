//! time_off.csv: leave, sickness and other absences.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Away, TimeOff};
use crate::ingest::when;

const COLUMNS: Columns<'static> = Columns { needed: &["agent", "start", "end"], optional: &["kind"] };

/// Reads time_off.csv. Rows of agents that are not in `agents` are left out with a warning.
///
/// Errors: `start` and `end` that are not both dates or both times, an end before its start.
pub fn read(path: &Path, centre: &Centre, agents: &[Agent], findings: &mut Findings) -> Vec<TimeOff> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let names = Names::agents(agents);
    table.rows().filter_map(|row| absence(&row, centre, &names)).collect()
}

fn absence(row: &Row, centre: &Centre, names: &Names) -> Option<TimeOff> {
    let agent = row.need("agent").map(AgentId::new);
    let when = away(row, centre);
    let (agent, when) = (agent?, when?);
    let listed = row.listed("agent", agent.as_str(), names);
    let kind = row.text("kind").unwrap_or_default().to_owned();
    listed.then_some(TimeOff { agent, when, kind })
}

/// Two dates are whole days, the last included; two times are a stretch of the clock.
fn away(row: &Row, centre: &Centre) -> Option<Away> {
    let (start, end) = (row.need("start"), row.need("end"));
    let is_day = |text: &str| when::date(text).is_some() || when::looks_like_date(text);
    if is_day(start?) != is_day(end?) {
        let message = "start and end must both be dates (whole days) or both be times".to_owned();
        row.fault(Code::CellInvalid, "end", || (message, None));
        return None;
    }
    if is_day(start?) {
        let (first, last) = (row.date("start"), row.date("end"));
        let (first, last) = (first?, last?);
        if last < first {
            row.fault(Code::EndBeforeStart, "end", || ("the last day is before the first".to_owned(), None));
            return None;
        }
        return Some(Away::Days(first, last));
    }
    row.span("start", "end", centre.zone).map(Away::Clock)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, centre, places, read_text};
    use super::*;

    fn time_off(text: &str) -> (Vec<TimeOff>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), &agents(), findings))
    }

    #[test]
    fn dates_are_days_and_times_are_spans() {
        let (rows, findings) = time_off(
            "agent,start,end,kind\nA1,2026-12-01,2026-12-03,leave\nA1,2026-12-04 08:00,2026-12-04T12:00+08:00,doctor\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        let day = |d: &str| when::date(d).expect("date");
        assert_eq!(rows[0].when, Away::Days(day("2026-12-01"), day("2026-12-03")));
        assert!(matches!(rows[1].when, Away::Clock(span) if span.seconds() == 4 * 3600));
    }

    #[test]
    fn faults_are_found_and_an_unknown_agent_only_warned_of() {
        let (rows, findings) = time_off(
            "agent,start,end\n\
             A1,2026-02-29,2026-03-01\n\
             A1,2026-03-02,2026-03-01\n\
             A1,2026-03-02,2026-03-02 12:00\n\
             A1,2026-03-02 12:00,2026-03-02 12:00\n\
             A9,2026-03-02,2026-03-02\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T106", 2, "start"), ("T109", 3, "end"), ("T106", 4, "end"), ("T109", 5, "end"), ("T116", 6, "agent"),]
        );
        assert_eq!(findings.count(crate::domain::findings::Severity::Warning), 1);
    }
}
