//! What a forecast tells its planner: every assumption that the rows alone do not show.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::past::{Mark, Past};
use super::record::{DayKind, Record, weekday_of};
use super::shifts::Shift;
use crate::domain::centre::{Centre, Queue};
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings};
use crate::domain::grid::CallGrid;
use crate::domain::series::ForecastDay;

/// How many days a message names.
const NAMED: usize = 5;
/// Longest gap that the methods are judged at.
const LONGEST_GAP_DAYS: i64 = 56;
const WEEKDAY_NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A queue that nothing is known of.
pub(super) fn no_history(queue: &Queue, first_day: NaiveDate) -> Finding {
    let lender = match &queue.like {
        Some(like) => format!("queue `{like}`, which it is like, has none either"),
        None => "it names no queue to borrow from".to_owned(),
    };
    Finding::new(
        Code::QueueWithoutHistory,
        format!("queue `{}` has no usable history before {first_day}, and {lender}: it is not forecast", queue.id),
    )
    .hint("import its history, or set `like` to a queue that behaves alike")
    .queue(&queue.id)
}

/// A queue that borrows.
pub(super) fn borrowed(queue: &Queue, lender: &Queue, days: usize, own_level: bool, all_given: bool) -> Finding {
    let (id, from) = (&queue.id, &lender.id);
    if own_level || all_given {
        let level = if own_level { format!("its own {days} days") } else { "your overrides".to_owned() };
        Finding::new(
            Code::ForecastBorrowedProfile,
            format!("queue `{id}` has {days} days of history: its profile is that of queue `{from}`, its level that of {level}"),
        )
    } else {
        Finding::new(
            Code::ForecastBorrowedLevel,
            format!("queue `{id}` has no history: it is forecast with the profile and at the full level of queue `{from}`"),
        )
        .hint("give the day totals you expect in overrides.csv (kind `total`)")
    }
    .queue(id)
}

/// Days between the history and the forecast on which the queue was open; noted when there are any, and returned as the gap
/// (in days of the calendar) at which methods are to be judged.
pub(super) fn gap(
    queue: &Queue,
    record: &Record,
    centre: &Centre,
    first_day: NaiveDate,
    findings: &mut Findings,
) -> i64 {
    let Some(last) = record.days.last().map(|d| d.date) else { return 0 };
    // those that are missing
    let days = (first_day - last).num_days() - 1;
    let open = |day: &NaiveDate| {
        !queue.arrivals().open_intervals(*day, &centre.calendar, centre.zone, centre.interval).is_empty()
    };
    let far = days > LONGEST_GAP_DAYS;
    if days < 1 || !(far || last.iter_days().skip(1).take_while(|d| *d < first_day).any(|d| open(&d))) {
        return 0;
    }
    findings.push(
        Finding::new(
            Code::HistoryEndsEarly,
            format!(
                "queue `{}`: the history ends on {last}, {} days before the forecast begins on {first_day}",
                queue.id,
                days + 1
            ),
        )
        .hint("the error grows with the distance; import later exports if there are any")
        .day(last)
        .queue(&queue.id),
    );
    days.min(LONGEST_GAP_DAYS)
}

/// Special days of types that have no history.
pub(super) fn special_days_assumed(queue: &Queue, assumed: &[(NaiveDate, String)], findings: &mut Findings) {
    let kinds: BTreeSet<&String> = assumed.iter().map(|(_, kind)| kind).collect();
    for kind in kinds {
        let dates: Vec<NaiveDate> = assumed.iter().filter(|(_, k)| k == kind).map(|(d, _)| *d).collect();
        let Some(first) = dates.first() else { continue };
        findings.push(
            Finding::new(
                Code::SpecialDayWithoutHistory,
                format!(
                    "queue `{}`: no day of type `{kind}` in the history; what is usual was taken for {}",
                    queue.id,
                    listed(&dates)
                ),
            )
            .hint("an override gives the day total or a factor")
            .day(*first)
            .queue(&queue.id),
        );
    }
}

