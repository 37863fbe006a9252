//! The paid hours of a week lie within the contract's; counted leave days stand in at the longest shift worked.

use crate::check::breach::Breach;
use crate::check::clock::hours;
use crate::check::week::{Person, Week};

/// One breach for each agent outside. An agent without a shift is the rule of empty weeks' business.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in week.people.iter().filter(|p| !p.shifts.is_empty() && !p.is_away_all_week()) {
        let Some(contract) = person.contract else { continue };
        let (least, most) = (i64::from(contract.weekly.0.get()), i64::from(contract.weekly.1.get()));
        let minutes = credited_minutes(person);
        if !(least..=most).contains(&minutes) {
            let leave = person.counted_leave();
            let with_leave = if leave > 0 { format!(" with {leave} leave days") } else { String::new() };
            let text = format!(
                "{} has {} paid hours{with_leave}, contract {} has {} to {} a week",
                person.agent.id,
                hours(minutes),
                contract.id,
                hours(least),
                hours(most)
            );
            found.push(Breach::of_person(person, text));
        }
    }
    found
}

/// Without leave the sum; with leave (days worked + leave days) × the longest shift worked.
fn credited_minutes(person: &Person<'_>) -> i64 {
    let leave = person.counted_leave();
    if leave == 0 {
        return person.paid_minutes();
    }
    let worked = i64::try_from(person.worked_days().len()).unwrap_or(i64::from(u32::MAX));
    (worked + leave) * person.longest_paid_minutes()
}
