//! An agent is never in two shifts at once, last week's included.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each shift that begins before the one before it has ended.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        for (end, shift) in person.successions() {
            if shift.presence.start < end {
                let text = format!(
                    "{} is to be present from {} but is still in the shift before until {}",
                    person.agent.id,
                    week.clock.text(shift.presence.start),
                    week.clock.text(end)
                );
                found.push(Breach::in_shift(person, shift, text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn a_shift_that_starts_inside_last_weeks_last_one_is_refused() {
        let mut case = Case::valid();
        let long = Duty { length: 1440, ..Duty::new("cem", -1, "night", 1320, "hotline") };
        case.before(&[long]);
        assert_eq!(case.codes(), ["K109"]);
    }

    #[test]
    fn two_shifts_at_once_are_refused() {
        let mut case = Case::valid();
        case.problem.centre.shifts[0].starts = vec![360, 480, 540, 1380].into_iter().map(clock_time).collect();
        case.duty("bob", 0).start = 1380;
        case.duty("bob", 1).start = 360;
        assert_eq!(case.codes(), ["K109"]);
    }

    fn clock_time(minutes: u16) -> crate::domain::time::ClockTime {
        crate::domain::time::ClockTime::from_minutes(minutes)
    }
}
