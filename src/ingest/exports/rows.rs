//! The rows of a file, one by one: what every kind of export has in common.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead};

use super::condition::Test;
use super::faults::{Fault, Faults, RowFaults};
use super::layout::Layout;
use super::records::{Record, Records};
use super::source::Source;
use crate::domain::codes::Code;

/// Words with which a row of totals begins.
const TOTAL_WORDS: [&str; 11] =
    ["total", "grand total", "totals", "subtotal", "summary", "sum", "average", "合计", "总计", "小计", "汇总"];

/// What became of a row.
pub(super) enum Outcome {
    /// It counts.
    Kept,
    /// It rightly does not count.
    Ignored(Cow<'static, str>),
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

/// What every row of a file is held against before its columns mean anything.
pub(super) struct Rules<'a> {
    layout: &'a Layout,
    required: usize,
    ignored: Vec<(String, Test)>,
    /// Where the row's time begins.
    time: Option<usize>,
    /// Where its date and its time of day stand.
    times: Vec<usize>,
    queue: Option<usize>,
}

/// What a part of a file gave, beside its rows.
#[derive(Default)]
pub(super) struct Part {
    /// The fate of its rows.
    pub(super) tally: Tally,
    /// What is wrong with some.
    pub(super) faults: RowFaults,
    /// The first line with characters that the encoding does not have.
    pub(super) damaged: Option<u64>,
}

impl Tally {
    /// Adds the rows of another part.
    pub(super) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.kept += other.kept;
        self.refused += other.refused;
        for (reason, rows) in other.ignored {
            *self.ignored.entry(reason).or_insert(0) += rows;
        }
    }

    fn ignore(&mut self, reason: &str) {
        match self.ignored.get_mut(reason) {
            Some(rows) => *rows += 1,
            None => {
                self.ignored.insert(reason.to_owned(), 1);
            }
        }
    }
}

/// Reads every row of a file through `row`; faults become findings and reading goes on.
pub(super) fn read(
    source: &Source,
    layout: &Layout,
    faults: &mut Faults<'_>,
    mut row: impl FnMut(&Record, &mut RowFaults) -> Result<Outcome, Fault>,
) -> Tally {
    let mut part = Part::default();
    match source.text() {
        Ok(text) => {
            let mut records = Records::new(text, layout.shape);
            let read = Rules::of(layout).read(&mut records, &mut part, &mut row);
            if let Err(e) = read {
                broken_off(&part.tally, &e, faults);
            }
        }
        Err(e) => faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), ""),
    }
    faults.rows(part.faults);
    say_damaged(part.damaged, source, faults);
    part.tally
}

/// Says that a file ends before it should.
pub(super) fn broken_off(tally: &Tally, e: &io::Error, faults: &mut Faults<'_>) {
    let message = format!("the file breaks off after row {}: {e}", tally.read);
    faults.whole(Code::FileUnreadable, message, "export or copy it again; the rows before are read");
}

/// Says that the encoding is not the right one.
pub(super) fn say_damaged(line: Option<u64>, source: &Source, faults: &mut Faults<'_>) {
    if let Some(line) = line {
        let message = format!("from line {line} on there are characters that {} does not have", source.encoding.name());
        faults.whole(Code::TextDamaged, message, "name the right encoding with --encoding");
    }
}

impl<'a> Rules<'a> {
    /// The rules of a layout.
    pub(super) fn of(layout: &'a Layout) -> Self {
        let ignored = layout.mapping.ignored.iter();
        let ignored =
            ignored.filter_map(|i| Some((i.reason.clone(), i.when.on(|name| layout.column(name))?))).collect();
        let time = ["date", "start", "time"].iter().find_map(|f| layout.field(f));
        let times = ["date", "start", "time"].iter().filter_map(|f| layout.field(f)).collect();
        Self { layout, required: layout.required(), ignored, time, times, queue: layout.field("queue") }
    }

    /// Reads records through `row`.
    pub(super) fn read<R: BufRead>(
        &self,
        records: &mut Records<R>,
        part: &mut Part,
        mut row: impl FnMut(&Record, &mut RowFaults) -> Result<Outcome, Fault>,
    ) -> io::Result<()> {
        let mut record = Record::default();
        while records.read(&mut record)? {
            if part.damaged.is_none() && record.is_damaged() {
                part.damaged = Some(record.line);
            }
            if record.line <= self.layout.header_line {
                continue;
            }
            part.tally.read += 1;
            let outcome = self.common(&record).and_then(|found| match found {
                Some(reason) => Ok(Outcome::Ignored(reason)),
                None => row(&record, &mut part.faults),
            });
            match outcome {
                Ok(Outcome::Kept) => part.tally.kept += 1,
                Ok(Outcome::Ignored(reason)) => part.tally.ignore(&reason),
                Err(fault) => {
                    part.tally.refused += 1;
                    part.faults.push(record.line, fault);
                }
            }
        }
        Ok(())
    }

