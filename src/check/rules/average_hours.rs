//! The paid hours of this week and of those before it keep the contract's average.

use crate::check::breach::Breach;
use crate::check::clock::{hours, moved};
use crate::check::week::{Person, Week};
use crate::domain::rules::AverageHours;

/// One breach for each agent above it.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some((contract, average)) = person.contract.and_then(|c| Some((c, c.limits.average?))) else { continue };
        let left = minutes_left(week, person, average);
        if person.paid_minutes() > left {
            let text = format!(
                "{} has {} paid hours this week, {} more than the average of {} h over {} weeks leaves under contract {}",
                person.agent.id,
                hours(person.paid_minutes()),
                hours(person.paid_minutes() - left),
                hours(i64::from(average.most.get())),
                average.weeks,
                contract.id
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}

/// Paid minutes that the weeks before leave to this one.
pub(in crate::check) fn minutes_left(week: &Week<'_>, person: &Person<'_>, average: AverageHours) -> i64 {
    let from = moved(week.problem.first_day, -7 * (i64::from(average.weeks) - 1));
    let before: i64 = person.previous.iter().filter(|s| s.day >= from).map(|s| s.paid_minutes).sum();
    (i64::from(average.weeks) * i64::from(average.most.get()) - before).max(0)
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::rules::AverageHours;
    use crate::domain::units::Minutes;

    #[test]
    fn the_weeks_before_count_with_the_paid_time_of_their_shifts() {
        let mut case = Case::valid();
        // ann has 32 h this week
        case.contract("full").limits.average = Some(AverageHours { weeks: 2, most: Minutes::new(20 * 60) });
        case.before(&[Duty::new("ann", -4, "day", 480, "desk")]);
        assert_eq!(case.codes(), [""; 0], "8 h and 32 h are 40 h");
        case.before(&[-5, -4].map(|day| Duty::new("ann", day, "day", 480, "desk")));
        assert_eq!(case.codes(), ["K316"]);
        case.before(&[-9, -8].map(|day| Duty::new("ann", day, "day", 480, "desk")));
        assert_eq!(case.codes(), [""; 0], "three weeks back");
    }
}
