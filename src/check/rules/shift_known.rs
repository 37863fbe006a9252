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

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_shift_that_the_catalogue_lacks_is_refused() {
        let mut case = Case::valid();
        case.duties.iter_mut().filter(|d| d.agent == "ann").for_each(|d| d.shift = "nap");
        assert_eq!(case.codes(), ["K102"]);
    }
}
