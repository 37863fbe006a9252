//! Where the contract asks for it, all shifts of the week have one id.

use std::collections::BTreeSet;

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each agent with several.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| p.contract.is_some_and(|c| c.same_shift_all_week)) {
        let ids: BTreeSet<&str> = person.shifts.iter().map(|s| s.id.as_str()).collect();
        if ids.len() > 1 {
            let names: Vec<&str> = ids.into_iter().collect();
            let text = format!(
                "{} works {} in one week, contract {} asks for one shift",
                person.agent.id,
                names.join(" and "),
                person.agent.contract
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_week_of_two_shifts_is_refused() {
        let mut case = Case::valid();
        let friday = case.duty("bob", 3);
        (friday.shift, friday.start) = ("late", 840);
        assert_eq!(case.codes(), ["K306"]);
    }
}
