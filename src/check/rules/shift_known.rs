//! Every row names a shift of the catalogue.

use std::collections::BTreeMap;

use crate::check::breach::Breach;
use crate::check::week::Week;
use crate::domain::ids::{AgentId, ShiftId};

/// One breach for each agent and unknown shift.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut first: BTreeMap<(&AgentId, &ShiftId), chrono::NaiveDate> = BTreeMap::new();
    for row in week.rows.iter().filter(|r| week.problem.centre.shift(&r.shift).is_none()) {
        first.entry((&row.agent, &row.shift)).or_insert(row.day);
    }
    first
        .into_iter()
        .map(|((agent, shift), day)| {
            Breach::new(format!("{agent} works shift {shift}, which centre.toml does not have")).agent(agent).on(day)
        })
        .collect()
}
