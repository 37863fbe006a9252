//! The days worked lie within the contract's, leave days taken off.

use crate::check::breach::Breach;
use crate::check::clock::count;
use crate::check::week::Week;

/// One breach for each agent outside; a unit is a day too few or too many. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some(contract) = person.contract else { continue };
        let (least, most) = person.day_limits(contract);
        let worked = person.worked_days().len();
        if !i64::try_from(worked).is_ok_and(|n| (least..=most).contains(&n)) {
            let leave = person.counted_leave();
            let less_leave = if leave > 0 { format!(" after {}", count(leave, "leave day")) } else { String::new() };
            let text = format!(
                "{} works {}, contract {} has {least} to {most} a week{less_leave}",
                person.agent.id,
                count(worked, "day"),
                contract.id
            );
            let worked = i64::try_from(worked).unwrap_or(i64::MAX);
            let apart = (least - worked).max(worked - most);
            found.push(Breach::of_person(person, text).units(usize::try_from(apart).unwrap_or(0)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn fewer_days_than_the_contract_has_are_refused() {
        let mut case = Case::valid();
        case.work("ann", &[0]);
        assert_eq!(case.codes(), ["K302"]);
    }

    #[test]
    fn leave_days_are_taken_off_both_limits_and_count_once() {
        let mut case = Case::valid();
        case.leave("dee", 1, 2);
        case.work("dee", &[4]);
        assert_eq!(case.codes(), [""; 0]);
        case.work("dee", &[3, 4, 5]);
        assert_eq!(case.codes_without_hours(), ["K302"]);
    }

    #[test]
    fn an_agent_on_leave_for_all_days_of_the_contract_gets_no_shift() {
        let mut case = Case::valid();
        case.leave("dee", 0, 4);
        case.work("dee", &[5]);
        assert_eq!(case.codes(), ["K302"]);
        case.drop_duties("dee");
        assert_eq!(case.codes(), [""; 0]);
    }
}
