//! Text lines → records of cells.
//!
//! Lines are split here and not by a CSV reader over the whole stream because of one fault that is common in exports: a quote
//! that is opened and never closed. Such a reader would swallow the rest of the file into one cell; here the line is refused
//! and reading goes on with the next.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// Bytes of the longest line that is read.
const LONGEST_LINE: u64 = 1 << 20;
/// Lines over which a quoted cell may run.
const QUOTED_LINES: usize = 16;

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Its cells, trimmed.
    pub(super) cells: Vec<String>,
    /// A quote is not closed, or the line is too long: the cells mean nothing.
    pub(super) broken: bool,
}

impl Record {
    /// A cell; empty where the row is too short.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// All cells are empty.
    pub(super) fn is_blank(&self) -> bool {
        !self.broken && self.cells.iter().all(String::is_empty)
    }
}

/// A line of text, its number from 1, and whether it was cut because it is too long.
struct Line {
    number: u64,
    text: String,
    cut: bool,
}

/// The records of a text, in order.
pub(super) struct Records<R> {
    text: R,
    separator: char,
    number: u64,
    /// Lines read ahead for a quoted cell that did not end.
    ahead: VecDeque<Line>,
}

impl<R: BufRead> Records<R> {
    /// Records of cells between separators.
    pub(super) fn new(text: R, separator: char) -> Self {
        Self { text, separator, number: 0, ahead: VecDeque::new() }
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let Some(line) = self.next_line()? else { return Ok(None) };
        let number = line.number;
        if line.cut {
            return Ok(Some(Record { line: number, cells: vec![line.text], broken: true }));
        }
        if let Some(cells) = split(&line.text, self.separator) {
            return Ok(Some(Record { line: number, cells, broken: false }));
        }
        self.quoted_over_lines(line).map(Some)
    }

    /// A record whose quoted cell goes on over the next lines; if it does not end soon, the first line alone is broken.
    fn quoted_over_lines(&mut self, first: Line) -> io::Result<Record> {
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
            if let Some(cells) = split(&text, self.separator) {
                return Ok(Record { line: first.number, cells, broken: false });
            }
        }
        for line in taken.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Ok(Record { line: first.number, cells: vec![first.text], broken: true })
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        if (&mut self.text).take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let cut = bytes.len() as u64 == LONGEST_LINE && !bytes.ends_with(b"\n");
        if cut {
            self.skip_line()?;
        }
        self.number += 1;
        let text = String::from_utf8_lossy(&bytes);
        Ok(Some(Line { number: self.number, text: text.trim_end_matches(['\n', '\r']).to_owned(), cut }))
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

/// The cells of a line, trimmed, quotes undone; `None` when a quote is not closed.
fn split(line: &str, separator: char) -> Option<Vec<String>> {
    if !line.contains('"') {
        return Some(line.split(separator).map(|c| c.trim().to_owned()).collect());
    }
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let start = rest.trim_start_matches(' ');
        let (cell, after) = match start.strip_prefix('"') {
            Some(quoted) => unquote(quoted, separator)?,
            None => match rest.split_once(separator) {
                Some((cell, after)) => (cell.to_owned(), Some(after)),
                None => (rest.to_owned(), None),
            },
        };
        cells.push(cell.trim().to_owned());
        match after {
            Some(after) => rest = after,
            None => return Some(cells),
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
        let mut records = Records::new(text.as_bytes(), ',');
        std::iter::from_fn(|| records.next().expect("reads")).collect()
    }

    #[test]
    fn cells_are_split_trimmed_and_unquoted() {
        let read = all("a, b ,\"c,\"\"d\"\"\"\r\n\n1,\"two\nlines\",3\n4,,");
        assert_eq!(read[0].cells, ["a", "b", "c,\"d\""]);
        assert!(read[1].is_blank());
        assert_eq!((read[2].line, read[2].cells[1].as_str()), (3, "two\nlines"));
        assert_eq!((read[3].line, read[3].cells.len()), (5, 3));
    }

    #[test]
    fn an_unclosed_quote_spoils_its_own_line_only() {
        let read = all("1,\"oops\n2,b\n3,c\n");
        assert_eq!(read.iter().map(|r| r.broken).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(read[2].cells, ["3", "c"]);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = "x".repeat(3 << 20) + "\n1,2\n";
        let read = all(&text);
        assert!(read[0].broken);
        assert_eq!((read[1].line, read[1].cells.as_slice()), (2, &["1".to_owned(), "2".to_owned()][..]));
    }
}
