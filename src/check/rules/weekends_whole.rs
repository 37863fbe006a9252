//! Where the contract asks for it, Saturday and Sunday are both worked or both off.

use crate::check::breach::Breach;
use crate::check::clock::{day_text, moved};
use crate::check::enumerate::is_known;
use crate::check::week::Week;
use crate::check::weekends::saturdays;

/// One breach for each weekend that is worked in half. A Saturday at the week's end is judged with the week after it; a Sunday
/// at its beginning only where the agent could work it and the day before is known.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some(contract) = person.contract.filter(|c| c.limits.weekends_whole) else { continue };
        let (worked, past) = (person.worked_days(), person.past_days());
        for saturday in saturdays(week) {
            let sunday = moved(saturday, 1);
            let straddles = saturday < week.problem.first_day;
            let judged =
                week.days.contains(&sunday) && (!straddles || (is_known(week, saturday) && !person.is_blocked(sunday)));
            let first = worked.contains(&saturday) || past.contains(&saturday);
            if judged && first != worked.contains(&sunday) {
                let text = format!(
                    "{} works only one day of the weekend of {}, contract {} asks for both or none",
                    person.agent.id,
                    day_text(saturday),
                    contract.id
                );
                found.push(Breach::of_person(person, text).on(saturday));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn half_a_weekend_is_refused_and_a_whole_one_is_not() {
        let mut case = Case::valid();
        case.contract("nights").limits.weekends_whole = true;
        case.work("cem", &[3, 4, 5]);
        assert_eq!(case.codes(), ["K314"]);
        case.work("cem", &[4, 5, 6]);
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn a_sunday_that_begins_the_week_goes_with_the_saturday_before() {
        let mut case = Case::from("2026-11-29");
        case.work("ann", &[1, 2, 3, 4]);
        case.contract("nights").limits.weekends_whole = true;
        case.work("cem", &[0, 1, 2]);
        assert_eq!(case.codes(), [""; 0], "the Saturday before is not known");
        case.before(&[Duty::new("ann", -3, "day", 480, "desk")]);
        assert_eq!(case.codes(), ["K314"]);
        case.before(&[Duty::new("cem", -1, "night", 1320, "hotline")]);
        assert_eq!(case.codes(), [""; 0]);
        case.work("cem", &[1, 2]);
        assert_eq!(case.codes(), ["K314"]);
    }
}
