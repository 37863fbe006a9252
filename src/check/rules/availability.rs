//! An agent with availability hours is present only within them, handover included.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each presence that leaves them.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    week.shifts()
        .filter(|(person, shift)| {
            person.windows.as_ref().is_some_and(|windows| !windows.iter().any(|w| w.covers(shift.presence)))
        })
        .map(|(person, shift)| {
            let present = week.clock.range(shift.presence);
            let text = format!("{} is present {present}, which the hours of availability do not hold", person.agent.id);
            Breach::in_shift(person, shift, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use crate::check::testkit::Case;
    use crate::domain::time::ClockTime;

    #[test]
    fn presence_outside_the_hours_of_availability_is_refused() {
        let mut case = Case::valid();
        for weekday in [Weekday::Tue, Weekday::Wed, Weekday::Thu] {
            case.available("bob", weekday, 480, 1200);
        }
        case.available("bob", Weekday::Fri, 540, 1200);
        assert_eq!(case.codes(), ["K404"], "the handover of Friday begins at 08:50");
    }

    #[test]
    fn a_day_without_hours_is_a_day_without_presence() {
        let mut case = Case::valid();
        for weekday in [Weekday::Tue, Weekday::Wed, Weekday::Thu] {
            case.available("bob", weekday, 480, 1200);
        }
        assert_eq!(case.codes(), ["K404"]);
    }

    #[test]
    fn windows_that_meet_at_midnight_are_one_and_a_gap_between_them_is_not() {
        let mut case = Case::valid();
        for window in &mut case.problem.availability {
            if window.from.minutes() == 0 {
                window.from = ClockTime::from_minutes(15);
            }
        }
        assert_eq!(case.codes(), ["K404"]);
    }

    #[test]
    fn a_window_past_midnight_lasts_through_a_clock_change() {
        for week in ["2026-03-23", "2026-10-19"] {
            let mut case = Case::from(week);
            case.work("cem", &[4, 5]);
            case.problem.availability.clear();
            for weekday in [Weekday::Fri, Weekday::Sat] {
                case.available("cem", weekday, 1310, 1440 + 465);
            }
            assert_eq!(case.codes(), [""; 0], "{week}");
        }
        let mut case = Case::from("2026-03-23");
        case.work("cem", &[4, 5]);
        case.problem.availability.clear();
        for weekday in [Weekday::Fri, Weekday::Sat] {
            case.available("cem", weekday, 1310, 1440 + 460);
        }
        assert_eq!(case.codes(), ["K404"], "the spring night ends at 07:45 on the wall");
    }
}
