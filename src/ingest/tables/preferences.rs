//! preferences.csv: the wishes of agents.

use std::path::Path;

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::people::{Agent, Preference, Wish};
use crate::ingest::{nearest, when};

const COLUMNS: Columns<'static> = Columns { needed: &["agent", "kind", "value"], optional: &["weight"] };

const KINDS: [&str; 4] = ["day_off", "shift", "start_after", "end_before"];

/// Reads preferences.csv; an empty `weight` is 1. Rows of agents that are not in `agents` are left out with a warning.
///
/// Errors: kinds that do not exist, values that the kind cannot have, negative weights.
pub fn read(path: &Path, centre: &Centre, agents: &[Agent], findings: &mut Findings) -> Vec<Preference> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let (names, shifts) = (Names::agents(agents), Names::shifts(centre));
    table.rows().filter_map(|row| preference(&row, &names, &shifts)).collect()
}

fn preference(row: &Row, names: &Names, shifts: &Names) -> Option<Preference> {
    let agent = row.need("agent").map(AgentId::new);
    let wish = wish(row, shifts);
    let weight = row.unit("weight", |w| (w.is_finite() && w >= 0.0).then_some(w));
    if row.broken("weight", weight.as_ref()) {
        return None;
    }
    let (agent, wish) = (agent?, wish?);
    row.listed("agent", agent.as_str(), names).then_some(Preference { agent, wish, weight: weight.unwrap_or(1.0) })
}

fn wish(row: &Row, shifts: &Names) -> Option<Wish> {
    let (kind, value) = (row.need("kind"), row.need("value"));
    let kind = kind?.to_lowercase();
    let value = value?;
    match kind.as_str() {
        "day_off" => match when::weekday(value) {
            Some(day) => Some(Wish::WeekdayOff(day)),
            None => {
                row.parsed("value", "a date such as 2026-12-01 or a weekday such as mon", when::date).map(Wish::DayOff)
            }
        },
        "shift" => row.named("value", shifts).map(ShiftId::new).map(Wish::Shift),
        "start_after" => row.clock("value").map(Wish::StartAfter),
        "end_before" => row.clock("value").map(Wish::EndBefore),
        _ => {
            row.fault(Code::CellInvalid, "kind", || {
                (format!("expected one of {}", KINDS.join(", ")), Some(nearest::hint(&kind, KINDS)))
            });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{agents, centre, places, read_text};
    use super::*;

    fn preferences(text: &str) -> (Vec<Preference>, Findings) {
        read_text(text, |path, findings| read(path, &centre(), &agents(), findings))
    }

    #[test]
    fn each_kind_of_wish_is_read() {
        let (rows, findings) = preferences(
            "agent,kind,value,weight\nA1,day_off,2026-12-01,2\nA1,day_off,sun,\nA1,shift,day,1\nA2,start_after,9:00,1\n\
             A2,end_before,18:00,0.5\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[1].wish, Wish::WeekdayOff(chrono::Weekday::Sun));
        assert!((rows[1].weight - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn faults_are_found() {
        let (rows, findings) = preferences(
            "agent,kind,value,weight\nA1,dayoff,mon,1\nA1,shift,dya,1\nA1,start_after,noon,1\nA1,day_off,mon,-1\n\
             A9,day_off,mon,1\n",
        );
        assert!(rows.is_empty());
        assert_eq!(
            places(&findings),
            [
                ("T106", 2, "kind"),
                ("T108", 3, "value"),
                ("T106", 4, "value"),
                ("T107", 5, "weight"),
                ("T116", 6, "agent"),
            ]
        );
    }
}
