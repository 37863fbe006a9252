//! No shift has more working time than law allows, and none lies where law forbids work.

use crate::check::breach::Breach;
use crate::check::clock::duration;
use crate::check::law::{self, minutes, people, work_minutes};
use crate::check::week::Week;
use crate::domain::law::Asks;

/// One breach for each shift and article.
pub(super) fn breaches(week: &Week<'_>) -> Vec<Breach> {
    let mut found = Vec::new();
    for (person, rule) in people(week) {
        let id = &person.agent.id;
        for shift in &person.shifts {
            let text = match &rule.asks {
                Asks::ShiftHours(most) if work_minutes(shift) > minutes(*most) => {
                    let (work, most) = (duration(work_minutes(shift)), duration(minutes(*most)));
                    format!("{id} works {work} in one shift, handover included; {} allows {most}", rule.article)
                }
                Asks::NoWorkBetween(from, to) => {
                    let times = (i64::from(from.minutes()), i64::from(to.minutes()));
                    let Some(time) = law::touches(week, shift.presence, times) else { continue };
                    let (there, barred) = (week.clock.range(shift.presence), week.clock.range(time));
                    format!("{id} is present {there}; {} allows no work {barred}", rule.article)
                }
                _ => continue,
            };
            found.push(Breach::in_shift(person, shift, text).of_law(rule));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::law::Asks;
    use crate::domain::time::ClockTime;
    use crate::domain::units::Minutes;

    #[test]
    fn working_time_counts_handover_and_no_unpaid_break() {
        // 8 h 30 min less the meal, and 25 minutes of handover
        let mut case = Case::valid();
        case.law("nights", Asks::ShiftHours(Minutes::new(505)));
        assert_eq!(case.codes(), [""; 0]);
        case.law("nights", Asks::ShiftHours(Minutes::new(504)));
        assert_eq!(case.codes(), ["K213"]);
    }

    #[test]
    fn a_soft_rule_is_told_and_not_refused() {
        let mut case = Case::valid();
        case.law("nights", Asks::ShiftHours(Minutes::new(504)));
        case.contract("nights").law[0].hard = false;
        let report = case.report(&case.rows(), None);
        assert!(!report.findings.has_errors() && report.findings.len() == 3, "{:?}", report.findings);
        assert!(report.rules.iter().all(|rule| rule.breaches == 0));
    }

    #[test]
    fn presence_may_touch_a_time_without_work_and_no_more() {
        // ann is there from 07:50, dee until 22:45
        let clock = ClockTime::from_minutes;
        let mut case = Case::valid();
        case.law("full", Asks::NoWorkBetween(clock(22 * 60 + 45), clock(24 * 60 + 7 * 60 + 50)));
        assert_eq!(case.codes(), [""; 0]);
        case.law("full", Asks::NoWorkBetween(clock(22 * 60 + 44), clock(24 * 60 + 7 * 60 + 50)));
        assert_eq!(case.codes(), ["K213"]);
        case.contract("full").law.clear();
        case.law("full", Asks::NoWorkBetween(clock(22 * 60 + 45), clock(24 * 60 + 7 * 60 + 51)));
        assert_eq!(case.codes(), ["K213"]);
    }
}
