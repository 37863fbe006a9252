//! What law asks, by the checker's own reading of the rules of a contract.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::{Stretch, moved};
use super::shifts::{Shift, unpaid_minutes};
use super::week::{Person, WEEK, Week};
use crate::domain::centre::{BreakRule, Contract, Handover, ShiftTemplate};
use crate::domain::law::{Asks, BreakDuty, LegalRule, MonthOvertime, WEEKLY_REST_INSIDE};
use crate::domain::rules::AverageHours;
use crate::domain::units::Minutes;

/// Working days of a legal week: Monday to Saturday.
const WORKING_DAYS: i64 = 6;
/// Weeks before this one in which a month can have begun.
const WEEKS_OF_MONTH: i64 = 5;

pub(super) fn minutes(minutes: Minutes) -> i64 {
    i64::from(minutes.get())
}

/// The rules that bind a roster.
pub(super) fn hard(contract: &Contract) -> impl Iterator<Item = &Asks> {
    contract.law.iter().filter(|rule| rule.hard).map(|rule| &rule.asks)
}

/// The article behind a limit of a contract, as an addition to a message; nothing where no hard rule asks for it.
pub(super) fn cited(contract: &Contract, asks: &Asks) -> String {
    let rule = contract.law.iter().find(|rule| rule.hard && rule.asks == *asks);
    rule.map_or(String::new(), |rule| format!(", so does {}", rule.article))
}

/// Each person with a rule of their contract.
pub(super) fn people<'w>(week: &'w Week<'_>) -> impl Iterator<Item = (&'w Person<'w>, &'w LegalRule)> {
    week.people.iter().flat_map(|person| {
        let rules = person.contract.map_or(&[][..], |contract| contract.law.as_slice());
        rules.iter().map(move |rule| (person, rule))
    })
}

/// Paid time of a shift with its handover.
pub(super) fn work_minutes(shift: &Shift<'_>) -> i64 {
    shift.paid_minutes() + (shift.presence.seconds() - shift.inside.seconds()) / 60
}

/// Working minutes that the weeks before, and leave, leave to this one under an average.
pub(super) fn work_left(week: &Week<'_>, person: &Person<'_>, average: AverageHours) -> i64 {
    let first = week.problem.first_day;
    let weeks = i64::from(average.weeks);
    let from = moved(first, -WEEK * (weeks - 1));
    let before: i64 = person.previous.iter().filter(|s| s.day >= from).map(|s| s.work_minutes).sum();
    let most = minutes(average.most);
    let is_working = |day: &&NaiveDate| day.weekday() != Weekday::Sun;
    let away = if weeks > 1 {
        let past: Vec<NaiveDate> =
            from.iter_days().take_while(|day| *day < first).filter(|day| person.is_away_on(*day)).collect();
        past.iter().filter(is_working).count() + person.leave.iter().filter(is_working).count()
    } else {
        0
    };
    (weeks * most - i64::try_from(away).unwrap_or(0) * most / WORKING_DAYS - before).max(0)
}

/// Overtime by month, and that of this week alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Overtime {
    pub(super) total: i64,
    pub(super) of_week: i64,
}

/// The overtime of the months that this week touches, by year and month.
pub(super) fn overtime(week: &Week<'_>, person: &Person<'_>, rule: MonthOvertime) -> BTreeMap<(i32, u32), Overtime> {
    let mut work: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (day, own) in person.previous.iter().map(|s| (s.day, s.work_minutes)) {
        *work.entry(day).or_default() += own;
    }
    for shift in &person.shifts {
        *work.entry(shift.day).or_default() += work_minutes(shift);
    }
    let first = week.problem.first_day;
    let mut months: BTreeMap<(i32, u32), Overtime> =
        week.days.iter().map(|day| ((day.year(), day.month()), Overtime::default())).collect();
    for back in (0..=WEEKS_OF_MONTH).rev() {
        let mut counter = Counter { rule, straight: 0 };
        for day in (0..WEEK).map(|offset| moved(first, offset - WEEK * back)) {
            let own = counter.overtime_of(work.get(&day).copied().unwrap_or(0));
            if let Some(month) = months.get_mut(&(day.year(), day.month())) {
                month.total += own;
                month.of_week += if back == 0 { own } else { 0 };
            }
        }
    }
    months
}

/// Goes through the days of a week.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counter {
    pub(super) rule: MonthOvertime,
    /// Minutes within normal days, as far as they fill the normal week.
    pub(super) straight: i64,
}

impl Counter {
    /// The overtime of a day with so many minutes of work: what lies above the normal day and, of the rest, above the week.
    pub(super) fn overtime_of(&mut self, work: i64) -> i64 {
        let normal = work.min(minutes(self.rule.above_daily));
        let room = minutes(self.rule.above_weekly) - self.straight;
        self.straight += normal.min(room);
        work - normal.min(room)
    }
}

