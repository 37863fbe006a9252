//! The periods over which figures are summed, and which of them a moment belongs to.

use chrono::{Datelike, NaiveDate};

use crate::domain::kpi::Cadence;
use crate::domain::kpi_report::KpiPeriod;
use crate::domain::span::Span;
use crate::domain::time::{Instant, Zone, add_days, monday_after};
use crate::domain::units::Minutes;

/// One period.
#[derive(Clone, Debug)]
pub(super) struct Period {
    /// Kind, start and label.
    pub(super) shown: KpiPeriod,
    /// First moment after.
    pub(super) end: Instant,
    /// First and last local day.
    pub(super) days: (NaiveDate, NaiveDate),
    /// It is there only to be compared with.
    pub(super) before: bool,
    /// The days asked for cut it short: it compares with no other.
    pub(super) clipped: bool,
}

/// All periods, by cadence and start.
#[derive(Clone, Debug)]
pub(super) struct Periods {
    /// In the order of cadences, each ascending.
    pub(super) all: Vec<Period>,
}

/// What the periods are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// The zone of days.
    pub(super) zone: Zone,
    /// The planning interval.
    pub(super) interval: Minutes,
}

impl Periods {
    /// The periods of these cadences over the days asked for, each with the one before it.
    pub(super) fn new(clock: Clock, days: (NaiveDate, NaiveDate), cadences: &[Cadence]) -> Self {
        let mut sorted = cadences.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        Self { all: sorted.into_iter().flat_map(|cadence| of_cadence(clock, days, cadence)).collect() }
    }

    /// The index of the period of a cadence that holds a moment.
    pub(super) fn at(&self, cadence: Cadence, at: Instant) -> Option<usize> {
        let key = |p: &Period| (p.shown.cadence, p.shown.start);
        let index = self.all.partition_point(|p| key(p) <= (cadence, at)).checked_sub(1)?;
        let period = self.all.get(index)?;
        (period.shown.cadence == cadence && at < period.end).then_some(index)
    }

    /// The parts of a span by the periods of a cadence: index and seconds.
    pub(super) fn parts(&self, cadence: Cadence, span: Span) -> Vec<(usize, f64)> {
        let from = self.all.partition_point(|p| (p.shown.cadence, p.end) <= (cadence, span.start()));
        let of_cadence = self.all.iter().enumerate().skip(from);
        of_cadence
            .take_while(|(_, p)| p.shown.cadence == cadence && p.shown.start < span.end())
            .filter_map(|(index, p)| {
                let part = Span::new(p.shown.start, p.end)?.overlap(span)?;
                Some((index, part.seconds() as f64))
            })
            .collect()
    }

    /// The period before, where it is as whole as this one.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        let this = self.all.get(index)?;
        let before = index.checked_sub(1)?;
        let other = self.all.get(before)?;
        let comparable = this.shown.cadence >= Cadence::Day && !this.clipped && !other.clipped;
        (other.shown.cadence == this.shown.cadence && comparable).then_some(before)
    }
}

fn of_cadence(clock: Clock, days: (NaiveDate, NaiveDate), cadence: Cadence) -> Vec<Period> {
    match cadence {
        Cadence::Interval => short(clock, days, cadence, clock.interval),
        Cadence::Hour => short(clock, days, cadence, Minutes::new(60)),
        Cadence::Day | Cadence::Week | Cadence::Month | Cadence::Quarter => natural(clock, days, cadence),
        Cadence::Whole => {
            let before = days_before(days);
            [(before, true), (days, false)].into_iter().map(|(d, b)| long(clock, cadence, d, d, b)).collect()
        }
    }
}

fn short(clock: Clock, (first, last): (NaiveDate, NaiveDate), cadence: Cadence, length: Minutes) -> Vec<Period> {
    let days = first.iter_days().take_while(|day| *day <= last);
    days.flat_map(|day| {
        let midnight = clock.zone.midnight(add_days(day, 1));
        clock.zone.intervals_of(day, length).into_iter().map(move |start| Period {
            shown: KpiPeriod { cadence, start, label: clock.zone.rfc3339(start) },
            end: start.plus_minutes(i64::from(length.get())).min(midnight),
            days: (day, day),
            before: false,
            clipped: false,
        })
    })
    .collect()
}

fn natural(clock: Clock, asked: (NaiveDate, NaiveDate), cadence: Cadence) -> Vec<Period> {
    let first = first_day(asked.0, cadence);
    let previous = first_day(add_days(first, -1), cadence);
    let mut periods =
        vec![long(clock, cadence, (previous, add_days(first, -1)), (previous, add_days(first, -1)), true)];
    let mut start = first;
    while start <= asked.1 {
        let next = next_start(start, cadence);
        let whole = (start, add_days(next, -1));
        periods.push(long(clock, cadence, whole, (start.max(asked.0), whole.1.min(asked.1)), false));
        if next <= start {
            break;
        }
        start = next;
    }
    periods
}

