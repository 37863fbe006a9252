//! Which shifts are night shifts, by the checker's own clock.

use super::clock::{Stretch, moved};
use super::week::Week;

/// Whether enough of a shift (without its handover) lies in the night; never where the centre does not say when it is night.
pub(super) fn is_night(week: &Week<'_>, inside: Stretch) -> bool {
    let Some(night) = week.problem.centre.rules.night else { return false };
    let (from, to) = (i64::from(night.from.minutes()), i64::from(night.to.minutes()));
    let (first, last) = (moved(week.clock.day(inside.start), -1), week.clock.day(inside.end));
    let days = first.iter_days().take_while(|day| *day <= last);
    let dark = days.map(|day| Stretch::new(week.clock.at(day, from), week.clock.at(day, to)).common(inside));
    dark.sum::<i64>() >= i64::from(night.least.get()) * 60
}
