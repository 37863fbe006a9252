//! Times of day and whole time stamps as exports write them.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::dates::{DateFault, DateStyle, date, day_fraction, serial};

const DAY_S: u32 = 86_400;

/// A time of day, with what was written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds after midnight; 86,400 is the next midnight.
    pub(super) seconds: u32,
    /// Seconds east of UTC.
    pub(super) offset: Option<i32>,
    /// The end of a range such as `09:00-09:30`, in seconds after the same midnight.
    pub(super) end: Option<u32>,
}

/// A date with a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The wall time.
    pub(super) local: NaiveDateTime,
    /// Seconds east of UTC.
    pub(super) offset: Option<i32>,
    /// A time of day was written, not only a date.
    pub(super) has_clock: bool,
    /// The length of a range, in seconds.
    pub(super) length: Option<u32>,
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeFault {
    /// Not of the form of a date or time.
    Unreadable,
    /// There is no such day.
    NoSuchDay,
}

impl From<DateFault> for TimeFault {
    fn from(fault: DateFault) -> Self {
        match fault {
            DateFault::Unreadable => Self::Unreadable,
            DateFault::NoSuchDay => Self::NoSuchDay,
        }
    }
}

/// A day and a time of day as one stamp; `24:00` is the next midnight.
pub(super) fn join(day: NaiveDate, clock: Option<Clock>) -> Option<Stamp> {
    let Clock { seconds, offset, end } = clock.unwrap_or(Clock { seconds: 0, offset: None, end: None });
    let local = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(i64::from(seconds)))?;
    let length = end.map(|end| if end > seconds { end - seconds } else { end + DAY_S - seconds });
    Some(Stamp { local, offset, has_clock: clock.is_some(), length })
}

/// A date, or a date and a time in one text; also Unix seconds and milliseconds, which carry their own offset, an ISO 8601
/// interval `start/end`, and a spreadsheet's serial number.
pub(super) fn stamp(text: &str, style: DateStyle) -> Result<Stamp, TimeFault> {
    let text = text.trim();
    if let Some(stamp) = plain_iso(text.as_bytes()) {
        return Ok(stamp);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match (digits, text.len()) {
        (true, 10 | 13) => return unix(text),
        (true, 12 | 14) => {
            let (day, time) = text.split_at_checked(8).ok_or(TimeFault::Unreadable)?;
            let clock = simple(time).map(|seconds| Clock { seconds, offset: None, end: None });
            return joined(day, Some(clock.ok_or(TimeFault::Unreadable)?), style);
        }
        _ => {}
    }
    if let Some((day, seconds)) = serial(text) {
        let clock = text.contains('.').then_some(Clock { seconds, offset: None, end: None });
        return join(day, clock).ok_or(TimeFault::NoSuchDay);
    }
    if let Some((from, to)) = text.split_once('/').filter(|(from, to)| from.contains('T') && to.contains('T')) {
        let (from, to) = (stamp(from, style)?, stamp(to, style)?);
        let apart = to.local.signed_duration_since(from.local).num_seconds();
        return Ok(Stamp { length: u32::try_from(apart).ok().filter(|s| *s > 0), ..from });
    }
    let (day, time) = split(text);
    let clock = match time {
        "" => None,
        time => Some(clock(time).ok_or(TimeFault::Unreadable)?),
    };
    joined(day, clock, style)
}

/// `YYYY-MM-DD HH:MM:SS` or with a `T`, without anything behind it: what nearly every call record has, read without a detour.
fn plain_iso(text: &[u8]) -> Option<Stamp> {
    let number = |at: usize, width: usize| -> Option<u32> {
        text.get(at..at + width)?
            .iter()
            .try_fold(0, |sum: u32, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
    };
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if text.len() != 19 || marks.iter().any(|(at, mark)| text.get(*at) != Some(mark)) {
        return None;
    }
    if !matches!(text.get(10), Some(b' ' | b'T')) {
        return None;
    }
    let year = number(0, 4).filter(|y| (1900..=2200).contains(y))?;
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(5, 2)?, number(8, 2)?)?;
    let local = day.and_hms_opt(number(11, 2)?, number(14, 2)?, number(17, 2)?)?;
    Some(Stamp { local, offset: None, has_clock: true, length: None })
}

fn joined(day: &str, clock: Option<Clock>, style: DateStyle) -> Result<Stamp, TimeFault> {
    join(date(day, style)?, clock).ok_or(TimeFault::NoSuchDay)
}

/// The date and the time of a stamp's text.
fn split(text: &str) -> (&str, &str) {
    if let Some((day, time)) = text.split_once('日') {
        return (day, time.trim());
    }
    let worded = text.starts_with(|c: char| c.is_ascii_alphabetic())
        || text.contains(|c: char| c.is_ascii_alphabetic() && c != 'T');
    if worded && let Some(found) = split_words(text) {
        return found;
    }
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_whitespace() || (c == 'T' && before.is_ascii_digit()) {
            let (day, time) = text.split_at_checked(at).unwrap_or((text, ""));
            return (day, time.trim_start_matches('T').trim());
        }
        before = c;
    }
    (text, "")
}

