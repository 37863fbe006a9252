//! A week has no more night shifts than the contract allows.

use crate::check::breach::Breach;
use crate::check::clock::count;
use crate::check::nights::is_night;
use crate::check::week::Week;

/// One breach for each agent with more; a unit is a night too many.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some((contract, most)) = person.contract.and_then(|c| Some((c, c.limits.max_nights_per_week?))) else {
            continue;
        };
        let nights = person.shifts.iter().filter(|s| is_night(week, s.inside)).count();
        let beyond = nights.saturating_sub(usize::from(most));
        if beyond > 0 {
            let text = format!(
                "{} works {} this week, contract {} allows {most}",
                person.agent.id,
                count(nights, "night shift"),
                contract.id
            );
            found.push(Breach::of_person(person, text).units(beyond));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::rules::Night;
    use crate::domain::time::ClockTime;
    use crate::domain::units::Minutes;

    #[test]
    fn a_night_too_many_is_refused_and_the_night_is_what_the_centre_says() {
        let mut case = Case::valid();
        case.contract("nights").limits.max_nights_per_week = Some(2);
        assert_eq!(case.codes(), [""; 0], "nothing says when it is night");
        case.night(1320, 1440 + 360, 120);
        assert_eq!(case.codes(), ["K309"]);
        case.contract("nights").limits.max_nights_per_week = Some(3);
        assert_eq!(case.codes(), [""; 0]);
        // the shifts from 22:00 to 06:30 have 150 minutes between 04:00 and 08:00
        case.contract("nights").limits.max_nights_per_week = Some(0);
        let late = |least| Night { from: ClockTime::from_minutes(240), to: ClockTime::from_minutes(480), least };
        case.problem.centre.rules.night = Some(late(Minutes::new(150)));
        assert_eq!(case.codes(), ["K309"]);
        case.problem.centre.rules.night = Some(late(Minutes::new(151)));
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn with_a_price_each_night_too_many_costs_it() {
        let mut case = Case::valid();
        case.night(1320, 1440 + 360, 120);
        case.contract("nights").limits.max_nights_per_week = Some(1);
        case.problem.centre.rules.soft.max_nights_per_week = Some(5.0);
        assert_eq!(case.codes(), [""; 0]);
        assert!((case.report(&case.rows(), None).terms.rules - 10.0).abs() < 1e-9);
    }
}
