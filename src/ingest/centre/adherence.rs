//! `[adherence]`: how a roster is compared with what happened.

use super::cursor::{Item, Section};
use crate::domain::centre::AdherenceSettings;
use crate::domain::people::Activity;

const KEYS: [&str; 7] = ["preset", "tolerance_s", "tolerance_mode", "outside_shift", "grace", "states", "table"];

const PRESETS: [&str; 6] = ["", "genesys", "calabrio", "verint", "nice", "amazon"];

/// What a cell of state × activity can be.
const VERDICTS: [&str; 4] = ["in", "out", "neutral", "unknown"];

/// A tolerance beyond a day is a slip.
const LONGEST: u32 = 86_400;

/// The settings as written.
pub(super) fn read(section: &Section) -> AdherenceSettings {
    section.only(&KEYS);
    let activities = Activity::ALL.map(Activity::as_str);
    let word = |key: &str, words: &[&str]| section.get(key).and_then(|item| item.word(words));
    let entries = |key: &str| section.section(key).map(|section| section.entries()).unwrap_or_default();
    let meanings: Vec<&str> = activities.into_iter().chain(["neutral", "out", "unknown"]).collect();

    if let Some(grace) = section.section("grace") {
        grace.only(&activities);
    }
    let grace = |(activity, item): (&str, Item)| Some((activity.to_owned(), item.whole(0..=LONGEST, "seconds")?));
    let state =
        |(state, item): (&str, Item)| Some((state.to_owned(), (*meanings.get(item.word(&meanings)?)?).to_owned()));
    AdherenceSettings {
        preset: word("preset", &PRESETS)
            .and_then(|i| PRESETS.get(i))
            .filter(|p| !p.is_empty())
            .map(|p| (*p).to_owned()),
        tolerance_s: section.get("tolerance_s").and_then(|i| i.whole(0..=LONGEST, "seconds")).unwrap_or(0),
        excess_only: word("tolerance_mode", &["drop_whole", "excess_only"]) == Some(1),
        outside_is_exception: word("outside_shift", &["ignore", "exception"]) == Some(1),
        grace: entries("grace").into_iter().filter_map(grace).collect(),
        states: entries("states").into_iter().filter_map(state).collect(),
        table: entries("table").into_iter().flat_map(|(state, item)| cells(state, &item)).collect(),
    }
}

/// The cells of one state: activity → verdict.
fn cells(state: &str, item: &Item) -> Vec<(String, String, String)> {
    let Some(section) = item.section() else { return Vec::new() };
    section.only(&Activity::ALL.map(Activity::as_str));
    let cell = |(activity, item): (&str, Item)| {
        let verdict = VERDICTS.get(item.word(&VERDICTS)?)?;
        Some((state.to_owned(), activity.to_owned(), (*verdict).to_owned()))
    };
    section.entries().into_iter().filter_map(cell).collect()
}
