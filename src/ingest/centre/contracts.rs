//! `[[contract]]`: working-time agreements, held against the law.

use chrono::Weekday;

use super::cursor::{Item, Section};
use super::law::{Law, Limit};
use super::limits;
use super::statutes::{self, Statutes, beyond_law};
use crate::domain::centre::Contract;
use crate::domain::codes::Code;
use crate::domain::ids::ContractId;
use crate::domain::rules::Limits;
use crate::domain::units::Minutes;
use crate::ingest::when;

const KEYS: [&str; 10] = [
    "id",
    "weekly_hours",
    "daily_hours",
    "days_per_week",
    "max_consecutive_days",
    "min_rest_hours",
    "days_off_together",
    "same_shift_all_week",
    "leave_counts_as_worked",
    "must_work",
];

const HOURS_OF_WEEK: f64 = 168.0;
const HOURS_OF_DAY: f64 = 24.0;

/// The contracts in file order; `rules` is the section of rules for all of them.
pub(super) fn read(root: &Section, laws: &[Law], rules: Option<&Section>) -> Vec<Contract> {
    let mut contracts: Vec<Contract> = Vec::new();
    let of_all = rules.map(limits::of_all).unwrap_or_default();
    let statutes = Statutes::read(root, laws);
    for section in root.sections("contract") {
        section.only(&[&KEYS[..], &limits::KEYS, &statutes::KEYS].concat());
        let id = id(&section);
        let limits = limits::read(&section, of_all);
        let contract = Contract { limits, ..contract(&section, id.unwrap_or_default(), &statutes) };
        if id.is_some() && is_new(&section, &contract.id, contracts.iter().map(|c| &c.id)) {
            contracts.push(contract);
        }
    }
    contracts
}

/// The id of a queue, contract or shift: a text that is not empty.
pub(super) fn id<'d>(section: &Section<'d, '_, '_>) -> Option<&'d str> {
    let item = section.need("id")?;
    let id = item.text()?;
    let usable = !id.trim().is_empty() && id.trim() == id && !id.contains([';', ',', '\n']);
    if !usable {
        let message = "an id is a text without blanks at its ends, commas or semicolons".to_owned();
        item.fault(Code::ValueUnreadable, message, None);
    }
    usable.then_some(id)
}

/// Whether the id is not taken yet.
pub(super) fn is_new<'i, Id: PartialEq + std::fmt::Display + 'i>(
    section: &Section,
    id: &Id,
    mut taken: impl Iterator<Item = &'i Id>,
) -> bool {
    let new = !taken.any(|other| other == id);
    if let (false, Some(item)) = (new, section.get("id")) {
        item.fault(Code::IdTwice, format!("the id \"{id}\" is defined twice"), None);
    }
    new
}

fn contract(section: &Section, id: &str, statutes: &Statutes) -> Contract {
    let laws = statutes.of_contract(section);
    let law = statutes.rules(section, &laws, id);
    let held = Held { section, id, laws, statutes };
    let weekly = held.hours(("weekly_hours", "max_weekly_hours"), HOURS_OF_WEEK, |law| law.max_weekly_hours.as_ref());
    let daily = held.hours(("daily_hours", "max_daily_hours"), HOURS_OF_DAY, |law| law.max_daily_hours.as_ref());
    if weekly.is_none() {
        let message = format!("the contract \"{id}\" has no weekly_hours: any number of hours is legal");
        section.fault(Code::HoursUnlimited, message, Some("add weekly_hours = [MIN, MAX]".to_owned()));
    }
    let flag = |key: &str, default| section.get(key).and_then(|item| item.flag()).unwrap_or(default);
    Contract {
        id: ContractId::new(id),
        weekly: weekly.unwrap_or((Minutes::new(0), Minutes::new(7 * 1440))),
        daily: daily.unwrap_or((Minutes::new(0), Minutes::new(1440))),
        days_per_week: section.get("days_per_week").and_then(|item| days(&item)).unwrap_or((0, 7)),
        max_consecutive_days: held.max_consecutive_days(),
        min_rest: held.min_rest(),
        days_off_together: section
            .get("days_off_together")
            .and_then(|item| item.whole(0..=7, "days"))
            .and_then(|days| u8::try_from(days).ok())
            .unwrap_or(0),
        same_shift_all_week: flag("same_shift_all_week", false),
        leave_counts_as_worked: flag("leave_counts_as_worked", true),
        must_work: section.get("must_work").map(|item| must_work(&item)).unwrap_or_default(),
        limits: Limits::default(),
        law,
    }
}

/// A contract being held against the packs.
struct Held<'a, 'd, 's, 'f> {
    section: &'a Section<'d, 's, 'f>,
    id: &'a str,
    laws: Vec<&'a Law>,
    statutes: &'a Statutes<'a>,
}

