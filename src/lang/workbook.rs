//! A workbook in another language: a ZIP of XML, whose texts are said and whose sheets are renamed wherever they are named.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::book::Book;
use super::page;

/// The longest name of a sheet, in characters.
const SHEET_NAME: usize = 31;

/// A file of the archive.
struct Entry {
    name: String,
    /// With its date and time kept, the same workbook gives the same bytes.
    options: SimpleFileOptions,
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
        if looks || !is_text || Path::new(&entry.name).extension().is_none_or(|kind| kind != "xml") {
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

/// The files of an archive that this program made.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let files = archive.len();
    let read = |at: usize| {
        let mut file = archive.by_index(at).ok()?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(file.last_modified()?);
        let mut data = Vec::new();
        file.read_to_end(&mut data).ok()?;
        Some(Entry { name: file.name().ok()?.into_owned(), options, data })
    };
    (0..files).map(read).collect()
}

/// The archive of these files.
fn archive(entries: &[Entry]) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        archive.start_file(&entry.name, entry.options).ok()?;
        archive.write_all(&entry.data).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
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
