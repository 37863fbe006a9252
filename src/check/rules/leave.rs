//! No shift starts on a leave day; a night shift of the evening before may run into it.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each such shift.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| person.leave.contains(&shift.day))
        .map(|(person, shift)| {
            let text = format!("{} has shift {} on {}, a leave day", person.agent.id, shift.id, day_text(shift.day));
            Breach::in_shift(person, shift, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_shift_on_a_leave_day_is_refused() {
        let mut case = Case::valid();
        case.work("dee", &[2, 4]);
        assert_eq!(case.codes(), ["K401"]);
    }

    #[test]
    fn the_night_shift_of_the_evening_before_may_run_into_leave() {
        let mut case = Case::valid();
        case.leave("cem", 3, 3);
        assert_eq!(case.codes(), [""; 0]);
    }
}
