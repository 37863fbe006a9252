//! Of any so many weekends in a row no more have work than the contract allows.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::clock::{count, day_text, moved};
use crate::check::week::Week;
use crate::check::weekends::saturdays;

/// One breach for each weekend whose first shift lies in this week and is one too many.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some((contract, limit)) = person.contract.and_then(|c| Some((c, c.limits.max_weekends?))) else { continue };
        let (own, past) = (person.worked_days(), person.past_days());
        let all: BTreeSet<NaiveDate> = own.union(&past).copied().collect();
        let has = |days: &BTreeSet<NaiveDate>, saturday: NaiveDate| {
            days.contains(&saturday) || days.contains(&moved(saturday, 1))
        };
        for saturday in saturdays(week).into_iter().filter(|s| has(&own, *s) && !has(&past, *s)) {
            let together = (0..i64::from(limit.of)).filter(|back| has(&all, moved(saturday, -7 * back))).count();
            if together > usize::from(limit.worked) {
                let text = format!(
                    "{} works {} of the last {}, that of {} included; contract {} allows {}",
                    person.agent.id,
                    together,
                    count(limit.of, "weekend"),
                    day_text(saturday),
                    contract.id,
                    limit.worked
                );
                found.push(Breach::of_person(person, text).on(saturday));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::rules::MaxWeekends;

    #[test]
    fn weekends_of_the_weeks_before_count_as_far_back_as_asked() {
        let mut case = Case::valid();
        case.contract("nights").limits.max_weekends = Some(MaxWeekends { worked: 1, of: 3 });
        case.work("cem", &[4, 5, 6]);
        assert_eq!(case.codes(), [""; 0]);
        let before = |day: i64| [Duty::new("cem", day, "night", 1320, "hotline")];
        case.before(&before(-9));
        assert_eq!(case.codes(), ["K315"]);
        case.before(&before(-16));
        assert_eq!(case.codes(), [""; 0], "the fourth weekend back");
        case.before(&before(-8));
        case.work("cem", &[0, 1, 2]);
        assert_eq!(case.codes(), [""; 0], "this weekend is off");
    }
}
