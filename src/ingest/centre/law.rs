//! Rule packs: law and agreements as data, each rule with the text it comes from.

use super::articles;
use super::cursor::{Document, Section};
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::law::{Article, Asks, LegalRule};
use crate::domain::rules::AverageHours;
use crate::ingest::when;

/// The rules of one pack that bear on contracts.
pub(super) struct Law {
    /// The pack as the centre names it.
    pub(super) pack: String,
    /// The group of people whom the rules are for; `None` for everybody.
    pub(super) group: Option<String>,
    pub(super) max_weekly_hours: Option<Limit>,
    pub(super) max_daily_hours: Option<Limit>,
    pub(super) min_rest_hours: Option<Limit>,
    pub(super) max_consecutive_days: Option<Limit>,
    /// Every rule, those above included, in the order of the reader's keys.
    pub(super) rules: Vec<PackRule>,
    /// What is asked besides for the people of a group, such as minors.
    pub(super) groups: Vec<Law>,
}

/// A rule of a pack as it is checked.
#[derive(Clone)]
pub(super) struct PackRule {
    /// Its table in the pack.
    pub(super) key: &'static str,
    /// The group whom it is for; `None` for everybody.
    pub(super) group: Option<String>,
    pub(super) rule: LegalRule,
    /// Working time up to which the agents of a contract may waive the meal that the rule asks for.
    pub(super) waivable: Option<f64>,
}

/// One rule that has a key of contracts.
pub(super) struct Limit {
    /// What holds where a contract says nothing.
    pub(super) value: f64,
    /// Beyond this a contract is warned about; overtime and averaging may lie between the two.
    pub(super) tolerated: f64,
    pub(super) hard: bool,
    pub(super) article: Article,
}

/// The tables of rules; those of a group too.
const TABLES: [&str; 12] = [
    "max_weekly_hours",
    "max_daily_hours",
    "min_rest_hours",
    "max_consecutive_days",
    "max_days_per_week",
    "weekly_rest_hours",
    "month_overtime_hours",
    "max_stretch_hours",
    "no_work_between",
    "average_hours",
    "breaks",
    "fixed_breaks",
];

/// Reads a pack; `name` is what findings call it.
pub(super) fn read(name: &str, text: &str, findings: &mut Findings) -> Law {
    let document = Document::new(name, text, findings);
    let (tree, broken) = document.parse();
    if !broken.is_empty() {
        return Law::empty(name);
    }
    let root = document.root(&tree);
    root.only(&[&["title", "notice", "not_modelled", "group"], &TABLES[..]].concat());
    for key in ["title", "notice"] {
        root.get(key).and_then(|item| item.text());
    }
    if let Some(item) = root.get("not_modelled") {
        item.texts();
    }
    let mut law = of_section(&root, name, None);
    for (group, item) in root.section("group").map(|section| section.entries()).unwrap_or_default() {
        if let Some(section) = item.section() {
            section.only(&TABLES);
            law.groups.push(of_section(&section, name, Some(group)));
        }
    }
    law
}

fn of_section(section: &Section, pack: &str, group: Option<&str>) -> Law {
    let weekly = limit(section, pack, "max_weekly_hours", (168.0, "hours"), Bound::Most);
    let daily = limit(section, pack, "max_daily_hours", (24.0, "hours"), Bound::Most);
    let rest = limit(section, pack, "min_rest_hours", (168.0, "hours"), Bound::Least);
    let run = limit(section, pack, "max_consecutive_days", (31.0, "days"), Bound::Most);
    let minutes = |limit: &Limit| super::contracts::minutes(limit.tolerated);
    let days = |limit: &Limit| crate::ingest::whole(limit.tolerated).and_then(|days| u8::try_from(days).ok());
    let own = [
        rule("max_weekly_hours", weekly.as_ref(), |l| Some(Asks::Hours(AverageHours { weeks: 1, most: minutes(l)? }))),
        rule("max_daily_hours", daily.as_ref(), |l| Some(Asks::ShiftHours(minutes(l)?))),
        rule("min_rest_hours", rest.as_ref(), |l| Some(Asks::DailyRest(minutes(l)?))),
        rule("max_consecutive_days", run.as_ref(), |l| Some(Asks::ConsecutiveDays(days(l)?))),
    ];
    let mut rules: Vec<PackRule> = own.into_iter().flatten().chain(articles::read(section, pack)).collect();
    for rule in &mut rules {
        rule.group = group.map(str::to_owned);
    }
    Law {
        group: group.map(str::to_owned),
        rules,
        max_weekly_hours: weekly,
        max_daily_hours: daily,
        min_rest_hours: rest,
        max_consecutive_days: run,
        ..Law::empty(pack)
    }
}

impl Law {
    fn empty(pack: &str) -> Self {
        Self {
            pack: pack.to_owned(),
            group: None,
            max_weekly_hours: None,
            max_daily_hours: None,
            min_rest_hours: None,
            max_consecutive_days: None,
            rules: Vec::new(),
            groups: Vec::new(),
        }
    }
}

fn rule(key: &'static str, limit: Option<&Limit>, asks: impl Fn(&Limit) -> Option<Asks>) -> Option<PackRule> {
    let limit = limit?;
    let rule = LegalRule { article: limit.article.clone(), hard: limit.hard, asks: asks(limit)? };
    Some(PackRule { key, group: None, rule, waivable: None })
}

/// Where a rule stands and whether it is hard; `None` where the pack does not say where.
pub(super) fn article(section: &Section, pack: &str) -> Option<(Article, bool)> {
    section.get("text").and_then(|item| item.text());
    let hard = section.get("hard").and_then(|item| item.flag()).unwrap_or(true);
    let effective = section.need("effective").and_then(|item| item.parsed("a date such as 1995-05-01", when::date));
    let source = section.need("source").and_then(|item| item.text());
    Some((Article { pack: pack.to_owned(), source: source?.to_owned(), effective: effective? }, hard))
}

/// Whether a rule limits from above or from below.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Most,
    Least,
}

fn limit(root: &Section, pack: &str, key: &str, (most, unit): (f64, &str), bound: Bound) -> Option<Limit> {
    let section = root.section(key)?;
    section.only(&["value", "limit", "hard", "source", "effective", "text"]);
    let article = article(&section, pack);
    let value = section.need("value").and_then(|item| item.number(0.0..=most, unit));
    let tolerated = section.get("limit").map_or(value, |item| item.number(0.0..=most, unit));
    let (value, tolerated, (article, hard)) = (value?, tolerated?, article?);
    let stricter = match bound {
        Bound::Most => tolerated < value,
        Bound::Least => tolerated > value,
    };
    if stricter {
        section.fault(Code::ValueRange, "the limit is stricter than the value".to_owned(), None);
    }
    Some(Limit { value, tolerated, hard, article })
}