/// A date in words (`Mon 2 Mar 2026 09:30`) ends before the first word with a colon.
fn split_words(text: &str) -> Option<(&str, &str)> {
    let words =
        text.split_whitespace().filter(|w| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_alphabetic() || b == b','));
    // `am`, `pm` and zones stand behind the clock; a month or weekday before it.
    let clock = text.split_whitespace().find(|w| w.contains(':'));
    let at = clock.and_then(|w| text.find(w)).unwrap_or(text.len());
    let (day, time) = text.split_at_checked(at)?;
    let named = words.into_iter().any(|w| day.contains(w));
    named.then(|| unnamed_weekday(day.trim(), time.trim()))
}

/// A weekday before figures says nothing that the figures do not.
fn unnamed_weekday<'t>(day: &'t str, time: &'t str) -> (&'t str, &'t str) {
    match day.split_once([' ', ',']) {
        Some((word, figures)) if word.bytes().all(|b| b.is_ascii_alphabetic()) && figures.contains(['/', '-', '.']) => {
            (figures.trim_start_matches([',', ' ']), time)
        }
        _ => (day, time),
    }
}

/// The text that a date order can be learnt from: what stands before the time.
pub(super) fn date_part(text: &str) -> &str {
    split(text.trim()).0
}

fn unix(text: &str) -> Result<Stamp, TimeFault> {
    let number: i64 = text.parse().map_err(|_| TimeFault::Unreadable)?;
    let seconds = if text.len() == 13 { number / 1000 } else { number };
    let at = DateTime::from_timestamp(seconds, 0).ok_or(TimeFault::Unreadable)?;
    Ok(Stamp { local: at.naive_utc(), offset: Some(0), has_clock: true, length: None })
}

/// Names of offsets behind a clock that mean one thing only, and their hours east of UTC. `CST`, `IST` and `BST` mean several.
#[rustfmt::skip] // a table
const OFFSET_NAMES: [(&str, i32); 23] = [
    ("utc", 0), ("gmt", 0), ("est", -5), ("edt", -4), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7),
    ("akst", -9), ("akdt", -8), ("hst", -10), ("wet", 0), ("west", 1), ("cet", 1), ("cest", 2), ("eet", 2), ("eest", 3),
    ("hkt", 8), ("sgt", 8), ("jst", 9), ("aest", 10), ("aedt", 11),
];

/// The clock before the name of an offset, and the offset in seconds.
fn named_offset(text: &str) -> Option<(&str, i32)> {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let name = text.get(bare.len()..)?;
    let (_, hours) = OFFSET_NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    Some((bare.trim_end(), hours * 3_600))
}

/// A time of day: `7:05`, `7.05`, `07:05:30.250`, `0705`, `7`, `7:05 PM`, `下午7:05`, with an offset, or a range of two.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let text = text.trim();
    let plain = |seconds| Clock { seconds, offset: None, end: None };
    if let Some(seconds) = of_day(text) {
        return Some(plain(seconds));
    }
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some(Clock { offset: Some(0), ..plain(of_day(time)?) });
    }
    if let Some((time, offset)) = named_offset(text) {
        return Some(Clock { offset: Some(offset), ..plain(of_day(time)?) });
    }
    if let Some((time, offset)) = text.split_once('+') {
        let time = named_offset(time).filter(|(_, offset)| *offset == 0).map_or(time, |(time, _)| time);
        return Some(Clock { offset: Some(offset_seconds(offset)?), ..plain(of_day(time)?) });
    }
    let (from, to) = text.split_once(['-', '~', '–', '—', '至', '到'])?;
    let seconds = of_day(from)?;
    // `09:00:00-05:00` is an offset, `09:00-09:30` a range: an offset follows seconds, or is no later time of the day.
    let end = to.split_whitespace().last().and_then(of_day);
    let is_range = |end: u32| from.matches(':').count() == to.matches(':').count() && (end > seconds || end == 0);
    match end {
        Some(end) if is_range(end) => Some(Clock { end: Some(end), ..plain(seconds) }),
        _ if text.contains('-') => Some(Clock { offset: Some(-offset_seconds(to)?), ..plain(seconds) }),
        _ => None,
    }
}

