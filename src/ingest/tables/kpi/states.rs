//! states.csv for the indicators: the log of agents' states.

use std::path::Path;

use super::super::row::Row;
use super::super::table::{Columns, Table};
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::kpi_facts::StateChange;
use crate::domain::time::Zone;

const COLUMNS: Columns<'static> = Columns { needed: &["time", "agent", "state"], optional: &["reason"] };

/// Reads the log, sorted by agent and time; of rows of one agent and moment the later in the file counts.
///
/// Errors: cells that are empty or cannot be read, no row at all.
pub fn read(path: &Path, zone: Zone, findings: &mut Findings) -> Vec<StateChange> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let read = |row: &Row| {
        let at = row.required("time", |row, column| row.moment(column, zone));
        let agent = row.need("agent").map(AgentId::new);
        let state = row.need("state").map(str::to_owned);
        Some(StateChange { at: at?, agent: agent?, state: state? })
    };
    let mut rows: Vec<StateChange> = table.rows().filter_map(|row| read(&row)).collect();
    if rows.is_empty() {
        table.report_no_rows("there is no state");
    }
    // Stable, so that of equal times the later row stays behind and holds.
    rows.sort_by(|a, b| (&a.agent, a.at).cmp(&(&b.agent, b.at)));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{places, read_text};
    use super::*;

    #[test]
    fn rows_out_of_order_are_sorted_and_faults_found() {
        let text = "time,agent,state\n2026-12-01 09:30,A1,break\n2026-12-01 09:00,A1,available\n2026-12-01 25:00,A1,\n";
        let (rows, findings) = read_text(text, |path, f| read(path, Zone::UTC, f));
        let states: Vec<&str> = rows.iter().map(|row| row.state.as_str()).collect();
        assert_eq!(states, ["available", "break"]);
        assert_eq!(places(&findings), [("T106", 4, "time"), ("T105", 4, "state")]);
    }
}
