//! Times that count for more than others: the night and public holidays, in real seconds whatever the clock does.

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::rules::Night;
use super::span::Span;
use super::time::{ClockTime, Instant, Zone, add_days};

/// The kind of special day that is a public holiday.
const HOLIDAY: &str = "full";

/// The night where `[rules] night` does not say: 22:00 to 06:00.
const NIGHT: (u16, u16) = (22 * 60, 30 * 60);

/// When hours count as hours of the night and of holidays.
#[derive(Clone, Copy, Debug)]
pub struct PremiumTimes<'a> {
    /// The centre's clock.
    pub zone: Zone,
    /// Public holidays.
    pub calendar: &'a Calendar,
    /// When it is night.
    pub night: Option<Night>,
}

impl PremiumTimes<'_> {
    /// The night that begins on a local day.
    #[must_use]
    pub fn night_of(&self, day: NaiveDate) -> Option<Span> {
        let clock = ClockTime::from_minutes;
        let (from, to) = self.night.map_or((clock(NIGHT.0), clock(NIGHT.1)), |night| (night.from, night.to));
        Span::new(self.zone.at(day, from), self.zone.at(day, to))
    }

    /// A local day, where it is a public holiday.
    #[must_use]
    pub fn holiday_of(&self, day: NaiveDate) -> Option<Span> {
        let is_holiday = self.calendar.is(day, HOLIDAY);
        Span::new(self.zone.midnight(day), self.zone.midnight(add_days(day, 1))).filter(|_| is_holiday)
    }
}

/// The parts of a span inside the stretch that each local day has.
pub fn common(span: Span, of_day: impl Fn(NaiveDate) -> Option<Span>) -> impl Iterator<Item = Span> {
    // A stretch that begins the evening before may reach into the span.
    let utc = |at: Instant| Zone::UTC.day(at);
    let (first, last) = (add_days(utc(span.start()), -2), add_days(utc(span.end()), 2));
    let days = first.iter_days().take_while(move |day| *day <= last);
    days.filter_map(of_day).filter_map(move |stretch| stretch.overlap(span))
}
