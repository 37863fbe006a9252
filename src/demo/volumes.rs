//! How many calls the made-up callers make, and how long they take: expectations, without noise.

use chrono::{Datelike, NaiveDate, Timelike, Weekday};

use super::calendar::{self, CAMPAIGN, HOLIDAY, MAKE_UP_DAY, MonthEnd, OUTAGE_DAY, PLANNED_MONDAY};
use super::queues::QueueModel;
use crate::domain::calendar::Calendar;
use crate::domain::time::{Instant, Zone};
use crate::domain::units::Minutes;

/// The grid of the history.
pub(super) const INTERVAL: Minutes = Minutes::new(30);

/// The clock of the centre, which has no summer time.
pub(super) fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap_or(Zone::UTC)
}

/// The outage: first and last hour, and until when callers who could not get through try again.
const OUTAGE_HOURS: (f64, f64, f64) = (10.0, 12.5, 14.5);

/// What is expected of one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expected {
    /// Start of the interval.
    pub(super) start: Instant,
    /// Calls.
    pub(super) calls: f64,
    /// Handle time of a call, seconds.
    pub(super) handle_time: f64,
    /// Share of the callers who hang up.
    pub(super) abandons: f64,
}

impl QueueModel {
    /// The open intervals of a day with what is expected of them; `public` and `own` are the special days.
    pub(super) fn day(&self, day: NaiveDate, public: &Calendar, own: &Calendar) -> Vec<Expected> {
        let zone = zone();
        let open = self.hours.open_intervals(day, public, zone, INTERVAL);
        let shape = if calendar::is_working_day(day, public) { &self.workday } else { &self.weekend };
        let hour_of = |start: Instant| {
            let local = zone.local(start.plus_minutes(i64::from(INTERVAL.get() / 2)));
            f64::from(local.hour()) + f64::from(local.minute()) / 60.0
        };
        let peak = open.iter().map(|start| shape.at(hour_of(*start))).fold(0.0, f64::max);
        let total: f64 = open.iter().map(|start| shape.at(hour_of(*start))).sum();
        let calls_of_day = self.level(day, public, own);
        let handle_time = self.handle_time * (1.0 + self.handle_time_growth * years_to_planned_week(day));
        open.into_iter()
            .map(|start| {
                let hour = hour_of(start);
                let outage = outage_factor(day, hour);
                Expected {
                    start,
                    calls: calls_of_day * shape.at(hour) / total * outage,
                    handle_time: handle_time * self.handle_time_shape.at(hour),
                    abandons: if outage > 1.0 { 0.22 } else { 0.012 + 0.03 * shape.at(hour) / peak },
                }
            })
            .collect()
    }

    /// Calls expected on an open day without an outage.
    fn level(&self, day: NaiveDate, public: &Calendar, own: &Calendar) -> f64 {
        // People plan around the worked day, so a make-up day at the weekend is an ordinary midweek day.
        let weekday = if public.is(day, MAKE_UP_DAY) { Weekday::Wed } else { day.weekday() };
        let by_weekday = self.weekdays.get(weekday.num_days_from_monday() as usize).copied().unwrap_or(1.0);
        let special = if public.is(day, HOLIDAY) { self.holiday } else { by_weekday };
        let campaign = if own.is(day, CAMPAIGN) { self.campaign } else { 1.0 };
        let [last, first, second] = self.month_end;
        let month_end = match calendar::month_end(day, public) {
            Some(MonthEnd::Last) => last,
            Some(MonthEnd::First) => first,
            Some(MonthEnd::Second) => second,
            None => 1.0,
        };
        let growth = 1.0 + self.growth * years_to_planned_week(day);
        self.calls_per_day * special * campaign * month_end * growth * season(day)
    }
}

/// Years from the planned week, negative before it.
fn years_to_planned_week(day: NaiveDate) -> f64 {
    (day - PLANNED_MONDAY).num_days() as f64 / 365.25
}

/// The year's slow wave, 1 in the planned week.
fn season(day: NaiveDate) -> f64 {
    let wave = |d: NaiveDate| (std::f64::consts::TAU * (f64::from(d.ordinal()) - 20.0) / 365.25).cos();
    1.0 + 0.03 * (wave(day) - wave(PLANNED_MONDAY))
}

