//! Nobody works where all of the agent's queues are closed.

use crate::check::breach::Breach;
use crate::check::clock::minus;
use crate::check::shifts::stretch;
use crate::check::week::Week;
use crate::domain::people::Activity;

/// One breach for each shift with work in closed time.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        if person.shifts.is_empty() {
            continue;
        }
        let open = week.opening.of_queues(&person.agent.skills);
        for shift in &person.shifts {
            let closed: Vec<_> = shift.rows_of(&[Activity::Work]).flat_map(|r| minus(stretch(r), &open)).collect();
            let Some(first) = closed.first() else { continue };
            let minutes: i64 = closed.iter().map(|c| c.minutes()).sum();
            let text = format!(
                "{} works {minutes} minutes while all of the agent's queues are closed, first {}",
                person.agent.id,
                week.clock.range(*first)
            );
            found.push(Breach::in_shift(person, shift, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::calendar::{Calendar, SpecialDay};
    use crate::domain::hours::HoursOn;
    use crate::domain::time::ClockTime;

    #[test]
    fn work_before_the_only_queue_opens_is_refused() {
        let mut case = Case::valid();
        case.duty("ann", 0).start = 360;
        assert_eq!(case.codes(), ["K209"]);
    }

    #[test]
    fn a_holiday_closes_the_queue_unless_the_date_has_its_own_hours() {
        let mut case = Case::valid();
        let (date, name) = (case.day(0), String::new());
        case.problem.centre.calendar =
            Calendar::new([SpecialDay { date, kind: "full".into(), name, known_ahead: true, factor: None }]);
        assert_eq!(case.codes(), ["K209"]);
        let all_day = vec![(ClockTime::from_minutes(0), ClockTime::from_minutes(1440))];
        case.problem.centre.queues[1].hours.hours_on = vec![HoursOn::Date(date, all_day)];
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn an_interval_is_open_when_any_part_of_it_is() {
        let mut case = Case::valid();
        case.problem.centre.queues[1].hours.weekly[0] =
            vec![(ClockTime::from_minutes(495), ClockTime::from_minutes(1200))];
        assert_eq!(case.codes(), [""; 0]);
        case.problem.centre.queues[1].hours.weekly[0] =
            vec![(ClockTime::from_minutes(510), ClockTime::from_minutes(1200))];
        assert_eq!(case.codes(), ["K209"]);
    }
}
