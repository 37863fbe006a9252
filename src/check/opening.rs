//! When queues are open, read from the centre's own words: weekly hours, closing days, exceptions.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::clock::{Clock, Stretch, merged, minus, moved};
use crate::domain::calendar::Calendar;
use crate::domain::centre::{Centre, Queue};
use crate::domain::hours::HoursOn;
use crate::domain::ids::QueueId;
use crate::domain::roster::RosterProblem;

/// Open time by queue, in whole intervals (an interval is open when any part of it is), from the day before the week to
/// the second day after it.
#[derive(Clone, Debug)]
pub(super) struct Opening<'a> {
    by_hours: BTreeMap<&'a QueueId, Vec<Stretch>>,
    by_demand: BTreeMap<&'a QueueId, Vec<Stretch>>,
    any: Vec<Stretch>,
}

impl<'a> Opening<'a> {
    pub(super) fn of(problem: &'a RosterProblem, clock: Clock) -> Self {
        let centre = &problem.centre;
        let by_hours: BTreeMap<&QueueId, Vec<Stretch>> =
            centre.queues.iter().map(|q| (&q.id, open_time(q, centre, clock, problem.first_day))).collect();
        let by_demand = by_hours.iter().map(|(queue, open)| (*queue, demanded(problem, queue, open))).collect();
        let any = merged(by_hours.values().flatten().copied().collect());
        Self { by_hours, by_demand, any }
    }

    /// When at least one of these queues is open by its hours.
    pub(super) fn of_queues(&self, queues: &[QueueId]) -> Vec<Stretch> {
        merged(queues.iter().filter_map(|q| self.by_hours.get(q)).flatten().copied().collect())
    }

    /// The same, without intervals inside the requirement's stretch in which the queue has no row: closed intervals have
    /// none, so an engine may take them for closed. Who has no legal week in this narrower time need not be rostered.
    pub(super) fn of_queues_with_demand(&self, queues: &[QueueId]) -> Vec<Stretch> {
        merged(queues.iter().filter_map(|q| self.by_demand.get(q)).flatten().copied().collect())
    }

    /// Whether some queue of the centre is open in the interval.
    pub(super) fn is_open(&self, interval: Stretch) -> bool {
        let next = self.any.partition_point(|s| s.end <= interval.start);
        self.any.get(next).is_some_and(|s| s.overlaps(interval))
    }
}

fn demanded(problem: &RosterProblem, queue: &QueueId, open: &[Stretch]) -> Vec<Stretch> {
    let length = i64::from(problem.centre.interval.get().max(1)) * 60;
    let interval = |start: i64| Stretch::new(start, start + length);
    let rows = &problem.requirement.rows;
    let Some(all) = rows.iter().map(|r| interval(r.start.unix())).reduce(Stretch::hull) else { return open.to_vec() };
    let own = merged(rows.iter().filter(|r| r.queue == *queue).map(|r| interval(r.start.unix())).collect());
    let without_row = minus(all, &own);
    open.iter().flat_map(|stretch| minus(*stretch, &without_row)).collect()
}

fn open_time(queue: &Queue, centre: &Centre, clock: Clock, first: NaiveDate) -> Vec<Stretch> {
    let ranges: Vec<Stretch> = (-2..=9)
        .map(|offset| moved(first, offset))
        .flat_map(|day| ranges_of(queue, &centre.calendar, day).into_iter().map(move |(a, b)| (day, a, b)))
        .map(|(day, from, to)| Stretch::new(clock.at(day, from), clock.at(day, to)))
        .collect();
    let ranges = merged(ranges);
    let length = i64::from(centre.interval.get().max(1)) * 60;
    let mut open = Vec::new();
    for day in (-1..=8).map(|offset| moved(first, offset)) {
        let end = clock.midnight(moved(day, 1));
        let mut start = clock.midnight(day);
        while start < end {
            let interval = Stretch::new(start, start + length);
            let next = ranges.partition_point(|r| r.end <= start);
            if ranges.get(next).is_some_and(|r| r.overlaps(interval)) {
                open.push(interval);
            }
            start += length;
        }
    }
    merged(open)
}

/// Minutes after midnight of the ranges that start on a day. A date's own hours beat those of its kind of day, and both
/// beat a closing day and the week, which is that of the latest change of hours.
fn ranges_of(queue: &Queue, calendar: &Calendar, day: NaiveDate) -> Vec<(i64, i64)> {
    let hours = &queue.hours;
    let dated = hours.hours_on.iter().find_map(|h| match h {
        HoursOn::Date(date, ranges) => (*date == day).then_some(ranges),
        HoursOn::Type(..) | HoursOn::From(..) => None,
    });
    let typed = hours.hours_on.iter().find_map(|h| match h {
        HoursOn::Type(kind, ranges) => calendar.on(day).iter().any(|d| d.kind == *kind).then_some(ranges),
        HoursOn::Date(..) | HoursOn::From(..) => None,
    });
    let mut week = (None, &hours.weekly);
    for entry in &hours.hours_on {
        if let HoursOn::From(from, changed) = entry
            && *from <= day
            && week.0.is_none_or(|latest| latest <= *from)
        {
            week = (Some(*from), changed);
        }
    }
    let closed = calendar.on(day).iter().any(|d| hours.closed_on.contains(&d.kind));
    let weekly = usize::try_from(day.weekday().num_days_from_monday()).ok().and_then(|i| week.1.get(i));
    let ranges = dated.or(typed).or(if closed { None } else { weekly });
    ranges.into_iter().flatten().map(|(a, b)| (i64::from(a.minutes()), i64::from(b.minutes()))).collect()
}
