//! The objective and the tables of roster.json, recomputed from the published rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::coverage::price_of_shortage;
use super::week::{Person, Week};
use crate::domain::ids::QueueId;
use crate::domain::people::{Preference, Wish};
use crate::domain::roster::{AgentHours, DayCoverage, Terms};

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
}

impl Recomputed {
    pub(super) fn of(week: &Week<'_>) -> Self {
        let objective = &week.problem.centre.objective;
        let mut sum = Self { days: days(week), agents: week.people.iter().map(|p| hours(week, p)).collect(), ..Self::default() };
        for demand in &week.coverage.demands {
            sum.terms.under += price_of_shortage(objective, demand.required, demand.short());
            sum.terms.over += demand.surplus() * objective.over;
        }
        for day in &sum.days {
            sum.under_hours += day.under_hours;
            sum.over_hours += day.over_hours;
            sum.required_hours += day.required_hours;
        }
        for person in &week.people {
            sum.paid_hours += in_hours(person.paid_minutes());
            sum.terms.hour_above_minimum += in_hours(minutes_above_minimum(person)) * objective.hour_above_minimum;
            let unmet: f64 = person.wishes.iter().map(|w| w.weight * breaches(week, person, w) as f64).sum();
            sum.terms.preference += unmet * objective.preference;
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

/// How often a wish is not met: once for a day off, once for each worked day for the others.
fn breaches(week: &Week<'_>, person: &Person<'_>, preference: &Preference) -> usize {
    let clock = week.clock;
    person
        .shifts
        .iter()
        .filter(|shift| match &preference.wish {
            Wish::DayOff(date) => shift.day == *date,
            Wish::WeekdayOff(weekday) => chrono::Datelike::weekday(&shift.day) == *weekday,
            Wish::Shift(id) => shift.id != id,
            Wish::StartAfter(time) => clock.minutes_past(shift.day, shift.inside.start) < i64::from(time.minutes()),
            Wish::EndBefore(time) => clock.minutes_past(shift.day, shift.inside.end) > i64::from(time.minutes()),
        })
        .count()
}

/// Whether a wish speaks of this week at all.
fn concerns(week: &Week<'_>, preference: &Preference) -> bool {
    !matches!(&preference.wish, Wish::DayOff(date) if !week.days.contains(date))
}

fn hours(week: &Week<'_>, person: &Person<'_>) -> AgentHours {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let asked: Vec<&&Preference> = person.wishes.iter().filter(|w| concerns(week, w)).collect();
    let met = asked.iter().filter(|w| breaches(week, person, w) == 0).count();
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
