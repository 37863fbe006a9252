//! allowances.csv: how many may be on leave on a day.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::people::Agent;
use crate::domain::team::LeaveAllowance;
use crate::domain::units::Heads;

const COLUMNS: Columns<'static> = Columns { needed: &["from", "to", "max_away"], optional: &["team"] };

/// Reads allowances.csv; `from` and `to` are days, both included, and an empty `team` is everyone together. Rows of teams
/// that no agent has are left out with a warning.
///
/// Errors: days that do not exist, a last day before the first, a `max_away` that is no whole number.
pub fn read(path: &Path, agents: &[Agent], findings: &mut Findings) -> Vec<LeaveAllowance> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let teams = Names::teams(agents);
    table.rows().filter_map(|row| allowance(&row, &teams)).collect()
}

fn allowance(row: &Row, teams: &Names) -> Option<LeaveAllowance> {
    let (from, to) = (row.required("from", Row::date), row.required("to", Row::date));
    let max_away = row.required("max_away", Row::whole).map(Heads::new);
    let team = row.text("team").map(str::to_owned);
    let listed = team.as_deref().is_none_or(|team| row.listed("team", team, teams));
    let (from, to, max_away) = (from?, to?, max_away?);
    if to < from {
        row.fault(Code::EndBeforeStart, "to", || ("the last day is before the first".to_owned(), None));
        return None;
    }
    listed.then_some(LeaveAllowance { from, to, team, max_away })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, places, read_text};
    use super::*;

    fn allowances(text: &str) -> (Vec<LeaveAllowance>, Findings) {
        read_text(text, |path, findings| read(path, &agents(), findings))
    }

    #[test]
    fn an_empty_team_is_everyone() {
        let (rows, findings) =
            allowances("from,to,team,max_away\n2026-12-01,2026-12-03,,2\n2026-12-01,2026-12-01,T1,0\n");
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(rows.iter().map(|r| r.team.as_deref()).collect::<Vec<_>>(), [None, Some("T1")]);
        assert_eq!(rows[0].max_away, Heads::new(2));
    }

    #[test]
    fn every_fault_is_found() {
        let (rows, findings) = allowances(
            "from,to,team,max_away\n2026-12-03,2026-12-01,,2\n2026-02-29,2026-03-01,,x\n2026-12-01,2026-12-01,T9,1\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [("T109", 2, "to"), ("T106", 3, "from"), ("T106", 3, "max_away"), ("T116", 4, "team")]
        );
    }
}
