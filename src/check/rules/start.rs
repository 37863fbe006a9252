//! A shift starts when the catalogue lets it start, on the local clock of its day.

use crate::check::breach::Breach;
use crate::check::options::starts_on;
use crate::check::week::Week;

/// One breach for each shift with another start.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.ids.len() <= 1) {
        let Some(template) = shift.template else { continue };
        if !starts_on(week, template, shift.day).contains(&shift.inside.start) {
            let at = week.clock.time(shift.inside.start);
            let text =
                format!("{} starts shift {} at {at}, which the catalogue does not list", person.agent.id, shift.id);
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::time::ClockTime;

    #[test]
    fn a_start_between_the_steps_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).start = 485;
        assert_eq!(case.codes(), ["K202"]);
    }

    #[test]
    fn a_start_that_the_clock_change_skips_moves_forward_by_the_gap() {
        let mut case = Case::from("2026-03-23");
        case.problem.centre.shifts[2].starts = vec![ClockTime::from_minutes(150)];
        case.work("cem", &[4, 5, 6]);
        case.duties.iter_mut().filter(|d| d.agent == "cem").for_each(|d| d.start = 150);
        case.problem.availability.clear();
        assert_eq!(case.codes(), [""; 0]);
        let sunday = case.duty("cem", 2);
        sunday.start = 120;
        assert_eq!(case.codes(), ["K202"]);
    }

    #[test]
    fn a_start_that_happens_twice_is_the_first_one() {
        let mut case = Case::from("2026-10-19");
        case.problem.centre.shifts[2].starts = vec![ClockTime::from_minutes(150)];
        case.work("cem", &[4, 5, 6]);
        case.duties.iter_mut().filter(|d| d.agent == "cem").for_each(|d| d.start = 150);
        case.problem.availability.clear();
        assert_eq!(case.codes(), [""; 0]);
        let mut rows = case.rows();
        for row in rows.iter_mut().filter(|r| r.agent.as_str() == "cem" && r.day == case.day(6)) {
            (row.start, row.end) = (row.start.plus_minutes(60), row.end.plus_minutes(60));
        }
        assert_eq!(case.codes_of(&rows), ["K202"]);
    }
}
