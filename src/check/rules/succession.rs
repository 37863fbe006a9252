//! Shifts on days in a row follow each other only as the centre's successions let them.

use crate::check::breach::Breach;
use crate::check::clock::moved;
use crate::check::week::{Person, Week};
use crate::domain::ids::ShiftId;
use crate::domain::rules::Succession;

/// One breach for each shift that must not follow that of the day before.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let rules = binding(week, person);
        if rules.is_empty() {
            continue;
        }
        for shift in &person.shifts {
            let Some(before) = shift_of_day_before(person, shift.day) else { continue };
            if is_broken(&rules, before, shift.id) {
                let text = format!("{} works {} the day after {before}", person.agent.id, shift.id);
                found.push(Breach::in_shift(person, shift, text).hint(asked(&rules, before)));
            }
        }
    }
    found
}

/// The successions that bind an agent.
pub(in crate::check) fn binding<'w>(week: &'w Week<'_>, person: &Person<'_>) -> Vec<&'w Succession> {
    let contract = &person.agent.contract;
    week.problem.centre.rules.successions.iter().filter(|rule| rule.contracts.contains(contract)).collect()
}

/// Whether a shift on the day after another breaks one of the rules.
pub(in crate::check) fn is_broken(rules: &[&Succession], from: &ShiftId, to: &ShiftId) -> bool {
    let forbidden = rules.iter().any(|rule| !rule.required && rule.from == *from && rule.to == *to);
    let required: Vec<_> = rules.iter().filter(|rule| rule.required && rule.from == *from).collect();
    forbidden || (!required.is_empty() && required.iter().all(|rule| rule.to != *to))
}

fn shift_of_day_before<'p>(person: &'p Person<'_>, day: chrono::NaiveDate) -> Option<&'p ShiftId> {
    let before = moved(day, -1);
    let own = person.shifts.iter().find(|s| s.day == before).map(|s| s.id);
    own.or_else(|| person.previous.iter().find(|s| s.day == before).map(|s| s.id))
}

fn asked(rules: &[&Succession], from: &ShiftId) -> String {
    let names = |required: bool| {
        let of_kind = rules.iter().filter(|rule| rule.required == required && rule.from == *from);
        of_kind.map(|rule| rule.to.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (required, forbidden) = (names(true), names(false));
    match (required.is_empty(), forbidden.is_empty()) {
        (false, _) => format!("after {from} the centre asks for {required}, or a day off"),
        (true, _) => format!("after {from} the centre forbids {forbidden}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::ids::{ContractId, ShiftId};
    use crate::domain::rules::Succession;

    fn rule(from: &str, to: &str, required: bool) -> Succession {
        let contracts = vec![ContractId::new("full")];
        Succession { from: ShiftId::new(from), to: ShiftId::new(to), required, contracts }
    }

    /// bob works day, day, day and late.
    fn mixed() -> Case {
        let mut case = Case::valid();
        case.contract("full").same_shift_all_week = false;
        let friday = case.duty("bob", 3);
        (friday.shift, friday.start) = ("late", 840);
        friday.pauses.remove(0);
        friday.pauses.insert(0, (crate::domain::people::Activity::Break, 120, 15, true));
        case
    }

    #[test]
    fn a_forbidden_pair_is_refused_on_days_in_a_row_only() {
        let mut case = mixed();
        case.problem.centre.rules.successions = vec![rule("day", "late", false)];
        assert_eq!(case.codes(), ["K313"]);
        case.duties.retain(|d| d.agent != "bob" || d.day != 3);
        assert_eq!(case.codes(), [""; 0]);
        case.problem.centre.rules.successions[0].contracts.clear();
        assert_eq!(mixed().codes(), [""; 0], "it binds no contract");
    }

    #[test]
    fn a_required_shift_may_be_one_of_several_or_a_day_off() {
        let mut case = mixed();
        case.problem.centre.rules.successions = vec![rule("day", "day", true)];
        assert_eq!(case.codes(), ["K313"]);
        case.problem.centre.rules.successions.push(rule("day", "late", true));
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn the_last_day_before_the_week_counts() {
        let mut case = Case::valid();
        case.work("ann", &[0, 1, 2]);
        case.problem.centre.rules.successions = vec![rule("late", "day", false)];
        case.contract("full").min_rest = crate::domain::units::Minutes::new(480);
        case.before(&[Duty::new("ann", -1, "late", 780, "desk")]);
        assert_eq!(case.codes(), ["K313"]);
        case.problem.centre.rules.soft.succession = Some(2.5);
        assert_eq!(case.codes(), [""; 0]);
        assert!((case.report(&case.rows(), None).terms.rules - 2.5).abs() < 1e-9);
    }
}