/// Nobody gets through while the telephones are down; many try again once they are back.
fn outage_factor(day: NaiveDate, hour: f64) -> f64 {
    let (from, to, until) = OUTAGE_HOURS;
    match day == OUTAGE_DAY {
        true if (from..to).contains(&hour) => 0.0,
        true if (to..until).contains(&hour) => 1.7,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::{date, own_days, public_days};
    use super::super::queues::queues;
    use super::*;

    fn expected(queue: &str, day: NaiveDate) -> Vec<Expected> {
        let public = public_days();
        let model = queues().into_iter().find(|q| q.id == queue).expect("queue");
        model.day(day, &public, &own_days(&public))
    }

    fn calls(queue: &str, day: NaiveDate) -> f64 {
        expected(queue, day).iter().map(|e| e.calls).sum()
    }

    #[test]
    fn a_working_day_has_a_peak_in_the_morning_and_one_in_the_afternoon() {
        for queue in ["cards", "billing", "business"] {
            let day = expected(queue, date(2026, 10, 21));
            let at = |hour: u32| {
                let found = day.iter().find(|e| {
                    let local = zone().local(e.start);
                    (local.hour(), local.minute()) == (hour, 0)
                });
                found.expect("open").calls
            };
            assert!(at(10) > 1.15 * at(13) && at(15) > 1.1 * at(13), "{queue}");
            assert!(at(10) > at(8 + u32::from(queue == "business")) && at(15) > at(17), "{queue}");
        }
    }

    #[test]
    fn mondays_are_busiest_and_sundays_quietest() {
        let week: Vec<f64> = (19..26).map(|d| calls("cards", date(2026, 10, d))).collect();
        assert!(week[1..].iter().all(|c| *c < week[0]) && week[..6].iter().all(|c| *c > week[6]), "{week:?}");
    }

    #[test]
    fn bills_raise_the_billing_queue_at_the_change_of_month() {
        let ordinary = calls("billing", date(2026, 10, 26));
        assert!(calls("billing", PLANNED_MONDAY) > 1.3 * ordinary);
        assert!(calls("billing", date(2026, 10, 30)) > 1.2 * calls("billing", date(2026, 10, 23)));
        assert!((calls("cards", PLANNED_MONDAY) / calls("cards", date(2026, 10, 26)) - 1.0).abs() < 0.02);
    }

    #[test]
    fn offices_close_on_holidays_and_the_hotline_is_quiet() {
        let holiday = date(2026, 10, 5);
        assert!(expected("billing", holiday).is_empty() && expected("business", holiday).is_empty());
        assert_eq!(expected("cards", holiday).len(), 48);
        assert!(calls("cards", holiday) < 0.65 * calls("cards", date(2026, 10, 19)));
    }

    #[test]
    fn make_up_days_are_worked_like_any_other() {
        let saturday = date(2026, 10, 10);
        assert_eq!(expected("business", saturday).len(), 19);
        assert!(expected("business", date(2026, 10, 17)).is_empty());
        assert!((calls("cards", saturday) / calls("cards", date(2026, 10, 14)) - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_campaign_raises_the_hotline() {
        assert!(calls("cards", date(2026, 9, 15)) > 1.2 * calls("cards", date(2026, 9, 8)));
        assert!(calls("cards", date(2026, 11, 5)) > 1.2 * calls("cards", date(2026, 10, 29)));
    }

    #[test]
    fn nobody_gets_through_in_the_outage_and_many_call_again_after_it() {
        let hour = |e: &Expected| zone().local(e.start).hour();
        for queue in ["cards", "billing", "business"] {
            let (struck, before) = (expected(queue, OUTAGE_DAY), expected(queue, date(2026, 8, 5)));
            for (now, then) in struck.iter().zip(&before) {
                match hour(now) {
                    10 | 11 => assert!(now.calls <= 0.0),
                    13 => assert!(now.calls > 1.5 * then.calls && now.abandons > 0.2),
                    h if h < 10 => assert!((now.calls / then.calls - 1.0).abs() < 0.02),
                    _ => (),
                }
            }
        }
    }

    #[test]
    fn handle_time_differs_by_queue_and_hour_and_drifts_slowly() {
        let mean = |queue: &str, day| {
            let day = expected(queue, day);
            day.iter().map(|e| e.handle_time * e.calls).sum::<f64>() / day.iter().map(|e| e.calls).sum::<f64>()
        };
        let (then, now) = (date(2025, 10, 22), date(2026, 10, 21));
        assert!(mean("cards", now) < 0.98 * mean("cards", then) && mean("billing", now) > 1.02 * mean("billing", then));
        assert!(mean("business", now) > mean("billing", now) && mean("billing", now) > mean("cards", now));
        let day = expected("cards", now);
        assert!(day[4].handle_time > 1.04 * day[28].handle_time);
    }
}
