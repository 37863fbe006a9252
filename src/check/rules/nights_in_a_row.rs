//! No run of night shifts on days in a row, those of the weeks before included, is longer than the contract allows.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::consecutive_days::runs;
use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::nights::is_night;
use crate::check::week::Week;

/// One breach for each run that reaches into this week; a unit is a night of the week beyond the longest run.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some((contract, most)) = person.contract.and_then(|c| Some((c, c.limits.max_consecutive_nights?))) else {
            continue;
        };
        let past = person.previous.iter().filter(|s| is_night(week, s.inside)).map(|s| s.day);
        let own = person.shifts.iter().filter(|s| is_night(week, s.inside)).map(|s| s.day);
        let nights: BTreeSet<NaiveDate> = past.chain(own).collect();
        for run in runs(&nights) {
            let beyond = run.beyond(usize::from(most), week.problem.first_day);
            if beyond > 0 {
                let text = format!(
                    "{} works {} nights in a row, {} to {}; contract {} allows {most}",
                    person.agent.id,
                    run.length,
                    day_text(run.first),
                    day_text(run.last),
                    contract.id
                );
                found.push(Breach::of_person(person, text).on(run.last).units(beyond));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn a_run_of_nights_goes_on_from_last_week_and_a_day_off_ends_it() {
        let mut case = Case::valid();
        case.night(1320, 1440 + 360, 120);
        case.contract("nights").limits.max_consecutive_nights = Some(3);
        assert_eq!(case.codes(), [""; 0]);
        case.before(&[Duty::new("cem", -1, "night", 1320, "hotline")]);
        assert_eq!(case.codes(), ["K310"]);
        case.before(&[Duty::new("cem", -2, "night", 1320, "hotline")]);
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn a_run_that_was_too_long_before_the_week_is_not_its_fault() {
        let mut case = Case::valid();
        case.night(1320, 1440 + 360, 120);
        case.contract("nights").limits.max_consecutive_nights = Some(1);
        case.work("cem", &[1, 3]);
        case.before(&[-2, -1].map(|day| Duty::new("cem", day, "night", 1320, "hotline")));
        assert_eq!(case.codes(), [""; 0]);
    }
}
