//! No run of days worked, last week's included, is longer than the contract allows.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::law::cited;
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each run that reaches into this week; a unit is a day of the week beyond the longest run.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some(contract) = person.contract else { continue };
        let days = person.worked_days().union(&person.past_days()).copied().collect();
        for run in runs(&days) {
            let beyond = run.beyond(usize::from(contract.max_consecutive_days), week.problem.first_day);
            if beyond > 0 {
                let text = format!(
                    "{} works {} days in a row, {} to {}; contract {} allows {}{}",
                    person.agent.id,
                    run.length,
                    day_text(run.first),
                    day_text(run.last),
                    contract.id,
                    contract.max_consecutive_days,
                    cited(contract, &Asks::ConsecutiveDays(contract.max_consecutive_days))
                );
                found.push(Breach::of_person(person, text).on(run.last).units(beyond));
            }
        }
    }
    found
}

/// Days in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) length: usize,
}

impl Run {
    /// How many of its days lie beyond the longest run allowed, those before `week` left out.
    pub(super) fn beyond(&self, longest: usize, week: NaiveDate) -> usize {
        let of_week = (self.last - week).num_days() + 1;
        self.length.saturating_sub(longest).min(usize::try_from(of_week).unwrap_or(0))
    }
}

/// The runs in a set of days.
pub(super) fn runs(days: &BTreeSet<NaiveDate>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some(run) if run.last.succ_opt() == Some(*day) => {
                run.last = *day;
                run.length += 1;
            }
            _ => runs.push(Run { first: *day, last: *day, length: 1 }),
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
