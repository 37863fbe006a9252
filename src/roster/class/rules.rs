//! What the week of an agent must keep as a whole: the contract, less leave, with what the days before leave open.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::centre::{Handover, ServicePeriod};
use crate::domain::law::{Asks, MonthOvertime, WEEKLY_REST_INSIDE};
use crate::domain::people::Agent;
use crate::domain::rules::{AverageHours, MaxWeekends, SoftPrices};
use crate::domain::time::add_days;
use crate::domain::units::Minutes;
use crate::roster::legality::law;
use crate::roster::legality::nights::Nights;
use crate::roster::legality::overtime::{Months, Overtime};
use crate::roster::legality::price::Penalty;
use crate::roster::legality::shifts::{WEEK, minutes_since, signed};
use crate::roster::legality::week::{DayMask, Kind, WeekRules, days_on};
use crate::roster::legality::weekends::Weekends;
use crate::roster::legality::weekly_rest::WeeklyRest;

use super::facts::{self, AgentFacts, WORKING_DAYS, employed_days};
use super::past::{Past, first_saturday};
use super::{ClassContext, ClassDay};

pub(super) fn week_rules(
    cx: &ClassContext<'_>,
    agent: &Agent,
    (facts, past): (&AgentFacts<'_>, &Past<'_>),
    leave: DayMask,
    days: &[ClassDay; WEEK],
    overtime: Option<Overtime>,
) -> WeekRules {
    let contract = cx.contract;
    let soft = &cx.problem.centre.rules.soft;
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
        most_paid: most_paid(cx, past),
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
        nights: nights(cx, past, soft),
        weekends: weekends(cx, past, soft, can & 1 == 1),
        successions: cx.model.roles.successions(yesterday, Penalty::of(soft.succession)),
        may_be_empty: away_all_week || asked_for_nothing,
        every_hour: cx.problem.centre.objective.service != ServicePeriod::Interval,
        handover: law::handover(&cx.problem.centre),
        most_work: most_work(cx, past, facts, leave),
        most_days: law::asked(contract)
            .filter_map(|asks| if let Asks::DaysPerWeek(most) = asks { Some(u32::from(*most)) } else { None })
            .min(),
        overtime,
        weekly_rest: law::weekly_rest(contract).map(|rest| weekly_rest(cx, past, rest)),
    }
}

/// What must be counted so that the months keep their overtime.
pub(super) fn overtime(cx: &ClassContext<'_>, past: &Past<'_>) -> Option<Overtime> {
    let rule = law::month_overtime(cx.contract)?;
    let soft = cx.problem.centre.rules.soft.days_per_week.is_some();
    let days = if soft { 7 } else { i32::from(cx.contract.days_per_week.1) };
    let handover = law::handover(&cx.problem.centre);
    let work: Vec<i32> = cx.model.variants.iter().map(|v| v.paid + handover).collect();
    let months = Months { left: left_of_month(rule, past), turn: turn_of_month(cx.problem.first_day), days };
    Overtime::of(rule, months, &work, cx.model.kinds())
}

/// Gives shifts of different overtime different kinds.
pub(super) fn tell_overtime(cx: &ClassContext<'_>, overtime: Option<&Overtime>, days: &mut [ClassDay; WEEK]) {
    let Some(overtime) = overtime else { return };
    let handover = law::handover(&cx.problem.centre);
    for choice in days.iter_mut().flat_map(|day| &mut day.choices) {
        choice.kind = overtime.kind(choice.kind, choice.paid + handover);
    }
}

/// Minutes of overtime that the days before leave to the month of the week's first day.
fn left_of_month(rule: MonthOvertime, past: &Past<'_>) -> i32 {
    let left = i64::from(rule.most.get()) - past.overtime(rule);
    i32::try_from(left.max(0)).unwrap_or(i32::MAX)
}

/// The day of the week on which the next month begins; 7 where none does.
fn turn_of_month(first: NaiveDate) -> usize {
    (1..WEEK).find(|day| add_days(first, i64::try_from(*day).unwrap_or(0)).day() == 1).unwrap_or(WEEK)
}

/// K317: the least of what the averages, the weeks before and leave taken off, and the month's overtime leave to the week.
fn most_work(cx: &ClassContext<'_>, past: &Past<'_>, facts: &AgentFacts<'_>, leave: DayMask) -> Option<i32> {
    let of_average = |average: &AverageHours| {
        let most = i64::from(average.most.get());
        let weeks = average.weeks.saturating_sub(1);
        // leave is neutral to an average and no reason to work less in the rest of a single week
        let away = if weeks > 0 { facts::working_days_away(cx.problem.first_day, facts, weeks, leave) } else { 0 };
        i64::from(average.weeks) * most - away * most / WORKING_DAYS - past.work(weeks)
    };
    let averages = law::asked(cx.contract)
        .filter_map(|asks| if let Asks::Hours(average) = asks { Some(of_average(average)) } else { None });
    let month = law::month_overtime(cx.contract).filter(|_| turn_of_month(cx.problem.first_day) == WEEK);
    let of_month = month.map(|rule| i64::from(rule.above_weekly.get()) + i64::from(left_of_month(rule, past)));
    averages.chain(of_month).min().map(|most| i32::try_from(most.max(0)).unwrap_or(i32::MAX))
}

fn weekly_rest(cx: &ClassContext<'_>, past: &Past<'_>, rest: Minutes) -> WeeklyRest {
    let Handover { before, after, .. } = cx.problem.centre.handover;
    let inside = signed(WEEKLY_REST_INSIDE);
    let at = |instant| minutes_since(cx.clock.origin, instant);
    let ready = past.last().map_or(0, |shift| at(shift.end).saturating_add(signed(rest)));
    let end = at(cx.problem.centre.zone.midnight(add_days(cx.problem.first_day, 7)));
    WeeklyRest {
        between: signed(rest).max(inside) + law::handover(&cx.problem.centre),
        opens: ready.max(past.last().map_or(0, |shift| at(shift.end).max(0)) + inside) + signed(before),
        closes: end - inside - signed(after),
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
