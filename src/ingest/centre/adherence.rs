//! `[adherence]`: how a roster is compared with what happened, and the packs of vendors' definitions that it can start from.

use super::cursor::{Document, Item, Section};
use crate::domain::adherence::{Meaning, Verdict};
use crate::domain::centre::AdherenceSettings;
use crate::domain::findings::Findings;
use crate::domain::people::Activity;
use crate::ingest::packs;

/// The keys that a definition is made of.
const KEYS: [&str; 7] = ["tolerance_s", "tolerance_mode", "outside_shift", "tolerance", "grace", "states", "table"];

/// A tolerance beyond a day is a slip.
const LONGEST: u32 = 86_400;

/// The settings: those of the preset, the centre's own over them.
pub(super) fn read(section: &Section, of_packs: &mut Findings) -> AdherenceSettings {
    section.only(&[&["preset"], &KEYS[..]].concat());
    let names = packs::adherence_names();
    let words: Vec<&str> = std::iter::once("").chain(names).collect();
    let preset = section.get("preset").and_then(|item| item.word(&words)).and_then(|i| words.get(i).copied());
    let mut settings = preset.filter(|name| !name.is_empty()).map(|name| pack(name, of_packs)).unwrap_or_default();
    let of_preset = settings.clone();
    add(section, &mut settings);
    settings.is_changed = settings != of_preset;
    settings
}

/// A shipped definition.
fn pack(name: &str, findings: &mut Findings) -> AdherenceSettings {
    let text = packs::adherence(name).unwrap_or_default();
    let document = Document::new(&format!("{}{name}", packs::BUILTIN), text, findings);
    let (tree, _) = document.parse();
    let root = document.root(&tree);
    root.only(&[&["title", "source", "text"], &KEYS[..]].concat());
    let text = |key: &str| root.need(key).and_then(|item| item.text());
    let title = text("title").map(str::to_owned);
    for key in ["source", "text"] {
        text(key);
    }
    let mut settings = AdherenceSettings { preset: Some(name.to_owned()), title, ..AdherenceSettings::default() };
    add(&root, &mut settings);
    settings
}

/// Puts the keys that are there over the settings.
fn add(section: &Section, settings: &mut AdherenceSettings) {
    let seconds = |item: Item| item.whole(0..=LONGEST, "seconds");
    let word = |key: &str, words: &[&str]| section.get(key).and_then(|item| item.word(words));
    let entries = |key: &str| section.section(key).map(|section| section.entries()).unwrap_or_default();
    if let Some(tolerance) = section.get("tolerance_s").and_then(seconds) {
        settings.tolerance_s = tolerance;
    }
    if let Some(mode) = word("tolerance_mode", &["drop_whole", "excess_only"]) {
        settings.excess_only = mode == 1;
    }
    if let Some(outside) = word("outside_shift", &["ignore", "exception"]) {
        settings.outside_is_exception = outside == 1;
    }
    settings.tolerance_by.extend(by_activity(section, "tolerance"));
    settings.grace.extend(by_activity(section, "grace"));

    let meanings: Vec<Meaning> = Activity::ALL
        .map(Meaning::Doing)
        .into_iter()
        .chain([Meaning::Neutral, Meaning::Out, Meaning::Unknown])
        .collect();
    let words: Vec<&str> = meanings.iter().map(|m| m.as_str()).collect();
    let state = |(state, item): (&str, Item)| Some((state.to_owned(), *meanings.get(item.word(&words)?)?));
    settings.states.extend(entries("states").into_iter().filter_map(state));
    settings.table.extend(entries("table").into_iter().flat_map(|(state, item)| cells(state, &item)));
}

/// Seconds by activity.
fn by_activity(section: &Section, key: &str) -> Vec<(Activity, u32)> {
    let Some(section) = section.section(key) else { return Vec::new() };
    section.only(&Activity::ALL.map(Activity::as_str));
    let entry =
        |(activity, item): (&str, Item)| Some((Activity::parse(activity)?, item.whole(0..=LONGEST, "seconds")?));
    section.entries().into_iter().filter_map(entry).collect()
}

/// The cells of one state: activity → verdict.
fn cells(state: &str, item: &Item) -> Vec<(String, Activity, Verdict)> {
    let Some(section) = item.section() else { return Vec::new() };
    section.only(&Activity::ALL.map(Activity::as_str));
    let words = Verdict::ALL.map(Verdict::as_str);
    let cell = |(activity, item): (&str, Item)| {
        let verdict = Verdict::ALL.get(item.word(&words)?)?;
        Some((state.to_owned(), Activity::parse(activity)?, *verdict))
    };
    section.entries().into_iter().filter_map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_definition_is_read_without_findings_and_names_its_source() {
        for name in packs::adherence_names() {
            let mut findings = Findings::new();
            let settings = pack(name, &mut findings);
            assert!(findings.is_empty(), "{name}: {findings:?}");
            assert!(settings.title.is_some(), "{name}");
            assert!(packs::adherence(name).expect("named").contains("source = \"http"), "{name}");
        }
    }

    #[test]
    fn the_centres_keys_stand_over_those_of_the_preset() {
        let read = |text: &str| {
            let mut findings = Findings::new();
            let mut of_packs = Findings::new();
            let settings = {
                let document = Document::new("centre.toml", text, &mut findings);
                let (tree, _) = document.parse();
                document.root(&tree).section("adherence").map(|section| super::read(&section, &mut of_packs))
            };
            assert!(findings.is_empty() && of_packs.is_empty(), "{findings:?}");
            settings.expect("there")
        };
        let plain = read("[adherence]\npreset = \"genesys\"\n");
        assert!(plain.outside_is_exception && !plain.is_changed);
        let own =
            read("[adherence]\npreset = \"genesys\"\noutside_shift = \"ignore\"\n[adherence.tolerance]\nmeal = 60\n");
        assert!(!own.outside_is_exception && own.is_changed);
        assert_eq!(own.tolerance_by, [(Activity::Meal, 60)]);
        assert!(!read("[adherence]\npreset = \"\"\n").is_changed);
    }
}
