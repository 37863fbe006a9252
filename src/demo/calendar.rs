//! Which days of the made-up history are special.
//!
//! Public holidays and make-up workdays are facts: notices of the General Office of the State Council for 2025 and 2026.
//! Campaigns, month ends and the outage are invented.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::calendar::{Calendar, SpecialDay};
use crate::domain::time::{add_days, days_from};

/// A date known to be right when the program is compiled.
pub(super) const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date of the calendar")
}

/// First day of the history, a Monday.
pub(super) const FIRST_DAY: NaiveDate = date(2025, 9, 1);
/// First day of the week that `wfm plan` plans, a Monday; the history ends the day before.
pub(super) const PLANNED_MONDAY: NaiveDate = date(2026, 11, 2);

/// Holiday type on which offices are closed.
pub(super) const HOLIDAY: &str = "full";
/// Make-up workday type (调休).
pub(super) const MAKE_UP_DAY: &str = "swapwork";
/// The days around the end of a month on which bills arrive.
pub(super) const MONTH_END: &str = "month_end";
/// Days of a planned campaign.
pub(super) const CAMPAIGN: &str = "campaign";
/// Days on which the telephone system failed.
pub(super) const OUTAGE: &str = "outage";

/// The day of the outage.
pub(super) const OUTAGE_DAY: NaiveDate = date(2026, 8, 12);

/// First day, number of days, name.
const HOLIDAYS: &[(NaiveDate, usize, &str)] = &[
    (date(2025, 10, 1), 8, "National Day and Mid-Autumn"),
    (date(2026, 1, 1), 3, "New Year's Day"),
    (date(2026, 2, 15), 9, "Spring Festival"),
    (date(2026, 4, 4), 3, "Tomb-Sweeping Day"),
    (date(2026, 5, 1), 5, "Labour Day"),
    (date(2026, 6, 19), 3, "Dragon Boat Festival"),
    (date(2026, 9, 25), 3, "Mid-Autumn"),
    (date(2026, 10, 1), 7, "National Day"),
];

/// Weekend days worked in exchange for the holidays.
const MAKE_UP_DAYS: &[(NaiveDate, &str)] = &[
    (date(2025, 9, 28), "National Day"),
    (date(2025, 10, 11), "National Day"),
    (date(2026, 1, 4), "New Year's Day"),
    (date(2026, 2, 14), "Spring Festival"),
    (date(2026, 2, 28), "Spring Festival"),
    (date(2026, 5, 9), "Labour Day"),
    (date(2026, 9, 20), "National Day"),
    (date(2026, 10, 10), "National Day"),
];

/// First day, number of days, name.
const CAMPAIGNS: &[(NaiveDate, usize, &str)] = &[
    (date(2025, 11, 10), 3, "Double Eleven card offer"),
    (date(2026, 3, 16), 3, "Spring card offer"),
    (date(2026, 6, 16), 3, "Mid-year instalment offer"),
    (date(2026, 9, 14), 3, "Autumn card offer"),
    (date(2026, 11, 5), 2, "Double Eleven preview"),
];

/// Where a working day stands around the change of month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MonthEnd {
    /// The last working day of a month: bills are sent.
    Last,
    /// The first working day of the next: most are read.
    First,
    /// The second.
    Second,
}

/// Public holidays and make-up workdays.
pub(super) fn public_days() -> Calendar {
    let day = |date, kind: &str, name: &str| SpecialDay {
        date,
        kind: kind.into(),
        name: name.into(),
        known_ahead: true,
        factor: None,
    };
    let holidays = HOLIDAYS.iter().flat_map(|&(first, count, name)| days_from(first, count).map(move |d| (d, name)));
    let holidays = holidays.map(|(date, name)| day(date, HOLIDAY, name));
    Calendar::new(holidays.chain(MAKE_UP_DAYS.iter().map(|&(date, name)| day(date, MAKE_UP_DAY, name))))
}

/// Whether offices work on a date.
pub(super) fn is_working_day(day: NaiveDate, public: &Calendar) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    public.is(day, MAKE_UP_DAY) || (!weekend && !public.is(day, HOLIDAY))
}

/// Where a date stands around the change of month; `None` in the middle of it and on days that are not worked.
pub(super) fn month_end(day: NaiveDate, public: &Calendar) -> Option<MonthEnd> {
    if !is_working_day(day, public) {
        return None;
    }
    let worked_in_month = |step: i64| {
        let days = (1..31).map(move |n| add_days(day, n * step)).take_while(|d| d.month() == day.month());
        days.filter(|d| is_working_day(*d, public)).count()
    };
    match (worked_in_month(-1), worked_in_month(1)) {
        (_, 0) => Some(MonthEnd::Last),
        (0, _) => Some(MonthEnd::First),
        (1, _) => Some(MonthEnd::Second),
        _ => None,
    }
}

