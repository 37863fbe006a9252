//! The phrase book: English sentences of the program, and what they are in another language.
//!
//! It is looked up with finished English text. The longest sentence that the text is wins; what stands at its places is
//! looked up in turn. A text that is no sentence of the book is taken apart at its punctuation. What nothing is known of
//! stays English: nothing that a planner has to know is ever lost for want of a translation.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dates;
use super::pattern::{self, Pattern};

/// How deep sentences are looked up inside each other.
const DEEPEST: usize = 6;

/// What has more words is no name of a thing.
const MOST_WORDS_OF_A_NAME: usize = 3;

/// Longer texts are taken apart at once.
const LONGEST: usize = 1500;

/// Where a text is taken apart, and what joins the parts again: the first that helps.
const JOINTS: [(&str, &str); 10] = [
    ("\n", "\n"),
    (" — ", " — "),
    (". ", "。"),
    ("; ", "；"),
    (" · ", " · "),
    (" – ", " – "),
    (": ", "："),
    (", ", "，"),
    (" (", "（"),
    (" / ", " / "),
];

/// What a file of `models/lang/` holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    /// Sentences.
    #[serde(default)]
    phrases: BTreeMap<String, String>,
    /// Words that stand alone as a heading or label; inside sentences they may be names.
    #[serde(default)]
    labels: BTreeMap<String, String>,
    /// Proper names and ids of the demo.
    #[serde(default)]
    names: BTreeMap<String, String>,
    /// Each finding code: what happened, and what to do.
    #[serde(default)]
    codes: BTreeMap<String, Explained>,
}

/// A finding code in this language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// What happened.
    pub what: String,
    /// What to do.
    pub todo: String,
}

/// A language's sentences.
#[derive(Debug, Default)]
pub struct Book {
    exact: BTreeMap<String, String>,
    /// By the first character of the sentence, none where that is a place; the heaviest first.
    patterns: BTreeMap<Option<char>, Vec<(Pattern, Pattern)>>,
    labels: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    codes: BTreeMap<String, Explained>,
    /// Entries that cannot be used, for the tests.
    faults: Vec<String>,
}

/// A text said, and whether the book knew all of it.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) known: bool,
}

impl Book {
    /// A book of these files.
    #[must_use]
    pub fn new(files: &[&str]) -> Self {
        let mut book = Self::default();
        for file in files {
            match toml::from_str(file) {
                Ok(pages) => book.add(pages),
                Err(error) => book.faults.push(error.to_string()),
            }
        }
        for patterns in book.patterns.values_mut() {
            patterns.sort_by_key(|(english, _)| std::cmp::Reverse(english.weight));
        }
        book
    }

    fn add(&mut self, pages: Pages) {
        self.labels.extend(pages.labels);
        self.names.extend(pages.names);
        self.codes.extend(pages.codes);
        for (english, own) in pages.phrases {
            match (Pattern::parse(&english), Pattern::parse(&own)) {
                (None, None) => {
                    self.exact.insert(english, own);
                }
                (Some(from), to) => {
                    let to = to.unwrap_or_else(|| Pattern::text(&own));
                    if to.places().iter().any(|place| !from.places().contains(place)) {
                        self.faults.push(format!("{own}: a place that the English sentence {english} does not have"));
                    }
                    let first = from.lead().chars().next();
                    self.patterns.entry(first).or_default().push((from, to));
                }
                (None, Some(_)) => self.faults.push(format!("{own}: places that {english} does not have")),
            }
        }
    }

