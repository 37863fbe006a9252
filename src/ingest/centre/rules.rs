//! `[rules]` and `[[succession]]`: when it is night, shifts that may not follow each other, rules that have a price.

use super::cursor::{Item, Section};
use super::limits;
use crate::domain::centre::{Contract, ShiftTemplate};
use crate::domain::codes::Code;
use crate::domain::ids::ShiftId;
use crate::domain::rules::{MonthLimits, Night, RULES, SharedRules, SoftPrices, Succession};
use crate::domain::units::Minutes;
use crate::ingest::{nearest, when};

/// The keys of `[rules]` that are read here.
pub(super) const KEYS: [&str; 6] =
    ["night", "night_minutes", "soft", "max_month_overtime_hours", "max_month_night_hours", "max_month_holiday_hours"];

/// Minutes of the night that make a shift a night shift, where none are given.
const NIGHT_MINUTES: u32 = 120;

/// Beyond this a price would drown every other term in rounding.
const HIGHEST_PRICE: f64 = 1e9;

/// The rules that contracts and shifts share.
pub(super) fn read(
    root: &Section,
    rules: Option<&Section>,
    contracts: &[Contract],
    shifts: &[ShiftTemplate],
) -> SharedRules {
    let night = rules.and_then(night);
    if rules.is_none_or(|section| section.get("night").is_none()) {
        limits::report_nights(root, contracts);
    }
    let successions =
        root.sections("succession").iter().filter_map(|section| succession(section, contracts, shifts)).collect();
    let soft = rules.and_then(|section| section.section("soft")).map(|section| soft(&section)).unwrap_or_default();
    SharedRules { night, successions, soft, month: rules.map(month).unwrap_or_default() }
}

/// `max_month_…_hours`.
fn month(rules: &Section) -> MonthLimits {
    let hours = |key: &str| rules.get(key).and_then(|item| item.number(0.0..=744.0, "hours"));
    MonthLimits {
        overtime_hours: hours("max_month_overtime_hours"),
        night_hours: hours("max_month_night_hours"),
        holiday_hours: hours("max_month_holiday_hours"),
    }
}

/// `night = ["22:00", "06:00"]` and `night_minutes`.
fn night(rules: &Section) -> Option<Night> {
    let least = rules.get("night_minutes").map_or(Some(NIGHT_MINUTES), |item| item.whole(1..=1440, "minutes"));
    let item = rules.get("night")?;
    let (from, to) = item.pair("two clock times, [FROM, TO]")?;
    let clock = |item: &Item| item.parsed("a clock time such as 22:00", when::clock);
    let (from, to) = (clock(&from), clock(&to));
    let window = when::window(from?, to?);
    if window.is_none() {
        item.fault(Code::ValueRange, "the night is empty: it ends when it starts".to_owned(), None);
    }
    let (from, to) = window?;
    Some(Night { from, to, least: Minutes::new(least?) })
}

/// `from`, `to`, `kind`, `contracts`.
fn succession(section: &Section, contracts: &[Contract], shifts: &[ShiftTemplate]) -> Option<Succession> {
    section.only(&["from", "to", "kind", "contracts"]);
    let shift = |key: &str| {
        let item = section.need(key)?;
        let name = item.text()?;
        let known = shifts.iter().map(|s| s.id.as_str());
        if known.clone().any(|k| k == name) {
            return Some(ShiftId::new(name));
        }
        let hint = nearest::hint(name, known);
        item.fault(Code::ReferenceUnknown, format!("there is no shift {name:?}"), Some(hint));
        None
    };
    let (from, to) = (shift("from"), shift("to"));
    let kind = section.need("kind").and_then(|item| item.word(&["forbidden", "required"]));
    let contracts = match section.get("contracts") {
        Some(item) => super::shifts::named_contracts(&item, contracts),
        None => contracts.iter().map(|c| c.id.clone()).collect(),
    };
    Some(Succession { from: from?, to: to?, required: kind? == 1, contracts })
}

/// `[rules.soft]`: a price for each rule that may be broken.
fn soft(section: &Section) -> SoftPrices {
    let mut soft = SoftPrices::default();
    for (key, item) in section.entries() {
        let Some(slot) = slot(&mut soft, key) else {
            unsupported(key, &item);
            continue;
        };
        *slot = item.number(0.0..=HIGHEST_PRICE, "price");
    }
    soft
}

fn slot<'s>(soft: &'s mut SoftPrices, key: &str) -> Option<&'s mut Option<f64>> {
    Some(match key {
        "days_per_week" => &mut soft.days_per_week,
        "max_consecutive_days" => &mut soft.max_consecutive_days,
        "days_off_together" => &mut soft.days_off_together,
        "max_nights_per_week" => &mut soft.max_nights_per_week,
        "max_consecutive_nights" => &mut soft.max_consecutive_nights,
        "weekends_whole" => &mut soft.weekends_whole,
        "max_weekends" => &mut soft.max_weekends,
        "succession" => &mut soft.succession,
        _ => return None,
    })
}

fn unsupported(key: &str, item: &Item) {
    let priced: Vec<&str> = RULES.iter().filter(|rule| rule.soft).map(|rule| rule.key).collect();
    let (message, hint) = if RULES.iter().any(|rule| rule.key == key) {
        (format!("the rule {key} cannot have a price: it is always kept"), format!("prices: {}", priced.join(", ")))
    } else {
        (format!("there is no rule {key:?} that could have a price"), nearest::hint(key, priced.iter().copied()))
    };
    item.fault(Code::SoftUnsupported, message, Some(hint));
}
