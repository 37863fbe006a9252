//! preferences.csv: the wishes of agents.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, Weekday};

use super::names::Names;
use super::row::Row;
use super::table::{Columns, Table};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::ids::{AgentId, ShiftId};
use crate::domain::people::{Agent, Preference, Standing, Wish};
use crate::ingest::{nearest, when};

const COLUMNS: Columns<'static> = Columns { needed: &["agent", "kind", "value"], optional: &["weight"] };

const KINDS: [&str; 7] = ["day_off", "day_on", "shift", "start_after", "end_before", "with", "apart"];

/// Reads preferences.csv; an empty `weight` is 1. Rows of agents that are not in `agents` are left out with a warning.
///
/// Errors: kinds that do not exist, values that the kind cannot have, negative weights.
pub fn read(path: &Path, centre: &Centre, agents: &[Agent], findings: &mut Findings) -> Vec<Preference> {
    let Some(table) = Table::open(path, COLUMNS, findings) else { return Vec::new() };
    let (names, shifts) = (Names::agents(agents), Names::shifts(centre));
    let mut read: Vec<Preference> = table.rows().filter_map(|row| preference(&row, &names, &shifts)).collect();
    weigh(&mut read, centre, agents);
    read
}

/// Multiplies the weights by what the wishes of each agent count for.
fn weigh(preferences: &mut [Preference], centre: &Centre, agents: &[Agent]) {
    let mut bids: BTreeMap<AgentId, f64> = BTreeMap::new();
    for preference in preferences.iter() {
        *bids.entry(preference.agent.clone()).or_default() += preference.weight;
    }
    let per_year = centre.objective.seniority;
    let standing: BTreeMap<&AgentId, Standing> = agents.iter().map(|agent| (&agent.id, agent.standing)).collect();
    for preference in preferences {
        let bid = bids.get(&preference.agent).copied().unwrap_or_default();
        let standing = standing.get(&preference.agent).copied().unwrap_or_default();
        preference.weight *= standing.factor(per_year, bid);
    }
}

fn preference(row: &Row, names: &Names, shifts: &Names) -> Option<Preference> {
    let agent = row.need("agent").map(AgentId::new);
    let wish = wish(row, names, shifts);
    let weight = row.unit("weight", |w| (w.is_finite() && w >= 0.0).then_some(w));
    if row.broken("weight", weight.as_ref()) {
        return None;
    }
    let (agent, wish) = (agent?, wish?);
    row.listed("agent", agent.as_str(), names).then_some(Preference { agent, wish, weight: weight.unwrap_or(1.0) })
}

fn wish(row: &Row, names: &Names, shifts: &Names) -> Option<Wish> {
    let (kind, value) = (row.need("kind"), row.need("value"));
    let kind = kind?.to_lowercase();
    let value = value?;
    match kind.as_str() {
        "day_off" => day(row, value, Wish::WeekdayOff, Wish::DayOff),
        "day_on" => day(row, value, Wish::WeekdayOn, Wish::DayOn),
        "with" => colleague(row, value, names).map(Wish::With),
        "apart" => colleague(row, value, names).map(Wish::Apart),
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

fn day(row: &Row, value: &str, weekday: fn(Weekday) -> Wish, date: fn(NaiveDate) -> Wish) -> Option<Wish> {
    match when::weekday(value) {
        Some(day) => Some(weekday(day)),
        None => row.parsed("value", "a date such as 2026-12-01 or a weekday such as mon", when::date).map(date),
    }
}

/// Another agent than the row's own.
fn colleague(row: &Row, value: &str, names: &Names) -> Option<AgentId> {
    if row.text("agent") == Some(value) {
        row.fault(Code::CellInvalid, "value", || ("expected another agent than the row's own".to_owned(), None));
        return None;
    }
    row.listed("value", value, names).then(|| AgentId::new(value))
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
    fn pairs_name_another_agent() {
        let (rows, findings) =
            preferences("agent,kind,value\nA1,day_on,sat\nA1,with,A2\nA2,apart,A1\nA1,with,A1\nA1,apart,A9\n");
        assert_eq!(rows.len(), 3);
        assert_eq!((&rows[1].wish, &rows[2].wish), (&Wish::With(AgentId::new("A2")), &Wish::Apart(AgentId::new("A1"))));
        assert_eq!(places(&findings), [("T106", 5, "value"), ("T116", 6, "value")]);
    }

    #[test]
    fn weights_count_for_what_the_agent_stands_for() {
        let mut centre = centre();
        centre.objective.seniority = 0.1;
        let mut agents = agents();
        let standing = [Standing { seniority: 5.0, points: None }, Standing { seniority: 0.0, points: Some(6.0) }];
        agents.iter_mut().zip(standing).for_each(|(agent, standing)| agent.standing = standing);
        let text = "agent,kind,value,weight\nA1,day_off,mon,2\nA2,day_off,mon,9\nA2,day_off,tue,3\n";
        let (rows, _) = read_text(text, |path, findings| read(path, &centre, &agents, findings));
        let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
        // half as much again after five years; twelve points bid where six may be
        for (weight, expected) in weights.iter().zip([3.0, 4.5, 1.5]) {
            assert!((weight - expected).abs() < 1e-9, "{weights:?}");
        }
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
