//! In each week lies one long rest, most of it inside the week; a rest that the week before began is not cut short.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::law::{is_weekly_rest, minutes, people, rest_owed};
use crate::check::week::{Person, Week};
use crate::domain::law::{Asks, WEEKLY_REST_INSIDE};

/// At most one breach of each kind for an agent and article.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week).filter(|(person, _)| !person.shifts.is_empty()) {
        let Asks::WeeklyRest(rest) = rule.asks else { continue };
        let (id, hours) = (&person.agent.id, duration(minutes(rest)));
        if !has_rest(week, person, minutes(rest)) {
            let inside = duration(minutes(WEEKLY_REST_INSIDE));
            let text = format!("{id} has no rest of {hours} with {inside} of it in the week; see {}", rule.article);
            found.push(Breach::of_person(person, text).of_law(rule));
        }
        let owed = rest_owed(week, person, minutes(rest));
        let first = person.shifts.iter().min_by_key(|shift| shift.presence.start);
        if let Some((until, shift)) = owed.zip(first).filter(|(until, shift)| shift.presence.start < *until) {
            let (at, until) = (week.clock.text(shift.presence.start), week.clock.text(until));
            let text = format!(
                "{id} comes at {at}, the only rest of {hours} of the week before lasts until {until}; see {}",
                rule.article
            );
            found.push(Breach::in_shift(person, shift, text).of_law(rule));
        }
    }
    found
}

fn has_rest(week: &Week<'_>, person: &Person<'_>, rest: i64) -> bool {
    let mut end = person.previous.iter().map(|shift| shift.presence.end).max();
    for shift in &person.shifts {
        if is_weekly_rest(end, shift.presence.start, rest, week.span()) {
            return true;
        }
        end = end.max(Some(shift.presence.end));
    }
    end.is_none_or(|end| week.span().end - end >= 60 * minutes(WEEKLY_REST_INSIDE))
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::law::Asks;
    use crate::domain::units::Minutes;

    /// Whether the rest is missing in a week in which ann works all days but Wednesday, with these starts around it.
    fn codes(tuesday: i64, thursday: i64, rest: u32) -> Vec<&'static str> {
        let mut case = Case::valid();
        let contract = case.contract("full");
        (contract.max_consecutive_days, contract.days_off_together, contract.days_per_week) = (7, 0, (1, 7));
        contract.weekly.1 = Minutes::new(60 * 60);
        case.work("ann", &[0, 1, 3, 4]);
        case.duty("ann", 1).start = tuesday;
        case.duty("ann", 2).start = thursday;
        case.duties.extend([5, 6].map(|day| Duty::new("ann", day, "day", 480, "hotline")));
        case.agent("ann").skills.push(crate::domain::ids::QueueId::new("hotline"));
        case.law("full", Asks::WeeklyRest(Minutes::new(rest)));
        case.codes().into_iter().filter(|code| *code == "K319").collect()
    }

    #[test]
    fn a_day_off_between_two_presences_is_a_rest_when_it_is_long_enough() {
        // Tuesday until 16:45, Thursday from 07:50: 39 h 5 min
        assert_eq!(codes(480, 480, 39 * 60 + 5), [""; 0]);
        assert_eq!(codes(480, 480, 39 * 60 + 6), ["K319"]);
        // Tuesday until 20:45, Thursday from 05:50
        assert_eq!(codes(720, 360, 33 * 60 + 5), [""; 0]);
        assert_eq!(codes(720, 360, 35 * 60), ["K319"]);
    }

    #[test]
    fn a_rest_at_the_end_of_the_week_goes_on_in_the_next() {
        let mut case = Case::valid();
        case.law("full", Asks::WeeklyRest(Minutes::new(35 * 60)));
        // six days of the week before, the last until 22:45 on Saturday: 35 h end on Monday at 09:45
        let mut before: Vec<Duty> = (-7..-2).map(|day| Duty::new("ann", day, "day", 480, "desk")).collect();
        before.push(Duty::new("ann", -2, "late", 840, "desk"));
        case.before(&before);
        case.contract("full").same_shift_all_week = false;
        case.contract("full").max_consecutive_days = 6;
        assert_eq!(case.codes(), ["K319"], "she comes on Monday at 07:50");
        case.duty("ann", 0).start = 600;
        assert_eq!(case.codes(), [""; 0], "09:50");
        before.remove(2);
        case.duty("ann", 0).start = 480;
        case.before(&before);
        assert_eq!(case.codes(), [""; 0], "Wednesday of the week before was off");
    }
}