/// Weekdays of the forecast that the history does not show.
pub(super) fn weekdays_unseen(queue: &Queue, record: &Record, days: &[ForecastDay], findings: &mut Findings) {
    let seen: BTreeSet<usize> = record.days.iter().filter(|d| d.kind == DayKind::Ordinary).map(|d| d.weekday).collect();
    let unseen: BTreeSet<usize> = days.iter().map(|d| weekday_of(d.date)).filter(|w| !seen.contains(w)).collect();
    let names: Vec<&str> = unseen.iter().filter_map(|w| WEEKDAY_NAMES.get(*w)).copied().collect();
    if !names.is_empty() {
        findings.push(
            Finding::new(
                Code::WeekdayWithoutHistory,
                format!(
                    "queue `{}`: the history has no ordinary {}; taken from other weekdays",
                    queue.id,
                    names.join(", ")
                ),
            )
            .hint("give the totals of these days in overrides.csv if you know them")
            .queue(&queue.id),
        );
    }
}

/// Days of long silences that calls ended, which were kept out of the forecast.
pub(super) fn silent_days(queue: &Queue, record: &Record, findings: &mut Findings) {
    let dates: Vec<NaiveDate> = record.silent.iter().rev().copied().collect();
    let Some(latest) = dates.first() else { return };
    findings.push(
        Finding::new(
            Code::HistoryUnusual,
            format!(
                "queue `{}`: {} days of weeks without any call were kept out of the forecast: {}",
                queue.id,
                dates.len(),
                listed(&dates)
            ),
        )
        .hint("leave these days out of the history if the queue was not open")
        .day(*latest)
        .queue(&queue.id),
    );
}

/// Times that were kept out of the forecast.
pub(super) fn unusual(queue: &Queue, past: &Past<'_>, findings: &mut Findings) {
    for (mark, what) in [
        (Mark::Outage, "outages (next to no calls where at least 15 are usual)"),
        (Mark::Spike, "spikes (more than four times the usual)"),
        (Mark::OddDay, "odd days (totals far from the same weekdays around them)"),
    ] {
        let marked = |i: &usize| {
            (0..past.slots).filter(|slot| past.mark(*i, *slot) == mark && past.recorded(*i, *slot).is_some()).count()
        };
        let days: Vec<usize> = (0..past.days.len()).filter(|i| marked(i) > 0).collect();
        let dates: Vec<NaiveDate> = days.iter().rev().filter_map(|i| past.days.get(*i)).map(|d| d.date).collect();
        let Some(latest) = dates.first() else { continue };
        let intervals: usize = days.iter().map(marked).sum();
        findings.push(
            Finding::new(
                Code::HistoryUnusual,
                format!(
                    "queue `{}`: {what} were kept out of the forecast: {intervals} intervals on {}",
                    queue.id,
                    listed(&dates)
                ),
            )
            .hint("if a cause will return, name these days in special_days.csv")
            .day(*latest)
            .queue(&queue.id),
        );
    }
}

/// Days from which on the queue had another level.
pub(super) fn level_shifts(queue: &Queue, shifts: &[Shift], findings: &mut Findings) {
    let recent = shifts.iter().rev().take(NAMED);
    for shift in recent {
        let (percent, word) = (100.0 * (shift.step.exp() - 1.0), if shift.step > 0.0 { "more" } else { "fewer" });
        findings.push(
            Finding::new(
                Code::HistoryLevelShift,
                format!(
                    "queue `{}`: {:.0} % {word} calls from {} on; the forecast follows the new level",
                    queue.id,
                    percent.abs(),
                    shift.first
                ),
            )
            .hint("if the cause has ended, name its days in special_days.csv or give a factor in overrides.csv")
            .day(shift.first)
            .queue(&queue.id),
        );
    }
}

/// A queue that cannot be backtested.
pub(super) fn backtest_too_short(queue: &Queue, history: &CallGrid, weeks: usize) -> Finding {
    let days = history.queue(&queue.id).map_or(0, |q| q.days.len());
    Finding::new(
        Code::BacktestTooShort,
        format!(
            "queue `{}` has {days} days of history: too few to forecast a past horizon of {} weeks",
            queue.id,
            weeks.max(1)
        ),
    )
    .hint("it takes one week more than the horizon; ask for fewer --weeks or import more")
    .queue(&queue.id)
}

fn listed(dates: &[NaiveDate]) -> String {
    let named: Vec<String> = dates.iter().take(NAMED).map(ToString::to_string).collect();
    match dates.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