/// The centre's own special days, from the first day of the history to the end of the planned week.
pub(super) fn own_days(public: &Calendar) -> Calendar {
    let day = |date, kind: &str, name: &str, known_ahead| SpecialDay {
        date,
        kind: kind.to_owned(),
        name: name.to_owned(),
        known_ahead,
        factor: None,
    };
    let planned_weeks_end = add_days(PLANNED_MONDAY, 6);
    let all = FIRST_DAY.iter_days().take_while(|d| *d <= planned_weeks_end);
    let month_ends = all.filter(|d| month_end(*d, public).is_some());
    let month_ends = month_ends.map(|d| day(d, MONTH_END, "Bills go out", true));
    let campaigns = CAMPAIGNS.iter().flat_map(|&(first, count, name)| days_from(first, count).map(move |d| (d, name)));
    let campaigns = campaigns.map(|(d, name)| day(d, CAMPAIGN, name, true));
    let outage = day(OUTAGE_DAY, OUTAGE, "Telephone system down 10:00-12:30", false);
    Calendar::new(month_ends.chain(campaigns).chain([outage]))
}

/// special_days.csv. Its rows replace those of the holiday calendar on the same date, so a public holiday or make-up
/// workday that is special for the centre too is written again.
pub(super) fn special_days_table() -> String {
    let public = public_days();
    let own = own_days(&public);
    let mut text = String::from("date,type,name,known_ahead\n");
    let mut last = None;
    for day in own.iter() {
        let repeated = if last == Some(day.date) { &[] } else { public.on(day.date) };
        for row in repeated.iter().chain([day]) {
            let known = u8::from(row.known_ahead);
            let _ = writeln!(text, "{},{},{},{known}", row.date, row.kind, row.name);
        }
        last = Some(day.date);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_history_and_the_planned_week_begin_on_mondays() {
        assert_eq!((FIRST_DAY.weekday(), PLANNED_MONDAY.weekday()), (Weekday::Mon, Weekday::Mon));
    }

    #[test]
    fn make_up_days_fall_on_weekends_and_are_worked() {
        let public = public_days();
        for (day, _) in MAKE_UP_DAYS {
            assert!(matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
            assert!(is_working_day(*day, &public) && !public.is(*day, HOLIDAY), "{day}");
        }
    }

    #[test]
    fn month_ends_are_working_days_and_skip_holidays() {
        let public = public_days();
        assert_eq!(month_end(date(2026, 10, 30), &public), Some(MonthEnd::Last));
        assert_eq!(month_end(date(2026, 10, 31), &public), None);
        assert_eq!(month_end(PLANNED_MONDAY, &public), Some(MonthEnd::First));
        assert_eq!(month_end(date(2026, 11, 3), &public), Some(MonthEnd::Second));
        assert_eq!(month_end(date(2026, 10, 8), &public), Some(MonthEnd::First), "first working day after the holiday");
        assert_eq!(month_end(date(2026, 2, 28), &public), Some(MonthEnd::Last), "a Saturday that is worked");
    }

    #[test]
    fn the_outage_is_the_only_day_that_was_not_known_ahead() {
        let own = own_days(&public_days());
        let surprises: Vec<_> = own.iter().filter(|d| !d.known_ahead).map(|d| d.date).collect();
        assert_eq!(surprises, [OUTAGE_DAY]);
    }

    #[test]
    fn a_campaign_and_a_month_end_fall_in_the_planned_week() {
        let own = own_days(&public_days());
        let week: Vec<_> = days_from(PLANNED_MONDAY, 7).collect();
        for kind in [CAMPAIGN, MONTH_END] {
            assert!(week.iter().any(|d| own.is(*d, kind)), "{kind}");
        }
    }

    #[test]
    fn a_make_up_day_that_is_a_month_end_keeps_both_rows() {
        let text = special_days_table();
        assert!(text.contains("2026-02-28,swapwork,") && text.contains("2026-02-28,month_end,"));
    }

    /// The shipped holiday calendar, where it covers these dates, says the same.
    #[test]
    fn public_days_agree_with_the_shipped_calendar() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/holidays/cn.csv");
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let until = date(2026, 12, 31);
        let shipped: Vec<String> = text
            .lines()
            .filter_map(|line| line.split_once(','))
            .filter(|(day, _)| day.parse::<NaiveDate>().is_ok_and(|d| (FIRST_DAY..=until).contains(&d)))
            .map(|(day, rest)| format!("{day},{}", rest.split(',').next().unwrap_or_default()))
            .collect();
        let ours: Vec<String> = public_days().iter().map(|d| format!("{},{}", d.date, d.kind)).collect();
        assert_eq!(ours, shipped);
    }
}
