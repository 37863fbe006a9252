//! Times as people write them: dates, local and RFC 3339 times, weekdays, clock windows, durations.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};

use crate::domain::time::{ClockChange, ClockTime, Instant, WEEKDAYS, Zone};
use crate::domain::units::Minutes;

/// Years that planning data can have; outside, a date is a slip of the finger.
const YEARS: RangeInclusive<i32> = 1900..=2199;

/// Minutes of a day on the clock.
const DAY: u16 = 1440;

/// A date: `2026-12-01`, also `2026/12/1` as spreadsheets rewrite it. `None` where it does not exist.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let year = i32::try_from(digits(parts.next()?, 4..=4)?).ok()?;
    let month = digits(parts.next()?, 1..=2)?;
    let day = digits(parts.next()?, 1..=2)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    (parts.next().is_none() && YEARS.contains(&year)).then_some(date)
}

/// Whether a text has the shape of a date, so that a message can say "no such day" instead of "not a date".
pub(crate) fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['-', '/']).collect();
    parts.len() == 3 && parts.iter().all(|p| digits(p, 1..=4).is_some())
}

/// A moment as read, and what a clock change did to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The instant.
    pub(crate) at: Instant,
    /// Set when the wall time was skipped or happens twice.
    pub(crate) change: Option<ClockChange>,
}

/// A time: local `2026-12-01 07:30[:00]` (also with `T`), or with an offset (`…+08:00`, `…Z`). `24:00` is the next midnight.
pub(crate) fn moment(text: &str, zone: Zone) -> Option<Moment> {
    let (day, rest) = text.trim().split_once(['T', 't', ' '])?;
    let (clock, offset) = split_offset(rest.trim());
    let wall = date(day)?.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(clock_seconds(clock)?))?;
    let (at, change) = match offset {
        Some(offset) => (Instant::from_unix(wall.and_utc().timestamp() - offset_seconds(offset)?), None),
        None => zone.resolve(wall),
    };
    Some(Moment { at, change })
}

/// `07:30:00+08:00` → (`07:30:00`, `+08:00`).
fn split_offset(text: &str) -> (&str, Option<&str>) {
    match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text.get(..at).unwrap_or_default().trim_end(), text.get(at..)),
        None => (text, None),
    }
}

/// Seconds east of Greenwich of `Z`, `+08:00`, `+0800` or `+08`.
fn offset_seconds(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match (rest.split_once(':'), rest.len()) {
        (Some((h, m)), _) => (digits(h, 2..=2)?, digits(m, 2..=2)?),
        (None, 4) => (digits(rest.get(..2)?, 2..=2)?, digits(rest.get(2..)?, 2..=2)?),
        (None, _) => (digits(rest, 2..=2)?, 0),
    };
    (hours <= 15 && minutes < 60).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

/// Seconds after midnight of `H:MM`, `H:MM:SS` or `H:MM:SS.fff` (the fraction is dropped), at most `24:00`.
fn clock_seconds(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    digits(fraction, 1..=9)?;
    let (h, m, s) = (digits(hours, 1..=2)?, digits(minutes, 2..=2)?, digits(seconds, 2..=2)?);
    let total = h * 3600 + m * 60 + s;
    (m < 60 && s < 60 && total <= 86_400).then_some(i64::from(total))
}

/// A clock time `H:MM` from `0:00` to `24:00`; `H:MM:00` as spreadsheets write it.
pub(crate) fn clock(text: &str) -> Option<ClockTime> {
    let text = text.trim();
    let seconds = clock_seconds(text)?;
    (seconds % 60 == 0).then(|| u16::try_from(seconds / 60).ok()).flatten().map(ClockTime::from_minutes)
}

/// A clock time that may lie on the next day: `30:00` is 06:00 of it; at most `48:00`.
pub(crate) fn late_clock(text: &str) -> Option<ClockTime> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes) = (digits(hours, 1..=2)?, digits(minutes, 2..=2)?);
    let total = u16::try_from(hours * 60 + minutes).ok()?;
    (minutes < 60 && total <= 2 * DAY).then(|| ClockTime::from_minutes(total))
}

/// The window from one clock time to another; an end at or before the start is on the next day. `None` when they are equal.
pub(crate) fn window(from: ClockTime, to: ClockTime) -> Option<(ClockTime, ClockTime)> {
    match to.cmp(&from) {
        std::cmp::Ordering::Greater => Some((from, to)),
        std::cmp::Ordering::Less => Some((from, ClockTime::from_minutes(to.minutes() + DAY))),
        std::cmp::Ordering::Equal => None,
    }
}

