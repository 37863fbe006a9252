//! What rule packs say of breaks: which are fixed in advance, and which are due.

use super::cursor::{Item, Section};
use super::law::source;
use super::shifts::duration;
use crate::domain::intraday::{BreakDue, LawfulBreaks};
use crate::domain::people::Activity;
use crate::domain::units::Minutes;

/// Kinds of break that law and settings name, in the order of their words.
const KINDS: [Activity; 2] = [Activity::Break, Activity::Meal];

/// A list of `break` and `meal`; empty = none.
pub(super) fn kinds(item: &Item) -> Vec<Activity> {
    let items = item.list("a list of \"break\" and \"meal\"").unwrap_or_default();
    items.iter().filter_map(kind).collect()
}

fn kind(item: &Item) -> Option<Activity> {
    KINDS.get(item.word(&KINDS.map(Activity::as_str))?).copied()
}

/// `[fixed_breaks]`: the kinds in `value`, each with the article.
pub(super) fn fixed(section: &Section) -> Vec<(Activity, String)> {
    section.only(&["value", "source", "effective", "text"]);
    let source = source(section).unwrap_or_default();
    let kinds = section.need("value").map(|item| kinds(&item)).unwrap_or_default();
    kinds.into_iter().map(|kind| (kind, source.clone())).collect()
}

/// `[required_breaks]`: what is due by the work of a shift.
pub(super) fn required(section: &Section) -> LawfulBreaks {
    section.only(&["value", "least_minutes", "longest_stretch", "source", "effective", "text"]);
    source(section);
    let least = section.get("least_minutes").and_then(|item| item.whole(0..=1440, "minutes"));
    let rules = section.need("value").and_then(|item| item.list("a list of tables { over, minutes }"));
    LawfulBreaks {
        least: Minutes::new(least.unwrap_or_default()),
        longest_stretch: section.get("longest_stretch").and_then(|item| duration(&item, 1)),
        due: rules.unwrap_or_default().iter().filter_map(due).collect(),
    }
}

/// `{ over, minutes, kind, begin_by }`.
fn due(item: &Item) -> Option<BreakDue> {
    let section = item.section()?;
    section.only(&["over", "minutes", "kind", "begin_by"]);
    let over = section.need("over").and_then(|item| duration(&item, 0));
    let minutes = section.need("minutes").and_then(|item| item.whole(1..=1440, "minutes"));
    let begin_by = section.get("begin_by").map(|item| duration(&item, 0));
    let kind = section.get("kind").map(|item| kind(&item));
    // a key that is there and cannot be read leaves the rule out
    let is_read = begin_by != Some(None) && kind != Some(None);
    is_read.then_some(BreakDue {
        over: over?,
        minutes: Minutes::new(minutes?),
        kind: kind.flatten(),
        begin_by: begin_by.flatten(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::law;
    use super::*;
    use crate::domain::findings::Findings;
    use crate::ingest::packs;

    #[test]
    fn german_and_californian_breaks_are_those_of_the_texts() {
        let read = |name: &str| {
            let mut findings = Findings::new();
            let law = law::read(name, packs::rules(name).expect("shipped"), &mut findings);
            assert!(findings.is_empty(), "{findings:?}");
            assert_eq!(law.fixed_breaks.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), KINDS);
            law.required_breaks.expect("breaks")
        };
        let told = |law: &LawfulBreaks| {
            let due = law.due.iter();
            due.map(|d| (d.kind, d.over.get(), d.minutes.get(), d.begin_by.map(Minutes::get))).collect::<Vec<_>>()
        };
        // ArbZG § 4: 30 minutes beyond six hours, 45 beyond nine, in parts of 15 minutes, no six hours without one
        let german = read("de");
        assert_eq!(told(&german), [(None, 360, 30, None), (None, 540, 45, None)]);
        assert_eq!((german.least.get(), german.longest_stretch.map(Minutes::get)), (15, Some(360)));
        // Labor Code § 512: a meal by the end of the fifth hour, a second by the end of the tenth; ten minutes each four hours
        let (meal, rest) = (Some(Activity::Meal), Some(Activity::Break));
        let expected = [
            (meal, 300, 30, Some(300)),
            (meal, 600, 60, Some(600)),
            (rest, 209, 10, None),
            (rest, 360, 20, None),
            (rest, 600, 30, None),
        ];
        assert_eq!(told(&read("us-ca")), expected);
    }

    #[test]
    fn every_slip_of_a_rule_about_breaks_is_told() {
        let text = "[required_breaks]\nvalue = [{ over = \"6h\", minutes = 0 }, { over = \"soon\", minutes = 30 }, { minutes = 30, \
            kind = \"nap\" }]\nsource = \"an agreement\"\neffective = \"2026-01-01\"\n";
        let mut findings = Findings::new();
        let law = law::read("own.toml", text, &mut findings);
        assert!(law.required_breaks.is_some_and(|law| law.due.is_empty()));
        assert_eq!(findings.iter().count(), 4, "{findings:?}");
    }
}