/// Seconds after midnight of a time with or without a half-day word.
fn of_day(text: &str) -> Option<u32> {
    let text = text.trim();
    if let Some(fraction) = text.strip_prefix("0.").or_else(|| text.strip_prefix('.')) {
        // A spreadsheet's fraction of the day, or `0.30`: two digits that make no time of a grid as a fraction.
        let is_figure = fraction.bytes().all(|b| b.is_ascii_digit()) && !fraction.is_empty();
        let seconds = day_fraction(fraction).filter(|_| is_figure);
        let is_clock = fraction.len() == 2 && text.starts_with('0') && seconds.is_some_and(|s| s % 300 != 0);
        return if is_clock { simple(text) } else { seconds };
    }
    if !text.contains(|c: char| !c.is_ascii() || c.is_ascii_alphabetic()) {
        return simple(text);
    }
    let mut lower = text.to_ascii_lowercase();
    if lower.ends_with("m.") {
        lower.retain(|c| c != '.' && !c.is_whitespace());
    }
    let (bare, afternoon) = if let Some(rest) = lower.strip_suffix("pm").or_else(|| lower.strip_prefix("下午")) {
        (rest, Some(true))
    } else if let Some(rest) = lower.strip_suffix("am").or_else(|| lower.strip_prefix("上午")) {
        (rest, Some(false))
    } else {
        (lower.as_str(), None)
    };
    let seconds = simple(bare.trim())?;
    match afternoon {
        None => Some(seconds),
        Some(_) if !(3600..46_800).contains(&seconds) => None,
        Some(afternoon) => Some(seconds % 43_200 + if afternoon { 43_200 } else { 0 }),
    }
}

/// `9.30` or `9.30.00` with colons: what is no figure with decimals of zero has dots where others write colons.
fn dotted(text: &str) -> Option<String> {
    let pieces: Vec<&str> = text.split('.').collect();
    let [first, rest @ ..] = pieces.as_slice() else { return None };
    let is_clock = matches!(rest.len(), 1 | 2) && first.len() <= 2 && rest.iter().all(|piece| piece.len() == 2);
    is_clock.then(|| text.replace('.', ":"))
}

