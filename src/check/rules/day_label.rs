//! `day` is the local day on which the shift itself starts, on every row of it, also after midnight.

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each shift with a wrong day.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for shift in person.shifts.iter().chain(&person.strays) {
            let Some(wrong) = shift.rows.iter().find(|r| r.day != shift.day) else { continue };
            let text = format!(
                "{}: the row at {} says day {}, but its shift starts at {} of {}",
                person.agent.id,
                week.clock.text(wrong.start.unix()),
                wrong.day,
                week.clock.time(shift.inside.start),
                day_text(shift.day)
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
    fn rows_of_a_night_shift_keep_its_start_day_after_midnight() {
        let case = Case::valid();
        let mut rows = case.rows();
        for row in rows.iter_mut().filter(|r| r.shift.as_str() == "night") {
            row.day = case.clock().day(row.start.unix());
        }
        assert_eq!(case.codes_of(&rows), ["K106"]);
    }

    #[test]
    fn one_row_with_the_next_day_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[3].day = case.day(1);
        assert_eq!(case.codes_of(&rows), ["K106"]);
    }

    #[test]
    fn a_shift_that_starts_at_midnight_belongs_to_the_new_day_although_its_handover_is_before() {
        let mut case = Case::valid();
        case.problem.centre.shifts[2].starts = vec![crate::domain::time::ClockTime::from_minutes(0)];
        case.duties.iter_mut().filter(|d| d.agent == "cem").for_each(|d| d.start = 0);
        case.problem.availability.clear();
        assert_eq!(case.codes(), [""; 0]);
        let mut rows = case.rows();
        for row in rows.iter_mut().filter(|r| r.shift.as_str() == "night") {
            row.day = row.day.pred_opt().expect("a day");
        }
        assert_eq!(case.codes_of(&rows), ["K106"]);
    }
}
