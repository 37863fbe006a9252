//! No week has work on more days than law allows.

use crate::check::breach::Breach;
use crate::check::clock::count;
use crate::check::law::people;
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each agent and article.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week) {
        let Asks::DaysPerWeek(most) = rule.asks else { continue };
        let worked = person.worked_days().len();
        if worked > usize::from(most) {
            let (id, worked) = (&person.agent.id, count(i64::try_from(worked).unwrap_or(7), "day"));
            let text = format!("{id} works on {worked} of the week; {} allows {most}", rule.article);
            found.push(Breach::of_person(person, text).of_law(rule));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::law::Asks;

    #[test]
    fn a_day_more_is_refused() {
        let mut case = Case::valid();
        case.law("nights", Asks::DaysPerWeek(3));
        assert_eq!(case.codes(), [""; 0]);
        case.law("nights", Asks::DaysPerWeek(2));
        assert_eq!(case.codes(), ["K320"]);
    }
}
