//! availability.csv: weekly windows in which an agent can be present.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::people::{Agent, Availability};
use crate::domain::time::ClockTime;
use crate::ingest::when;

const COLUMNS: Columns<'static> = Columns { needed: &["agent", "weekday", "from", "to"], optional: &[] };

/// Reads availability.csv. `weekday` may be a range (`mon-fri`): one window a day. `to` at or before `from` is on the next
/// day. Rows of agents that are not in `agents` are left out with a warning.
pub fn read(path: &Path, agents: &[Agent], findings: &mut Findings) -> Vec<Availability> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let names = Names::agents(agents);
    table.rows().flat_map(|row| windows(&row, &names)).collect()
}

fn windows(row: &Row, names: &Names) -> Vec<Availability> {
    let agent = row.need("agent").map(AgentId::new);
    let days = row.required("weekday", Row::weekdays);
    let window = clock_window(row);
    let (Some(agent), Some(days), Some((from, to))) = (agent, days, window) else { return Vec::new() };
    if !row.listed("agent", agent.as_str(), names) {
        return Vec::new();
    }
    days.into_iter().map(|weekday| Availability { agent: agent.clone(), weekday, from, to }).collect()
}

fn clock_window(row: &Row) -> Option<(ClockTime, ClockTime)> {
    let from = row.required("from", Row::clock);
    let to = row.required("to", Row::clock);
    let window = when::window(from?, to?);
    if window.is_none() {
        let message = "the window is empty: `to` equals `from`".to_owned();
        let hint = "a whole day is 00:00 to 24:00".to_owned();
        row.fault(Code::EndBeforeStart, "to", || (message, Some(hint)));
    }
    window
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::super::testing::{agents, places, read_text};
    use super::*;

    fn availability(text: &str) -> (Vec<Availability>, Findings) {
        read_text(text, |path, findings| read(path, &agents(), findings))
    }

    #[test]
    fn ranges_are_days_and_windows_wrap_past_midnight() {
        let (rows, findings) = availability("agent,weekday,from,to\nA1,周五,22:00,06:00\nA2,sat-sun,0:00,24:00\n");
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!((rows[0].weekday, rows[0].to.minutes()), (Weekday::Fri, 1800));
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn faults_are_found() {
        let (rows, findings) =
            availability("agent,weekday,from,to\nA1,someday,8:00,26:00\nA1,mon,8:00,8:00\nA9,mon,8:00,9:00\n");
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T106", 2, "weekday"), ("T106", 2, "to"), ("T109", 3, "to"), ("T116", 4, "agent")]
        );
    }
}
