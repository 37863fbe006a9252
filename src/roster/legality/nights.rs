//! Night shifts: which they are, how many a week may have, how many in a row, how long the rest after them is.

use super::price::Penalty;
use super::week::Progress;
use crate::domain::centre::Centre;
use crate::domain::rules::Night;
use crate::domain::span::Span;
use crate::domain::time::{Instant, add_days};

/// The rules of one agent about nights.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nights {
    /// K309: most night shifts of the week.
    pub(crate) most: Option<(u8, Penalty)>,
    /// K310: most night shifts on days in a row.
    pub(crate) most_in_a_row: Option<(u8, Penalty)>,
    /// Night shifts on days in a row up to the day before the week.
    pub(crate) run_before: u8,
    /// K311: shortest time from the presence of a night shift to that of a next shift by day, in minutes.
    pub(crate) rest_after: i32,
}

impl Nights {
    /// Counts a day, `None` where a hard rule is broken.
    pub(super) fn step(&self, progress: &mut Progress, night: bool) -> Option<f64> {
        if !night {
            progress.night_run = 0;
            return Some(0.0);
        }
        let mut price = 0.0;
        if let Some((most, penalty)) = self.most {
            // one more than the most is as good as any more: each further night costs the same
            progress.nights = (progress.nights + 1).min(most.saturating_add(1));
            price += penalty.on(u32::from(progress.nights > most))?;
        }
        if let Some((most, penalty)) = self.most_in_a_row {
            progress.night_run = (progress.night_run + 1).min(most.saturating_add(1));
            price += penalty.on(u32::from(progress.night_run > most))?;
        }
        Some(price)
    }
}

/// Whether a shift has enough of its time in the night.
pub(crate) fn is_night(centre: &Centre, night: Night, start: Instant, end: Instant) -> bool {
    let Some(shift) = Span::new(start, end) else { return false };
    let zone = centre.zone;
    let mut date = add_days(zone.day(start), -1);
    let mut seconds = 0;
    while date <= zone.day(end) {
        let dark = Span::new(zone.at(date, night.from), zone.at(date, night.to));
        seconds += dark.and_then(|dark| dark.overlap(shift)).map_or(0, Span::seconds);
        date = add_days(date, 1);
    }
    seconds >= 60 * i64::from(night.least.get())
}
