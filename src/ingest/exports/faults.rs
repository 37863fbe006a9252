//! Findings about the rows of one file, bounded: a file of noise gives a hundred findings of a kind and then their number.

use std::collections::BTreeMap;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};

/// Findings of a kind that are listed one by one, per file.
const LISTED: u64 = 100;
/// Characters of a cell that a finding quotes.
const QUOTED: usize = 60;

/// A fault of one cell or row, before it knows its place.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The kind.
    pub(super) code: Code,
    /// Column and text as read; absent for a fault of the whole row.
    pub(super) cell: Option<(String, String)>,
    /// What is the matter.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: Option<&'static str>,
}

impl Fault {
    /// A fault of a whole row.
    pub(super) fn row(code: Code, message: impl Into<String>) -> Self {
        Self { code, cell: None, message: message.into(), hint: None }
    }

    /// A fault of one cell.
    pub(super) fn cell(code: Code, column: &str, text: &str, message: impl Into<String>) -> Self {
        Self { cell: Some((column.to_owned(), text.to_owned())), ..Self::row(code, message) }
    }

    /// The same fault with what to do.
    pub(super) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }
}

/// Faults of rows of a part of a file, in the order of its lines: as many of a kind as are listed, and the number of the others.
#[derive(Debug, Default)]
pub(super) struct RowFaults {
    listed: Vec<(u64, Fault)>,
    seen: BTreeMap<Code, u64>,
}

impl RowFaults {
    /// Adds the fault of a row.
    pub(super) fn push(&mut self, line: u64, fault: Fault) {
        let seen = self.seen.entry(fault.code).or_insert(0);
        *seen += 1;
        if *seen <= LISTED {
            self.listed.push((line, fault));
        }
    }

    /// Adds the faults of a later part.
    pub(super) fn append(&mut self, later: Self) {
        let mut unlisted = later.seen;
        for (line, fault) in later.listed {
            if let Some(left) = unlisted.get_mut(&fault.code) {
                *left = left.saturating_sub(1);
            }
            self.push(line, fault);
        }
        for (code, left) in unlisted {
            *self.seen.entry(code).or_insert(0) += left;
        }
    }
}

/// The findings of one file.
pub(super) struct Faults<'a> {
    file: String,
    seen: BTreeMap<Code, u64>,
    findings: &'a mut Findings,
}

impl<'a> Faults<'a> {
    /// Findings about this file.
    pub(super) fn of(file: &str, findings: &'a mut Findings) -> Self {
        Self { file: file.to_owned(), seen: BTreeMap::new(), findings }
    }

    /// The file, as the user named it.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// A finding about the file as a whole.
    pub(super) fn whole(&mut self, code: Code, message: impl Into<String>, hint: &str) {
        let finding = Finding::new(code, message).at(Place::file(&self.file));
        self.findings.push(if hint.is_empty() { finding } else { finding.hint(hint) });
    }

    /// A finding about a row.
    pub(super) fn row(&mut self, line: u64, fault: Fault) {
        let seen = self.seen.entry(fault.code).or_insert(0);
        *seen += 1;
        if *seen > LISTED {
            return;
        }
        let mut place = Place::line(&self.file, line);
        if let Some((column, text)) = fault.cell {
            place = place.cell(&column, &quoted(&text));
        }
        let finding = Finding::new(fault.code, fault.message).at(place);
        self.findings.push(match fault.hint {
            Some(hint) => finding.hint(hint),
            None => finding,
        });
    }

    /// The findings about the rows of a part of the file.
    pub(super) fn rows(&mut self, part: RowFaults) {
        let mut unlisted = part.seen;
        for (line, fault) in part.listed {
            if let Some(left) = unlisted.get_mut(&fault.code) {
                *left = left.saturating_sub(1);
            }
            self.row(line, fault);
        }
        for (code, left) in unlisted {
            *self.seen.entry(code).or_insert(0) += left;
        }
    }

    /// Ends the file: says how many findings of each kind were not listed.
    pub(super) fn finish(self) {
        for (code, seen) in self.seen {
            if seen > LISTED {
                let rest = seen - LISTED;
                let message = format!("and {rest} more rows with this fault, {seen} in all");
                self.findings.push(Finding::new(code, message).at(Place::file(&self.file)));
            }
        }
    }
}

/// The beginning of a text, control characters shown as `·`.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().nth(QUOTED).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_faults_is_listed_up_to_a_bound_and_then_counted() {
        let mut findings = Findings::new();
        let mut faults = Faults::of("a.csv", &mut findings);
        for line in 0..250 {
            faults.row(line, Fault::cell(Code::TimeInvalid, "start", &"x".repeat(5000), "no date"));
        }
        faults.finish();
        assert_eq!(findings.len(), 101);
        let last = findings.iter().last().expect("one");
        assert!(last.message.contains("150 more") && last.message.contains("250 in all"), "{}", last.message);
        assert!(findings.iter().all(|f| f.place.text.as_ref().is_none_or(|t| t.chars().count() <= 61)));
    }
}
