//! Instants inside, local time at the edges; the one place where wall-clock times become instants.
//!
//! A wall time that a clock change skips moves forward by the gap; one that happens twice is the first of the two unless an
//! offset is written. Both are reported as a [`ClockChange`] so that the reader can note them.

use std::fmt;

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

use super::units::Minutes;

/// A moment: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The moment so many seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This moment moved by so many minutes (back when negative).
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60)
    }

    /// This moment moved by so many seconds (back when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }

    /// Seconds from `earlier` to this moment; negative when it is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

/// What a clock change did to a wall time on its way to an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The wall time does not exist; it moved forward by the gap.
    Skipped,
    /// The wall time happens twice; the first was taken.
    Repeated,
}

/// The time zone of a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);
    /// The release of the IANA time zone database that is compiled in, such as `2025b`.
    pub const DATA: &str = chrono_tz::IANA_TZDB_VERSION;

    /// The zone of an IANA name such as `Asia/Shanghai`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The instant of a wall time, and what a clock change did to it.
    #[must_use]
    pub fn resolve(self, local: NaiveDateTime) -> (Instant, Option<ClockChange>) {
        match self.0.from_local_datetime(&local) {
            MappedLocalTime::Single(at) => (Instant(at.timestamp()), None),
            MappedLocalTime::Ambiguous(a, b) => {
                (Instant(a.timestamp().min(b.timestamp())), Some(ClockChange::Repeated))
            }
            MappedLocalTime::None => (self.after_gap(local), Some(ClockChange::Skipped)),
        }
    }

    /// The instant that has the offset in force just before the gap: wall time moved forward by the gap's length.
    fn after_gap(self, local: NaiveDateTime) -> Instant {
        let day_before = local.checked_sub_signed(TimeDelta::days(1)).unwrap_or(local);
        let offset = self.0.offset_from_utc_datetime(&day_before).fix().local_minus_utc();
        Instant(local.and_utc().timestamp() - i64::from(offset))
    }

    /// Seconds by which the wall clock is ahead of UTC at an instant.
    #[must_use]
    pub fn offset_seconds(self, at: Instant) -> i64 {
        i64::from(self.zoned(at).offset().fix().local_minus_utc())
    }

    /// What the clock is called at an instant, such as `CET`.
    #[must_use]
    pub fn abbreviation(self, at: Instant) -> String {
        self.zoned(at).format("%Z").to_string()
    }

    /// The wall time at an instant.
    #[must_use]
    pub fn local(self, at: Instant) -> NaiveDateTime {
        self.zoned(at).naive_local()
    }

    /// The local day of an instant.
    #[must_use]
    pub fn day(self, at: Instant) -> NaiveDate {
        self.local(at).date()
    }

    /// The first instant of a local day.
    #[must_use]
    pub fn midnight(self, day: NaiveDate) -> Instant {
        self.resolve(day.and_time(NaiveTime::MIN)).0
    }

    /// The instant at which a clock on the wall shows `clock` on `day`; `24:00` and beyond run into the next days.
    #[must_use]
    pub fn at(self, day: NaiveDate, clock: ClockTime) -> Instant {
        let wall = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(clock.minutes()));
        self.resolve(wall).0
    }

    /// RFC 3339 with the offset of this zone at that instant.
    #[must_use]
    pub fn rfc3339(self, at: Instant) -> String {
        self.zoned(at).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// The starts of the intervals of a local day: 46, 48 or 50 half-hours.
    #[must_use]
    pub fn intervals_of(self, day: NaiveDate, interval: Minutes) -> Vec<Instant> {
        let end = self.midnight(day.succ_opt().unwrap_or(day));
        let step = i64::from(interval.get().max(1));
        let mut at = self.midnight(day);
        let mut starts = Vec::with_capacity(50);
        while at < end {
            starts.push(at);
            at = at.plus_minutes(step);
        }
        starts
    }

    fn zoned(self, at: Instant) -> DateTime<Tz> {
        let utc = DateTime::<Utc>::from_timestamp(at.0, 0).unwrap_or(DateTime::<Utc>::MIN_UTC);
        self.0.from_utc_datetime(&utc.naive_utc())
    }
}

/// A time on the wall, in minutes after the local midnight of its day; `24:00` is the next midnight, more is the day after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u16);

impl ClockTime {
    /// So many minutes after midnight.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Self {
        Self(minutes)
    }

    /// Minutes after midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// Reads `H:MM`, from `0:00` to `24:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (h, m) = text.trim().split_once(':')?;
        if h.is_empty() || h.len() > 2 || m.len() != 2 {
            return None;
        }
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse::<u16>().ok()).flatten();
        let (h, m) = (digits(h)?, digits(m)?);
        let minutes = h * 60 + m;
        (m < 60 && minutes <= 1440).then_some(Self(minutes))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The days of the week in order, Monday first.
pub const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// A local day moved by so many days (back when negative); stays put at the ends of the calendar.
#[must_use]
pub fn add_days(day: NaiveDate, days: i64) -> NaiveDate {
    TimeDelta::try_days(days).and_then(|d| day.checked_add_signed(d)).unwrap_or(day)
}

/// The days `[first, first + count)`.
pub fn days_from(first: NaiveDate, count: usize) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take(count)
}

/// The first Monday strictly after a day.
#[must_use]
pub fn monday_after(day: NaiveDate) -> NaiveDate {
    add_days(day, 7 - i64::from(day.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("valid")
    }

    #[test]
    fn a_skipped_wall_time_moves_forward_by_the_gap() {
        let berlin = Zone::parse("Europe/Berlin").expect("known");
        let (at, change) = berlin.resolve(wall("2026-03-29 02:30"));
        assert_eq!(change, Some(ClockChange::Skipped));
        assert_eq!(berlin.rfc3339(at), "2026-03-29T03:30:00+02:00");
    }

    #[test]
    fn a_repeated_wall_time_is_the_first() {
        let berlin = Zone::parse("Europe/Berlin").expect("known");
        let (at, change) = berlin.resolve(wall("2026-10-25 02:30"));
        assert_eq!(change, Some(ClockChange::Repeated));
        assert_eq!(berlin.rfc3339(at), "2026-10-25T02:30:00+02:00");
    }

    #[test]
    fn days_have_46_48_or_50_half_hours() {
        let berlin = Zone::parse("Europe/Berlin").expect("known");
        let count = |text: &str| berlin.intervals_of(text.parse().expect("date"), Minutes::new(30)).len();
        assert_eq!((count("2026-03-29"), count("2026-03-30"), count("2026-10-25")), (46, 48, 50));
    }

    #[test]
    fn clock_times_read_from_midnight_to_the_next() {
        assert_eq!(ClockTime::parse("24:00").map(ClockTime::minutes), Some(1440));
        assert_eq!(ClockTime::parse("7:05").map(|c| c.to_string()), Some("07:05".into()));
        for bad in ["24:01", "7", "7:5", "-1:00", "99999:00", "07:60", ""] {
            assert!(ClockTime::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn monday_after_is_strictly_later() {
        let day = |t: &str| t.parse::<NaiveDate>().expect("date");
        assert_eq!(monday_after(day("2026-11-22")), day("2026-11-23"));
        assert_eq!(monday_after(day("2026-11-23")), day("2026-11-30"));
    }
}
