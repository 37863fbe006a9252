//! What the calendar alone says about a day: its weekday, its place in the month and in the year.
//!
//! Bills, wages and rates follow the month: two Fourier harmonics of the day's place in it, and marks for the first, second and
//! last working weekday and the 15th. From two years of history on, three harmonics of the year.

use chrono::{Datelike, NaiveDate};

/// Harmonics within the month.
const MONTH_HARMONICS: u32 = 2;
/// Harmonics within the year.
const YEAR_HARMONICS: u32 = 3;
const DAYS_OF_YEAR: f64 = 365.25;
/// First place of the weekdays, after the constant.
const WEEKDAYS: usize = 1;
/// Whether the weekday is one of the weekend, so that weekdays are drawn to their kind.
const WEEKEND: usize = WEEKDAYS + 7;
/// First place of the effects of the date itself.
const DATE: usize = WEEKEND + 1;
const MARKS: usize = DATE + 2 * MONTH_HARMONICS as usize;
const YEAR: usize = MARKS + 4;
/// How many effects there are.
pub(super) const EFFECTS: usize = YEAR + 2 * YEAR_HARMONICS as usize;

/// How strongly each effect is drawn to zero, in days of evidence.
pub(super) fn penalties() -> [f64; EFFECTS] {
    std::array::from_fn(|i| match i {
        0 => 1e-3,
        WEEKDAYS..WEEKEND => 0.2,
        WEEKEND => 1e-2,
        DATE..MARKS => 2.0,
        _ => 4.0,
    })
}

/// The effects that are not zero on a day: place and size.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    entries: [(usize, f64); EFFECTS],
    length: usize,
}

impl Effects {
    /// Those of an ordinary day that behaves like this weekday (Monday 0); those of the year only where there are years to
    /// learn them from.
    pub(super) fn of(date: NaiveDate, weekday: usize, years: bool) -> Self {
        let mut effects = Self::default();
        effects.push(0, 1.0);
        effects.push(WEEKDAYS + weekday.min(6), 1.0);
        if weekday >= 5 {
            effects.push(WEEKEND, 1.0);
        }
        let length = days_of_month(date);
        let place = f64::from(date.day0()) / f64::from(length);
        effects.push_waves(DATE, MONTH_HARMONICS, place);
        let (from_start, from_end) = working_days(date, length);
        let marks = [from_start == 1, from_start == 2, from_end == 1, date.day() == 15];
        for (i, _) in marks.iter().enumerate().filter(|(_, set)| **set) {
            effects.push(MARKS + i, 1.0);
        }
        if years {
            effects.push_waves(YEAR, YEAR_HARMONICS, f64::from(date.num_days_from_ce()) / DAYS_OF_YEAR);
        }
        effects
    }

    fn push(&mut self, place: usize, size: f64) {
        if let Some(entry) = self.entries.get_mut(self.length) {
            *entry = (place, size);
            self.length += 1;
        }
    }

    fn push_waves(&mut self, first: usize, harmonics: u32, turns: f64) {
        let (sine, cosine) = (std::f64::consts::TAU * turns.fract()).sin_cos();
        let (mut s, mut c) = (sine, cosine);
        for k in 0..harmonics as usize {
            self.push(first + 2 * k, c);
            self.push(first + 2 * k + 1, s);
            (s, c) = (s * cosine + c * sine, c * cosine - s * sine);
        }
    }

    /// Place and size of each.
    pub(super) fn entries(&self) -> &[(usize, f64)] {
        self.entries.get(..self.length).unwrap_or_default()
    }

    /// Their sum at these coefficients.
    pub(super) fn sum(&self, coefficients: &[f64]) -> f64 {
        self.entries().iter().map(|(i, size)| size * coefficients.get(*i).copied().unwrap_or(0.0)).sum()
    }
}

/// The constant and the effect of a weekday.
pub(super) fn of_weekday(coefficients: &[f64], weekday: usize) -> f64 {
    let at = |place: usize| coefficients.get(place).copied().unwrap_or(0.0);
    at(0) + at(WEEKDAYS + weekday.min(6)) + if weekday >= 5 { at(WEEKEND) } else { 0.0 }
}

fn days_of_month(date: NaiveDate) -> u32 {
    u32::from(date.num_days_in_month())
}

/// The how-many-th working weekday (Monday to Friday) of its month the date is, from the start and from the end; 0 at weekends.
fn working_days(date: NaiveDate, length: u32) -> (u32, u32) {
    let weekday = date.weekday().num_days_from_monday();
    if weekday >= 5 {
        return (0, 0);
    }
    let within = |days: u32, from: u32| (0..days % 7).filter(|k| (from + k) % 7 < 5).count();
    let count = |days: u32, from: u32| days / 7 * 5 + u32::try_from(within(days, from)).unwrap_or(0);
    let first = (weekday + 35 - date.day0()) % 7;
    (count(date.day(), first), count(length - date.day0(), weekday))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn working_days_are_counted_from_both_ends_of_the_month() {
        // August 2026 begins on a Saturday and ends on a Monday
        let of = |text: &str| working_days(date(text), 31);
        assert_eq!(of("2026-08-01"), (0, 0));
        assert_eq!(of("2026-08-03"), (1, 21));
        assert_eq!(of("2026-08-04"), (2, 20));
        assert_eq!(of("2026-08-31"), (21, 1));
        assert_eq!(of("2026-08-28"), (20, 2));
    }

    #[test]
    fn the_effects_of_a_day_are_its_weekday_its_place_and_its_marks() {
        let effects = Effects::of(date("2026-06-15"), 0, false);
        let places: Vec<usize> = effects.entries().iter().map(|e| e.0).collect();
        assert_eq!(places, [0, 1, 9, 10, 11, 12, 16], "a Monday, the 15th");
        let length = Effects::of(date("2026-07-01"), 2, true).entries().len();
        assert_eq!(length, 2 + 4 + 1 + 6, "the first working day, with the year");
    }
}
