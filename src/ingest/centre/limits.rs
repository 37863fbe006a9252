//! What contracts may ask beside hours, days and rest: nights, weekends, averages, start window, breaks.

use super::cursor::{Item, Section};
use crate::domain::centre::Contract;
use crate::domain::codes::Code;
use crate::domain::rules::{AverageHours, Limits, MaxWeekends, OvertimeAbove};
use crate::domain::units::Minutes;

/// The keys of a contract that are read here.
pub(super) const KEYS: [&str; 11] = [
    "max_nights_per_week",
    "max_consecutive_nights",
    "rest_after_nights_hours",
    "start_window_hours",
    "weekends_whole",
    "max_weekends",
    "average",
    "max_stretch_hours",
    "min_break_spacing_minutes",
    OVERTIME_DAILY,
    OVERTIME_WEEKLY,
];

/// Those of them that `[rules]` may give for all contracts.
pub(super) const SHARED: [&str; 4] =
    ["max_stretch_hours", "min_break_spacing_minutes", OVERTIME_DAILY, OVERTIME_WEEKLY];

const OVERTIME_DAILY: &str = "overtime_above_daily_hours";
const OVERTIME_WEEKLY: &str = "overtime_above_weekly_hours";

const HOURS_OF_DAY: f64 = 24.0;
const HOURS_OF_WEEK: f64 = 168.0;

/// The limits that `[rules]` gives for every contract that has none of its own.
pub(super) fn of_all(rules: &Section) -> Limits {
    Limits {
        max_stretch: max_stretch(rules),
        min_break_spacing: min_break_spacing(rules),
        overtime_above: overtime_above(rules),
        ..Limits::default()
    }
}

/// The limits of a contract; `of_all` fills in.
pub(super) fn read(section: &Section, of_all: Limits) -> Limits {
    let number = |key: &str, most: u32, unit: &str| {
        section.get(key).and_then(|item| item.whole(0..=most, unit)).and_then(|n| u8::try_from(n).ok())
    };
    Limits {
        max_nights_per_week: number("max_nights_per_week", 7, "nights"),
        max_consecutive_nights: number("max_consecutive_nights", 31, "nights"),
        rest_after_nights: section.get("rest_after_nights_hours").and_then(|item| hours(&item, HOURS_OF_WEEK)),
        start_window: section.get("start_window_hours").and_then(|item| hours(&item, HOURS_OF_DAY)),
        weekends_whole: section.get("weekends_whole").and_then(|item| item.flag()).unwrap_or(false),
        max_weekends: section.get("max_weekends").and_then(|item| max_weekends(&item)),
        average: section.get("average").and_then(|item| average(&item)),
        max_stretch: max_stretch(section).or(of_all.max_stretch),
        min_break_spacing: min_break_spacing(section).or(of_all.min_break_spacing),
        overtime_above: {
            let own = overtime_above(section);
            let of_all = of_all.overtime_above;
            OvertimeAbove { daily: own.daily.or(of_all.daily), weekly: own.weekly.or(of_all.weekly) }
        },
    }
}

fn overtime_above(section: &Section) -> OvertimeAbove {
    OvertimeAbove {
        daily: section.get(OVERTIME_DAILY).and_then(|item| hours(&item, HOURS_OF_DAY)),
        weekly: section.get(OVERTIME_WEEKLY).and_then(|item| hours(&item, HOURS_OF_WEEK)),
    }
}

fn max_stretch(section: &Section) -> Option<Minutes> {
    section.get("max_stretch_hours").and_then(|item| hours(&item, HOURS_OF_DAY))
}

fn min_break_spacing(section: &Section) -> Option<Minutes> {
    section.get("min_break_spacing_minutes").and_then(|item| item.whole(0..=1440, "minutes")).map(Minutes::new)
}

/// Says which contracts count nights although the centre does not say when it is night.
pub(super) fn report_nights(root: &Section, contracts: &[Contract]) {
    if !contracts.iter().any(|c| c.limits.counts_nights()) {
        return;
    }
    for section in root.sections("contract") {
        let id = section.get("id").and_then(|item| item.text()).unwrap_or_default();
        let counts = contracts.iter().any(|c| c.id.as_str() == id && c.limits.counts_nights());
        if counts {
            let message = format!("the contract \"{id}\" has a rule about nights, and nothing says when it is night");
            let hint = "add to [rules]: night = [\"22:00\", \"06:00\"]".to_owned();
            section.fault(Code::KeyMissing, message, Some(hint));
        }
    }
}

fn hours(item: &Item, most: f64) -> Option<Minutes> {
    let hours = item.number(0.0..=most, "hours")?;
    let minutes = super::contracts::minutes(hours);
    if minutes.is_none() {
        item.fault(Code::ValueRange, "hours must be a whole number of minutes".to_owned(), None);
    }
    minutes
}

/// `{ worked = 2, of = 4 }`.
fn max_weekends(item: &Item) -> Option<MaxWeekends> {
    let section = item.section()?;
    section.only(&["worked", "of"]);
    let count = |key: &str, least: u32| {
        section.need(key).and_then(|item| item.whole(least..=52, "weekends")).and_then(|n| u8::try_from(n).ok())
    };
    let (worked, of) = (count("worked", 0), count("of", 1));
    Some(MaxWeekends { worked: worked?, of: of? })
}

/// `{ weeks = 4, max_hours = 40 }`.
fn average(item: &Item) -> Option<AverageHours> {
    let section = item.section()?;
    section.only(&["weeks", "max_hours"]);
    let weeks = section.need("weeks").and_then(|item| item.whole(1..=52, "weeks"));
    let most = section.need("max_hours").and_then(|item| hours(&item, HOURS_OF_WEEK));
    Some(AverageHours { weeks: u8::try_from(weeks?).ok()?, most: most? })
}
