//! Rule packs: law and agreements as data, each rule with the text it comes from.

use super::cursor::{Document, Section};
use super::law_breaks;
use crate::domain::codes::Code;
use crate::domain::findings::Findings;
use crate::domain::intraday::LawfulBreaks;
use crate::domain::people::Activity;
use crate::ingest::when;

/// The rules of one pack that bear on contracts.
pub(super) struct Law {
    /// The pack as the centre names it.
    pub(super) pack: String,
    pub(super) max_weekly_hours: Option<Limit>,
    pub(super) max_daily_hours: Option<Limit>,
    pub(super) min_rest_hours: Option<Limit>,
    pub(super) max_consecutive_days: Option<Limit>,
    /// Kinds of break that are fixed in advance, with the article: nothing moves them on the day.
    pub(super) fixed_breaks: Vec<(Activity, String)>,
    /// The breaks that work asks for.
    pub(super) required_breaks: Option<LawfulBreaks>,
}

/// One rule.
pub(super) struct Limit {
    /// What holds where a contract says nothing.
    pub(super) value: f64,
    /// Beyond this a contract is warned about; overtime and averaging may lie between the two.
    pub(super) tolerated: f64,
    /// The article.
    pub(super) source: String,
}

/// Reads a pack; `name` is what findings call it.
pub(super) fn read(name: &str, text: &str, findings: &mut Findings) -> Law {
    let mut law = Law {
        pack: name.to_owned(),
        max_weekly_hours: None,
        max_daily_hours: None,
        min_rest_hours: None,
        max_consecutive_days: None,
        fixed_breaks: Vec::new(),
        required_breaks: None,
    };
    let document = Document::new(name, text, findings);
    let (tree, broken) = document.parse();
    if !broken.is_empty() {
        return law;
    }
    let root = document.root(&tree);
    root.only(&[
        "title",
        "notice",
        "max_weekly_hours",
        "max_daily_hours",
        "min_rest_hours",
        "max_consecutive_days",
        "fixed_breaks",
        "required_breaks",
    ]);
    for key in ["title", "notice"] {
        root.get(key).and_then(|item| item.text());
    }
    law.max_weekly_hours = limit(&root, "max_weekly_hours", 168.0, "hours", Bound::Most);
    law.max_daily_hours = limit(&root, "max_daily_hours", 24.0, "hours", Bound::Most);
    law.min_rest_hours = limit(&root, "min_rest_hours", 168.0, "hours", Bound::Least);
    law.max_consecutive_days = limit(&root, "max_consecutive_days", 31.0, "days", Bound::Most);
    law.fixed_breaks = root.section("fixed_breaks").map(|section| law_breaks::fixed(&section)).unwrap_or_default();
    law.required_breaks = root.section("required_breaks").map(|section| law_breaks::required(&section));
    law
}

/// Whether a rule limits from above or from below.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Most,
    Least,
}

fn limit(root: &Section, key: &str, most: f64, unit: &str, bound: Bound) -> Option<Limit> {
    let section = root.section(key)?;
    section.only(&["value", "limit", "source", "effective", "text"]);
    let source = source(&section);
    let value = section.need("value").and_then(|item| item.number(0.0..=most, unit));
    let tolerated = section.get("limit").map_or(value, |item| item.number(0.0..=most, unit));
    let (value, tolerated, source) = (value?, tolerated?, source?);
    let stricter = match bound {
        Bound::Most => tolerated < value,
        Bound::Least => tolerated > value,
    };
    if stricter {
        section.fault(Code::ValueRange, "the limit is stricter than the value".to_owned(), None);
    }
    Some(Limit { value, tolerated, source })
}

/// The article of a rule; its text and its date are read for their faults.
pub(super) fn source(section: &Section) -> Option<String> {
    section.get("text").and_then(|item| item.text());
    section.need("effective").and_then(|item| item.parsed("a date such as 1995-05-01", when::date));
    section.need("source").and_then(|item| item.text()).map(str::to_owned)
}
