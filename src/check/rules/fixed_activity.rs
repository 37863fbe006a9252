//! Agents who work attend their fixed trainings and meetings, at exactly their time.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each one missed. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty() && !p.fixed.is_empty()) {
        for missed in attendance(week, person).missed {
            let text = format!(
                "{} misses the {} of {} to {}",
                person.agent.id,
                missed.kind,
                week.clock.text(missed.time.start),
                week.clock.text(missed.time.end)
            );
            found.push(Breach::of_person(person, text).on(week.clock.day(missed.time.start)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::people::Activity;

    #[test]
    fn a_training_that_is_not_attended_is_refused() {
        let mut case = Case::valid();
        case.fixed("ann", case.span(0, 630, 690));
        assert_eq!(case.codes(), ["K405"]);
        case.duty("ann", 0).pauses.insert(1, (Activity::Training, 150, 60, true));
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn a_training_on_a_day_off_is_missed_but_not_one_on_leave() {
        let mut case = Case::valid();
        case.fixed("dee", case.span(1, 630, 690));
        assert_eq!(case.codes(), [""; 0]);
        case.fixed("ann", case.span(5, 630, 690));
        assert_eq!(case.codes(), ["K405"]);
    }
}
