//! The objective and the tables of roster.json, recomputed from the published rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::coverage::price_of_shortage;
use super::fairness;
use super::kept::price_of_changes;
use super::rules;
use super::secondary;
use super::service::{Service, price_of_missed};
use super::week::{Person, Week};
use crate::domain::centre::ServicePeriod;
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Preference, Wish};
use crate::domain::roster::{AgentHours, DayCoverage, ServiceReached, Terms};

/// What the claims of roster.json are compared with.
#[derive(Clone, Debug, Default)]
pub(super) struct Recomputed {
    pub(super) terms: Terms,
    pub(super) under_hours: f64,
    pub(super) over_hours: f64,
    pub(super) required_hours: f64,
    pub(super) paid_hours: f64,
    /// By day and queue.
    pub(super) days: Vec<DayCoverage>,
    /// In the order of agents.csv.
    pub(super) agents: Vec<AgentHours>,
    /// The days against each wish of the week, by agent in the order of agents.csv, then in that of preferences.csv.
    pub(super) wishes: Vec<(AgentId, Vec<Vec<NaiveDate>>)>,
    /// By first day and queue; empty without curves.
    pub(super) service: Vec<ServiceReached>,
}

impl Recomputed {
    pub(super) fn of(week: &Week<'_>) -> Self {
        let objective = &week.problem.centre.objective;
        let service = Service::of(week);
        let global = objective.service != ServicePeriod::Interval;
        let mut sum = Self {
            days: days(week),
            agents: week.people.iter().map(|p| hours(week, p)).collect(),
            wishes: week.people.iter().map(|p| (p.agent.id.clone(), wishes(week, p))).collect(),
            service: service.reached(),
            ..Self::default()
        };
        for demand in &week.coverage.demands {
            if service.is_global(demand) {
                let fewest = service.fewest(demand);
                sum.terms.under += price_of_shortage(objective, fewest, (fewest - demand.covered).max(0.0));
                continue;
            }
            sum.terms.under += price_of_shortage(objective, demand.required, demand.short());
            sum.terms.over += demand.surplus() * objective.over;
        }
        for day in &sum.days {
            sum.under_hours += day.under_hours;
            sum.over_hours += day.over_hours;
            sum.required_hours += day.required_hours;
        }
        sum.terms.rules = rules::price_of_breaches(week);
        sum.terms.change = price_of_changes(week);
        for person in &week.people {
            sum.paid_hours += in_hours(person.paid_minutes());
            if !global {
                sum.terms.hour_above_minimum += in_hours(minutes_above_minimum(person)) * objective.hour_above_minimum;
            }
            let unmet: f64 = person.wishes.iter().map(|w| w.weight * days_against(week, person, w).len() as f64).sum();
            sum.terms.preference += unmet * objective.preference;
        }
        sum.terms.fairness = fairness::price(week);
        sum.terms.secondary = secondary::price(week);
        if global {
            sum.terms.paid_hours = sum.paid_hours * objective.paid_hour;
            let missed = sum.service.iter().map(|level| price_of_missed(&objective.missed_call, level));
            sum.terms.missed_calls = missed.sum();
        }
        sum
    }
}

fn in_hours(minutes: i64) -> f64 {
    minutes as f64 / 60.0
}

/// Paid time and counted leave above the contract's weekly minimum; nothing for who does not work.
fn minutes_above_minimum(person: &Person<'_>) -> i64 {
    let Some(contract) = person.contract else { return 0 };
    if person.is_away_all_week() || person.shifts.is_empty() {
        return 0;
    }
    let credited = person.paid_minutes() + person.counted_leave() * person.longest_paid_minutes();
    (credited - i64::from(contract.weekly.0.get())).max(0)
}

