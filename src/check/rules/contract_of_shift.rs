//! A shift is one that the catalogue gives to the agent's contract.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift of another contract.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let contract = &person.agent.contract;
        if shift.template.is_some_and(|t| !t.contracts.contains(contract)) {
            let text =
                format!("{} of contract {contract} works shift {}, which is not for it", person.agent.id, shift.id);
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_shift_of_another_contract_is_refused() {
        let mut case = Case::valid();
        case.duties.iter_mut().filter(|d| d.agent == "bob").for_each(|d| (d.shift, d.start) = ("night", 1320));
        assert_eq!(case.codes(), ["K201"]);
    }
}
