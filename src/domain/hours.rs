//! Opening hours of a queue: a weekly pattern, special-day types on which it is closed, and dates or types with other hours.

use chrono::{Datelike, NaiveDate};

use super::calendar::Calendar;
use super::span::{Span, union};
use super::time::{ClockTime, Instant, WEEKDAYS, Zone, add_days};
use super::units::Minutes;

/// Opening ranges of one day, `[from, to)`; `to` up to 48:00 runs past midnight into the next day.
pub type DayHours = Vec<(ClockTime, ClockTime)>;

/// When other hours than the weekly ones hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursOn {
    /// On one date.
    Date(NaiveDate, DayHours),
    /// On every date of a special-day type, such as a make-up workday.
    Type(String, DayHours),
    /// Every week from a date on, Monday first.
    From(NaiveDate, [DayHours; 7]),
}

/// The opening hours of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// Monday first.
    pub weekly: [DayHours; 7],
    /// Special-day types on which the queue is closed.
    pub closed_on: Vec<String>,
    /// Exceptions; a date beats a type, both beat `closed_on` and the weekly pattern, which is that of the latest change.
    pub hours_on: Vec<HoursOn>,
}

impl OpeningHours {
    /// Open without a break.
    #[must_use]
    pub fn always() -> Self {
        let day = vec![(ClockTime::from_minutes(0), ClockTime::from_minutes(1440))];
        Self { weekly: std::array::from_fn(|_| day.clone()), closed_on: Vec::new(), hours_on: Vec::new() }
    }

    /// The ranges that start on a date.
    #[must_use]
    pub fn ranges_on(&self, date: NaiveDate, calendar: &Calendar) -> &[(ClockTime, ClockTime)] {
        let by_date = self.hours_on.iter().find_map(|h| match h {
            HoursOn::Date(d, hours) if *d == date => Some(hours),
            _ => None,
        });
        let by_type = || {
            self.hours_on.iter().find_map(|h| match h {
                HoursOn::Type(kind, hours) if calendar.is(date, kind) => Some(hours),
                _ => None,
            })
        };
        if let Some(hours) = by_date.or_else(by_type) {
            return hours;
        }
        if self.closed_on.iter().any(|kind| calendar.is(date, kind)) {
            return &[];
        }
        let weekday = date.weekday();
        WEEKDAYS.iter().position(|w| *w == weekday).map_or(&[], |i| self.week_of(date)[i].as_slice())
    }

    /// The weekly hours that hold on a date.
    fn week_of(&self, date: NaiveDate) -> &[DayHours; 7] {
        let changes = self.hours_on.iter().filter_map(|h| match h {
            HoursOn::From(from, week) if *from <= date => Some((from, week)),
            _ => None,
        });
        changes.max_by_key(|(from, _)| **from).map_or(&self.weekly, |(_, week)| week)
    }

    /// The open time from the first to the last of the days (those that run past the last midnight included), sorted and
    /// disjoint.
    #[must_use]
    pub fn open_spans(&self, first: NaiveDate, last: NaiveDate, calendar: &Calendar, zone: Zone) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut day = add_days(first, -1);
        while day <= last {
            for (from, to) in self.ranges_on(day, calendar) {
                spans.extend(Span::new(zone.at(day, *from), zone.at(day, *to)));
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        let from = zone.midnight(first);
        union(spans).into_iter().filter_map(|s| Span::new(s.start().max(from), s.end())).collect()
    }

    /// The intervals of a local day in which the queue is open for any part.
    #[must_use]
    pub fn open_intervals(&self, day: NaiveDate, calendar: &Calendar, zone: Zone, interval: Minutes) -> Vec<Instant> {
        let open = self.open_spans(day, day, calendar, zone);
        let length = i64::from(interval.get());
        zone.intervals_of(day, interval)
            .into_iter()
            .filter(|start| {
                let slot = Span::new(*start, start.plus_minutes(length));
                slot.is_some_and(|slot| open.iter().any(|s| s.overlap(slot).is_some()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::SpecialDay;
    use super::*;

    fn clock(text: &str) -> ClockTime {
        ClockTime::parse(text).expect("clock")
    }

    #[test]
    fn exceptions_beat_closing_and_the_week() {
        let date: NaiveDate = "2026-10-10".parse().expect("date");
        let holiday = SpecialDay { date, kind: "full".into(), name: String::new(), known_ahead: true, factor: None };
        let calendar = Calendar::new([holiday]);
        let mut hours = OpeningHours::always();
        assert_eq!(hours.open_intervals(date, &calendar, Zone::UTC, Minutes::new(30)).len(), 48);
        hours.closed_on.push("full".into());
        assert!(hours.open_intervals(date, &calendar, Zone::UTC, Minutes::new(30)).is_empty());
        hours.hours_on.push(HoursOn::Date(date, vec![(clock("8:00"), clock("18:00"))]));
        assert_eq!(hours.open_intervals(date, &calendar, Zone::UTC, Minutes::new(30)).len(), 20);
    }

    #[test]
    fn hours_that_change_on_a_date_hold_from_then_on() {
        let date: NaiveDate = "2026-10-10".parse().expect("date");
        let mut hours = OpeningHours::always();
        let week = |to: &str| std::array::from_fn(|_| vec![(clock("8:00"), clock(to))]);
        hours.hours_on = vec![
            HoursOn::From(super::super::time::add_days(date, 7), week("20:00")),
            HoursOn::From(date, week("18:00")),
        ];
        let open = |day| {
            let day = super::super::time::add_days(date, day);
            hours.open_intervals(day, &Calendar::default(), Zone::UTC, Minutes::new(60)).len()
        };
        assert_eq!([open(-1), open(0), open(6), open(7), open(30)], [24, 10, 10, 12, 12]);
    }

    #[test]
    fn hours_past_midnight_open_the_next_morning() {
        let date: NaiveDate = "2026-10-10".parse().expect("date");
        let mut hours = OpeningHours::always();
        hours.weekly = std::array::from_fn(|_| vec![(clock("22:00"), ClockTime::from_minutes(1440 + 120))]);
        let open = hours.open_intervals(date, &Calendar::default(), Zone::UTC, Minutes::new(60));
        let of_day: Vec<i64> = open.iter().map(|i| (i.unix() % 86_400) / 3600).collect();
        assert_eq!(of_day, [0, 1, 22, 23]);
    }
}
