//! The week has a block of days off as long as the contract asks; it may have begun in last week's roster.

use crate::check::breach::Breach;
use crate::check::clock::count;
use crate::check::enumerate::days_known_off;
use crate::check::week::Week;

/// One breach for each agent without such a block; a unit is a day that the longest lacks.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty() && !p.is_away_all_week()) {
        let Some(contract) = person.contract else { continue };
        let worked = person.worked_days();
        let mut block = days_known_off(week, person).len();
        let mut longest = 0;
        for day in &week.days {
            block = if worked.contains(day) { 0 } else { block + 1 };
            longest = longest.max(if worked.contains(day) { 0 } else { block });
        }
        if longest < usize::from(contract.days_off_together) {
            let text = format!(
                "{} has at most {} off together, contract {} asks for {}",
                person.agent.id,
                count(longest, "day"),
                contract.id,
                contract.days_off_together
            );
            let lacking = usize::from(contract.days_off_together) - longest;
            found.push(Breach::of_person(person, text).units(lacking));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn single_days_off_are_refused_where_two_together_are_asked() {
        let mut case = Case::valid();
        case.work("bob", &[1, 3, 5]);
        assert_eq!(case.codes(), ["K305"]);
    }

    #[test]
    fn a_block_may_begin_in_last_weeks_roster() {
        let mut case = Case::valid();
        case.work("bob", &[1, 3, 5]);
        case.before(&[Duty::new("ann", -3, "day", 480, "desk")]);
        assert_eq!(case.codes(), [""; 0], "Sunday and Monday");
        case.before(&[Duty::new("bob", -1, "day", 480, "desk")]);
        assert_eq!(case.codes(), ["K305"]);
    }

    #[test]
    fn a_block_that_lies_in_last_week_alone_does_not_count() {
        let mut case = Case::valid();
        case.contract("full").max_consecutive_days = 7;
        case.before(&[Duty::new("ann", -4, "day", 480, "desk")]);
        case.work("bob", &[0, 2, 4, 6]);
        assert_eq!(case.codes(), ["K305"]);
    }
}