/// A period of whole days: `whole` as the calendar has it, `days` as it is cut by what was asked for.
fn long(
    clock: Clock,
    cadence: Cadence,
    whole: (NaiveDate, NaiveDate),
    days: (NaiveDate, NaiveDate),
    before: bool,
) -> Period {
    let label = match cadence {
        Cadence::Week => format!("{}-W{:02}", whole.0.iso_week().year(), whole.0.iso_week().week()),
        Cadence::Month => whole.0.format("%Y-%m").to_string(),
        Cadence::Quarter => format!("{}-Q{}", whole.0.year(), whole.0.month0() / 3 + 1),
        Cadence::Whole => format!("{}/{}", whole.0, whole.1),
        _ => whole.0.to_string(),
    };
    Period {
        shown: KpiPeriod { cadence, start: clock.zone.midnight(days.0), label },
        end: clock.zone.midnight(add_days(days.1, 1)),
        days,
        before,
        clipped: whole != days,
    }
}

fn first_day(day: NaiveDate, cadence: Cadence) -> NaiveDate {
    match cadence {
        Cadence::Week => add_days(monday_after(day), -7),
        Cadence::Month => day.with_day(1).unwrap_or(day),
        Cadence::Quarter => {
            let first = day.with_day(1).unwrap_or(day);
            first.with_month(first.month0() / 3 * 3 + 1).unwrap_or(first)
        }
        _ => day,
    }
}

fn next_start(day: NaiveDate, cadence: Cadence) -> NaiveDate {
    match cadence {
        Cadence::Week => add_days(day, 7),
        Cadence::Month => first_day(add_days(day, 31), cadence),
        // The longest quarter has 92 days; 100 more than its first lie in the next one.
        Cadence::Quarter => first_day(add_days(day, 100), cadence),
        _ => add_days(day, 1),
    }
}

/// As many days just before; for whole months the months before.
fn days_before((first, last): (NaiveDate, NaiveDate)) -> (NaiveDate, NaiveDate) {
    let whole_months = first.day() == 1 && add_days(last, 1).day() == 1;
    let count = (last - first).num_days() + 1;
    if !whole_months {
        return (add_days(first, -count), add_days(first, -1));
    }
    let months = (last.year() - first.year()) * 12 + i32::try_from(last.month0()).unwrap_or(0) + 1
        - i32::try_from(first.month0()).unwrap_or(0);
    let start = (0..months).fold(first, |day, _| first_day(add_days(day, -1), Cadence::Month));
    (start, add_days(first, -1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    fn periods(zone: &str, first: &str, last: &str, cadence: Cadence) -> Periods {
        let clock = Clock { zone: Zone::parse(zone).expect("zone"), interval: Minutes::new(30) };
        Periods::new(clock, (day(first), day(last)), &[cadence])
    }

    #[test]
    fn weeks_and_months_are_those_of_the_calendar_cut_to_the_days_asked_for() {
        let labels = |p: &Periods| p.all.iter().map(|p| (p.shown.label.clone(), p.clipped)).collect::<Vec<_>>();
        let weeks = periods("Asia/Shanghai", "2026-12-30", "2027-01-10", Cadence::Week);
        let expected = [("2026-W52", false), ("2026-W53", true), ("2027-W01", false)];
        assert_eq!(labels(&weeks), expected.map(|(l, c)| (l.to_owned(), c)));
        let months = periods("Asia/Shanghai", "1999-01-01", "1999-02-28", Cadence::Month);
        assert_eq!(labels(&months), ["1998-12", "1999-01", "1999-02"].map(|l| (l.to_owned(), false)));
        assert_eq!(months.before(2), Some(1));
        let quarters = periods("Asia/Shanghai", "2026-01-01", "2026-11-15", Cadence::Quarter);
        let expected =
            [("2025-Q4", false), ("2026-Q1", false), ("2026-Q2", false), ("2026-Q3", false), ("2026-Q4", true)];
        assert_eq!(labels(&quarters), expected.map(|(l, c)| (l.to_owned(), c)));
        assert_eq!(weeks.before(2), None, "a week cut short compares with nothing");
    }

    #[test]
    fn a_moment_belongs_to_the_period_that_it_begins() {
        let days = periods("Europe/Berlin", "2026-03-28", "2026-03-30", Cadence::Day);
        let zone = Zone::parse("Europe/Berlin").expect("zone");
        let at = zone.midnight(day("2026-03-29"));
        assert_eq!(days.at(Cadence::Day, at), Some(2));
        assert_eq!(days.at(Cadence::Day, at.plus_seconds(-1)), Some(1));
        assert_eq!(days.at(Cadence::Day, zone.midnight(day("2026-03-31"))), None);
        let span = Span::new(at.plus_minutes(-60), at.plus_minutes(90)).expect("span");
        assert_eq!(days.parts(Cadence::Day, span), [(1, 3600.0), (2, 5400.0)]);
        assert_eq!(periods("Europe/Berlin", "2026-03-29", "2026-03-29", Cadence::Interval).all.len(), 46);
    }

    #[test]
    fn the_whole_compares_with_the_months_or_days_before() {
        assert_eq!(days_before((day("1999-02-01"), day("1999-02-28"))), (day("1999-01-01"), day("1999-01-31")));
        assert_eq!(days_before((day("1999-01-01"), day("1999-03-31"))), (day("1998-10-01"), day("1998-12-31")));
        assert_eq!(days_before((day("1999-02-10"), day("1999-02-12"))), (day("1999-02-07"), day("1999-02-09")));
    }
}
