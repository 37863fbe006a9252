//! The paid hours of a shift lie within the contract's.

use crate::check::breach::Breach;
use crate::check::clock::hours;
use crate::check::week::Week;

/// One breach for each shift outside.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let Some(contract) = person.contract else { continue };
        let (least, most) = (i64::from(contract.daily.0.get()), i64::from(contract.daily.1.get()));
        let paid = shift.paid_minutes();
        if !(least..=most).contains(&paid) {
            let text = format!(
                "{} has {} paid hours, contract {} has {} to {} a day",
                person.agent.id,
                hours(paid),
                contract.id,
                hours(least),
                hours(most)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_listed_length_outside_the_contracts_day_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).length = 630;
        assert_eq!(case.codes(), ["K210"]);
    }
}
