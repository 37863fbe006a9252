//! What a roster costs by fairness over weeks, recomputed from the rows of the weeks before and of this one.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::week::{Person, Week};
use crate::domain::people::Activity;

/// Price of the weekends, nights, early and late shifts of those who had more of them than their team's mean.
pub(super) fn price(week: &Week<'_>) -> f64 {
    let rules = &week.problem.centre.objective.fairness;
    let prices = [rules.weekend, rules.night, rules.early, rules.late];
    if prices.iter().all(|p| *p <= 0.0) {
        return 0.0;
    }
    let past: Vec<[f64; 4]> = week.people.iter().map(|person| past(week, person)).collect();
    let mut teams: BTreeMap<&str, (f64, [f64; 4])> = BTreeMap::new();
    for (person, counts) in week.people.iter().zip(&past) {
        let (members, sums) = teams.entry(&person.agent.team).or_default();
        *members += 1.0;
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let mut total = 0.0;
    for (person, counts) in week.people.iter().zip(&past) {
        let Some((members, sums)) = teams.get(person.agent.team.as_str()) else { continue };
        let now = sum(person.shifts.iter().map(|s| burdens(week, s.day, s.inside.start, s.inside.end)));
        for (kind, price) in prices.iter().enumerate() {
            let above = (counts[kind] - sums[kind] / members).round().max(0.0);
            total += price * above * now[kind];
        }
    }
    total
}

fn sum(shifts: impl Iterator<Item = [f64; 4]>) -> [f64; 4] {
    shifts.fold([0.0; 4], |sum, one| std::array::from_fn(|kind| sum[kind] + one[kind]))
}

/// What an agent bore before the week. A shift without its handover rows begins and ends where the agent is on duty.
fn past(week: &Week<'_>, person: &Person<'_>) -> [f64; 4] {
    let mut shifts: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    let before = |day: NaiveDate| day < week.problem.first_day;
    for row in person.previous_rows.iter().filter(|r| before(r.day) && r.activity != Activity::Handover) {
        let (start, end) = (row.start.unix(), row.end.unix());
        let shift = shifts.entry(row.day).or_insert((start, end));
        *shift = (shift.0.min(start), shift.1.max(end));
    }
    sum(shifts.into_iter().map(|(day, (start, end))| burdens(week, day, start, end)))
}

/// 1 for each of: on a weekend, by night (before 04:00 or past 02:00 of the next day), early, late.
fn burdens(week: &Week<'_>, day: NaiveDate, start: i64, end: i64) -> [f64; 4] {
    let rules = &week.problem.centre.objective.fairness;
    let (start, end) = (week.clock.minutes_past(day, start), week.clock.minutes_past(day, end));
    let borne = [
        day.weekday().num_days_from_monday() > 4,
        start < 240 || end > 1560,
        start < i64::from(rules.early_before.minutes()),
        end > i64::from(rules.late_after.minutes()),
    ];
    borne.map(|b| f64::from(u8::from(b)))
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::{Case, Duty};

    #[test]
    fn who_had_more_than_the_team_pays_for_the_next() {
        let mut case = Case::valid();
        case.problem.centre.objective.fairness.night = 0.5;
        let fair = |case: &Case| case.report(&case.rows(), None).terms.fairness;
        assert!(fair(&case).abs() < 1e-12, "no history, no debt");
        // cem, of the team of two with dee, had three nights: 1.5 above the mean, so 2, and works three
        let nights: Vec<Duty> = (-6..-3).map(|day| Duty::new("cem", day, "night", 1320, "hotline")).collect();
        case.before(&nights);
        assert!((fair(&case) - 0.5 * 2.0 * 3.0).abs() < 1e-12, "{}", fair(&case));
        case.problem.centre.objective.fairness.weekend = 1.0;
        assert!((fair(&case) - 3.0).abs() < 1e-12, "he has no weekend now");
    }
}
