//! Text lines → records of cells.
//!
//! Lines are split here and not by a CSV reader over the whole stream because of one fault that is common in exports: a quote
//! that is opened and never closed. Such a reader would swallow the rest of the file into one cell; here the line is refused
//! and reading goes on with the next.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::ops::Range;

use super::bcms::Page;

/// Bytes of the longest line that is read.
const LONGEST_LINE: u64 = 1 << 20;
/// Lines over which a quoted cell may run.
pub(super) const QUOTED_LINES: usize = 16;

/// One record. Its cells lie in one text, mostly the line itself: reading millions of them allocates nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// A quote is not closed, or the line is too long: the cells mean nothing.
    pub(super) broken: bool,
    text: String,
    /// Where each cell lies in `text`.
    places: Vec<Range<usize>>,
}

impl Record {
    /// A record of these cells.
    #[cfg(test)]
    pub(super) fn of<S: AsRef<str>>(line: u64, cells: impl IntoIterator<Item = S>) -> Self {
        let mut record = Self { line, ..Self::default() };
        cells.into_iter().for_each(|cell| record.push(cell.as_ref()));
        record
    }

    /// A cell, trimmed; empty where the row is too short.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.places.get(index).and_then(|place| self.text.get(place.clone())).unwrap_or_default()
    }

    /// All cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| self.text.get(place.clone()).unwrap_or_default())
    }

    /// All cells, to keep.
    pub(super) fn to_vec(&self) -> Vec<String> {
        self.cells().map(str::to_owned).collect()
    }

    /// How many cells it has.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// All cells are empty.
    pub(super) fn is_blank(&self) -> bool {
        !self.broken && self.places.iter().all(Range::is_empty)
    }

    /// Whether it has a character that its encoding does not have.
    pub(super) fn is_damaged(&self) -> bool {
        !self.text.is_ascii() && self.text.contains('\u{FFFD}')
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, cell: &str) {
        let cell = if cell.as_bytes().first() == Some(&b'=') { kept_as_text(cell) } else { cell };
        let start = self.text.len();
        self.text.push_str(cell.trim());
        self.places.push(start..self.text.len());
    }

    /// Empties it for the next line.
    pub(super) fn clear(&mut self, line: u64) {
        self.line = line;
        self.broken = false;
        self.text.clear();
        self.places.clear();
    }

    /// Holds the cells of a line without quotes.
    fn set_plain(&mut self, number: u64, line: &str, separator: u8) {
        self.clear(number);
        self.text.push_str(line);
        let mut start = 0;
        for (at, byte) in line.bytes().enumerate() {
            if byte == separator {
                self.places.push(trimmed(line, start..at));
                start = at + 1;
            }
        }
        self.places.push(trimmed(line, start..line.len()));
    }

    /// Holds nothing but a line that cannot be split.
    fn spoil(&mut self, line: &Line) {
        self.clear(line.number);
        self.broken = true;
        self.push(&line.text);
    }
}

/// The part of a cell without the blanks around it.
fn trimmed(line: &str, cell: Range<usize>) -> Range<usize> {
    // Few cells have blanks around them.
    let bare = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = line.as_bytes().get(cell.clone()).unwrap_or_default();
    if bare(bytes.first()) && bare(bytes.last()) {
        return cell;
    }
    let text = line.get(cell.clone()).unwrap_or_default();
    let start = cell.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// The text of `="0042"`, by which exports keep a spreadsheet from reading a figure as a number.
fn kept_as_text(cell: &str) -> &str {
    cell.strip_prefix("=\"").and_then(|text| text.trim_end().strip_suffix('"')).unwrap_or(cell)
}

/// A line of text, its number from 1, and whether it was cut because it is too long.
#[derive(Default)]
struct Line {
    number: u64,
    text: String,
    cut: bool,
}

/// What the lines of a file look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Cells between separators.
    Separated(char),
    /// The printed report of an Avaya BCMS: columns of fixed width, pages with headings.
    Bcms,
}

/// The records of a text, in order.
pub(super) struct Records<R> {
    text: R,
    shape: Shape,
    number: u64,
    /// Lines read ahead for a quoted cell that did not end.
    ahead: VecDeque<Line>,
    /// The page of a printed report.
    page: Page,
    bytes: Vec<u8>,
}

impl<R: BufRead> Records<R> {
    /// Records of a whole text.
    pub(super) fn new(text: R, shape: Shape) -> Self {
        Self::after(text, shape, 0)
    }

    /// Records of a text before which so many lines stand.
    pub(super) fn after(text: R, shape: Shape, lines: u64) -> Self {
        let (ahead, page, bytes) = (VecDeque::new(), Page::default(), Vec::new());
        Self { text, shape, number: lines, ahead, page, bytes }
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let mut record = Record::default();
        Ok(self.read(&mut record)?.then_some(record))
    }

