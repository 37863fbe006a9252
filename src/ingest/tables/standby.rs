//! standby.csv: who can be called in, as `wfm roster --standby` writes it.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::findings::Findings;
use crate::domain::ids::AgentId;
use crate::domain::intraday::StandbyPeriod;
use crate::domain::people::Agent;
use crate::domain::time::Zone;

const COLUMNS: Columns<'static> = Columns { needed: &["start", "end", "agent"], optional: &["standby"] };

/// Reads standby.csv. Rows of agents that are not in `agents` are left out with a warning.
///
/// Errors: times that cannot be read, an end that is not after its start.
pub fn read(path: &Path, zone: Zone, agents: &[Agent], findings: &mut Findings) -> Vec<StandbyPeriod> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let names = Names::agents(agents);
    table.rows().filter_map(|row| period(&row, zone, &names)).collect()
}

fn period(row: &Row, zone: Zone, names: &Names) -> Option<StandbyPeriod> {
    let agent = row.need("agent").map(AgentId::new);
    let (start, end) = (row.need("start"), row.need("end"));
    let span = start.and(end).and_then(|_| row.span("start", "end", zone));
    let (agent, span) = (agent?, span?);
    row.listed("agent", agent.as_str(), names).then_some(StandbyPeriod { agent, span })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, places, read_text};
    use super::*;

    #[test]
    fn periods_are_read_and_strangers_left_out() {
        let known = agents();
        let who = known.first().expect("an agent").id.clone();
        let text = format!(
            "standby,start,end,agent\nnight,2026-12-01 08:00,2026-12-01 18:00,{who}\n,2026-12-01 08:00,2026-12-01 18:00,nobody\n\
             ,2026-12-01 18:00,2026-12-01 08:00,{who}\n"
        );
        let (rows, findings) = read_text(&text, |path, findings| read(path, Zone::UTC, &known, findings));
        assert_eq!(rows.iter().map(|row| row.span.seconds()).collect::<Vec<_>>(), [36_000]);
        assert_eq!(places(&findings).len(), 2, "{findings:?}");
    }
}
