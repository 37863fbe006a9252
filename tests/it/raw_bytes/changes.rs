//! Good files spoiled: the same seed and number give the same bytes.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What breaks readers: ends of ranges, other notations, other scripts, openings without an end.
const HOSTILE: [&[u8]; 44] = [
    b"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\"",
    b"'",
    b"\n",
    b"\r\n",
    b"\0",
    b"-",
    b"0",
    b"-0",
    b"1e308",
    b"-1e308",
    b"1e-320",
    b"NaN",
    b"inf",
    b"0x10",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"99999999999999999999999999",
    b"4294967296",
    b"1,234,567.89",
    b"1.234.567,89",
    b"100%",
    b"9999-12-31",
    b"0001-01-01",
    b"-262143-01-01",
    b"262142-12-31 23:59:59",
    b"2026-02-30",
    b"2026-03-29 02:30",
    b"2026-10-25T02:30:00+14:00",
    b"24:00",
    b"25:61:61",
    b"999999:00:00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"=cmd|' /C calc'!A0",
    "２０２６".as_bytes(),
    "星期一 上午".as_bytes(),
    "\u{202e}\u{0}é".as_bytes(),
    b"../../../../etc/passwd",
    b"[[[[{{{{",
];

/// Many of one thing: depth and length.
const REPEATED: [&[u8]; 8] = [b"[", b"{a=", b"\"", b",", b"\n", b"9", b"x", b"\"\n"];

/// A source of choices.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        let drawn = self.0.next_u64() % u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(drawn).unwrap_or(0)
    }

    fn one_of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> Option<&'a T> {
        things.get(self.below(things.len())).copied()
    }

    /// A stretch of the bytes.
    fn stretch(&mut self, bytes: &[u8], longest: usize) -> (usize, usize) {
        let start = self.below(bytes.len() + 1);
        (start, (start + self.below(longest)).min(bytes.len()))
    }

    /// The place of a cell: between two things that separate cells.
    fn cell(&mut self, bytes: &[u8]) -> (usize, usize) {
        let at = self.below(bytes.len() + 1);
        let separates = |byte: &u8| b",;|\t\n =[]{}".contains(byte);
        let (before, after) = bytes.split_at(at);
        let start = before.iter().rposition(separates).map_or(0, |found| found + 1);
        (start, after.iter().position(separates).map_or(bytes.len(), |found| at + found))
    }
}

/// The bytes of a good file after some changes; `number` chooses the file and the changes.
pub(crate) fn spoiled(samples: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let mut bytes = samples.get(dice.below(samples.len())).cloned().unwrap_or_default();
    for _ in 0..=dice.below(6) {
        change(&mut bytes, samples, &mut dice);
    }
    match dice.below(40) {
        0 => as_utf16(&bytes),
        1 => packed(&bytes),
        _ => bytes,
    }
}

fn change(bytes: &mut Vec<u8>, samples: &[Vec<u8>], dice: &mut Dice) {
    let hostile = dice.one_of(&HOSTILE).unwrap_or_default();
    match dice.below(10) {
        // Most cells are read on their own: a whole cell replaced reaches furthest.
        0..=2 => {
            let (start, end) = dice.cell(bytes);
            bytes.splice(start..end, hostile.iter().copied());
        }
        3 => {
            let (start, _) = dice.stretch(bytes, 1);
            bytes.splice(start..start, hostile.iter().copied());
        }
        4 => {
            let (start, end) = dice.stretch(bytes, 40);
            bytes.drain(start..end);
        }
        5 => {
            let (start, end) = dice.stretch(bytes, 400);
            let copy = bytes.get(start..end).unwrap_or_default().repeat(1 + dice.below(4));
            bytes.splice(end..end, copy);
        }
        6 => {
            let at = dice.below(bytes.len());
            let value = dice.0.next_u64().to_be_bytes();
            if let (Some(byte), [value, ..]) = (bytes.get_mut(at), value) {
                *byte = value;
            }
        }
        7 => {
            let (start, _) = dice.stretch(bytes, 1);
            let many = dice.one_of(&REPEATED).unwrap_or_default().repeat(dice.below(3000));
            bytes.splice(start..start, many);
        }
        8 => {
            let other = samples.get(dice.below(samples.len())).map_or(&[][..], Vec::as_slice);
            let (from, to) = dice.stretch(other, 300);
            let (start, end) = dice.stretch(bytes, 60);
            bytes.splice(start..end, other.get(from..to).unwrap_or_default().iter().copied());
        }
        _ => swap_lines(bytes, dice),
    }
}

fn swap_lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
    lines.swap(a, b);
    *bytes = lines.join(&b'\n');
}

fn as_utf16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let written = std::io::Write::write_all(&mut packer, bytes).and_then(|()| packer.finish());
    written.unwrap_or_default()
}
