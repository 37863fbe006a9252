//! What the week of an agent must keep as a whole: the contract, less leave, with what the days before leave open.

use chrono::{Datelike, NaiveDate};

use crate::domain::centre::ServicePeriod;
use crate::domain::people::Agent;
use crate::domain::time::add_days;
use crate::roster::legality::shifts::{WEEK, signed};
use crate::roster::legality::week::{DayMask, WeekRules, days_on};

use super::facts::{AgentFacts, employed_days};
use super::{ClassContext, ClassDay};

/// How far back days worked or off in a row are counted.
const DAYS_BACK: i64 = 60;

pub(super) fn week_rules(
    cx: &ClassContext<'_>,
    agent: &Agent,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    days: &[ClassDay; WEEK],
) -> WeekRules {
    let contract = cx.contract;
    let counted = if contract.leave_counts_as_worked { leave.count_ones() } else { 0 };
    let (fewest, most) = (u32::from(contract.days_per_week.0), u32::from(contract.days_per_week.1));
    let away_all_week = counted > 0 && counted >= most;
    let bits = |holds: &dyn Fn(&ClassDay) -> bool| {
        days.iter().enumerate().filter(|(_, d)| holds(d)).fold(0, |mask: DayMask, (day, _)| mask | 1 << day)
    };
    let asked_for_nothing = fewest <= counted && contract.weekly.0.get() == 0;
    let weekdays = days_on(&contract.must_work, cx.problem.first_day.weekday());
    let must = weekdays & !leave & employed_days(cx.problem, agent);
    let held = bits(&|d| !d.locked.is_empty() || !d.activities.is_empty());
    let can = if away_all_week { 0 } else { bits(&|d| !d.choices.is_empty()) };
    let (run_before, off_before) = days_before(cx, facts);
    WeekRules {
        days: (fewest.saturating_sub(counted), most.saturating_sub(counted)),
        weekly: (signed(contract.weekly.0), signed(contract.weekly.1)),
        max_run: u32::from(contract.max_consecutive_days),
        run_before,
        off_before,
        off_block: u32::from(contract.days_off_together),
        must: if away_all_week { 0 } else { must | held },
        can,
        leave: counted,
        rest: signed(contract.min_rest),
        same_shift: contract.same_shift_all_week,
        may_be_empty: away_all_week || asked_for_nothing,
        every_hour: cx.problem.centre.objective.service != ServicePeriod::Interval,
    }
}

/// Days worked, and days off, in a row up to the day before the week. With a roster of the days before, whoever is not in
/// it was off; without one nothing is taken for granted.
fn days_before(cx: &ClassContext<'_>, facts: &AgentFacts<'_>) -> (u32, u32) {
    let first = cx.problem.first_day;
    let earliest = cx.problem.previous.iter().map(|r| r.day).filter(|day| *day < first).min();
    let known_from = earliest.map(|day| day.min(add_days(first, -7)));
    let worked = |date: NaiveDate| facts.previous.iter().any(|r| r.day == date);
    let back = || (1..=DAYS_BACK).map(|days| add_days(first, -days));
    let run = back().take_while(|date| worked(*date)).count();
    let known_off = |date: &NaiveDate| known_from.is_some_and(|known| known <= *date) && !worked(*date);
    let off = back().take_while(known_off).count();
    (u32::try_from(run).unwrap_or(0), u32::try_from(off).unwrap_or(0))
}
