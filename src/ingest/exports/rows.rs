//! The rows of a file, one by one: what every kind of export has in common.

use std::collections::BTreeMap;

use super::condition::Test;
use super::faults::{Fault, Faults};
use super::layout::Layout;
use super::records::{Record, Records};
use super::source::Source;
use crate::domain::codes::Code;

/// Words with which a row of totals begins.
const TOTAL_WORDS: [&str; 8] = ["total", "grand total", "totals", "sum", "合计", "总计", "小计", "汇总"];

/// What became of a row.
pub(super) enum Outcome {
    /// It counts.
    Kept,
    /// It rightly does not count.
    Ignored(String),
}

/// How many rows met which fate.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows after the header.
    pub(super) read: u64,
    /// Rows that count.
    pub(super) kept: u64,
    /// Rows with a fault.
    pub(super) refused: u64,
    /// Rows that rightly do not count, by reason.
    pub(super) ignored: BTreeMap<String, u64>,
}

impl Tally {
    /// A row that was kept turned out not to count.
    pub(super) fn unkeep(&mut self, reason: &str) {
        self.kept = self.kept.saturating_sub(1);
        *self.ignored.entry(reason.to_owned()).or_insert(0) += 1;
    }

    /// A row that was kept turned out to have a fault.
    pub(super) fn refuse_kept(&mut self) {
        self.kept = self.kept.saturating_sub(1);
        self.refused += 1;
    }
}

/// Reads every row of a file through `row`; faults become findings and reading goes on.
pub(super) fn read(
    source: &Source,
    layout: &Layout,
    faults: &mut Faults<'_>,
    mut row: impl FnMut(&Record, &mut Faults<'_>) -> Result<Outcome, Fault>,
) -> Tally {
    let mut tally = Tally::default();
    let ignored = ignored_tests(layout);
    let required = layout.required();
    let mut damaged = None;
    let text = match source.text() {
        Ok(text) => text,
        Err(e) => {
            faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "");
            return tally;
        }
    };
    let mut records = Records::new(text, layout.separator);
    loop {
        let record = match records.next() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(e) => {
                let message = format!("the file breaks off after row {}: {e}", tally.read);
                faults.whole(Code::FileUnreadable, message, "export or copy it again; the rows before are read");
                break;
            }
        };
        if damaged.is_none() && record.cells.iter().any(|c| c.contains('\u{FFFD}')) {
            damaged = Some(record.line);
        }
        if record.line <= layout.header_line {
            continue;
        }
        tally.read += 1;
        let outcome = common(&record, layout, required, &ignored).and_then(|found| match found {
            Some(reason) => Ok(Outcome::Ignored(reason)),
            None => row(&record, faults),
        });
        match outcome {
            Ok(Outcome::Kept) => tally.kept += 1,
            Ok(Outcome::Ignored(reason)) => *tally.ignored.entry(reason).or_insert(0) += 1,
            Err(fault) => {
                tally.refused += 1;
                faults.row(record.line, fault);
            }
        }
    }
    if let Some(line) = damaged {
        let message = format!("from line {line} on there are characters that {} does not have", source.encoding.name());
        faults.whole(Code::TextDamaged, message, "name the right encoding with --encoding");
    }
    tally
}

/// Why a row does not count whatever its columns mean; an error where its shape is wrong.
fn common(
    record: &Record,
    layout: &Layout,
    required: usize,
    ignored: &[(String, Test)],
) -> Result<Option<String>, Fault> {
    if record.broken {
        let text = record.cells.first().map_or("", String::as_str);
        let fault = Fault::row(Code::RowBroken, "a quote is opened and not closed, or the line is too long");
        return Err(Fault { cell: Some(("line".into(), text.into())), ..fault });
    }
    if record.is_blank() {
        return Ok(Some("empty row".into()));
    }
    let first = record.cells.iter().find(|c| !c.is_empty()).map_or("", String::as_str);
    let word = first.trim_end_matches([':', '：']).to_lowercase();
    if TOTAL_WORDS.contains(&word.as_str()) {
        return Ok(Some("row of totals".into()));
    }
    if record.cells == layout.header {
        return Ok(Some("repeated header".into()));
    }
    let (have, want) = (record.cells.len(), layout.header.len());
    let surplus = record.cells.iter().skip(want).any(|c| !c.is_empty());
    if surplus || have < required {
        let message = format!("the row has {have} columns and the header {want}");
        return Err(Fault::row(Code::RowBroken, message).hint("a separator inside a cell needs quotes around the cell"));
    }
    for (reason, test) in ignored {
        if test.holds(record)? {
            return Ok(Some(reason.clone()));
        }
    }
    Ok(None)
}

fn ignored_tests(layout: &Layout) -> Vec<(String, Test)> {
    let rules = layout.mapping.ignored.iter();
    rules.filter_map(|i| Some((i.reason.clone(), i.when.on(|name| layout.column(name))?))).collect()
}