/// The weekly rest that a contract's people must have; 0 for none.
pub(super) fn weekly_rest(contract: &Contract) -> i64 {
    let of = |asks: &Asks| if let Asks::WeeklyRest(rest) = asks { minutes(*rest) } else { 0 };
    hard(contract).map(of).max().unwrap_or(0)
}

/// Whether the time from the end of one presence to the start of the next is a weekly rest of the week that spans `week`.
pub(super) fn is_weekly_rest(end: Option<i64>, start: i64, rest: i64, week: Stretch) -> bool {
    let since = end.map_or(week.start, |end| end.max(week.start));
    end.is_none_or(|end| start - end >= rest * 60) && start.min(week.end) - since >= minutes(WEEKLY_REST_INSIDE) * 60
}

/// Until when a person still rests for the week before: where its only weekly rest began before its end and goes on.
pub(super) fn rest_owed(week: &Week<'_>, person: &Person<'_>, rest: i64) -> Option<i64> {
    let first = week.problem.first_day;
    let before = Stretch::new(week.clock.midnight(moved(first, -WEEK)), week.clock.midnight(first));
    let of_week = |day: NaiveDate| day >= moved(first, -WEEK);
    let mut end: Option<i64> = None;
    for shift in &person.previous {
        if of_week(shift.day) && is_weekly_rest(end, shift.presence.start, rest, before) {
            return None;
        }
        end = end.max(Some(shift.presence.end));
    }
    let end = end.filter(|_| person.previous.iter().any(|s| of_week(s.day)))?;
    (before.end - end >= minutes(WEEKLY_REST_INSIDE) * 60).then_some(end + rest * 60)
}

/// Whether a presence touches a time without work.
pub(super) fn touches(week: &Week<'_>, presence: Stretch, (from, to): (i64, i64)) -> Option<Stretch> {
    let (first, last) = (moved(week.clock.day(presence.start), -1), week.clock.day(presence.end));
    let days = first.iter_days().take_while(|day| *day <= last);
    let mut times = days.map(|day| Stretch::new(week.clock.at(day, from), week.clock.at(day, to)));
    times.find(|time| time.overlaps(presence))
}

/// What law leaves of a template's shift of one length, in seconds.
#[derive(Debug, Default)]
pub(super) struct Placing {
    /// Places among the breaks that must begin by an offset from the shift's start.
    pub(super) latest: Vec<(usize, i64)>,
    /// Longest presence between breaks that count.
    pub(super) stretch: Option<i64>,
    /// Which breaks count for it.
    pub(super) counts: Vec<bool>,
}

impl Placing {
    /// `None` where law allows no such shift.
    pub(super) fn of(contract: &Contract, template: &ShiftTemplate, length: i64, handover: &Handover) -> Option<Self> {
        let around = minutes(handover.before) + minutes(handover.after);
        let work = length - unpaid_minutes(template) + around;
        let mut placing = Self::default();
        for asks in hard(contract) {
            match asks {
                Asks::ShiftHours(most) if work > minutes(*most) => return None,
                Asks::Breaks(duty) if work >= minutes(duty.from) => {
                    if !has_breaks(template, duty) {
                        return None;
                    }
                    let latest = latest(template, duty);
                    placing.latest.extend(latest.map(|(at, by)| (at, (by - minutes(handover.before)) * 60)));
                }
                Asks::Stretch(stretch) => {
                    placing.stretch = Some(minutes(stretch.most) * 60);
                    placing.counts = template.breaks.iter().map(|b| b.length >= stretch.part).collect();
                }
                _ => {}
            }
        }
        Some(placing)
    }
}

/// The breaks of a template that count for a duty: their places.
fn counted(template: &ShiftTemplate, duty: &BreakDuty) -> Vec<usize> {
    let counts = |b: &BreakRule| duty.kinds.contains(&b.kind) && b.length >= duty.part;
    template.breaks.iter().enumerate().filter(|(_, b)| counts(b)).map(|(at, _)| at).collect()
}

fn has_breaks(template: &ShiftTemplate, duty: &BreakDuty) -> bool {
    let counted = counted(template, duty);
    let total: i64 = counted.iter().filter_map(|at| template.breaks.get(*at)).map(|b| minutes(b.length)).sum();
    counted.len() >= usize::from(duty.count) && total >= minutes(duty.total)
}

/// The place of the break that must begin in time, with its latest start in minutes of presence; nothing where none must.
fn latest(template: &ShiftTemplate, duty: &BreakDuty) -> Option<(usize, i64)> {
    let at = *counted(template, duty).get(usize::from(duty.count).checked_sub(1)?)?;
    let unpaid: i64 = template.breaks.iter().take(at).filter(|b| !b.paid).map(|b| minutes(b.length)).sum();
    Some((at, minutes(duty.by?) + unpaid))
}
