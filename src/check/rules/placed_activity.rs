//! Each member of a team who works in an activity's window, with room for it, attends it once.

use crate::check::activities::attendance;
use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::week::Week;

/// One breach for each member and activity.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        for activity in attendance(week, person).not_placed {
            let text = format!(
                "{} works between {} and {} but has not the {} of {} of team {}",
                person.agent.id,
                week.clock.text(activity.window.start),
                week.clock.text(activity.window.end),
                activity.kind,
                duration(activity.seconds / 60),
                activity.team
            );
            found.push(Breach::of_person(person, text).on(week.clock.day(activity.window.start)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::people::Activity;

    #[test]
    fn each_member_at_work_attends_the_teams_meeting_once() {
        let mut case = Case::valid();
        case.placed("red", 30, case.span(2, 540, 780));
        assert_eq!(case.report(&case.rows(), None).findings.len(), 2, "ann and bob");
        assert_eq!(case.codes(), ["K407"]);
        case.duty("ann", 2).pauses.insert(1, (Activity::Meeting, 150, 30, true));
        case.duty("bob", 1).pauses.insert(0, (Activity::Meeting, 30, 30, true));
        assert_eq!(case.codes(), [""; 0]);
        case.duty("bob", 1).pauses.insert(1, (Activity::Meeting, 60, 30, true));
        assert_eq!(case.codes(), ["K406"], "once is enough");
    }

    #[test]
    fn a_member_off_that_day_or_without_room_need_not_come() {
        let mut case = Case::valid();
        case.placed("red", 30, case.span(0, 600, 640));
        assert_eq!(case.codes(), [""; 0], "bob is off, ann has 25 minutes after her break");
    }

    #[test]
    fn two_meetings_in_overlapping_windows_share_the_rows_out() {
        let mut case = Case::valid();
        case.placed("red", 30, case.span(0, 480, 780));
        case.placed("red", 30, case.span(0, 480, 600));
        case.duty("ann", 0).pauses.insert(0, (Activity::Meeting, 30, 30, true));
        case.duty("ann", 0).pauses.insert(2, (Activity::Meeting, 150, 30, true));
        assert_eq!(case.codes(), [""; 0]);
    }
}