/// A weekday: `mon`, `monday`, `周一`, `星期一`, in any case.
pub(crate) fn weekday(text: &str) -> Option<Weekday> {
    const LONG: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const CHINESE: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let text = text.trim().to_lowercase();
    let chinese = ["周", "星期", "礼拜"].iter().find_map(|p| text.strip_prefix(p));
    let position = match chinese {
        Some("天") => Some(6),
        Some(day) => CHINESE.iter().position(|name| *name == day),
        None => LONG.iter().position(|name| name.starts_with(&text) && text.len() >= 3),
    }?;
    WEEKDAYS.get(position).copied()
}

/// A weekday or a range of them, which may wrap: `fri`, `mon-fri`, `sun-thu`.
pub(crate) fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let Some((first, last)) = text.split_once('-') else {
        return weekday(text).map(|day| vec![day]);
    };
    let (mut day, last) = (weekday(first)?, weekday(last)?);
    let mut days = vec![day];
    while day != last {
        day = day.succ();
        days.push(day);
    }
    Some(days)
}

/// A duration of whole minutes: `8h30m`, `30m`, `2h`.
pub(crate) fn duration(text: &str) -> Option<Minutes> {
    let text: String = text.split_whitespace().collect::<String>().to_lowercase();
    let (hours, rest) = match text.split_once('h') {
        Some((hours, rest)) => (digits(hours, 1..=4)?, rest),
        None => (0, text.as_str()),
    };
    let minutes = match rest.strip_suffix('m') {
        Some(minutes) => digits(minutes, 1..=5)?,
        None if rest.is_empty() && !text.is_empty() => 0,
        None => return None,
    };
    Some(Minutes::new(hours * 60 + minutes))
}

/// A number of `length` decimal digits and nothing else.
fn digits(text: &str, length: RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        assert!(date("2024-02-29").is_some());
        assert_eq!(date("2026/3/9"), date("2026-03-09"));
        for bad in ["2026-02-29", "2026-13-01", "2026-12", "2026-12-01-02", "0026-01-01", "99999-01-01", "", "１-1-1"]
        {
            assert!(date(bad).is_none(), "{bad}");
        }
        assert!(looks_like_date("2026-02-29") && !looks_like_date("soon"));
    }

    #[test]
    fn local_and_offset_times_are_the_same_moment() {
        let shanghai = Zone::parse("Asia/Shanghai").expect("known");
        let at = |text: &str| moment(text, shanghai).expect("valid").at;
        let expected = at("2026-12-01 07:30");
        for text in [
            "2026-12-01T07:30:00",
            "2026-12-01T07:30:00+08:00",
            "2026-11-30T23:30:00Z",
            "2026-12-01 07:30+0800",
            "2026/12/1 7:30",
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
        assert_eq!(at("2026-12-01 24:00"), at("2026-12-02 00:00"));
        for bad in ["2026-12-01", "2026-12-01 25:00", "2026-12-01 07:60", "2026-12-01 07:30+99:00", "x 07:30"] {
            assert!(moment(bad, shanghai).is_none(), "{bad}");
        }
    }

    #[test]
    fn clock_changes_are_told_unless_an_offset_is_written() {
        let berlin = Zone::parse("Europe/Berlin").expect("known");
        let change = |text: &str| moment(text, berlin).expect("valid").change;
        assert_eq!(change("2026-03-29 02:30"), Some(ClockChange::Skipped));
        assert_eq!(change("2026-10-25 02:30"), Some(ClockChange::Repeated));
        assert_eq!(change("2026-10-25T02:30:00+01:00"), None);
    }

    #[test]
    fn weekdays_read_in_english_and_chinese_and_wrap() {
        for text in ["mon", "Monday", "周一", "星期一"] {
            assert_eq!(weekday(text), Some(Weekday::Mon), "{text}");
        }
        assert_eq!(weekday("周日"), weekday("星期天"));
        assert!(weekday("mo").is_none() && weekday("").is_none() && weekday("周").is_none());
        assert_eq!(weekdays("sat-mon"), Some(vec![Weekday::Sat, Weekday::Sun, Weekday::Mon]));
    }

    #[test]
    fn durations_are_hours_and_minutes() {
        let minutes = |text: &str| duration(text).map(Minutes::get);
        assert_eq!(minutes("8h30m"), Some(510));
        assert_eq!(minutes("30m"), Some(30));
        assert_eq!(minutes("2h"), Some(120));
        for bad in ["", "h", "m", "30", "8h30", "-1h", "1d", "1h1h", "99999999h"] {
            assert!(minutes(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn windows_wrap_past_midnight() {
        let at = |text: &str| clock(text).expect("clock");
        assert_eq!(window(at("22:00"), at("6:00")).map(|(_, to)| to.minutes()), Some(1800));
        assert!(window(at("8:00"), at("8:00:00")).is_none());
    }
}
