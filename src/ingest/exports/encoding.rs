//! Which encoding a file is in: named, marked by its first bytes, or guessed from all of it.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of text beyond ASCII that are decoded on trial.
const TRIED: usize = 8 << 20;

/// What the bytes of a file say about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detected {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// Nothing proves it.
    pub(super) guessed: bool,
    /// The file has no bytes.
    pub(super) empty: bool,
    /// Too many control characters for a text.
    pub(super) binary: bool,
}

/// The encoding of this name (`utf-8`, `gb18030`, `gbk`, `utf-16`, `windows-1252`, …).
pub(super) fn by_name(name: &str) -> Option<&'static Encoding> {
    let plain = name.trim();
    let label = if plain.eq_ignore_ascii_case("utf8") { "utf-8" } else { plain };
    Encoding::for_label(label.as_bytes())
}

/// The encoding named, or the one detected; `binary` and `empty` are told in both cases.
pub(super) fn detect(mut bytes: impl Read, named: Option<&'static Encoding>) -> io::Result<Detected> {
    let mut chunk = vec![0_u8; 1 << 16];
    let mut census = Census::new();
    let mut first = true;
    let (mut marked, mut unmarked) = (None, None);
    loop {
        let read = match bytes.read(&mut chunk) {
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            // A file that breaks off still has an encoding; reading its rows reports the break.
            Err(_) if !first => 0,
            Err(e) => return Err(e),
        };
        let part = chunk.get(..read).unwrap_or_default();
        if first {
            marked = mark(part);
            if marked.or(named).is_none() {
                unmarked = zeros_of_utf16(part);
            }
        }
        census.count(part, read == 0);
        // Proof needs no further reading.
        if read == 0 || (marked.or(named).or(unmarked).is_some() && census.total > 0) {
            break;
        }
        first = false;
    }
    let wide = marked.or(named).or(unmarked).is_some_and(|e| e == UTF_16LE || e == UTF_16BE);
    let known = marked.or(named).map(|e| (e, false)).or(unmarked.map(|e| (e, true)));
    let (encoding, guessed) = known.unwrap_or_else(|| census.guess());
    Ok(Detected { encoding, guessed, empty: census.total == 0, binary: !wide && census.is_binary() })
}

/// The encoding that a byte-order mark proves.
fn mark(start: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(start).map(|(encoding, _)| encoding)
}

