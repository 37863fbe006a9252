//! Nobody is present during time off given by the clock.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift and absence that overlap.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        for absence in person.absences.iter().filter(|a| a.overlaps(shift.presence)) {
            let text = format!(
                "{} is present {}, but is off from {} to {}",
                person.agent.id,
                week.clock.range(shift.presence),
                week.clock.text(absence.start),
                week.clock.text(absence.end)
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
    fn time_off_inside_a_shift_or_its_handover_is_refused() {
        for (from, to) in [(600, 660), (400, 475), (1000, 1010)] {
            let mut case = Case::valid();
            case.away("ann", case.span(0, from, to));
            assert_eq!(case.codes(), ["K402"], "{from}");
        }
    }

    #[test]
    fn time_off_that_touches_a_presence_is_fine() {
        let mut case = Case::valid();
        case.away("ann", case.span(0, 400, 470));
        case.away("ann", case.span(0, 1005, 1100));
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn time_off_after_midnight_hits_the_night_shift_of_the_day_before() {
        let mut case = Case::valid();
        case.away("cem", case.span(3, 180, 240));
        assert_eq!(case.codes(), ["K402"]);
    }
}
