//! Every training and meeting in the roster is one that activities.csv plans for the agent.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each row that nothing explains.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for row in attendance(week, person).unplanned {
            let at = week.clock.text(row.start.unix());
            let text = format!("{} has a {} at {at} that activities.csv does not plan", person.agent.id, row.activity);
            found.push(Breach::of_person(person, text).on(row.day));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::people::Activity;

    #[test]
    fn a_training_that_nobody_planned_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).pauses.insert(1, (Activity::Training, 150, 60, true));
        assert_eq!(case.codes(), ["K406"]);
    }

    #[test]
    fn a_training_at_another_time_is_both_missed_and_unplanned() {
        let mut case = Case::valid();
        case.fixed("ann", case.span(0, 630, 690));
        case.duty("ann", 0).pauses.insert(1, (Activity::Training, 165, 60, true));
        assert_eq!(case.codes(), ["K405", "K406"]);
    }
}
