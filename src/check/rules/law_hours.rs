//! The working time of the week, and of this week and those before on the average, is within the law.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::law::{minutes, people, work_left, work_minutes};
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each agent and article.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week).filter(|(person, _)| !person.shifts.is_empty()) {
        let Asks::Hours(hours) = &rule.asks else { continue };
        let work: i64 = person.shifts.iter().map(work_minutes).sum();
        let left = work_left(week, person, *hours);
        if work > left {
            let over = match hours.weeks {
                1 => format!("allows {}", duration(left)),
                weeks => format!(
                    "allows {} a week on the average of {weeks} weeks, which leaves {}",
                    duration(minutes(hours.most)),
                    duration(left)
                ),
            };
            let id = &person.agent.id;
            let text = format!("{id} works {} this week, handover included; {} {over}", duration(work), rule.article);
            found.push(Breach::of_person(person, text).of_law(rule));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::law::Asks;
    use crate::domain::rules::AverageHours;
    use crate::domain::units::Minutes;

    /// ann works four shifts of 505 minutes, handover included.
    fn codes(case: &Case, weeks: u8, most: u32) -> Vec<&'static str> {
        let mut case = case.clone();
        case.law("full", Asks::Hours(AverageHours { weeks, most: Minutes::new(most) }));
        case.codes()
    }

    #[test]
    fn a_minute_above_the_week_is_refused() {
        assert_eq!(codes(&Case::valid(), 1, 4 * 505), [""; 0]);
        assert_eq!(codes(&Case::valid(), 1, 4 * 505 - 1), ["K317"]);
    }

    #[test]
    fn the_weeks_before_count_on_the_average_with_their_handover() {
        let mut case = Case::valid();
        case.before(&[-12, -11, -4].map(|day| Duty::new("ann", day, "day", 480, "desk")));
        assert_eq!(codes(&case, 2, 5 * 505 / 2 + 1), [""; 0], "one shift of the week before");
        assert_eq!(codes(&case, 2, 5 * 505 / 2), ["K317"]);
        assert_eq!(codes(&case, 3, 7 * 505 / 3 + 1), [""; 0]);
        assert_eq!(codes(&case, 3, 7 * 505 / 3), ["K317"]);
    }

    #[test]
    fn leave_is_neutral_to_an_average() {
        let mut case = Case::valid();
        // Monday to Saturday of the week before: one of two weeks counts
        case.leave("ann", -7, -2);
        assert_eq!(codes(&case, 2, 4 * 505), [""; 0]);
        assert_eq!(codes(&case, 2, 4 * 505 - 1), ["K317"]);
        assert_eq!(codes(&case, 1, 4 * 505), [""; 0], "a single week is not shortened");
    }
}
