//! The language in which people are spoken to.
//!
//! The program is written in English: every message, heading and page is made in English by code that knows no other
//! language. Whoever faces the user may say it differently: it speaks for the length of a call, and the few places where
//! text for people leaves the program (tables laid out for a terminal, pages written to disk) ask here. Data for programs
//! never do. Without a speaker, as in the library's other uses, everything stays English.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use super::codes::Code;
use super::findings::{Finding, Findings};

/// Ends a line of a table that was laid out in the language spoken, until it is shown: its cells hold names, which are not
/// to be looked up again. Never there in English.
pub const LAID_OUT: char = '\u{2060}';

/// Another language than English.
pub trait Words {
    /// A text in this language; what is not known stays as it is.
    fn say(&self, english: &str) -> String;

    /// A heading or label, which may be a word that is a name elsewhere.
    fn label(&self, english: &str) -> String;

    /// Lines for a terminal in this language, columns kept.
    fn lines(&self, english: &str) -> String;

    /// A finding in this language; its code, place and names stay.
    fn finding(&self, finding: &Finding) -> Finding;

    /// The page of a finding code in this language.
    fn page(&self, code: Code) -> String;

    /// A made-up proper name or id of the demo in this language.
    fn name(&self, english: &str) -> String;

    /// A file for people (a page, a picture, a workbook) in this language; other files stay as they are, byte for byte.
    fn file(&self, name: &Path, bytes: Vec<u8>) -> Vec<u8>;
}

thread_local! {
    static SPOKEN: RefCell<Option<Rc<dyn Words>>> = const { RefCell::new(None) };
}

/// The speaker before, put back when a call ends however it ends.
struct Before(Option<Rc<dyn Words>>);

impl Drop for Before {
    fn drop(&mut self) {
        SPOKEN.with(|spoken| *spoken.borrow_mut() = self.0.take());
    }
}

/// Does the work with text for people in this language; English where there is none.
pub fn speaking<T>(words: Option<Rc<dyn Words>>, work: impl FnOnce() -> T) -> T {
    let _before = Before(SPOKEN.with(|spoken| spoken.replace(words)));
    work()
}

/// The language spoken now; none is English.
#[must_use]
pub fn spoken() -> Option<Rc<dyn Words>> {
    SPOKEN.with(|spoken| spoken.borrow().clone())
}

/// A text in the language spoken now.
#[must_use]
pub fn say(english: &str) -> String {
    spoken().map_or_else(|| english.to_owned(), |words| words.say(english))
}

/// A heading or label in the language spoken now.
#[must_use]
pub fn label(english: &str) -> String {
    spoken().map_or_else(|| english.to_owned(), |words| words.label(english))
}

/// Lines for a terminal in the language spoken now.
#[must_use]
pub fn lines(english: &str) -> String {
    spoken().map_or_else(|| english.to_owned(), |words| words.lines(english))
}

/// Findings in the language spoken now.
#[must_use]
pub fn findings(findings: &Findings) -> Findings {
    match spoken() {
        Some(words) => findings.iter().map(|finding| words.finding(finding)).collect(),
        None => findings.clone(),
    }
}

/// The page of a finding code in the language spoken now.
#[must_use]
pub fn page(code: Code) -> String {
    spoken().map_or_else(|| code.page().to_owned(), |words| words.page(code))
}

/// A made-up proper name or id of the demo in the language spoken now.
#[must_use]
pub fn name(english: &str) -> String {
    spoken().map_or_else(|| english.to_owned(), |words| words.name(english))
}

/// A file in the language spoken now: pages, pictures and workbooks follow it, all others keep their bytes.
#[must_use]
pub fn file(name: &Path, bytes: Vec<u8>) -> Vec<u8> {
    match spoken() {
        Some(words) => words.file(name, bytes),
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shout;

    impl Words for Shout {
        fn say(&self, english: &str) -> String {
            english.to_uppercase()
        }

        fn label(&self, english: &str) -> String {
            english.to_owned()
        }

        fn lines(&self, english: &str) -> String {
            english.to_owned()
        }

        fn finding(&self, finding: &Finding) -> Finding {
            finding.clone()
        }

        fn page(&self, code: Code) -> String {
            code.page().to_owned()
        }

        fn name(&self, english: &str) -> String {
            english.to_owned()
        }

        fn file(&self, _name: &Path, bytes: Vec<u8>) -> Vec<u8> {
            bytes
        }
    }

    #[test]
    fn a_language_is_spoken_for_the_length_of_a_call_and_no_longer() {
        assert_eq!(say("short"), "short");
        let inside = speaking(Some(Rc::new(Shout)), || (say("short"), speaking(None, || say("short")), say("again")));
        assert_eq!(inside, ("SHORT".to_owned(), "short".to_owned(), "AGAIN".to_owned()));
        assert_eq!(say("short"), "short");
    }
}
