//! Shifts start on one of the seven days from the roster's first.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each shift outside.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for shift in &person.strays {
            let text = format!(
                "{} has a shift on {}, outside the week from {}",
                person.agent.id,
                day_text(shift.day),
                day_text(week.problem.first_day)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn a_shift_of_next_monday_is_refused() {
        let mut case = Case::valid();
        case.duties.push(Duty::new("cem", 7, "night", 1320, "hotline"));
        assert_eq!(case.codes(), ["K107"]);
    }

    #[test]
    fn a_sunday_night_shift_may_run_into_next_week() {
        let mut case = Case::valid();
        case.duties.push(Duty::new("cem", 6, "night", 1320, "hotline"));
        assert_eq!(case.codes(), [""; 0]);
    }
}
