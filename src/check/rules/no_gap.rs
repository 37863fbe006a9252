//! The rows of a shift follow each other without a gap.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each gap.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts() {
        for gap in shift.gaps() {
            let text = format!("{} does nothing {}", person.agent.id, week.clock.range(gap));
            found.push(Breach::in_shift(person, shift, text).hint("each moment of a shift needs a row"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn a_row_taken_out_of_a_shift_is_missed() {
        let case = Case::valid();
        for row in [1, 2, 3, 4] {
            let mut rows = case.rows();
            rows.remove(row);
            assert_eq!(case.codes_of(&rows), ["K103"], "row {row}");
        }
    }
}
