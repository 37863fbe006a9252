//! The paid hours of a week lie within the contract's; counted leave days stand in at the longest shift worked.

use crate::check::breach::Breach;
use crate::check::clock::{count, hours};
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
            let with_leave = if leave > 0 { format!(" with {}", count(leave, "leave day")) } else { String::new() };
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

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;

    #[test]
    fn more_paid_hours_than_the_contract_has_are_refused() {
        let mut case = Case::valid();
        case.work("bob", &[0, 1, 2, 3, 6]);
        assert_eq!(case.codes(), [""; 0]);
        case.duties.iter_mut().filter(|d| d.agent == "bob").for_each(|d| d.length = 570);
        assert_eq!(case.codes(), ["K301"]);
    }

    #[test]
    fn a_leave_day_counts_as_the_longest_shift_of_the_week() {
        let mut case = Case::valid();
        // 3 days of leave and 2 worked: 5 × 8 h is within 40 h, 5 × 9 h is not although 8 h + 9 h are worked
        case.duties.iter_mut().filter(|d| d.agent == "dee").for_each(|d| (d.shift, d.start) = ("day", 720));
        assert_eq!(case.codes(), [""; 0]);
        case.duty("dee", 1).length = 570;
        assert_eq!(case.codes(), ["K301"]);
    }
}
