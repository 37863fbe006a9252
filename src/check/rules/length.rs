//! A shift has a length that the catalogue lists, in elapsed time.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::shifts::lists_length;
use crate::check::week::Week;

/// One breach for each shift of another length.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, shift) in week.shifts().filter(|(_, s)| s.ids.len() <= 1) {
        let Some(template) = shift.template else { continue };
        if !lists_length(template, shift.inside) {
            let listed: Vec<String> =
                template.lengths.iter().chain(&template.day_lengths).map(|l| duration(i64::from(l.get()))).collect();
            let text = format!(
                "{} works shift {} for {}, but it lasts {}",
                person.agent.id,
                shift.id,
                duration(shift.minutes()),
                listed.join(" or ")
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
    fn a_length_between_the_listed_ones_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).length = 540;
        assert_eq!(case.codes(), ["K203"]);
    }

    #[test]
    fn the_night_of_a_clock_change_counts_real_hours() {
        for (week, by_the_wall) in [("2026-03-23", 450), ("2026-10-19", 570)] {
            let mut case = Case::from(week);
            case.work("cem", &[4, 5]);
            assert_eq!(case.codes(), [""; 0], "{week}");
            case.duty("cem", 1).length = by_the_wall;
            assert_eq!(case.codes(), ["K203"], "{week}: 22:00 to 06:30 on the wall");
        }
    }
}
