//! From the end of one presence to the start of the next lies the contract's rest, in elapsed time.

use crate::check::breach::Breach;
use crate::check::clock::{Stretch, duration};
use crate::check::law::cited;
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each rest that is too short, that after last week's last shift included.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some(contract) = person.contract else { continue };
        let asked = i64::from(contract.min_rest.get());
        for (end, shift) in person.successions() {
            let rest = Stretch::new(end, shift.presence.start);
            if rest.seconds() >= 0 && rest.seconds() < asked * 60 {
                let text = format!(
                    "{} rests {} from {} to {}, contract {} asks for {}{}",
                    person.agent.id,
                    duration(rest.minutes()),
                    week.clock.text(end),
                    week.clock.text(shift.presence.start),
                    contract.id,
                    duration(asked),
                    cited(contract, &Asks::DailyRest(contract.min_rest))
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
    use crate::domain::time::ClockTime;

    #[test]
    fn a_late_end_before_an_early_start_is_refused() {
        let mut case = Case::valid();
        case.duty("bob", 0).start = 720;
        case.duty("bob", 1).start = 360;
        assert_eq!(case.codes(), ["K304"]);
    }

    #[test]
    fn rest_counts_from_presence_to_presence() {
        // 18:55 + 15 min handover to 06:05 − 10 min would be 11 h without the handover
        let mut case = Case::valid();
        case.duty("bob", 0).start = 630;
        case.duty("bob", 1).start = 390;
        assert_eq!(case.codes(), [""; 0], "19:15 to 06:20 is 11 h 5 min");
        case.duty("bob", 1).start = 360;
        assert_eq!(case.codes(), ["K304"], "19:15 to 05:50 is 10 h 35 min");
    }

    #[test]
    fn a_night_shift_needs_its_rest_after_midnight() {
        let mut case = Case::valid();
        case.problem.availability.clear();
        case.problem.centre.shifts[2].starts.push(ClockTime::from_minutes(1020));
        case.duty("cem", 1).start = 1020;
        assert_eq!(case.codes(), ["K304"], "06:45 to 16:50 is 10 h 5 min");
    }

    #[test]
    fn rest_reaches_back_into_last_week() {
        let mut case = Case::valid();
        case.before(&[Duty { length: 510, ..Duty::new("ann", -1, "late", 840, "desk") }]);
        case.work("ann", &[0, 1, 2]);
        assert_eq!(case.codes(), ["K304"], "Sunday 22:45 to Monday 07:50");
    }

    #[test]
    fn the_nights_of_the_clock_changes_count_real_hours() {
        // on the wall 19:15 to 06:20 is 11 h 5 min and 19:45 to 05:50 is 10 h 5 min
        let saturday_and_sunday = |week: &str, end: i64, start: i64| {
            let mut case = Case::from(week);
            case.work("bob", &[1, 2, 5, 6]);
            case.duty("bob", 2).start = end;
            case.duty("bob", 3).start = start;
            case.codes()
        };
        assert_eq!(saturday_and_sunday("2026-11-30", 630, 390), [""; 0]);
        assert_eq!(saturday_and_sunday("2026-03-23", 630, 390), ["K304"]);
        assert_eq!(saturday_and_sunday("2026-11-30", 660, 360), ["K304"]);
        assert_eq!(saturday_and_sunday("2026-10-19", 660, 360), [""; 0]);
    }
}
