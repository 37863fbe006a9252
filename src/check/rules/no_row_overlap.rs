//! The rows of a shift do not overlap, and each ends after it starts.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each row that starts too early or runs backwards.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        let agent = &person.agent.id;
        for row in shift.overlaps() {
            let text = format!("{agent}: the row {} starts before the row before it has ended", week.clock.range(row));
            found.push(Breach::in_shift(person, shift, text));
        }
        for row in shift.rows.iter().filter(|r| r.end <= r.start) {
            let text =
                format!("{agent}: the row from {} does not end after it starts", week.clock.text(row.start.unix()));
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_row_that_runs_into_the_next_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        rows[1].end = rows[1].end.plus_minutes(10);
        assert_eq!(case.codes_of(&rows), ["K104"]);
    }

    #[test]
    fn a_row_that_ends_before_it_starts_is_refused() {
        let case = Case::valid();
        let mut rows = case.rows();
        (rows[1].start, rows[1].end) = (rows[1].end, rows[1].start);
        assert_eq!(case.codes_of(&rows), ["K104"]);
    }
}