/// The days that are against a wish: one for a day off, each worked day in breach for the others.
fn days_against(week: &Week<'_>, person: &Person<'_>, preference: &Preference) -> Vec<NaiveDate> {
    let clock = week.clock;
    let on_days = |against: &dyn Fn(NaiveDate) -> bool| week.days.iter().copied().filter(|d| against(*d)).collect();
    let works = |who: &Person<'_>, day: NaiveDate| who.shifts.iter().any(|shift| shift.day == day);
    let idle = |day: NaiveDate| !person.is_blocked(day) && !works(person, day);
    match &preference.wish {
        Wish::DayOn(date) => return on_days(&|day| day == *date && idle(day)),
        Wish::WeekdayOn(weekday) => return on_days(&|day| chrono::Datelike::weekday(&day) == *weekday && idle(day)),
        Wish::With(other) | Wish::Apart(other) => {
            let Some(other) = week.people.iter().find(|p| p.agent.id == *other) else { return Vec::new() };
            let apart = matches!(preference.wish, Wish::Apart(_));
            return on_days(&|day| match (works(person, day), works(other, day)) {
                (true, true) => apart,
                (false, false) => false,
                _ => !apart && !person.is_blocked(day) && !other.is_blocked(day),
            });
        }
        _ => {}
    }
    person
        .shifts
        .iter()
        .filter(|shift| match &preference.wish {
            Wish::DayOff(date) => shift.day == *date,
            Wish::WeekdayOff(weekday) => chrono::Datelike::weekday(&shift.day) == *weekday,
            Wish::Shift(id) => shift.id != id,
            Wish::StartAfter(time) => clock.minutes_past(shift.day, shift.inside.start) < i64::from(time.minutes()),
            Wish::EndBefore(time) => clock.minutes_past(shift.day, shift.inside.end) > i64::from(time.minutes()),
            Wish::DayOn(_) | Wish::WeekdayOn(_) | Wish::With(_) | Wish::Apart(_) => false,
        })
        .map(|shift| shift.day)
        .collect()
}

/// The days against each wish that speaks of this week.
fn wishes(week: &Week<'_>, person: &Person<'_>) -> Vec<Vec<NaiveDate>> {
    let asked = person.wishes.iter().filter(|w| concerns(week, person, w));
    asked.map(|wish| days_against(week, person, wish)).collect()
}

/// Whether a wish speaks of this week at all.
fn concerns(week: &Week<'_>, person: &Person<'_>, preference: &Preference) -> bool {
    let could = |day: &NaiveDate| !person.is_blocked(*day);
    match &preference.wish {
        Wish::DayOff(date) => week.days.contains(date),
        Wish::DayOn(date) => week.days.iter().filter(|day| could(day)).any(|day| day == date),
        Wish::WeekdayOn(weekday) => {
            week.days.iter().filter(|day| could(day)).any(|day| chrono::Datelike::weekday(day) == *weekday)
        }
        Wish::With(other) | Wish::Apart(other) => week.people.iter().any(|p| p.agent.id == *other),
        _ => true,
    }
}

fn hours(week: &Week<'_>, person: &Person<'_>) -> AgentHours {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let asked = wishes(week, person);
    let met = asked.iter().filter(|days| days.is_empty()).count();
    let (least, most) = person.contract.map_or((0.0, 0.0), |c| (c.weekly.0.as_hours(), c.weekly.1.as_hours()));
    AgentHours {
        agent: person.agent.id.to_string(),
        days: count(person.worked_days().len()),
        leave_days: count(person.leave.len()),
        paid_hours: in_hours(person.paid_minutes()),
        minimum_hours: least,
        maximum_hours: most,
        wishes: (count(met), count(asked.len())),
    }
}

