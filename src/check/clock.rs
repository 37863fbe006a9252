//! The checker's own clock: wall times to seconds and back, from the zone's offsets alone.
//!
//! It does on purpose not use the time arithmetic that the solver and the readers use, so that a fault there shows here.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;

const DAY: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00Z, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    /// First second.
    pub(super) start: i64,
    /// First second after.
    pub(super) end: i64,
}

impl Stretch {
    pub(super) const fn new(start: i64, end: i64) -> Self {
        Self { start, end }
    }

    pub(super) const fn seconds(self) -> i64 {
        self.end - self.start
    }

    /// Whole minutes; a rest of seconds is dropped.
    pub(super) const fn minutes(self) -> i64 {
        self.seconds() / 60
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub(super) fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Seconds that both have in common.
    pub(super) fn common(self, other: Self) -> i64 {
        (self.end.min(other.end) - self.start.max(other.start)).max(0)
    }

    /// The smallest stretch that holds both.
    pub(super) fn hull(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// Sorted disjoint stretches of the same moments; touching ones become one.
pub(super) fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|s| s.seconds() > 0);
    stretches.sort_unstable();
    let mut out: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match out.last_mut() {
            Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
            _ => out.push(next),
        }
    }
    out
}

/// What of `whole` is in none of the sorted, disjoint `holes`.
pub(super) fn minus(whole: Stretch, holes: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut at = whole.start;
    let first = holes.partition_point(|h| h.end <= whole.start);
    for hole in holes.iter().skip(first).take_while(|h| h.start < whole.end) {
        if hole.start > at {
            left.push(Stretch::new(at, hole.start));
        }
        at = at.max(hole.end);
    }
    if at < whole.end {
        left.push(Stretch::new(at, whole.end));
    }
    left
}

/// A clock on the centre's wall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock(Tz);

impl Clock {
    /// The clock of an IANA zone; UTC when the name is unknown.
    pub(super) fn of(zone: &str) -> Self {
        Self(zone.parse().unwrap_or(Tz::UTC))
    }

    fn offset(self, at: i64) -> i64 {
        DateTime::from_timestamp(at, 0)
            .map_or(0, |utc| i64::from(self.0.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc()))
    }

    /// The second at which the wall shows `minutes` after the midnight of `day`. A time shown twice is the first of the
    /// two; one that is skipped moves forward by the gap.
    pub(super) fn at(self, day: NaiveDate, minutes: i64) -> i64 {
        let wall = day.and_time(NaiveTime::MIN).and_utc().timestamp() + minutes * 60;
        let before = wall - self.offset(wall - DAY);
        let after = wall - self.offset(wall + DAY);
        let shows_it = |at: i64| at + self.offset(at) == wall;
        let (first, second) = (before.min(after), before.max(after));
        if shows_it(first) {
            first
        } else if shows_it(second) {
            second
        } else {
            before
        }
    }

    /// The first second of a day.
    pub(super) fn midnight(self, day: NaiveDate) -> i64 {
        self.at(day, 0)
    }

    /// What the wall shows.
    pub(super) fn wall(self, at: i64) -> NaiveDateTime {
        DateTime::from_timestamp(at + self.offset(at), 0).unwrap_or_default().naive_utc()
    }

    /// The local day.
    pub(super) fn day(self, at: i64) -> NaiveDate {
        self.wall(at).date()
    }

    /// Minutes that the wall shows past the midnight of `day`; more than 1440 on the days after.
    pub(super) fn minutes_past(self, day: NaiveDate, at: i64) -> i64 {
        (self.wall(at) - day.and_time(NaiveTime::MIN)).num_minutes()
    }

    /// `2026-11-30 08:00`.
    pub(super) fn text(self, at: i64) -> String {
        self.wall(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// `08:00`.
    pub(super) fn time(self, at: i64) -> String {
        self.wall(at).format("%H:%M").to_string()
    }

    /// `08:00–16:30`.
    pub(super) fn range(self, stretch: Stretch) -> String {
        format!("{}–{}", self.time(stretch.start), self.time(stretch.end))
    }
}

/// `Mon 2026-11-30`.
pub(super) fn day_text(day: NaiveDate) -> String {
    format!("{} {day}", day.weekday())
}

/// A day moved by so many days, or itself at the ends of the calendar.
pub(super) fn moved(day: NaiveDate, days: i64) -> NaiveDate {
    chrono::TimeDelta::try_days(days).and_then(|d| day.checked_add_signed(d)).unwrap_or(day)
}

/// `8h30m`, `45m`, as centre.toml writes it.
pub(super) fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m}m"),
        (h, 0) => format!("{h}h"),
        (h, m) => format!("{h}h{m}m"),
    }
}

/// `1 day`, `2 days`.
pub(super) fn count(number: impl TryInto<i64>, one: &str) -> String {
    match number.try_into().unwrap_or(i64::MAX) {
        1 => format!("1 {one}"),
        other => format!("{other} {one}s"),
    }
}

/// Minutes as hours with at most two places.
pub(super) fn hours(minutes: i64) -> String {
    let text = format!("{:.2}", minutes as f64 / 60.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    #[test]
    fn the_spring_night_skips_an_hour_and_a_skipped_time_moves_forward() {
        let clock = Clock::of("Europe/Berlin");
        let spring = day("2026-03-29");
        assert_eq!(clock.text(clock.at(spring, 150)), "2026-03-29 03:30");
        assert_eq!(clock.at(spring, 150), clock.at(spring, 210));
        assert_eq!(clock.midnight(day("2026-03-30")) - clock.midnight(spring), 23 * 3600);
    }

    #[test]
    fn the_autumn_night_has_an_hour_more_and_a_repeated_time_is_the_first() {
        let clock = Clock::of("Europe/Berlin");
        let autumn = day("2026-10-25");
        assert_eq!(clock.at(autumn, 150) - clock.midnight(autumn), 150 * 60);
        assert_eq!(clock.at(autumn, 180) - clock.midnight(autumn), 240 * 60);
        assert_eq!(clock.minutes_past(autumn, clock.at(autumn, 1800)), 1800);
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_first_moment_of_the_day() {
        let clock = Clock::of("America/Sao_Paulo");
        assert_eq!(clock.text(clock.midnight(day("2018-11-04"))), "2018-11-04 01:00");
    }

    #[test]
    fn it_agrees_with_the_readers_clock_on_every_quarter_hour_of_a_year() {
        use crate::domain::time::{ClockTime, Zone};
        for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"] {
            let (own, readers) = (Clock::of(name), Zone::parse(name).expect("known"));
            for date in day("2026-01-01").iter_days().take(366) {
                for quarter in (0..2880).step_by(15) {
                    let other = readers.at(date, ClockTime::from_minutes(quarter)).unix();
                    assert_eq!(own.at(date, i64::from(quarter)), other, "{name} {date} {quarter}");
                }
            }
        }
    }

    #[test]
    fn holes_are_taken_out_and_touching_stretches_join() {
        let s = Stretch::new;
        assert_eq!(merged(vec![s(5, 9), s(0, 5), s(20, 30), s(7, 8)]), [s(0, 9), s(20, 30)]);
        assert_eq!(minus(s(0, 30), &[s(0, 9), s(20, 30)]), [s(9, 20)]);
        assert_eq!(minus(s(5, 8), &[s(0, 9)]), []);
    }
}
