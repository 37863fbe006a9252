//! The weekends that a week touches.

use chrono::{Datelike, NaiveDate, Weekday};

use super::clock::moved;
use super::week::Week;

/// The Saturdays of the weekends that have a day in the week, that before the week included where it begins on a Sunday.
pub(super) fn saturdays(week: &Week<'_>) -> Vec<NaiveDate> {
    let days = (-1..7).map(|offset| moved(week.problem.first_day, offset));
    let touched = |saturday: &NaiveDate| week.days.contains(saturday) || week.days.contains(&moved(*saturday, 1));
    days.filter(|day| day.weekday() == Weekday::Sat).filter(touched).collect()
}