fn days(week: &Week<'_>) -> Vec<DayCoverage> {
    let mut by_day: BTreeMap<(NaiveDate, &QueueId), DayCoverage> = BTreeMap::new();
    for demand in &week.coverage.demands {
        let day = week.clock.day(demand.time.start);
        let hours = demand.time.seconds() as f64 / 3600.0;
        let sum = by_day.entry((day, demand.queue)).or_insert_with(|| DayCoverage {
            day,
            queue: demand.queue.to_string(),
            required_hours: 0.0,
            covered_hours: 0.0,
            under_hours: 0.0,
            over_hours: 0.0,
        });
        sum.required_hours += demand.required * hours;
        sum.covered_hours += demand.covered * hours;
        sum.under_hours += demand.short() * hours;
        sum.over_hours += demand.surplus() * hours;
    }
    by_day.into_values().collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testkit::Case;
    use crate::domain::ids::{AgentId, ShiftId};
    use crate::domain::people::{Preference, Wish};
    use crate::domain::roster::Terms;
    use crate::domain::time::ClockTime;

    fn terms(case: &Case) -> Terms {
        case.report(&case.rows(), None).terms
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    fn wish(case: &mut Case, agent: &str, wish: Wish, weight: f64) {
        case.problem.preferences.push(Preference { agent: AgentId::new(agent), wish, weight });
    }

    #[test]
    fn coverage_is_a_time_average_and_its_price_is_by_hand() {
        let mut case = Case::valid();
        case.problem.requirement.rows.clear();
        // ann: 08:00 one at the desk, 10:00 half of it on her break, 12:00 at her meal
        case.need("desk", 0, 480, 1, 1, 0.0);
        close(terms(&case).total() - terms(&case).hour_above_minimum, 0.0);
        case.need("desk", 0, 600, 1, 1, 0.0);
        // 0.5 of 1 missing: 0.1 at 4, 0.15 at 10, 0.25 at 30
        close(terms(&case).under, 0.4 + 1.5 + 7.5);
        case.need("desk", 0, 720, 1, 0, 1.0);
        close(terms(&case).over, 1.0);
        let report = case.report(&case.rows(), None);
        close(report.under_hours, 0.25);
        close(report.over_hours, 0.5);
        close(report.required_hours, 1.0);
    }

    #[test]
    fn hours_above_the_minimum_count_leave_at_the_longest_shift() {
        let case = Case::valid();
        // ann 32 h, bob 32 h, cem 24 h, dee 16 h worked and 3 × 8 h of leave, each less 8 h
        close(terms(&case).hour_above_minimum, 24.0 + 24.0 + 16.0 + 32.0);
        close(case.report(&case.rows(), None).paid_hours, 32.0 + 32.0 + 24.0 + 16.0);
    }

    #[test]
    fn who_is_away_all_week_costs_nothing() {
        let mut case = Case::valid();
        case.drop_duties("dee");
        case.leave("dee", 3, 4);
        close(terms(&case).hour_above_minimum, 24.0 + 24.0 + 16.0);
    }

    #[test]
    fn wishes_cost_by_row_or_by_worked_day() {
        let mut case = Case::valid();
        wish(&mut case, "ann", Wish::WeekdayOff(chrono::Weekday::Mon), 2.0);
        wish(&mut case, "ann", Wish::WeekdayOff(chrono::Weekday::Sun), 2.0);
        close(terms(&case).preference, 0.2 * 2.0);
        let monday = case.day(0);
        wish(&mut case, "ann", Wish::DayOff(monday), 1.0);
        close(terms(&case).preference, 0.2 * 3.0);
        wish(&mut case, "bob", Wish::StartAfter(ClockTime::from_minutes(541)), 1.0);
        close(terms(&case).preference, 0.2 * 7.0);
        wish(&mut case, "bob", Wish::Shift(ShiftId::new("late")), 1.0);
        close(terms(&case).preference, 0.2 * 11.0);
        // a night shift ends at 30:30 of its start day
        wish(&mut case, "cem", Wish::EndBefore(ClockTime::from_minutes(1440)), 1.0);
        close(terms(&case).preference, 0.2 * 14.0);
        assert_eq!(case.summary().agents[0].wishes, (1, 3));
    }

    #[test]
    fn wishes_for_work_and_for_colleagues_days_cost_by_day() {
        let mut case = Case::valid();
        // ann works Monday to Thursday, bob Tuesday to Friday, dee is on leave until Wednesday
        wish(&mut case, "ann", Wish::WeekdayOn(chrono::Weekday::Mon), 1.0);
        wish(&mut case, "ann", Wish::WeekdayOn(chrono::Weekday::Sun), 1.0);
        close(terms(&case).preference, 0.2);
        let tuesday = case.day(1);
        wish(&mut case, "dee", Wish::DayOn(tuesday), 5.0);
        close(terms(&case).preference, 0.2);
        wish(&mut case, "ann", Wish::With(AgentId::new("bob")), 1.0);
        close(terms(&case).preference, 0.2 * 3.0);
        wish(&mut case, "bob", Wish::Apart(AgentId::new("ann")), 2.0);
        close(terms(&case).preference, 0.2 * 9.0);
    }
}
