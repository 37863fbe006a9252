//! A workbook in another language: a ZIP of XML, whose texts are said and whose sheets are renamed wherever they are named.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::book::Book;
use super::page;

/// The longest name of a sheet, in characters.
const SHEET_NAME: usize = 31;

/// A file of the archive.
struct Entry {
    name: String,
    /// Date and time, as the format packs them: kept, so that the same workbook gives the same bytes.
    stamp: [u8; 4],
    data: Vec<u8>,
}

/// The workbook in the book's language; none when the bytes are no such archive.
pub(super) fn said(book: &Book, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut entries = entries(bytes)?;
    let sheets =
        entries.iter().find(|entry| entry.name == "xl/workbook.xml").map(|entry| renamed(book, &entry.data))?;
    for entry in &mut entries {
        let looks = ["xl/styles.xml", "xl/theme/"].iter().any(|name| entry.name.starts_with(name));
        let is_text = entry.name.starts_with("xl/") || entry.name.starts_with("docProps/");
        if looks || !is_text || !entry.name.ends_with(".xml") {
            continue;
        }
        let Ok(text) = std::str::from_utf8(&entry.data) else { continue };
        let mut text = text.to_owned();
        for (english, own) in &sheets {
            text = text.replace(english, own);
        }
        entry.data = page::page(book, "zh-CN", &text).into_bytes();
    }
    archive(&entries)
}

/// The sheets whose names change.
fn renamed(book: &Book, workbook: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(workbook);
    let names = text.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = |name: &str| {
        let own = book.say(name).text;
        let fits =
            own.chars().count() <= SHEET_NAME && !own.contains(['\\', '/', '?', '*', '[', ']', ':', '\'', '&', '<']);
        (fits && own != name).then(|| (name.to_owned(), own))
    };
    names.filter_map(own).collect()
}

/// A number of two or four bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
}

/// The files that the archive's directory names.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let end = bytes.len().checked_sub(22)?;
    let mut at = number(bytes, end + 16, 4)?;
    let mut entries = Vec::new();
    while bytes.get(at..at + 4)? == b"PK\x01\x02" {
        let (method, packed) = (number(bytes, at + 10, 2)?, number(bytes, at + 20, 4)?);
        let (name, extra, comment) =
            (number(bytes, at + 28, 2)?, number(bytes, at + 30, 2)?, number(bytes, at + 32, 2)?);
        let local = number(bytes, at + 42, 4)?;
        let from = local + 30 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
        let held = bytes.get(from..from.checked_add(packed)?)?;
        let mut data = Vec::new();
        match method {
            0 => data.extend_from_slice(held),
            8 => {
                DeflateDecoder::new(held).read_to_end(&mut data).ok()?;
            }
            _ => return None,
        }
        let stamp = bytes.get(at + 12..at + 16)?.try_into().ok()?;
        let text = bytes.get(at + 46..at + 46 + name)?;
        entries.push(Entry { name: String::from_utf8(text.to_vec()).ok()?, stamp, data });
        at += 46 + name + extra + comment;
    }
    (!entries.is_empty()).then_some(entries)
}

/// The archive of these files.
fn archive(entries: &[Entry]) -> Option<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut sum = Crc::new();
        sum.update(&entry.data);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&entry.data).ok()?;
        let packed = packed.finish().ok()?;
        let length = |length: usize| u32::try_from(length).ok().map(u32::to_le_bytes);
        // Version needed, flags (names are UTF-8), method: deflated.
        let mut head = [20_u16, 0x0800, 8].map(u16::to_le_bytes).concat();
        head.extend(entry.stamp);
        head.extend(sum.sum().to_le_bytes());
        head.extend(length(packed.len())?);
        head.extend(length(entry.data.len())?);
        head.extend(u16::try_from(entry.name.len()).ok()?.to_le_bytes());
        head.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(length(out.len())?);
        directory.extend(entry.name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(head);
        out.extend(entry.name.as_bytes());
        out.extend(packed);
    }
    let count = u16::try_from(entries.len()).ok()?.to_le_bytes();
    let (start, size) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    fn text(bytes: &[u8], name: &str) -> String {
        let entries = entries(bytes).expect("an archive");
        let entry = entries.into_iter().find(|entry| entry.name == name).expect("in it");
        String::from_utf8(entry.data).expect("text")
    }

    #[test]
    fn texts_and_names_of_sheets_are_said_and_nothing_else() {
        let book = Book::new(&["[phrases]\n\"Queue\" = \"队列\"\n\"Week {1}\" = \"周 {1}\"\n"]);
        let mut made = Workbook::new();
        let sheet = made.add_worksheet();
        sheet.set_name("Week 1").expect("named");
        sheet.write_string(0, 0, "Queue").expect("written");
        sheet.write_string(1, 0, "Anna").expect("written");
        sheet.set_repeat_rows(0, 0).expect("repeated");
        let made = made.save_to_buffer().expect("made");
        let own = said(&book, &made).expect("said");
        let strings = text(&own, "xl/sharedStrings.xml");
        assert!(strings.contains("<t>队列</t>") && strings.contains("<t>Anna</t>"), "{strings}");
        let names = text(&own, "xl/workbook.xml");
        assert!(names.contains("name=\"周 1\"") && names.contains("'周 1'!$1:$1"), "{names}");
        assert_eq!(text(&own, "xl/styles.xml"), text(&made, "xl/styles.xml"));
        assert_eq!(said(&book, &made), said(&book, &made));
    }

    #[test]
    fn what_is_no_archive_is_left_alone() {
        let book = Book::default();
        assert!(
            said(&book, b"").is_none()
                && said(&book, &[0; 40]).is_none()
                && said(&book, b"PK\x03\x04 and so on, cut off here").is_none()
        );
    }
}
