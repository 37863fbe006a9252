//! After a night shift lies the contract's longer rest before the next shift, unless that is a night shift too.

use crate::check::breach::Breach;
use crate::check::clock::{Stretch, duration};
use crate::check::nights::is_night;
use crate::check::week::Week;

/// One breach for each rest that is too short, that after last week's last shift included.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for person in &week.people {
        let Some((contract, asked)) = person.contract.and_then(|c| Some((c, c.limits.rest_after_nights?))) else {
            continue;
        };
        let asked = i64::from(asked.get());
        let last = person.previous.iter().max_by_key(|s| s.presence.end);
        let mut before = last.map(|s| (s.presence.end, is_night(week, s.inside)));
        for shift in &person.shifts {
            let night = is_night(week, shift.inside);
            if let Some((end, true)) = before.filter(|_| !night) {
                let rest = Stretch::new(end, shift.presence.start);
                if rest.seconds() < asked * 60 {
                    let text = format!(
                        "{} rests {} from the night shift that ends {} to {}, contract {} asks for {}",
                        person.agent.id,
                        duration(rest.minutes().max(0)),
                        week.clock.text(end),
                        week.clock.text(shift.presence.start),
                        contract.id,
                        duration(asked)
                    );
                    found.push(Breach::in_shift(person, shift, text));
                }
            }
            before = Some((shift.presence.end, night));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};
    use crate::domain::ids::ContractId;
    use crate::domain::units::Minutes;

    /// cem by night on Monday and Tuesday and by day on Friday: from Wednesday 06:45 to Friday 07:50 are 49 h 5 min.
    fn case(asked: u32) -> Case {
        let mut case = Case::valid();
        case.night(1320, 1440 + 360, 120);
        let contract = case.contract("nights");
        (contract.same_shift_all_week, contract.days_off_together) = (false, 0);
        contract.limits.rest_after_nights = Some(Minutes::new(asked));
        case.problem.centre.shifts[0].contracts.push(ContractId::new("nights"));
        case.problem.availability.clear();
        case.work("cem", &[0, 1]);
        case.duties.push(Duty::new("cem", 4, "day", 480, "hotline"));
        case
    }

    #[test]
    fn the_rest_after_nights_counts_to_the_next_shift_by_day() {
        assert_eq!(case(49 * 60 + 5).codes(), [""; 0]);
        assert_eq!(case(49 * 60 + 6).codes(), ["K311"]);
    }

    #[test]
    fn a_night_after_a_night_needs_the_usual_rest_only_and_last_weeks_night_counts() {
        let mut case = case(48 * 60);
        case.work("cem", &[0, 1, 3]);
        assert_eq!(case.codes(), [""; 0]);
        case.drop_duties("cem");
        case.duties.extend((0..2).map(|day| Duty::new("cem", day, "day", 480, "hotline")));
        assert_eq!(case.codes(), [""; 0]);
        case.before(&[Duty::new("cem", -2, "night", 1320, "hotline")]);
        assert_eq!(case.codes(), ["K311"], "Sunday 06:45 to Monday 07:50");
    }
}
