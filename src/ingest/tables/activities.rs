//! activities.csv: trainings and meetings, at a fixed time or to be placed in a window.

use std::path::Path;

use chrono::Days;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, Agent, PlannedActivity};
use crate::domain::span::Span;
use crate::domain::time::Instant;
use crate::domain::units::Minutes;
use crate::ingest::when;

const COLUMNS: Columns<'static> =
    Columns { needed: &["kind"], optional: &["agent", "start", "end", "team", "minutes", "from", "to"] };

/// Reads activities.csv: a row with `agent,start,end` is fixed, one with `team,minutes,from,to` is to be placed. Rows of
/// agents and teams that are not in `agents` are left out with a warning.
///
/// Errors: rows that are both or neither, kinds other than `training` and `meeting`, windows shorter than the activity.
pub fn read(path: &Path, centre: &Centre, agents: &[Agent], findings: &mut Findings) -> Vec<PlannedActivity> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    if !table.has("agent") && !table.has("team") {
        let message = "the table has neither the columns agent,start,end nor team,minutes,from,to";
        table.faults.push(Code::ColumnMissing, || Finding::new(Code::ColumnMissing, message).at(table.faults.line(1)));
        return Vec::new();
    }
    let (names, teams) = (Names::agents(agents), Names::teams(agents));
    table
        .rows()
        .filter_map(|row| match (row.text("agent"), row.text("team")) {
            (Some(_), None) => fixed(&row, centre, &names),
            (None, Some(_)) => placed(&row, centre, &teams),
            (Some(_), Some(_)) => {
                let message = "a row has an agent (fixed time) or a team (to be placed), not both".to_owned();
                row.fault(Code::CellInvalid, "team", || (message, None));
                None
            }
            (None, None) => {
                row.fault(Code::CellMissing, "agent", || ("the row has neither agent nor team".to_owned(), None));
                None
            }
        })
        .collect()
}

fn fixed(row: &Row, centre: &Centre, names: &Names) -> Option<PlannedActivity> {
    let kind = kind(row);
    let (start, end) = (row.need("start"), row.need("end"));
    let span = start.and(end).and_then(|_| row.span("start", "end", centre.zone));
    let (kind, span, agent) = (kind?, span?, AgentId::new(row.text("agent")?));
    row.listed("agent", agent.as_str(), names).then_some(PlannedActivity::Fixed { agent, span, kind })
}

fn placed(row: &Row, centre: &Centre, teams: &Names) -> Option<PlannedActivity> {
    let kind = kind(row);
    let length = row.required("minutes", Row::whole);
    let window = window(row, centre);
    let (kind, length, window, team) = (kind?, Minutes::new(length?), window?, row.text("team")?.to_owned());
    let fits = length.get() > 0 && i64::from(length.get()) * 60 <= window.seconds();
    if !fits {
        let message = "the activity has no length, or is longer than its window".to_owned();
        row.fault(Code::CellRange, "minutes", || (message, None));
        return None;
    }
    row.listed("team", &team, teams).then_some(PlannedActivity::Placed { team, length, window, kind })
}

fn kind(row: &Row) -> Option<Activity> {
    row.need("kind")?;
    row.parsed("kind", "training or meeting", |text| {
        Activity::parse(&text.to_lowercase()).filter(|kind| matches!(kind, Activity::Training | Activity::Meeting))
    })
}

/// The window from `from` to `to`; a bare date is a whole day, the last one included.
fn window(row: &Row, centre: &Centre) -> Option<Span> {
    let (from, to) = (row.need("from"), row.need("to"));
    let start = from.and_then(|text| edge(row, "from", text, centre, 0));
    let end = to.and_then(|text| edge(row, "to", text, centre, 1));
    let span = Span::new(start?, end?);
    if span.is_none() {
        row.fault(Code::EndBeforeStart, "to", || ("the window ends before it begins".to_owned(), None));
    }
    span
}

fn edge(row: &Row, column: &str, text: &str, centre: &Centre, days_later: u64) -> Option<Instant> {
    if !when::looks_like_date(text) {
        return row.moment(column, centre.zone);
    }
    row.date(column)?.checked_add_days(Days::new(days_later)).map(|day| centre.zone.midnight(day))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, centre, places, read_text};
    use super::*;

    fn activities(text: &str) -> (Vec<PlannedActivity>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), &agents(), findings))
    }

    #[test]
    fn both_shapes_are_read_from_one_file() {
        let (rows, findings) = activities(
            "agent,start,end,team,minutes,from,to,kind\n\
             A1,2026-12-01 09:00,2026-12-01 10:00,,,,,training\n\
             ,,,T1,60,2026-12-01,2026-12-03,meeting\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert!(matches!(&rows[0], PlannedActivity::Fixed { span, .. } if span.seconds() == 3600));
        assert!(matches!(&rows[1], PlannedActivity::Placed { window, .. } if window.seconds() == 3 * 86_400));
    }

    #[test]
    fn faults_are_found() {
        let (rows, findings) = activities(
            "agent,start,end,team,minutes,from,to,kind\n\
             A1,2026-12-01 09:00,,,,,,lunch\n\
             ,,,T1,120,2026-12-01 09:00,2026-12-01 10:00,meeting\n\
             ,,,T9,30,2026-12-01 09:00,2026-12-01 10:00,meeting\n\
             ,,,,,,,meeting\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [
                ("T106", 2, "kind"),
                ("T105", 2, "end"),
                ("T107", 3, "minutes"),
                ("T116", 4, "team"),
                ("T105", 5, "agent"),
            ]
        );
    }
}
