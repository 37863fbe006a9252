//! A line of the usual form, taken apart without a copy: plain or simply quoted cells, a full date and time.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::domain::time::{Instant, Zone};

/// Where the cells of a line are.
pub(super) struct Cells {
    separator: u8,
    /// For each column up to the last that is wanted, which of the three it is.
    wanted: Vec<Option<usize>>,
}

impl Cells {
    /// Cells at these columns.
    pub(super) fn new(separator: u8, columns: [usize; 3]) -> Self {
        let last = columns.into_iter().max().unwrap_or(0);
        Self { separator, wanted: (0..=last).map(|i| columns.iter().position(|column| *column == i)).collect() }
    }

    /// The cells of a line, trimmed; `None` when there are too few, or one has quotes that mean more than its ends.
    pub(super) fn of<'l>(&self, line: &'l [u8]) -> Option<[&'l [u8]; 3]> {
        let has_quotes = line.contains(&b'"');
        let mut found: [Option<&[u8]>; 3] = [None; 3];
        let mut rest = Some(line);
        for wanted in &self.wanted {
            let here = rest?;
            let end = find(here, self.separator);
            let cell = here.get(..end.unwrap_or(here.len()))?;
            rest = end.and_then(|end| here.get(end + 1..));
            let cell = if has_quotes { without_quotes(cell)? } else { cell.trim_ascii() };
            if let Some(place) = wanted.and_then(|i| found.get_mut(i)) {
                *place = Some(cell);
            }
        }
        let [a, b, c] = found;
        Some([a?, b?, c?])
    }
}

/// Where a byte first is, eight bytes at a time: `(w − 1…1) & !w & 80…80` marks the zero bytes of w = bytes xor the byte
/// repeated (Mycroft 1987), of which the lowest is exact.
pub(super) fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word) ^ (ONES * u64::from(wanted));
        let zeros = word.wrapping_sub(ONES) & !word & (ONES << 7);
        if zeros != 0 {
            return Some(index * 8 + usize::try_from(zeros.trailing_zeros() / 8).ok()?);
        }
    }
    tail.iter().position(|byte| *byte == wanted).map(|at| words.len() * 8 + at)
}

/// The content of a cell; `None` where a quote is anything but its first and last character.
fn without_quotes(cell: &[u8]) -> Option<&[u8]> {
    let cell = cell.trim_ascii();
    let inner = match cell {
        [b'"', inner @ .., b'"'] => inner.trim_ascii(),
        _ => cell,
    };
    (!inner.contains(&b'"')).then_some(inner)
}

/// A date and the digits of an hour, as written.
type LocalHour = ([u8; 10], [u8; 2]);

/// Reads times; what is the same from line to line (the date, the offset of the hour) is worked out once.
pub(super) struct Clock {
    zone: Zone,
    date: ([u8; 10], i64),
    /// A local date and hour without a clock change in it, and its seconds east of Greenwich.
    hour: Option<(LocalHour, i64)>,
}

impl Clock {
    /// A clock of this zone.
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, date: ([0; 10], 0), hour: None }
    }

    pub(super) fn zone(&self) -> Zone {
        self.zone
    }

    /// `YYYY-MM-DD HH:MM:SS` or with `T`, with nothing, `Z` or `±HH:MM` after it; `None` for any other form, and where a clock
    /// change makes the local time doubtful.
    pub(super) fn read(&mut self, text: &[u8]) -> Option<Instant> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        let (clock, offset) = rest.split_first_chunk::<9>()?;
        let [b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = *clock else { return None };
        let (hours, minutes, seconds) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
        if hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        let wall = self.day(date)? + hours * 3600 + minutes * 60 + seconds;
        let east = match *offset {
            [] => self.offset_of_hour(date, [h1, h2], wall - minutes * 60 - seconds)?,
            [b'Z'] => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
                let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
                if hours > 15 || minutes > 59 {
                    return None;
                }
                let east = hours * 3600 + minutes * 60;
                if sign == b'-' { -east } else { east }
            }
            _ => return None,
        };
        Some(Instant::from_unix(wall - east))
    }

    /// Seconds from 1970 to the midnight of a date, as if all clocks were at Greenwich.
    fn day(&mut self, date: &[u8; 10]) -> Option<i64> {
        if self.date.0 != *date {
            let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
            let year = i32::try_from(two(y1, y2)? * 100 + two(y3, y4)?).ok().filter(|y| (1900..2200).contains(y))?;
            let (month, day) = (u32::try_from(two(m1, m2)?).ok()?, u32::try_from(two(d1, d2)?).ok()?);
            let midnight = NaiveDate::from_ymd_opt(year, month, day)?.and_time(NaiveTime::MIN);
            self.date = (*date, midnight.and_utc().timestamp());
        }
        Some(self.date.1)
    }

    /// The offset that holds all through a local hour; `None` where a clock change falls into it.
    fn offset_of_hour(&mut self, date: &[u8; 10], hour: [u8; 2], start: i64) -> Option<i64> {
        let key = (*date, hour);
        if let Some((known, east)) = self.hour
            && known == key
        {
            return Some(east);
        }
        let wall = chrono::DateTime::from_timestamp(start, 0)?.naive_utc();
        let last = wall.checked_add_signed(TimeDelta::seconds(3599))?;
        let (first, at_first) = self.zone.resolve(wall);
        let (end, at_last) = self.zone.resolve(last);
        if at_first.is_some() || at_last.is_some() || end.seconds_since(first) != 3599 {
            return None;
        }
        let east = start - first.unix();
        self.hour = Some((key, east));
        Some(east)
    }
}

/// Two decimal digits.
fn two(tens: u8, ones: u8) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}
