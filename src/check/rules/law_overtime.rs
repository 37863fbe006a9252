//! The overtime of a calendar month, that of the days before included, is within the law.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::law::{minutes, overtime, people};
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each agent and month to which this week adds too much.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week).filter(|(person, _)| !person.shifts.is_empty()) {
        let Asks::MonthOvertime(limit) = &rule.asks else { continue };
        for ((year, month), own) in overtime(week, person, *limit) {
            if own.of_week > 0 && own.total > minutes(limit.most) {
                let text = format!(
                    "{} has {} of overtime in {year}-{month:02}, {} of it this week; {} allows {}",
                    person.agent.id,
                    duration(own.total),
                    duration(own.of_week),
                    rule.article,
                    duration(minutes(limit.most))
                );
                found.push(Breach::of_person(person, text).of_law(rule));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::law::{Asks, MonthOvertime};
    use crate::domain::units::Minutes;

    fn rule(most: u32) -> Asks {
        Asks::MonthOvertime(MonthOvertime {
            most: Minutes::new(most),
            above_daily: Minutes::new(480),
            above_weekly: Minutes::new(2400),
        })
    }

    fn codes(case: &Case, most: u32) -> Vec<&'static str> {
        let mut case = case.clone();
        case.law("full", rule(most));
        case.codes()
    }

    #[test]
    fn overtime_counts_by_day_and_by_week() {
        // four shifts of 505 minutes are 100 above the day and within the week
        let case = Case::from("2026-12-07");
        assert_eq!(codes(&case, 100), [""; 0]);
        assert_eq!(codes(&case, 99), ["K318"]);
    }

    #[test]
    fn the_weeks_before_count_in_their_month() {
        let mut case = Case::from("2026-12-07");
        // 30 November to 5 December: six shifts, five of them in December; of the sixth, 480 minutes are above the week
        case.before(&(-7..-1).map(|day| Duty::new("ann", day, "day", 480, "desk")).collect::<Vec<_>>());
        assert_eq!(codes(&case, 100 + 5 * 25 + 480), [""; 0]);
        assert_eq!(codes(&case, 100 + 5 * 25 + 479), ["K318"]);
    }

    #[test]
    fn each_month_of_a_week_has_its_own() {
        // Monday is the last of November
        let mut case = Case::from("2026-11-30");
        case.work("bob", &[1, 2]);
        assert_eq!(codes(&case, 75), [""; 0], "three days of December");
        assert_eq!(codes(&case, 74), ["K318"]);
        case.before(&[Duty { length: 570, ..Duty::new("ann", -7, "day", 480, "desk") }]);
        assert_eq!(codes(&case, 110), [""; 0], "25 and 85 minutes in November");
        assert_eq!(codes(&case, 109), ["K318"]);
    }
}
