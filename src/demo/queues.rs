//! The three made-up queues: their callers' habits, as data.
//!
//! Levels are those of the planned week. They were set so that what is required takes about 97 % of the time that the
//! people of `people.rs` can be on the phones: a week that can be staffed, with little to spare.

use super::calendar::{HOLIDAY, MAKE_UP_DAY};
use crate::domain::hours::{DayHours, HoursOn, OpeningHours};
use crate::domain::time::ClockTime;

/// A bump of calls around an hour of the day: height, hour of its peak, width (standard deviation in hours).
#[derive(Clone, Copy)]
struct Bump(f64, f64, f64);

/// The shape of a day: a floor and some bumps.
pub(super) struct Profile {
    floor: f64,
    bumps: &'static [Bump],
}

impl Profile {
    pub(super) fn at(&self, hour: f64) -> f64 {
        self.floor + self.bumps.iter().map(|b| b.0 * gauss(hour, b.1, b.2)).sum::<f64>()
    }
}

fn gauss(x: f64, centre: f64, width: f64) -> f64 {
    (-0.5 * ((x - centre) / width).powi(2)).exp()
}

/// What is known of a queue's callers.
pub(super) struct QueueModel {
    /// The queue's id.
    pub(super) id: &'static str,
    /// Calls of an average working day in the planned week.
    pub(super) calls_per_day: f64,
    /// Level of each weekday, Monday first.
    pub(super) weekdays: [f64; 7],
    /// Growth of calls per year, as a share.
    pub(super) growth: f64,
    /// Mean handle time in the planned week, seconds.
    pub(super) handle_time: f64,
    /// Its growth per year, as a share.
    pub(super) handle_time_growth: f64,
    /// Its deviation by hour of the day.
    pub(super) handle_time_shape: Profile,
    /// Calls by hour on days that offices work.
    pub(super) workday: Profile,
    /// On other days.
    pub(super) weekend: Profile,
    /// Level of public holidays.
    pub(super) holiday: f64,
    /// Level of campaign days.
    pub(super) campaign: f64,
    /// Levels of the last working day of a month and the first two of the next.
    pub(super) month_end: [f64; 3],
    /// As in centre.toml.
    pub(super) hours: OpeningHours,
}

/// The three queues, in the order of their ids.
pub(super) fn queues() -> Vec<QueueModel> {
    vec![billing(), business(), cards()]
}

fn cards() -> QueueModel {
    QueueModel {
        id: "cards",
        calls_per_day: 3680.0,
        weekdays: [1.10, 1.02, 0.99, 0.98, 1.00, 0.82, 0.74],
        growth: 0.06,
        handle_time: 215.0,
        handle_time_growth: -0.04,
        handle_time_shape: Profile { floor: 0.985, bumps: &[Bump(0.09, 2.5, 2.5), Bump(0.03, 20.0, 3.0)] },
        workday: Profile {
            floor: 0.085,
            bumps: &[Bump(0.86, 10.1, 1.8), Bump(0.80, 15.4, 2.1), Bump(0.50, 20.0, 1.8)],
        },
        weekend: Profile {
            floor: 0.085,
            bumps: &[Bump(0.70, 10.4, 2.1), Bump(0.70, 15.6, 2.5), Bump(0.48, 20.0, 1.9)],
        },
        holiday: 0.62,
        campaign: 1.25,
        month_end: [1.0; 3],
        hours: OpeningHours::always(),
    }
}

fn billing() -> QueueModel {
    QueueModel {
        id: "billing",
        calls_per_day: 1300.0,
        weekdays: [1.12, 1.03, 0.98, 0.96, 0.95, 0.55, 0.0],
        growth: 0.02,
        handle_time: 285.0,
        handle_time_growth: 0.03,
        handle_time_shape: Profile { floor: 0.98, bumps: &[Bump(0.05, 17.5, 2.5)] },
        workday: Profile { floor: 0.24, bumps: &[Bump(0.70, 10.3, 1.5), Bump(0.66, 15.3, 1.8)] },
        weekend: Profile { floor: 0.24, bumps: &[Bump(0.70, 10.6, 1.6), Bump(0.50, 15.0, 1.9)] },
        holiday: 0.0,
        campaign: 1.0,
        month_end: [1.25, 1.35, 1.25],
        hours: office_hours(Some((8 * 60, 20 * 60)), Some((9 * 60, 18 * 60))),
    }
}

fn business() -> QueueModel {
    let shape = || Profile { floor: 0.30, bumps: &[Bump(0.62, 10.4, 1.3), Bump(0.60, 15.1, 1.4)] };
    QueueModel {
        id: "business",
        calls_per_day: 505.0,
        weekdays: [1.10, 1.03, 1.00, 0.97, 0.92, 0.0, 0.0],
        growth: 0.04,
        handle_time: 340.0,
        handle_time_growth: 0.0,
        handle_time_shape: Profile { floor: 0.98, bumps: &[Bump(0.04, 16.5, 2.0)] },
        workday: shape(),
        weekend: shape(),
        holiday: 0.0,
        campaign: 1.0,
        month_end: [1.05, 1.10, 1.05],
        hours: office_hours(Some((8 * 60 + 30, 18 * 60)), None),
    }
}

/// Monday to Friday, perhaps Saturday; closed on public holidays, make-up workdays as Monday to Friday.
fn office_hours(workday: Option<(u16, u16)>, saturday: Option<(u16, u16)>) -> OpeningHours {
    let range = |hours: Option<(u16, u16)>| -> DayHours {
        hours.into_iter().map(|(a, b)| (ClockTime::from_minutes(a), ClockTime::from_minutes(b))).collect()
    };
    let mut weekly: [DayHours; 7] = std::array::from_fn(|_| range(workday));
    weekly[5] = range(saturday);
    weekly[6].clear();
    OpeningHours {
        weekly,
        closed_on: vec![HOLIDAY.to_owned()],
        hours_on: vec![HoursOn::Type(MAKE_UP_DAY.to_owned(), range(workday))],
    }
}
