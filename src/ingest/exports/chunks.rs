//! A text in pieces that can be read side by side: each ends where a record ends.

use std::io::{self, Read};

use super::encoding::count;
use super::records::{QUOTED_LINES, Records, Shape, is_closed};

/// Bytes of a piece: so few that its rows stay near the processor.
const SIZE: usize = 256 << 10;
/// Bytes that are kept of a line without an end; such a line is refused.
const KEPT: usize = 2 << 20;

/// A piece of a text.
pub(super) struct Chunk {
    /// Whole records.
    pub(super) bytes: Vec<u8>,
    /// Lines of the text before it.
    pub(super) lines_before: u64,
}

/// The pieces of a text, in order.
pub(super) struct Chunks<R> {
    text: R,
    shape: Shape,
    /// Read, and not yet given.
    rest: Vec<u8>,
    lines: u64,
    ended: bool,
    size: usize,
}

impl<R: Read> Chunks<R> {
    /// The pieces of a text.
    pub(super) fn new(text: R, shape: Shape) -> Self {
        Self { text, shape, rest: Vec::new(), lines: 0, ended: false, size: SIZE }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Chunk>> {
        let mut wanted = self.size;
        loop {
            self.fill(wanted)?;
            if self.rest.is_empty() {
                return Ok(None);
            }
            let cut = if self.ended { Some(self.rest.len()) } else { self.cut() };
            if let Some(cut) = cut {
                let bytes = self.take(cut);
                let lines_before = self.lines;
                self.lines += newlines(&bytes);
                return Ok(Some(Chunk { bytes, lines_before }));
            }
            if self.rest.contains(&b'\n') || self.rest.len() < KEPT {
                wanted = self.rest.len() + self.size;
            } else {
                self.drop_long_line()?;
            }
        }
    }

    /// The first bytes of what was read. What stays has room for the next piece at once.
    fn take(&mut self, cut: usize) -> Vec<u8> {
        let stays = self.rest.get(cut..).unwrap_or_default();
        let mut rest = Vec::with_capacity(stays.len() + self.size);
        rest.extend_from_slice(stays);
        let mut bytes = std::mem::replace(&mut self.rest, rest);
        bytes.truncate(cut);
        bytes
    }

    /// What was read before the text broke off.
    pub(super) fn remains(&mut self) -> Option<Chunk> {
        let bytes = std::mem::take(&mut self.rest);
        (!bytes.is_empty()).then_some(Chunk { bytes, lines_before: self.lines })
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        let missing = wanted.saturating_sub(self.rest.len());
        if missing > 0 && !self.ended {
            let read = (&mut self.text).take(missing as u64).read_to_end(&mut self.rest)?;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// Where the last piece of whole records ends: behind so many lines of which none leaves a quote open that no record can
    /// run across; where quoted cells run over lines all the time, by reading the records.
    fn cut(&self) -> Option<usize> {
        let mut candidate = self.rest.iter().rposition(|b| *b == b'\n')? + 1;
        let (mut end, mut closed) = (candidate, 0);
        while closed <= QUOTED_LINES && end > 0 {
            let line = self.rest.get(..end - 1).unwrap_or_default();
            let start = line.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            if is_closed(line.get(start..).unwrap_or_default(), self.shape) {
                closed += 1;
            } else {
                (candidate, closed) = (start, 0);
            }
            end = start;
        }
        if closed > QUOTED_LINES { Some(candidate) } else { self.cut_by_records() }
    }

    /// The end of the last record behind which as many lines are known as a record can have.
    fn cut_by_records(&self) -> Option<usize> {
        let all = newlines(&self.rest);
        let mut records = Records::new(self.rest.as_slice(), self.shape);
        let mut lines = 0;
        while records.next().ok()?.is_some() {
            let taken = records.lines_taken();
            if taken + QUOTED_LINES as u64 + 1 > all {
                break;
            }
            lines = taken;
        }
        let ends = self.rest.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1);
        usize::try_from(lines).ok()?.checked_sub(1).and_then(|before| ends.into_iter().nth(before))
    }

    /// A line without an end would fill the memory: its beginning is enough to refuse it.
    fn drop_long_line(&mut self) -> io::Result<()> {
        self.rest.truncate(KEPT);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = self.text.read(&mut buffer)?;
            let part = buffer.get(..read).unwrap_or_default();
            if read == 0 {
                self.ended = true;
                return Ok(());
            }
            if let Some(at) = part.iter().position(|b| *b == b'\n') {
                self.rest.extend_from_slice(part.get(at..).unwrap_or_default());
                return Ok(());
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    count(bytes, |byte| byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::exports::records::Record;

    const COMMA: Shape = Shape::Separated(',');

    /// The line, whether it is broken, and the cells of a record.
    type Read = (u64, bool, Vec<String>);

    fn seen(record: &Record) -> Read {
        (record.line, record.broken, record.to_vec())
    }

    fn in_pieces(text: &str, size: usize) -> Vec<Read> {
        let mut chunks = Chunks { size, ..Chunks::new(text.as_bytes(), COMMA) };
        let mut found = Vec::new();
        while let Some(chunk) = chunks.next().expect("reads") {
            let mut records = Records::after(chunk.bytes.as_slice(), COMMA, chunk.lines_before);
            found.extend(std::iter::from_fn(|| records.next().expect("reads")).map(|record| seen(&record)));
        }
        found
    }

    fn at_once(text: &str) -> Vec<Read> {
        let mut records = Records::new(text.as_bytes(), COMMA);
        std::iter::from_fn(|| records.next().expect("reads")).map(|record| seen(&record)).collect()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn pieces_hold_the_same_records_as_the_whole(
            lines in proptest::collection::vec("([a-c]{0,3}|\"a,b\"|\"a|b\"|\"\"|\"){1,3}(,([a-c]{0,2}|\"|\"x\"))?", 0..120),
            size in 8..400_usize,
        ) {
            let text = lines.join("\n");
            proptest::prop_assert_eq!(in_pieces(&text, size), at_once(&text));
        }
    }

    #[test]
    fn cells_over_several_lines_are_not_cut() {
        let text = "1,\"two\nlines\",x\n".repeat(200) + "end,,\n";
        assert_eq!(in_pieces(&text, 64), at_once(&text));
        assert_eq!(at_once(&text).len(), 201);
    }

    #[test]
    fn a_line_without_end_is_dropped_and_the_next_line_is_read() {
        let text = format!("a,b\n{}\n1,2\n", "x".repeat(9 << 20));
        let found = in_pieces(&text, SIZE);
        assert_eq!(
            found.iter().map(|(line, broken, _)| (*line, *broken)).collect::<Vec<_>>(),
            [(1, false), (2, true), (3, false)]
        );
    }
}
