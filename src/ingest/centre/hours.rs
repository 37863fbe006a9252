//! Opening hours as text: `mon-fri 07:00-24:00, sat-sun 09:00-18:00`.
//!
//! Parts are separated by commas. A part is days, times, or both. Times without days belong to the days named before them,
//! or to every day where none is; days without times wait for the next times (`mon, wed 08:00-12:00`).

use chrono::Weekday;

use crate::domain::hours::DayHours;
use crate::domain::time::{ClockTime, WEEKDAYS};
use crate::ingest::when;

/// The ranges of each weekday, Monday first; else what cannot be understood.
pub(super) fn weekly(text: &str) -> Result<[DayHours; 7], String> {
    if is_always(text) {
        return Ok(std::array::from_fn(|_| whole_day()));
    }
    let mut week: [DayHours; 7] = Default::default();
    let mut days: Vec<Weekday> = WEEKDAYS.to_vec();
    let mut waiting = false;
    for part in parts(text)? {
        let (words, times) = split(part);
        if !words.is_empty() {
            let named = words.iter().map(|w| when::weekdays(w).ok_or_else(|| format!("{w:?} is no weekday or range")));
            let named: Vec<Vec<Weekday>> = named.collect::<Result<_, _>>()?;
            if !waiting {
                days.clear();
            }
            days.extend(named.into_iter().flatten());
        }
        waiting = times.is_empty();
        let ranges = ranges(&times)?;
        for (position, hours) in week.iter_mut().enumerate() {
            if WEEKDAYS.get(position).is_some_and(|day| days.contains(day)) {
                hours.extend(&ranges);
            }
        }
    }
    if waiting {
        return Err("days without a time range, such as 08:00-18:00".to_owned());
    }
    for hours in &mut week {
        hours.sort_unstable();
        hours.dedup();
    }
    Ok(week)
}

/// The ranges of one day, named elsewhere: times only.
pub(super) fn of_day(text: &str) -> Result<DayHours, String> {
    if is_always(text) {
        return Ok(whole_day());
    }
    let mut day = DayHours::new();
    for part in parts(text)? {
        let (words, times) = split(part);
        if let Some(word) = words.first() {
            return Err(format!("{word:?}: the day is given beside, only times stand here"));
        }
        day.extend(ranges(&times)?);
    }
    day.sort_unstable();
    day.dedup();
    Ok(day)
}

fn is_always(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "24x7" | "24/7" | "24h")
}

fn whole_day() -> DayHours {
    vec![(ClockTime::from_minutes(0), ClockTime::from_minutes(1440))]
}

fn parts(text: &str) -> Result<Vec<&str>, String> {
    let parts: Vec<&str> = text.split([',', '，', '、', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { Err("there are no hours".to_owned()) } else { Ok(parts) }
}

/// The words of a part that name days, and those that are times. A word of times begins with a digit or is `closed`.
fn split(part: &str) -> (Vec<&str>, Vec<&str>) {
    let is_times = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) || word.eq_ignore_ascii_case("closed");
    let (times, days): (Vec<&str>, Vec<&str>) = part.split_whitespace().partition(is_times);
    (days, times)
}

fn ranges(words: &[&str]) -> Result<DayHours, String> {
    let open = words.iter().filter(|word| !word.eq_ignore_ascii_case("closed"));
    open.map(|word| {
        let (from, to) =
            word.split_once('-').ok_or_else(|| format!("{word:?} is no time range such as 08:00-18:00"))?;
        let clock = |text: &str| when::clock(text).ok_or_else(|| format!("{text:?} in {word:?} is no time of day"));
        let (from, to) = (clock(from)?, clock(to)?);
        when::window(from, to).ok_or_else(|| format!("{word:?} is empty; a whole day is 00:00-24:00"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<u16> {
        let week = weekly(text).expect("readable");
        week.iter().map(|day| day.iter().map(|(from, to)| to.minutes() - from.minutes()).sum::<u16>() / 60).collect()
    }

    #[test]
    fn the_forms_that_planners_write_are_read() {
        assert_eq!(lengths("mon-fri 07:00-24:00, sat-sun 09:00-18:00"), [17, 17, 17, 17, 17, 9, 9]);
        assert_eq!(lengths("24x7"), [24; 7]);
        assert_eq!(lengths("08:00-18:00"), [10; 7]);
        assert_eq!(lengths("sun-thu 07:00-24:00, fri 07:00-14:00, sat 18:00-24:00"), [17, 17, 17, 17, 7, 6, 17]);
        assert_eq!(lengths("mon-sun 22:00-06:00"), [8; 7]);
        assert_eq!(lengths("mon-fri 08:00-12:00 13:00-17:00, sat closed"), [8, 8, 8, 8, 8, 0, 0]);
        assert_eq!(lengths("mon-fri 08:00-12:00, 13:00-17:00"), [8, 8, 8, 8, 8, 0, 0]);
        assert_eq!(lengths("mon, wed 08:00-12:00"), [4, 0, 4, 0, 0, 0, 0]);
        assert_eq!(lengths("周一-周五 8:00-18:00"), [10, 10, 10, 10, 10, 0, 0]);
    }

    #[test]
    fn what_cannot_be_understood_is_quoted() {
        for (text, quoted) in [
            ("", "no hours"),
            ("moon-fri 07:00-24:00", "moon-fri"),
            ("mon 07:00", "07:00"),
            ("mon 7-19", "7"),
            ("mon 08:00-25:00", "25:00"),
            ("mon 08:00-08:00", "empty"),
            ("mon", "days without"),
        ] {
            assert!(weekly(text).expect_err(text).contains(quoted), "{text}");
        }
        assert!(of_day("mon 08:00-10:00").is_err());
        assert_eq!(of_day("closed"), Ok(vec![]));
    }
}