/// Seconds after midnight of `H:MM[:SS[.fff]]`, `H.MM[.SS]`, `HMM`, `HHMMSS` or `H`.
fn simple(text: &str) -> Option<u32> {
    let chinese = if text.is_ascii() { String::new() } else { text.replace(['：', '时', '点'], ":") };
    let text = if text.is_ascii() { text } else { chinese.trim_end_matches('分') };
    let text = text.trim_end_matches(':');
    let number = |t: &str| -> Option<u32> {
        ((1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok()).flatten()
    };
    let dots = if text.contains(':') { None } else { dotted(text) };
    let text = dots.as_deref().unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Half past nine, or nine and a half minutes? Only seconds have a fraction.
    if !whole.contains(':') && whole.len() <= 4 && fraction.bytes().any(|b| b != b'0') {
        return None;
    }
    let mut parts = whole.split(':');
    let first = parts.next()?;
    let (hours, minutes, seconds) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => {
            let cut = if first.len() <= 2 { first.len() } else { first.len() - if first.len() <= 4 { 2 } else { 4 } };
            let (hours, rest) = first.split_at_checked(cut)?;
            let (minutes, seconds) = rest.split_at_checked(rest.len().min(2))?;
            let or_zero = |t: &str| if t.is_empty() { Some(0) } else { number(t) };
            (number(hours)?, or_zero(minutes)?, or_zero(seconds)?)
        }
        (Some(minutes), None, _) => (number(first)?, number(minutes)?, 0),
        (Some(minutes), Some(seconds), None) => (number(first)?, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    let total = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= DAY_S).then_some(total)
}

/// Seconds of an offset `08:00`, `0800` or `8`.
fn offset_seconds(text: &str) -> Option<i32> {
    let seconds = simple(text.trim())?;
    if seconds > 15 * 3600 { None } else { i32::try_from(seconds).ok() }
}

/// The day on which a clock shows `seconds` so that it is nearest to a known wall time: call records carry one date and
/// several clocks, some of which show the time after midnight.
pub(super) fn nearest(known: NaiveDateTime, clock: Clock) -> Option<Stamp> {
    let same_day = join(known.date(), Some(clock))?;
    let apart = same_day.local.signed_duration_since(known).num_seconds();
    let local = match apart {
        i64::MIN..-43_200 => same_day.local.checked_add_days(Days::new(1))?,
        43_201.. => same_day.local.checked_sub_days(Days::new(1))?,
        _ => same_day.local,
    };
    Some(Stamp { local, ..same_day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let Ok(stamp) = stamp(text, DateStyle::ISO) else { return "none".into() };
        let offset = stamp.offset.map_or(String::new(), |o| format!(" {o}"));
        format!("{}{offset}", stamp.local.format("%Y-%m-%d %H:%M:%S"))
    }

    #[test]
    fn stamps_are_read_in_many_shapes() {
        for text in [
            "2026-03-01 09:30",
            "2026-03-01T09:30",
            "2026/3/1 9:30:00",
            "20260301 0930",
            "202603010930",
            "2026-03-01 9:30 AM",
            "2026年3月1日 上午9:30",
            "2026-03-01 09:30:00.250",
            "2026-03-01 09:30-10:00",
            "2026-03-01 09:30 - 2026-03-01 10:00",
            "3/1/2026 9:30",
            "2026-03-01T09:30:00/2026-03-01T10:00:00",
            "46082.3958333333",
            "Sun 1 Mar 2026 09:30",
            "Mar 1, 2026 9:30 a.m.",
            "Sunday, March 01, 2026 9:30:00 AM",
            "Sun 2026-03-01 9:30\u{202f}AM",
        ] {
            assert_eq!(read(text), "2026-03-01 09:30:00", "{text}");
        }
        assert_eq!(read("2026-03-01T09:30:00Z"), "2026-03-01 09:30:00 0");
        assert_eq!(read("2026-03-01T09:30:00+08:00"), "2026-03-01 09:30:00 28800");
        assert_eq!(read("2026-03-01T09:30:00-0500"), "2026-03-01 09:30:00 -18000");
        assert_eq!(read("2026-03-01T09:30:00.000Z"), "2026-03-01 09:30:00 0");
        assert_eq!(read("2026-03-01T09:30:00.000+08:00"), "2026-03-01 09:30:00 28800");
        assert_eq!(read("2026-03-01 09:30:00 UTC"), "2026-03-01 09:30:00 0");
        assert_eq!(read("3/1/2026 9:30 AM EDT"), "2026-03-01 09:30:00 -14400");
        assert_eq!(read("2026-03-01 09:30 UTC+8"), "2026-03-01 09:30:00 28800");
        assert_eq!(read("2026-03-01 09:30 CST"), "none", "six hours behind UTC, or eight ahead");
        assert_eq!(read("1772357400"), "2026-03-01 09:30:00 0");
        assert_eq!(read("1772357400000"), "2026-03-01 09:30:00 0");
        assert_eq!(read("2026-03-01 24:00"), "2026-03-02 00:00:00");
        for bad in
            ["", "2026-03-01 25:00", "2026-02-29", "2026-03-01 09:61", "2026-03-01 13:00 PM", "2026-03-01 x", "T", "日"]
        {
            assert_eq!(read(bad), "none", "{bad}");
        }
    }

    #[test]
    fn ranges_have_a_length() {
        let length = |t: &str| clock(t).and_then(|c| join(NaiveDate::MIN, Some(c))).and_then(|s| s.length);
        assert_eq!(length("09:00-09:30"), Some(1800));
        assert_eq!(length("23:30~00:00"), Some(1800));
        assert_eq!(length("8:00 - 9:00"), Some(3600));
        assert_eq!(length("09:00"), None);
        let iso = stamp("2026-03-01T09:30:00.000Z/2026-03-01T10:00:00.000Z", DateStyle::ISO).expect("an interval");
        assert_eq!((iso.length, iso.offset), (Some(1800), Some(0)));
    }

    #[test]
    fn clocks_of_spreadsheets_and_halves_of_the_day_are_read() {
        let seconds = |t: &str| clock(t).map(|c| c.seconds);
        for text in ["0.375", ".375", "9:00 AM", "9:00 a. m.", "09:00", "900", "9"] {
            assert_eq!(seconds(text), Some(32_400), "{text}");
        }
        assert_eq!((seconds("0.30"), seconds("0.25"), seconds("0.75")), (Some(1_800), Some(21_600), Some(64_800)));
        for text in ["9.30", "09.30", "9.30.00", "9:30", "9.30 a.m."] {
            assert_eq!(seconds(text), Some(34_200), "{text}");
        }
        assert_eq!((seconds("9.00"), seconds("9.0"), seconds("9.5")), (Some(32_400), Some(32_400), None));
        assert_eq!(seconds("12:05 AM"), Some(300));
        assert_eq!(seconds("0."), None);
    }

    #[test]
    fn a_clock_after_midnight_belongs_to_the_next_day() {
        let known = stamp("1999-02-15 23:59:54", DateStyle::ISO).expect("valid").local;
        let at = |t: &str| nearest(known, clock(t).expect("clock")).expect("valid").local.to_string();
        assert_eq!(at("0:00:00"), "1999-02-16 00:00:00");
        // A clock that runs a minute behind stays on its day.
        assert_eq!(at("23:58:50"), "1999-02-15 23:58:50");
    }
}
