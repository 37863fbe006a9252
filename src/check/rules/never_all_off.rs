//! Somebody of the people who stand in for each other works on every day that their `[[presence]]` speaks of.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::role_presence::intervals;
use crate::check::breach::Breach;
use crate::check::clock::day_text;
use crate::check::week::Week;
use crate::domain::team::RolePresence;

/// One breach for each day of each entry.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let asked = week.problem.centre.team_rules.presence.iter().filter(|asked| asked.never_all_off);
    asked.flat_map(|asked| all_off(week, asked)).collect()
}

fn all_off(week: &Week<'_>, asked: &RolePresence) -> Vec<Breach> {
    let days: BTreeSet<NaiveDate> = intervals(week, asked).iter().map(|time| week.clock.day(time.start)).collect();
    let people: Vec<_> =
        week.people.iter().filter(|p| p.agent.roles.iter().any(|role| asked.roles.contains(role))).collect();
    let off = days
        .iter()
        .filter(|day| week.days.contains(day) && people.iter().all(|p| p.shifts.iter().all(|s| s.day != **day)));
    let names: Vec<&str> = people.iter().map(|p| p.agent.id.as_str()).collect();
    off.map(|day| {
        let text = format!(
            "all with the role {} are off on {} ({})",
            asked.roles.join(" or "),
            day_text(*day),
            names.join(", ")
        );
        Breach::new(text).on(*day)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::team::RolePresence;
    use crate::domain::units::Heads;

    #[test]
    fn a_day_on_which_both_are_off_is_refused() {
        let mut case = Case::valid();
        case.agent("ann").roles = vec!["a".into()];
        case.agent("bob").roles = vec!["b".into()];
        case.problem.centre.team_rules.presence.push(RolePresence {
            roles: vec!["a".into(), "b".into()],
            min: Heads::new(0),
            hours: None,
            breaks_count: false,
            never_all_off: true,
        });
        assert_eq!(case.codes(), [""; 0], "Monday by ann, Tuesday by both");
        case.work("ann", &[1, 2, 3]);
        assert_eq!(case.codes(), ["K504"]);
    }
}
