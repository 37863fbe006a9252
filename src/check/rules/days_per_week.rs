//! The days worked lie within the contract's, leave days taken off.

use crate::check::breach::Breach;
use crate::check::week::Week;

/// One breach for each agent outside. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty()) {
        let Some(contract) = person.contract else { continue };
        let (least, most) = person.day_limits(contract);
        let worked = person.worked_days().len();
        if !i64::try_from(worked).is_ok_and(|n| (least..=most).contains(&n)) {
            let leave = person.counted_leave();
            let less_leave = if leave > 0 { format!(" after {leave} leave days") } else { String::new() };
            let text = format!(
                "{} works {worked} days, contract {} has {least} to {most} a week{less_leave}",
                person.agent.id, contract.id
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}
