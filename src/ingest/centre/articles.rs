//! Rules of packs that no key of contracts states: breaks by working time, averages, overtime of a month, weekly rest.

use super::contracts::minutes;
use super::cursor::{Item, Section};
use super::law::{PackRule, article};
use crate::domain::codes::Code;
use crate::domain::law::{Asks, BreakDuty, LegalRule, MonthOvertime, Stretch};
use crate::domain::people::Activity;
use crate::domain::rules::AverageHours;
use crate::domain::units::Minutes;
use crate::ingest::when;

/// Keys of every rule.
const COMMON: [&str; 4] = ["source", "effective", "text", "hard"];
/// The breaks that a rule can count, in the order of their words.
const KINDS: [Activity; 3] = [Activity::Break, Activity::Meal, Activity::Split];

/// Where overtime begins, in the words of contracts.
const ABOVE_DAILY: &str = "overtime_above_daily_hours";
const ABOVE_WEEKLY: &str = "overtime_above_weekly_hours";

const HOURS_OF_DAY: f64 = 24.0;
const HOURS_OF_WEEK: f64 = 168.0;
const HOURS_OF_MONTH: f64 = 744.0;

/// The rules of a pack, or of one of its groups.
pub(super) fn read(section: &Section, pack: &str) -> Vec<PackRule> {
    let reader = Reader { section, pack };
    let mut rules: Vec<PackRule> = [
        reader.one("max_days_per_week", &["value"], |s| {
            let days = s.need("value").and_then(|item| item.whole(1..=7, "days"))?;
            u8::try_from(days).ok().map(Asks::DaysPerWeek)
        }),
        reader.one("weekly_rest_hours", &["value"], |s| hours(s, "value", HOURS_OF_WEEK).map(Asks::WeeklyRest)),
        reader.one("month_overtime_hours", &["value", ABOVE_DAILY, ABOVE_WEEKLY], month_overtime),
        reader.one("max_stretch_hours", &["value", "part_minutes"], |s| {
            let (most, part) = (hours(s, "value", HOURS_OF_DAY), whole(s, "part_minutes", 1));
            Some(Asks::Stretch(Stretch { most: most?, part: part? }))
        }),
        reader.one("no_work_between", &["value"], no_work_between),
        reader.one("fixed_breaks", &["value"], |s| kinds(&s.need("value")?).map(Asks::FixedBreaks)),
    ]
    .into_iter()
    .flatten()
    .collect();
    for own in section.sections("average_hours") {
        rules.extend(reader.rule("average_hours", &own, &["value", "weeks"], average));
    }
    for own in section.sections("breaks") {
        let keys = ["over_hours", "from_hours", "minutes", "part_minutes", "count", "kinds", "by_hours"];
        let keys = [&keys[..], &["waivable_hours"]].concat();
        let waivable = own.get("waivable_hours").and_then(|item| item.number(0.0..=HOURS_OF_DAY, "hours"));
        let duty = reader.rule("breaks", &own, &keys, break_duty);
        rules.extend(duty.map(|duty| PackRule { waivable, ..duty }));
    }
    rules
}

struct Reader<'r, 'd, 's, 'f> {
    section: &'r Section<'d, 's, 'f>,
    pack: &'r str,
}