    /// Reads the next record into this one; `false` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        if self.read_plain(record)? {
            return Ok(true);
        }
        loop {
            let Some(line) = self.next_line()? else { return Ok(false) };
            let done = match self.shape {
                _ if line.cut => {
                    record.spoil(&line);
                    true
                }
                Shape::Bcms => self.page.row(line.number, &line.text, record),
                Shape::Separated(separator) => {
                    record.clear(line.number);
                    if !split(&line.text, separator, record) {
                        self.quoted_over_lines(&line, separator, record)?;
                    }
                    true
                }
            };
            self.bytes = line.text.into_bytes();
            if done {
                return Ok(true);
            }
        }
    }

    /// Reads the next record where it lies whole in the buffer, is UTF-8 and has no quotes, as nearly all are: nothing is
    /// copied but the line, once. `false` where it must be read with care.
    fn read_plain(&mut self, record: &mut Record) -> io::Result<bool> {
        let Shape::Separated(separator) = self.shape else { return Ok(false) };
        let Ok(separator) = u8::try_from(separator) else { return Ok(false) };
        if !separator.is_ascii() || !self.ahead.is_empty() {
            return Ok(false);
        }
        let buffer = self.text.fill_buf()?;
        let longest = usize::try_from(LONGEST_LINE).map_or(buffer.len(), |longest| longest.min(buffer.len()));
        let special = buffer.iter().take(longest).position(|byte| matches!(byte, b'\n' | b'"'));
        let Some(end) = special.filter(|at| buffer.get(*at) == Some(&b'\n')) else { return Ok(false) };
        let mut line = buffer.get(..end).unwrap_or_default();
        while let [rest @ .., b'\r'] = line {
            line = rest;
        }
        let Ok(text) = std::str::from_utf8(line) else { return Ok(false) };
        record.set_plain(self.number + 1, text, separator);
        self.number += 1;
        self.text.consume(end + 1);
        Ok(true)
    }

    /// Lines of the text up to the end of the last record.
    pub(super) fn lines_taken(&self) -> u64 {
        self.number - self.ahead.len() as u64
    }

    /// A record whose quoted cell goes on over the next lines; if it does not end soon, the first line alone is broken.
    fn quoted_over_lines(&mut self, first: &Line, separator: char, record: &mut Record) -> io::Result<()> {
        let mut text = first.text.clone();
        let mut taken = Vec::new();
        while taken.len() < QUOTED_LINES {
            let Some(line) = self.next_line()? else { break };
            text.push('\n');
            text.push_str(&line.text);
            let cut = line.cut;
            taken.push(line);
            if cut {
                break;
            }
            record.clear(first.number);
            if split(&text, separator, record) {
                return Ok(());
            }
        }
        for line in taken.into_iter().rev() {
            self.ahead.push_front(line);
        }
        record.spoil(first);
        Ok(())
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        if (&mut self.text).take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let cut = bytes.len() as u64 == LONGEST_LINE && !bytes.ends_with(b"\n");
        if cut {
            self.skip_line()?;
        }
        self.number += 1;
        while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            bytes.pop();
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(Some(Line { number: self.number, text, cut }))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut rest = Vec::new();
        loop {
            rest.clear();
            let read = (&mut self.text).take(LONGEST_LINE).read_until(b'\n', &mut rest)?;
            if read == 0 || rest.ends_with(b"\n") {
                return Ok(());
            }
        }
    }
}

/// Whether a line stands for itself: no quote is open at its end.
pub(super) fn is_closed(line: &[u8], shape: Shape) -> bool {
    match shape {
        Shape::Separated(separator) if line.contains(&b'"') => {
            split(&String::from_utf8_lossy(line), separator, &mut Record::default())
        }
        _ => true,
    }
}

/// Adds the cells of a line, quotes undone; `false` when a quote is not closed.
fn split(line: &str, separator: char, record: &mut Record) -> bool {
    if !line.as_bytes().contains(&b'"') {
        line.split(separator).for_each(|cell| record.push(cell));
        return true;
    }
    let mut rest = line;
    loop {
        let start = rest.trim_start_matches(' ');
        let after = if let Some(quoted) = start.strip_prefix('"') {
            let Some((cell, after)) = unquote(quoted, separator) else { return false };
            record.push(&cell);
            after
        } else {
            let (cell, after) = rest.split_once(separator).map_or((rest, None), |(cell, after)| (cell, Some(after)));
            record.push(cell);
            after
        };
        match after {
            Some(after) => rest = after,
            None => return true,
        }
    }
}

/// The text up to the closing quote and what follows the next separator.
fn unquote(mut text: &str, separator: char) -> Option<(String, Option<&str>)> {
    let mut cell = String::new();
    loop {
        let (part, after) = text.split_once('"')?;
        cell.push_str(part);
        if let Some(more) = after.strip_prefix('"') {
            cell.push('"');
            text = more;
            continue;
        }
        return Some(match after.split_once(separator) {
            Some((tail, rest)) => (cell + tail, Some(rest)),
            None => (cell + after, None),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Record> {
        let mut records = Records::new(text.as_bytes(), Shape::Separated(','));
        std::iter::from_fn(|| records.next().expect("reads")).collect()
    }

    #[test]
    fn cells_are_split_trimmed_and_unquoted() {
        let read = all("a, b ,\"c,\"\"d\"\"\"\r\n\n1,\"two\nlines\",3\n4,,");
        assert_eq!(read[0].to_vec(), ["a", "b", "c,\"d\""]);
        assert!(read[1].is_blank());
        assert_eq!((read[2].line, read[2].cell(1)), (3, "two\nlines"));
        assert_eq!((read[3].line, read[3].len()), (5, 3));
        // Figures that a spreadsheet is to keep as text.
        assert_eq!(all("=\"0042\",\"=\"\"7\"\"\",=1+2")[0].to_vec(), ["0042", "7", "=1+2"]);
    }

    #[test]
    fn an_unclosed_quote_spoils_its_own_line_only() {
        let read = all("1,\"oops\n2,b\n3,c\n");
        assert_eq!(read.iter().map(|r| r.broken).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(read[2].to_vec(), ["3", "c"]);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = "x".repeat(3 << 20) + "\n1,2\n";
        let read = all(&text);
        assert!(read[0].broken);
        assert_eq!((read[1].line, read[1].to_vec()), (2, vec!["1".to_owned(), "2".to_owned()]));
    }
}
