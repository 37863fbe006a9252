//! An agent without a shift is away, may have an empty week by contract, or has no legal week at all.

use chrono::Datelike;

use crate::check::activities::is_expected;
use crate::check::breach::Breach;
use crate::check::enumerate::LegalWeeks;
use crate::check::week::{Person, Week};
use crate::domain::centre::Contract;

/// One breach for each agent left out. Agents with locked rows are left to the rule of locked assignments.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut legal_weeks = LegalWeeks::default();
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| p.shifts.is_empty() && p.locked.is_empty()) {
        let Some(contract) = person.contract else { continue };
        let accepted = person.is_away_all_week()
            || may_stay_empty(week, person, contract)
            || !legal_weeks.exists(week, person, contract);
        if !accepted {
            let text = format!(
                "{} has no shift although contract {} asks for work and a legal week exists",
                person.agent.id, contract.id
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}

/// Whether no shift at all keeps the contract.
fn may_stay_empty(week: &Week<'_>, person: &Person<'_>, contract: &Contract) -> bool {
    let (least_days, _) = person.day_limits(contract);
    let must_come = week.days.iter().any(|d| contract.must_work.contains(&d.weekday()) && !person.is_blocked(*d));
    let must_attend = person.fixed.iter().any(|a| is_expected(week, person, a));
    least_days == 0 && contract.weekly.0.get() == 0 && !must_come && !must_attend
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn an_agent_left_out_is_noticed() {
        let mut case = Case::valid();
        case.drop_duties("ann");
        assert_eq!(case.codes(), ["K308"]);
    }

    #[test]
    fn an_agent_without_a_legal_week_may_be_left_out() {
        let mut case = Case::valid();
        case.drop_duties("ann");
        case.available("ann", chrono::Weekday::Mon, 0, 1440);
        assert_eq!(case.codes(), [""; 0], "one day is too few for the contract");
        case.available("ann", chrono::Weekday::Wed, 0, 1440);
        assert_eq!(case.codes(), ["K308"]);
    }

    #[test]
    fn a_contract_without_minimum_may_stay_at_home() {
        let mut case = Case::valid();
        case.drop_duties("ann");
        let contract = case.contract("full");
        (contract.weekly.0, contract.days_per_week.0) = (crate::domain::units::Minutes::new(0), 0);
        assert_eq!(case.codes(), [""; 0]);
        case.fixed("ann", case.span(0, 630, 690));
        assert_eq!(case.codes(), ["K308"], "a training must be attended");
    }
}