/// UTF-16 without a byte-order mark: figures, separators and line ends have a zero in the same half of their two bytes.
fn zeros_of_utf16(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = start.chunks_exact(2);
    let (mut first, mut second, all) = (0_usize, 0_usize, pairs.len());
    for pair in pairs {
        first += usize::from(matches!(pair, [0, b] if *b != 0));
        second += usize::from(matches!(pair, [a, 0] if *a != 0));
    }
    let is_text = |zeros: usize, others: usize| all > 4 && zeros * 5 > all && others * 50 < zeros;
    match (is_text(first, second), is_text(second, first)) {
        (true, _) => Some(UTF_16BE),
        (_, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// How many bytes are such ones. So few are summed at a time that a byte holds their count: the compiler then looks at many at once.
#[inline]
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> u64 {
    bytes.chunks(255).map(|few| u64::from(few.iter().map(|byte| u8::from(is(*byte))).sum::<u8>())).sum()
}

#[inline]
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=31)
}

/// Counts by which encodings are told apart.
struct Census {
    total: u64,
    /// Bytes that were decoded on trial, and whether the last of them cannot be the beginning of a character.
    tried: usize,
    ends_plain: bool,
    control: u64,
    /// Pairs of high bytes in the plane of everyday Chinese characters (both from 0xA1), and other pairs that begin high.
    high_pairs: u64,
    odd_pairs: u64,
    pending: Option<u8>,
    utf8: Trial,
    gb: Trial,
}

impl Census {
    fn new() -> Self {
        Self {
            total: 0,
            tried: 0,
            ends_plain: true,
            control: 0,
            high_pairs: 0,
            odd_pairs: 0,
            pending: None,
            utf8: Trial::new(UTF_8),
            gb: Trial::new(GB18030),
        }
    }

    fn count(&mut self, bytes: &[u8], last: bool) {
        self.total += bytes.len() as u64;
        // Plain ASCII proves nothing but that it is text, and of other text some megabytes prove enough.
        let plain = bytes.is_ascii() && self.ends_plain && !last;
        if plain || self.tried > TRIED {
            self.control += count(bytes, is_control);
            return;
        }
        self.ends_plain = bytes.get(bytes.len().saturating_sub(4)..).unwrap_or_default().is_ascii();
        self.tried += bytes.len();
        for &b in bytes {
            self.control += u64::from(is_control(b));
            match self.pending.take() {
                Some(lead) if lead >= 0xA1 && b >= 0xA1 => self.high_pairs += 1,
                Some(_) => self.odd_pairs += 1,
                None if b >= 0x80 => self.pending = Some(b),
                None => {}
            }
        }
        self.utf8.feed(bytes, last);
        self.gb.feed(bytes, last);
    }

    fn is_binary(&self) -> bool {
        self.control * 50 > self.total
    }

    fn guess(&self) -> (&'static Encoding, bool) {
        let chinese = self.high_pairs > self.odd_pairs;
        let mostly = |trial: &Trial| trial.bad * 20 < trial.wide;
        if self.utf8.bad == 0 {
            // Text that is valid UTF-8 by accident does not occur; plain ASCII is UTF-8.
            (UTF_8, false)
        } else if self.gb.bad == 0 && chinese {
            (GB18030, true)
        } else if mostly(&self.utf8) {
            (UTF_8, true)
        } else if mostly(&self.gb) && chinese {
            (GB18030, true)
        } else {
            (WINDOWS_1252, true)
        }
    }
}

/// How well the bytes decode as one encoding.
struct Trial {
    decoder: encoding_rs::Decoder,
    /// Malformed sequences.
    bad: u64,
    /// Bytes of characters beyond ASCII, decoded.
    wide: u64,
    text: String,
}

impl Trial {
    fn new(encoding: &'static Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_without_bom_handling(),
            bad: 0,
            wide: 0,
            text: String::with_capacity(1 << 14),
        }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            self.text.clear();
            let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            self.wide += self.text.bytes().filter(|b| *b >= 0x80).count() as u64;
            bytes = bytes.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.bad += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(bytes: &[u8]) -> (&'static str, bool) {
        let found = detect(bytes, None).expect("reads");
        (found.encoding.name(), found.guessed)
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(guess(b"start,offered\n"), ("UTF-8", false));
        assert_eq!(guess("时间,呼入量\n".as_bytes()), ("UTF-8", false));
        assert_eq!(guess(b"\xEF\xBB\xBFstart,offered\n"), ("UTF-8", false));
        assert_eq!(guess(&GB18030.encode("时间,呼入量,接通\n").0), ("gb18030", true));
        assert_eq!(guess(&WINDOWS_1252.encode("général,élevé\n").0), ("windows-1252", true));
        assert_eq!(guess(b"\xFF\xFEs\0t\0"), ("UTF-16LE", false));
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        for text in ["Date,Time,Calls\n2026-03-02,09:00,5\n", "日期,时段,呼入量\n2026/3/2,09:00-09:30,5\n"] {
            assert_eq!(guess(&wide(text, true)), ("UTF-16BE", true), "without a mark");
            assert_eq!(guess(&wide(text, false)), ("UTF-16LE", true), "without a mark");
        }
        assert!(detect(&b""[..], None).expect("reads").empty);
        assert!(detect(&b"PK\x03\x04\x00\x00\x00\x01\x02"[..], None).expect("reads").binary);
    }

    #[test]
    fn a_single_damaged_byte_does_not_change_the_guess() {
        let mut bytes = "时间,呼入量,接通量,放弃量,平均处理时长\n".repeat(20).into_bytes();
        bytes.insert(0, 0xFF);
        assert_eq!(guess(&bytes), ("UTF-8", true));
    }

    #[test]
    fn names_are_known() {
        for name in ["utf-8", "UTF8", "gb18030", "GBK", "gb2312", "utf-16", "latin1", "big5"] {
            assert!(by_name(name).is_some(), "{name}");
        }
        assert!(by_name("ebcdic").is_none());
    }
}
