//! A shift is one that the catalogue gives to the agent's contract.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift of another contract.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let contract = &person.agent.contract;
        if shift.template.is_some_and(|t| !t.contracts.contains(contract)) {
            let text = format!("{} of contract {contract} works shift {}, which is not for it", person.agent.id, shift.id);
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}