impl Held<'_, '_, '_, '_> {
    /// A pair of hours: as given (a pack that is stricter is named), or up to the strictest pack, or `None`.
    fn hours(
        &self,
        (key, rule): (&str, &str),
        most: f64,
        pick: fn(&Law) -> Option<&Limit>,
    ) -> Option<(Minutes, Minutes)> {
        let Some(item) = self.section.get(key) else {
            let strictest = self.picked(pick).map(|limit| limit.value).reduce(f64::min)?;
            return Some((Minutes::new(0), minutes(strictest)?));
        };
        let (low, high) = item.pair("two numbers of hours, [MIN, MAX]")?;
        let hours = |item: &Item| {
            let value = item.number(0.0..=most, "hours")?;
            let whole = minutes(value);
            if whole.is_none() {
                item.fault(Code::ValueRange, "hours must be a whole number of minutes".to_owned(), None);
            }
            whole
        };
        let (least, greatest) = (hours(&low), hours(&high));
        let (least, greatest) = (least?, greatest?);
        if least > greatest {
            item.fault(Code::ValueRange, "the minimum is above the maximum".to_owned(), None);
            return None;
        }
        self.warn_if(&item, (key, rule), greatest.as_hours(), pick, |given, limit| given > limit);
        Some((least, greatest))
    }

    fn max_consecutive_days(&self) -> u8 {
        const KEY: &str = "max_consecutive_days";
        let pick: fn(&Law) -> Option<&Limit> = |law| law.max_consecutive_days.as_ref();
        let given = self.section.get(KEY).and_then(|item| {
            let days = item.whole(1..=31, "days")?;
            self.warn_if(&item, (KEY, KEY), f64::from(days), pick, |given, limit| given > limit);
            Some(days)
        });
        let strictest = || self.picked(pick).map(|l| l.value).reduce(f64::min).and_then(crate::ingest::whole);
        given.or_else(strictest).and_then(|days| u8::try_from(days).ok()).unwrap_or(7)
    }

    fn min_rest(&self) -> Minutes {
        const KEY: &str = "min_rest_hours";
        let pick: fn(&Law) -> Option<&Limit> = |law| law.min_rest_hours.as_ref();
        let given = self.section.get(KEY).and_then(|item| {
            let hours = item.number(0.0..=HOURS_OF_WEEK, "hours")?;
            self.warn_if(&item, (KEY, KEY), hours, pick, |given, limit| given < limit);
            Some(hours)
        });
        let strictest = || self.picked(pick).map(|limit| limit.value).reduce(f64::max);
        given.or_else(strictest).and_then(minutes).unwrap_or_default()
    }

    /// Names every pack that is stricter than the contract.
    fn warn_if(
        &self,
        item: &Item,
        (key, rule): (&str, &str),
        given: f64,
        pick: fn(&Law) -> Option<&Limit>,
        looser: fn(f64, f64) -> bool,
    ) {
        for law in &self.laws {
            let Some(limit) = pick(law) else { continue };
            let tolerated = self.statutes.tolerated(law, rule, self.id, limit.tolerated);
            if let Some(tolerated) = tolerated.filter(|tolerated| looser(given, *tolerated)) {
                let (message, hint) = beyond_law(self.id, key, given, tolerated, limit);
                item.fault(Code::LooserThanLaw, message, Some(hint));
            }
        }
    }

    /// What the packs say where a contract says nothing.
    fn picked(&self, pick: fn(&Law) -> Option<&Limit>) -> impl Iterator<Item = &Limit> {
        self.laws.iter().filter_map(move |law| pick(law))
    }
}

/// Hours as minutes; `None` where they are not a whole number of minutes.
pub(super) fn minutes(hours: f64) -> Option<Minutes> {
    crate::ingest::whole((hours * 60.0 * 1e6).round() / 1e6).map(Minutes::new)
}

fn days(item: &Item) -> Option<(u8, u8)> {
    let (low, high) = item.pair("two numbers of days, [MIN, MAX]")?;
    let days = |item: &Item| item.whole(0..=7, "days").and_then(|days| u8::try_from(days).ok());
    let (least, greatest) = (days(&low), days(&high));
    let (least, greatest) = (least?, greatest?);
    if least > greatest {
        item.fault(Code::ValueRange, "the minimum is above the maximum".to_owned(), None);
        return None;
    }
    Some((least, greatest))
}

/// Weekdays, each once, Monday first.
fn must_work(item: &Item) -> Vec<Weekday> {
    let texts = item.texts();
    let days = texts.iter().filter_map(|(item, _)| item.parsed("a weekday such as sat", when::weekdays));
    let mut days: Vec<Weekday> = days.flatten().collect();
    days.sort_unstable_by_key(Weekday::num_days_from_monday);
    days.dedup();
    days
}
