//! What the week of an agent must keep as a whole: the contract, less leave, with what the days before leave open.

use chrono::{Datelike, Weekday};

use crate::domain::centre::ServicePeriod;
use crate::domain::people::Agent;
use crate::domain::rules::{MaxWeekends, SoftPrices};
use crate::roster::legality::nights::Nights;
use crate::roster::legality::price::Penalty;
use crate::roster::legality::shifts::{WEEK, signed};
use crate::roster::legality::week::{DayMask, Kind, WeekRules, days_on};
use crate::roster::legality::weekends::Weekends;

use super::facts::{AgentFacts, employed_days};
use super::past::{Past, first_saturday};
use super::{ClassContext, ClassDay};

pub(super) fn week_rules(
    cx: &ClassContext<'_>,
    agent: &Agent,
    facts: &AgentFacts<'_>,
    leave: DayMask,
    days: &[ClassDay; WEEK],
) -> WeekRules {
    let contract = cx.contract;
    let soft = &cx.problem.centre.rules.soft;
    let past = Past::of(cx.problem, facts);
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
    let yesterday = past.yesterday().map(|s| s.shift);
    WeekRules {
        days: (fewest.saturating_sub(counted), most.saturating_sub(counted)),
        days_penalty: Penalty::of(soft.days_per_week),
        weekly: (signed(contract.weekly.0), signed(contract.weekly.1)),
        most_paid: most_paid(cx, &past),
        max_run: u32::from(contract.max_consecutive_days),
        run_penalty: Penalty::of(soft.max_consecutive_days),
        run_before: u32::try_from(past.run(|_| true)).unwrap_or(0),
        off_before: u32::try_from(past.off()).unwrap_or(0),
        off_block: u32::from(contract.days_off_together),
        off_penalty: Penalty::of(soft.days_off_together),
        must: if away_all_week { 0 } else { must | held },
        can,
        kinds: std::array::from_fn(|day| if can >> day & 1 == 1 { kinds(&days[day]) } else { Vec::new() }),
        counts_nights: cx.model.counts_nights,
        leave: counted,
        rest: signed(contract.min_rest),
        same_shift: contract.same_shift_all_week,
        start_window: contract.limits.start_window.map(signed),
        nights: nights(cx, &past, soft),
        weekends: weekends(cx, &past, soft, can & 1 == 1),
        successions: cx.model.roles.successions(yesterday, Penalty::of(soft.succession)),
        may_be_empty: away_all_week || asked_for_nothing,
        every_hour: cx.problem.centre.objective.service != ServicePeriod::Interval,
    }
}

/// The kinds of shift that a day allows.
fn kinds(day: &ClassDay) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = day.choices.iter().map(|c| c.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn most_paid(cx: &ClassContext<'_>, past: &Past<'_>) -> i32 {
    let Some(average) = cx.contract.limits.average else { return i32::MAX };
    let of_all = i64::from(average.weeks) * i64::from(average.most.get());
    let before = past.paid(average.weeks.saturating_sub(1));
    i32::try_from((of_all - before).max(0)).unwrap_or(i32::MAX)
}

fn nights(cx: &ClassContext<'_>, past: &Past<'_>, soft: &SoftPrices) -> Nights {
    if !cx.model.counts_nights {
        return Nights::default();
    }
    let limits = &cx.contract.limits;
    Nights {
        most: limits.max_nights_per_week.map(|most| (most, Penalty::of(soft.max_nights_per_week))),
        most_in_a_row: limits.max_consecutive_nights.map(|most| (most, Penalty::of(soft.max_consecutive_nights))),
        run_before: u8::try_from(past.run(|shift| shift.night)).unwrap_or(u8::MAX),
        rest_after: limits.rest_after_nights.map_or(0, signed),
    }
}

fn weekends(cx: &ClassContext<'_>, past: &Past<'_>, soft: &SoftPrices, sunday_can: bool) -> Weekends {
    let limits = &cx.contract.limits;
    if !limits.weekends_whole && limits.max_weekends.is_none() {
        return Weekends::default();
    }
    let first = cx.problem.first_day;
    let sunday_first = first.weekday() == Weekday::Sun;
    let begun = first_saturday(first);
    let MaxWeekends { worked, of } = limits.max_weekends.unwrap_or(MaxWeekends { worked: u8::MAX, of: 1 });
    Weekends {
        whole: limits.weekends_whole.then(|| Penalty::of(soft.weekends_whole)),
        most: limits.max_weekends.is_some().then(|| (worked, Penalty::of(soft.max_weekends))),
        saturday: (5 + WEEK - first.weekday().num_days_from_monday() as usize) % WEEK,
        saturday_before: past.worked_yesterday().filter(|_| sunday_first),
        sunday_can,
        both_count: of > 1,
        worked_before: (past.weekends_worked(begun, of - 1), past.weekends_worked(begun, of.saturating_sub(2))),
    }
}