    /// Why a row does not count whatever its columns mean; an error where its shape is wrong.
    fn common(&self, record: &Record) -> Result<Option<Cow<'static, str>>, Fault> {
        if record.broken {
            let fault = Fault::row(Code::RowBroken, "a quote is opened and not closed, or the line is too long");
            return Err(Fault { cell: Some(("line".into(), record.cell(0).into())), ..fault });
        }
        if record.is_blank() {
            return Ok(Some("empty row".into()));
        }
        if self.is_total(record) {
            return Ok(Some("row of totals".into()));
        }
        if record.len() == self.layout.header.len() && record.cells().eq(self.layout.header.iter().map(String::as_str))
        {
            return Ok(Some("repeated header".into()));
        }
        let (have, want) = (record.len(), self.layout.header.len());
        let surplus = have > want && record.cells().skip(want).any(|c| !c.is_empty());
        if surplus || have < self.required {
            if self.is_sentence(record) {
                return Ok(Some("line of text".into()));
            }
            let message = format!("the row has {have} columns and the header {want}");
            return Err(
                Fault::row(Code::RowBroken, message).hint("a separator inside a cell needs quotes around the cell")
            );
        }
        for (reason, test) in &self.ignored {
            if test.holds(record)? {
                return Ok(Some(reason.clone().into()));
            }
        }
        Ok(None)
    }

    /// A row of sums: it begins with the word, or it names no time and has the word somewhere, or it is the sum of all queues.
    fn is_total(&self, record: &Record) -> bool {
        let first = record.cells().find(|c| !c.is_empty()).unwrap_or_default();
        // Nearly every row begins with a figure of its date.
        let dated = first.starts_with(|c: char| c.is_ascii_digit());
        if dated && self.queue.is_none() && !self.times.iter().any(|at| is_named_total(record.cell(*at))) {
            return false;
        }
        let timeless = self.time.is_some_and(|at| record.cell(at).is_empty());
        is_total_word(first)
            || self.queue.is_some_and(|at| is_total_word(record.cell(at)))
            || self.times.iter().any(|at| is_named_total(record.cell(*at)))
            || ((timeless || begins_with_total(first))
                && record.cells().any(begins_with_total)
                && !self.has_time(record))
    }

    fn has_time(&self, record: &Record) -> bool {
        self.time.is_some_and(|at| record.cell(at).contains(|c: char| c.is_ascii_digit()))
    }

    /// A remark below the table: one cell that is no figure.
    fn is_sentence(&self, record: &Record) -> bool {
        let mut cells = record.cells().filter(|c| !c.is_empty());
        let (Some(only), None) = (cells.next(), cells.next()) else { return false };
        self.required > 1 && only.contains(' ') && only.starts_with(|c: char| !c.is_ascii_digit())
    }
}

/// Whether one of the words can stand at the start of a cell: most cells begin with none of their letters.
fn may_begin_total(cell: &str) -> bool {
    cell.bytes().next().is_some_and(|byte| !byte.is_ascii() || b"tgsa".contains(&byte.to_ascii_lowercase()))
}

fn is_total_word(cell: &str) -> bool {
    if !may_begin_total(cell) {
        return false;
    }
    let word = cell.trim_end_matches([':', '：']);
    TOTAL_WORDS.iter().any(|total| word.eq_ignore_ascii_case(total))
}

/// A total word where a date or time is due: `Total`, `Daily Total`, `2026-03-02 Total`, `3月2日合计`.
fn is_named_total(cell: &str) -> bool {
    // Nearly every cell here ends with a figure.
    if cell.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let word = cell.trim_end_matches([':', '：']);
    is_total_word(word)
        || TOTAL_WORDS.iter().any(|total| {
            let before = word.len().saturating_sub(total.len());
            word.get(before..).is_some_and(|end| end.eq_ignore_ascii_case(total))
                && word.get(..before).is_some_and(|b| !total.is_ascii() || b.ends_with(|c: char| !c.is_alphanumeric()))
        })
}

fn begins_with_total(cell: &str) -> bool {
    may_begin_total(cell)
        && TOTAL_WORDS.iter().any(|total| {
            cell.get(..total.len()).is_some_and(|start| start.eq_ignore_ascii_case(total))
                && cell.get(total.len()..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
}