impl<'d, 's, 'f> Reader<'_, 'd, 's, 'f> {
    fn one(
        &self,
        key: &'static str,
        keys: &[&str],
        asks: impl FnOnce(&Section<'d, 's, 'f>) -> Option<Asks>,
    ) -> Option<PackRule> {
        self.rule(key, &self.section.section(key)?, keys, asks)
    }

    fn rule(
        &self,
        key: &'static str,
        own: &Section<'d, 's, 'f>,
        keys: &[&str],
        asks: impl FnOnce(&Section<'d, 's, 'f>) -> Option<Asks>,
    ) -> Option<PackRule> {
        own.only(&[&COMMON[..], keys].concat());
        let article = article(own, self.pack);
        let asks = asks(own);
        let (article, hard) = article?;
        Some(PackRule { key, group: None, rule: LegalRule { article, hard, asks: asks? }, waivable: None })
    }
}

/// A key that must be there, as hours that are whole minutes.
fn hours(section: &Section, key: &str, most: f64) -> Option<Minutes> {
    as_minutes(&section.need(key)?, most)
}

fn as_minutes(item: &Item, most: f64) -> Option<Minutes> {
    let found = minutes(item.number(0.0..=most, "hours")?);
    if found.is_none() {
        item.fault(Code::ValueRange, "hours must be a whole number of minutes".to_owned(), None);
    }
    found
}

/// A number of minutes, or `default` where the key is absent.
fn whole(section: &Section, key: &str, default: u32) -> Option<Minutes> {
    section.get(key).map_or(Some(default), |item| item.whole(1..=1440, "minutes")).map(Minutes::new)
}

fn month_overtime(section: &Section) -> Option<Asks> {
    let most = hours(section, "value", HOURS_OF_MONTH);
    let daily = hours(section, ABOVE_DAILY, HOURS_OF_DAY);
    let weekly = hours(section, ABOVE_WEEKLY, HOURS_OF_WEEK);
    Some(Asks::MonthOvertime(MonthOvertime { most: most?, above_daily: daily?, above_weekly: weekly? }))
}

fn no_work_between(section: &Section) -> Option<Asks> {
    let item = section.need("value")?;
    let (from, to) = item.pair("two clock times, [FROM, TO]")?;
    let clock = |item: &Item| item.parsed("a clock time such as 22:00", when::clock);
    let (from, to) = (clock(&from), clock(&to));
    let window = when::window(from?, to?);
    if window.is_none() {
        item.fault(Code::ValueRange, "the window is empty: it ends when it starts".to_owned(), None);
    }
    window.map(|(from, to)| Asks::NoWorkBetween(from, to))
}

fn average(section: &Section) -> Option<Asks> {
    let weeks = section.need("weeks").and_then(|item| item.whole(1..=52, "weeks"));
    let most = hours(section, "value", HOURS_OF_WEEK);
    Some(Asks::Hours(AverageHours { weeks: u8::try_from(weeks?).ok()?, most: most? }))
}

fn break_duty(section: &Section) -> Option<Asks> {
    let total = section.need("minutes").and_then(|item| item.whole(1..=1440, "minutes"));
    let by = section.get("by_hours").map(|item| as_minutes(&item, HOURS_OF_DAY));
    let count = section.get("count").map_or(Some(1), |item| item.whole(1..=6, "breaks"));
    let from = owed_from(section);
    let kinds = section.get("kinds").map_or(Some(KINDS.to_vec()), |item| kinds(&item));
    let total = total?;
    let part = whole(section, "part_minutes", total)?;
    let by = match by {
        Some(found) => Some(found?),
        None => None,
    };
    let count = u8::try_from(count?).ok()?;
    Some(Asks::Breaks(BreakDuty { from: from?, kinds: kinds?, part, count, total: Minutes::new(total), by }))
}

/// `from_hours`: at least so much working time; `over_hours`: more.
fn owed_from(section: &Section) -> Option<Minutes> {
    match section.get("from_hours") {
        Some(item) => as_minutes(&item, HOURS_OF_DAY),
        None => hours(section, "over_hours", HOURS_OF_DAY).map(just_above),
    }
}

/// The shortest whole number of minutes above these.
pub(super) fn just_above(minutes: Minutes) -> Minutes {
    Minutes::new(minutes.get().saturating_add(1))
}

fn kinds(item: &Item) -> Option<Vec<Activity>> {
    let words = item.list("a list of break, meal and split")?;
    words.iter().map(|word| word.word(&["break", "meal", "split"]).and_then(|i| KINDS.get(i).copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::law;
    use super::*;
    use crate::domain::findings::Findings;
    use crate::domain::law::fixing;
    use crate::ingest::packs;

    fn shipped(name: &str) -> Vec<LegalRule> {
        let mut findings = Findings::new();
        let law = law::read(name, packs::rules(name).expect("shipped"), &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
        law.rules.into_iter().map(|known| known.rule).collect()
    }

    /// Kinds, working time from which a duty is owed, minutes in all, shortest part, latest begin.
    fn duties(rules: &[LegalRule]) -> Vec<(usize, u32, u32, u32, Option<u32>)> {
        let told = |rule: &LegalRule| match &rule.asks {
            Asks::Breaks(d) => Some((d.kinds.len(), d.from.get(), d.total.get(), d.part.get(), d.by.map(Minutes::get))),
            _ => None,
        };
        rules.iter().filter_map(told).collect()
    }

    #[test]
    fn german_and_californian_breaks_are_those_of_the_texts() {
        // ArbZG § 4: 30 minutes beyond six hours, 45 beyond nine, in parts of 15 minutes, no six hours without one
        let german = shipped("de");
        assert_eq!(duties(&german), [(3, 361, 30, 15, None), (3, 541, 45, 15, None)]);
        let stretch = Stretch { most: Minutes::new(360), part: Minutes::new(15) };
        assert!(german.iter().any(|rule| rule.asks == Asks::Stretch(stretch)));
        // Labor Code § 512: a meal by the end of the fifth hour, a second by the end of the tenth; ten minutes each four hours
        let expected = [
            (1, 301, 30, 30, Some(300)),
            (1, 601, 60, 30, Some(600)),
            (1, 210, 10, 10, None),
            (1, 361, 20, 10, None),
            (1, 601, 30, 10, None),
            (1, 841, 40, 10, None),
        ];
        assert_eq!(duties(&shipped("us-ca")), expected);
    }

    #[test]
    fn breaks_are_fixed_in_advance_where_law_says_so() {
        for (pack, is_fixed) in [("de", true), ("us-ca", true), ("cn", false), ("eu", false), ("fr", false)] {
            let rules = shipped(pack);
            for kind in [Activity::Break, Activity::Meal] {
                assert_eq!(fixing(&rules, kind).is_some(), is_fixed, "{pack} {kind}");
            }
            assert_eq!(fixing(&rules, Activity::Split), None);
        }
    }

    #[test]
    fn every_slip_of_a_rule_about_breaks_is_told() {
        let date = "source = \"an agreement\"\neffective = \"2026-01-01\"\n";
        let text = format!(
            "[[breaks]]\nover_hours = 6\nminutes = 0\n{date}[[breaks]]\nover_hours = \"soon\"\nminutes = 30\n{date}\
             [[breaks]]\nminutes = 30\nkinds = [\"nap\"]\n{date}[fixed_breaks]\nvalue = [\"nap\"]\n{date}"
        );
        let mut findings = Findings::new();
        let law = law::read("own.toml", &text, &mut findings);
        assert!(law.rules.is_empty());
        assert_eq!(findings.iter().count(), 5, "{findings:?}");
    }
}
