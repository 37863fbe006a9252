//! A file as a stream of UTF-8 bytes: compression and encoding undone, never the whole text in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use flate2::bufread::MultiGzDecoder;

use super::encoding::{self, Detected};
use super::faults::Faults;
use super::workbook;
use crate::domain::codes::Code;

/// A readable export and how its bytes become text. It is read more than once: to detect, and to import.
pub(super) struct Source {
    path: PathBuf,
    /// A sheet of a workbook as text.
    text: Option<Arc<[u8]>>,
    /// The name of the sheet, and how many the workbook has.
    pub(super) sheet: Option<String>,
    /// Sheets with rows.
    pub(super) sheets: usize,
    /// What separates columns, where that is known beforehand.
    pub(super) separator: Option<char>,
    /// Bytes of the text, where known.
    pub(super) bytes: Option<u64>,
    /// The file is gzip, told by its first bytes and not by its name.
    pub(super) compressed: bool,
    /// Its encoding.
    pub(super) encoding: &'static Encoding,
    /// Nothing proves the encoding.
    pub(super) guessed: bool,
}

impl Source {
    /// Opens a file and finds its encoding; findings say why where it cannot be read.
    pub(super) fn open(path: &Path, named: Option<&'static Encoding>, faults: &mut Faults<'_>) -> Option<Self> {
        let unreadable = |faults: &mut Faults<'_>, e: &io::Error| {
            faults.whole(Code::FileUnreadable, format!("the file cannot be read: {e}"), "check its name and rights");
        };
        let probe = || -> io::Result<(bool, Detected)> {
            let compressed = starts_with(path, |start| start.starts_with(&[0x1F, 0x8B]))?;
            Ok((compressed, encoding::detect(bytes(path, compressed)?, named)?))
        };
        match starts_with(path, workbook::is_archive) {
            Ok(true) => return Self::of_workbook(path, faults),
            Ok(false) => {}
            Err(e) => {
                unreadable(faults, &e);
                return None;
            }
        }
        let (compressed, found) = match probe() {
            Ok(found) => found,
            Err(e) => {
                unreadable(faults, &e);
                return None;
            }
        };
        if found.empty {
            faults.whole(Code::ExportEmpty, "the file is empty", "export it again");
            return None;
        }
        if found.binary {
            let hint = "export it as CSV text (from a workbook: save as CSV UTF-8)";
            faults.whole(Code::ExportNotText, "the file is not text", hint);
            return None;
        }
        let size = std::fs::metadata(path).ok().map(|m| m.len()).filter(|_| !compressed);
        Some(Self {
            path: path.to_owned(),
            text: None,
            sheet: None,
            sheets: 0,
            separator: None,
            bytes: size,
            compressed,
            encoding: found.encoding,
            guessed: found.guessed,
        })
    }

    fn of_workbook(path: &Path, faults: &mut Faults<'_>) -> Option<Self> {
        match workbook::read(path) {
            Ok(sheet) => Some(Self {
                path: path.to_owned(),
                bytes: Some(sheet.text.len() as u64),
                text: Some(sheet.text.into()),
                sheet: Some(sheet.name),
                sheets: sheet.sheets,
                separator: Some(workbook::SEPARATOR),
                compressed: false,
                encoding: UTF_8,
                guessed: false,
            }),
            Err(why) => {
                let hint = "save it as XLSX once more, or as CSV UTF-8";
                faults.whole(Code::ExportNotText, format!("the file is no workbook that can be read: {why}"), hint);
                None
            }
        }
    }

    /// The text from the beginning.
    pub(super) fn text(&self) -> io::Result<BufReader<Box<dyn Read + Send>>> {
        if let Some(text) = &self.text {
            return Ok(BufReader::new(Box::new(Cursor::new(Arc::clone(text)))));
        }
        let bytes = BufReader::with_capacity(1 << 16, bytes(&self.path, self.compressed)?);
        let utf8 = Utf8 { bytes, decoder: self.encoding.new_decoder(), done: false };
        Ok(BufReader::with_capacity(1 << 16, Box::new(utf8)))
    }
}

fn starts_with(path: &Path, wanted: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
    let mut start = Vec::with_capacity(4);
    File::open(path)?.take(4).read_to_end(&mut start)?;
    Ok(wanted(&start))
}

fn bytes(path: &Path, compressed: bool) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    Ok(if compressed { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { Box::new(file) })
}

/// Decodes a stream piece by piece; what the encoding does not have becomes U+FFFD.
struct Utf8<R> {
    bytes: R,
    decoder: Decoder,
    done: bool,
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            let input = self.bytes.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, out, last);
            self.bytes.consume(read);
            self.done = last && matches!(result, CoderResult::InputEmpty);
            if written > 0 {
                return Ok(written);
            }
            if matches!(result, CoderResult::OutputFull) {
                return Err(io::Error::other("no room for a character"));
            }
        }
        Ok(0)
    }
}
