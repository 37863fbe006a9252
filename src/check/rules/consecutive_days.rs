//! No run of days worked, last week's included, is longer than the contract allows.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;

/// One breach for each run that reaches into this week.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some(contract) = person.contract else { continue };
        let days = person.worked_days().union(&person.past_days()).copied().collect();
        for (first, last, length) in runs(&days) {
            if last >= week.problem.first_day && length > usize::from(contract.max_consecutive_days) {
                let text = format!(
                    "{} works {length} days in a row, {} to {}; contract {} allows {}",
                    person.agent.id,
                    day_text(first),
                    day_text(last),
                    contract.id,
                    contract.max_consecutive_days
                );
                found.push(Breach::of_person(person, text).on(last));
            }
        }
    }
    found
}

/// First day, last day and length of each run of days.
fn runs(days: &BTreeSet<NaiveDate>) -> Vec<(NaiveDate, NaiveDate, usize)> {
    let mut runs: Vec<(NaiveDate, NaiveDate, usize)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last, length)) if last.succ_opt() == Some(*day) => {
                *last = *day;
                *length += 1;
            }
            _ => runs.push((*day, *day, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn five_days_in_a_row_are_refused_where_four_are_allowed() {
        let mut case = Case::valid();
        case.work("ann", &[0, 1, 2, 3, 4]);
        assert_eq!(case.codes(), ["K303"]);
    }

    #[test]
    fn a_run_that_began_last_week_goes_on() {
        let mut case = Case::valid();
        case.before(&[Duty::new("ann", -1, "day", 480, "desk")]);
        assert_eq!(case.codes(), ["K303"]);
        case.before(&[Duty::new("ann", -2, "day", 480, "desk")]);
        assert_eq!(case.codes(), [""; 0]);
    }
}