    /// What is wrong with the book itself.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What a finding code means.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<&Explained> {
        self.codes.get(code)
    }

    /// A proper name or id of the demo.
    #[must_use]
    pub fn name(&self, english: &str) -> Option<&str> {
        self.names.get(english).map(String::as_str)
    }

    /// A heading or label in this language.
    pub(super) fn label(&self, english: &str) -> String {
        let core = english.trim().trim_end_matches(':');
        let own = self.labels.get(core).or_else(|| self.labels.get(&core.to_lowercase()));
        own.map_or_else(|| self.say(english).text, |own| english.replacen(core, own, 1))
    }

    /// A text in this language, and whether all of it was known.
    pub(super) fn say(&self, english: &str) -> Said {
        if !has_words(english) {
            return Said { text: tight_percent(english), known: true };
        }
        let plain = dates::chinese(&english.replace('\u{a0}', " "));
        let said = self.say_at(&plain, DEEPEST);
        Said { text: tight_percent(&said.text), known: said.known }
    }

    fn say_at(&self, text: &str, depth: usize) -> Said {
        let core = text.trim();
        if core.len() < text.len() {
            let said = self.say_at(core, depth);
            let (lead, trail) = text.split_once(core).unwrap_or_default();
            return Said { text: format!("{lead}{}{trail}", said.text), known: said.known };
        }
        let unknown = || Said { text: text.to_owned(), known: !has_words(text) };
        if depth == 0 || !has_words(text) {
            return unknown();
        }
        if let Some(said) = self.whole(text, depth) {
            return said;
        }
        for (end, own) in [(".", "。"), (":", "："), ("…", "…")] {
            if let Some(said) = text.strip_suffix(end).and_then(|text| self.whole(text, depth)) {
                return Said { text: said.text + own, known: said.known };
            }
        }
        self.in_parts(text, depth).unwrap_or_else(unknown)
    }

    /// The text as one sentence of the book, its first letter in either case.
    fn whole(&self, text: &str, depth: usize) -> Option<Said> {
        if text.len() > LONGEST {
            return None;
        }
        let first = text.chars().next()?;
        let turned = if first.is_lowercase() { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() };
        let other = format!("{turned}{}", text.strip_prefix(first)?);
        if let Some(own) = self.exact.get(text).or_else(|| self.exact.get(&other)) {
            return Some(Said { text: own.clone(), known: true });
        }
        let tries = [(Some(first), text), (Some(turned), other.as_str()), (None, text)];
        let mut found = tries.into_iter().flat_map(|(first, text)| self.by_pattern(first, text, depth));
        let best = found.next()?;
        if best.known { Some(best) } else { found.find(|said| said.known).or(Some(best)) }
    }

    /// The text by each sentence with places that it could be, the heaviest first.
    fn by_pattern<'b>(&'b self, first: Option<char>, text: &'b str, depth: usize) -> impl Iterator<Item = Said> + 'b {
        let patterns = self.patterns.get(&first).into_iter().flatten();
        patterns.filter_map(move |(english, own)| {
            let said = |(place, held): (String, &str)| {
                let shown = || Said { text: held.to_owned(), known: true };
                let said = if pattern::is_verbatim(&place) { shown() } else { self.say_at(held, depth - 1) };
                (place, is_name(held), said)
            };
            let places: Vec<(String, bool, Said)> = english.read(text)?.into_iter().map(said).collect();
            let known = places.iter().all(|(_, is_name, said)| *is_name || said.known);
            let held = |name: &str| places.iter().find(|(place, ..)| place == name).map(|(.., said)| said.text.clone());
            Some(Said { text: own.fill(|name| held(name).unwrap_or_default()), known })
        })
    }

    /// The parts between the first joints that lead to anything known.
    fn in_parts(&self, text: &str, depth: usize) -> Option<Said> {
        JOINTS.iter().filter(|(joint, _)| text.contains(joint)).find_map(|(joint, own)| {
            let parts: Vec<Said> = text.split(joint).map(|part| self.say_at(part, depth - 1)).collect();
            let changed = parts.iter().zip(text.split(joint)).any(|(said, part)| said.text != part);
            let known = parts.iter().all(|said| said.known);
            let texts: Vec<String> = parts.into_iter().map(|said| said.text).collect();
            let joined = if *joint == " (" { bracketed(&texts) } else { texts.join(own) };
            changed.then_some(Said { text: joined, known })
        })
    }
}

/// `a`, `b)`, `c) d` → `a（b）（c）d`.
fn bracketed(parts: &[String]) -> String {
    let mut out = String::new();
    for (number, part) in parts.iter().enumerate() {
        if number == 0 {
            out.push_str(part);
        } else {
            out.push('（');
            out.push_str(&part.replacen(") ", "）", 1).replacen(')', "）", 1));
        }
    }
    out
}

/// Whether a text at a place may be a name, a list of names or quoted rather than a sentence that the book should know.
fn is_name(text: &str) -> bool {
    let is_short = |part: &str| part.split_whitespace().count() <= MOST_WORDS_OF_A_NAME;
    text.starts_with(['"', '`', '\'']) || text.split([',', ';']).all(is_short)
}

/// Whether there is anything to say: a letter of the Latin alphabet.
fn has_words(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Chinese puts no blank before a percent sign.
fn tight_percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '%' {
            let kept = out.trim_end_matches([' ', '\u{a0}']).len();
            if out.get(..kept).is_some_and(|kept| kept.ends_with(|c: char| c.is_ascii_digit())) {
                out.truncate(kept);
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        Book::new(&[r#"
            [phrases]
            "Queue" = "队列"
            "{n} agents" = "{n} 名坐席"
            "{1} for {2}, checked" = "{2}，{1}，已检查"
            "{n} shifts" = "{n} 个班次"
            "week of {1}" = "{1}起的一周"
            "{1} short" = "缺 {1}"
        "#])
    }

    fn said(text: &str) -> String {
        book().say(text).text
    }

    #[test]
    fn sentences_are_found_whole_and_their_places_too() {
        assert!(book().faults().is_empty());
        assert_eq!(said("120 shifts for 30 agents, checked"), "30 名坐席，120 个班次，已检查");
        assert_eq!(said("queue"), "队列");
        assert_eq!(said("week of Mon 30 Nov"), "11月30日周一起的一周");
    }

    #[test]
    fn unknown_text_stays_and_what_is_known_in_it_is_said() {
        assert_eq!(said("Anna Berg"), "Anna Berg");
        assert_eq!(said("12.5 % · 3 agents · cards"), "12.5% · 3 名坐席 · cards");
        let said = book().say("a sentence of its own, 3 agents");
        assert_eq!((said.text.as_str(), said.known), ("a sentence of its own，3 名坐席", false));
        assert!(book().say("3 agents; 4 shifts").known);
    }

    #[test]
    fn a_place_that_english_does_not_have_is_a_fault() {
        let book = Book::new(&["[phrases]\n\"{1} agents\" = \"{2} 名坐席\"\n\"none\" = \"{1}\"\n"]);
        assert_eq!(book.faults().len(), 2, "{:?}", book.faults());
    }

    #[test]
    fn percent_signs_stand_close() {
        assert_eq!(tight_percent("80 % of 12 %, a %"), "80% of 12%, a %");
    }
}
