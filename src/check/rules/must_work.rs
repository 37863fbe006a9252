//! Days that the contract says must be worked are worked, unless on leave or outside employment.

use chrono::Datelike;

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each day. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty() && !p.is_away_all_week()) {
        let Some(contract) = person.contract else { continue };
        let worked = person.worked_days();
        for day in week.days.iter().filter(|d| contract.must_work.contains(&d.weekday())) {
            if !worked.contains(day) && !person.is_blocked(*day) {
                let text = format!(
                    "{} does not work on {}, which contract {} asks",
                    person.agent.id,
                    day_text(*day),
                    contract.id
                );
                found.push(Breach::of_person(person, text).on(*day));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_day_that_must_be_worked_is_asked_for_unless_on_leave() {
        let mut case = Case::valid();
        case.contract("full").must_work = vec![chrono::Weekday::Tue];
        assert_eq!(case.codes(), [""; 0], "dee is on leave on Tuesday");
        case.work("ann", &[0, 2, 3]);
        assert_eq!(case.codes(), ["K307"]);
    }

    #[test]
    fn nobody_must_work_before_being_employed() {
        let mut case = Case::valid();
        case.contract("full").must_work = vec![chrono::Weekday::Tue];
        case.agent("ann").valid_from = Some(case.day(2));
        case.work("ann", &[2, 3]);
        assert_eq!(case.codes(), [""; 0]);
    }
}
