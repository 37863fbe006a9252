//! A bounded list of faults: a file of noise must not make a million findings.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place, Severity};

/// So many findings of a kind are listed for one file; the rest are counted.
const LISTED: u64 = 100;

/// The longest text that a finding repeats, in characters.
const SHOWN: usize = 60;

/// The faults of one file. Dropping it adds, for each kind that was cut, one finding that counts the rest.
pub(crate) struct Faults<'f> {
    file: String,
    state: RefCell<State<'f>>,
}

struct State<'f> {
    findings: &'f mut Findings,
    counts: BTreeMap<Code, u64>,
}

impl<'f> Faults<'f> {
    /// The faults of the file that the user knows by this name.
    pub(crate) fn new(file: &str, findings: &'f mut Findings) -> Self {
        Self { file: file.to_owned(), state: RefCell::new(State { findings, counts: BTreeMap::new() }) }
    }

    /// The file as a place.
    pub(crate) fn whole_file(&self) -> Place {
        Place::file(&self.file)
    }

    /// A line of the file as a place.
    pub(crate) fn line(&self, line: u64) -> Place {
        Place::line(&self.file, line)
    }

    /// Whether any fault so far is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.state.borrow().counts.keys().any(|code| code.severity() == Severity::Error)
    }

    /// Adds a finding of this kind; beyond the limit it is counted and `make` is not called.
    pub(crate) fn push(&self, code: Code, make: impl FnOnce() -> Finding) {
        let mut state = self.state.borrow_mut();
        let count = state.counts.entry(code).or_insert(0);
        *count += 1;
        if *count <= LISTED {
            let finding = make();
            state.findings.push(finding);
        }
    }
}

impl Drop for Faults<'_> {
    fn drop(&mut self) {
        let state = self.state.get_mut();
        for (code, count) in &state.counts {
            if *count <= LISTED {
                continue;
            }
            let message = format!("{} more findings {} in this file are not listed", count - LISTED, code.as_str());
            let mut finding = Finding::new(Code::FindingsLeftOut, message)
                .at(Place::file(&self.file))
                .hint("repair the ones listed first: they often have one cause");
            finding.severity = code.severity();
            state.findings.push(finding);
        }
    }
}

/// The text as a finding shows it: cut when it is long.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_limit_findings_are_counted() {
        let mut findings = Findings::new();
        {
            let faults = Faults::new("x.csv", &mut findings);
            for _ in 0..250 {
                faults.push(Code::CellInvalid, || Finding::new(Code::CellInvalid, "bad"));
            }
        }
        assert_eq!(findings.len(), 101);
        assert!(findings.iter().last().expect("one").message.contains("150 more"));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shown("short"), "short");
        assert_eq!(shown(&"春".repeat(100)).chars().count(), SHOWN + 1);
    }
}
