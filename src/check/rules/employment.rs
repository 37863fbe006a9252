//! Shifts start inside the agent's employment.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each shift outside.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| !person.employed.contains(&shift.day))
        .map(|(person, shift)| {
            let bound =
                |word: &str, date: Option<chrono::NaiveDate>| date.map(|d| format!(" {word} {d}")).unwrap_or_default();
            let text = format!(
                "{} has a shift on {} but is employed only{}{}",
                person.agent.id,
                day_text(shift.day),
                bound("from", person.agent.valid_from),
                bound("to", person.agent.valid_to)
            );
            Breach::in_shift(person, shift, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn shifts_before_the_first_and_after_the_last_day_are_refused() {
        let mut case = Case::valid();
        case.agent("ann").valid_from = Some(case.day(1));
        assert_eq!(case.codes(), ["K403"]);
        let mut case = Case::valid();
        case.agent("ann").valid_to = Some(case.day(2));
        assert_eq!(case.codes(), ["K403"]);
    }

    #[test]
    fn days_of_leave_outside_employment_are_not_leave() {
        let mut case = Case::valid();
        case.agent("dee").valid_from = Some(case.day(3));
        assert_eq!(case.codes(), [""; 0], "16 h in two days, no leave counted");
        assert_eq!(case.summary().agents[3].leave_days, 0);
    }
}
