//! What a ZIP archive really holds, found out by unpacking it into nothing: what it claims of itself may be a lie, and the crate
//! that reads workbooks believes it.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;

/// Bytes of the largest directory that is read; an entry takes about a hundred.
const LARGEST_DIRECTORY: u64 = 1 << 24;
/// Where a workbook keeps its texts, and says how many there are.
const TEXTS: &[u8] = b"sharedstrings.xml";
/// What the number of texts stands behind.
const COUNT: &[u8] = b"uniqueCount";
/// Bytes of the end of one piece that may be the beginning of a number that ends in the next.
const SEAM: usize = 64;

/// A file in an archive.
struct Entry {
    name: Vec<u8>,
    method: u16,
    packed: u64,
    at: u64,
}

/// Says in words why an archive must not be opened: it is damaged, unpacks to more bytes than these, or claims to hold more texts
/// than it has bytes.
pub(super) fn refuse(file: &mut (impl Read + Seek), most: u64) -> Result<(), String> {
    let damaged = |_: io::Error| "the workbook is damaged".to_owned();
    let entries = entries(file).map_err(damaged)?;
    if entries.is_empty() {
        return Err("the workbook is damaged".to_owned());
    }
    let mut left = most;
    for entry in entries {
        let unpacked = unpack(file, &entry, left).map_err(damaged)?;
        if unpacked.bytes > left {
            return Err("the workbook is larger than this program opens".to_owned());
        }
        if unpacked.texts > unpacked.bytes {
            return Err("the workbook claims more texts than it has".to_owned());
        }
        left -= unpacked.bytes;
    }
    Ok(())
}

/// The directory stands at the end of the archive.
fn entries(file: &mut (impl Read + Seek)) -> io::Result<Vec<Entry>> {
    const END: &[u8] = b"PK\x05\x06";
    let size = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(size.saturating_sub(65_557)))?;
    let mut tail = Vec::new();
    file.take(1 << 17).read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|bytes| bytes == END) else { return Ok(Vec::new()) };
    let (length, start) = (long(&tail, end + 12), long(&tail, end + 16));
    file.seek(SeekFrom::Start(start))?;
    let mut directory = Vec::new();
    file.take(length.min(LARGEST_DIRECTORY)).read_to_end(&mut directory)?;
    Ok(in_directory(&directory))
}

fn in_directory(directory: &[u8]) -> Vec<Entry> {
    const ENTRY: &[u8] = b"PK\x01\x02";
    let mut entries = Vec::new();
    let mut at = 0;
    while directory.get(at..at + 4) == Some(ENTRY) {
        let [name, extra, comment] = [28, 30, 32].map(|offset| usize::from(short(directory, at + offset)));
        entries.push(Entry {
            name: directory.get(at + 46..at + 46 + name).unwrap_or_default().to_ascii_lowercase(),
            method: short(directory, at + 10),
            packed: long(directory, at + 20),
            at: long(directory, at + 42),
        });
        at += 46 + name + extra + comment;
    }
    entries
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, |b| u64::from(u32::from_le_bytes(b)))
}

/// What came out of an entry.
#[derive(Default)]
struct Unpacked {
    bytes: u64,
    /// The greatest number of texts that it claims.
    texts: u64,
}

/// Unpacks an entry as far as `most` bytes and one more.
fn unpack(file: &mut (impl Read + Seek), entry: &Entry, most: u64) -> io::Result<Unpacked> {
    const FILE: &[u8] = b"PK\x03\x04";
    let mut head = [0; 30];
    file.seek(SeekFrom::Start(entry.at))?;
    file.read_exact(&mut head)?;
    if !head.starts_with(FILE) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    file.seek_relative(i64::from(short(&head, 26)) + i64::from(short(&head, 28)))?;
    let packed = BufReader::new(file.take(entry.packed));
    let limit = most.saturating_add(1);
    match entry.method {
        0 => count(&mut packed.take(limit), entry),
        8 => count(&mut DeflateDecoder::new(packed).take(limit), entry),
        // No workbook is packed in another way, and the crate cannot read one.
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn count(stream: &mut impl Read, entry: &Entry) -> io::Result<Unpacked> {
    let has_texts = entry.name.ends_with(TEXTS);
    let mut unpacked = Unpacked::default();
    let mut buffer = vec![0; SEAM + (1 << 16)];
    loop {
        let read = stream.read(buffer.get_mut(SEAM..).unwrap_or_default())?;
        if read == 0 {
            return Ok(unpacked);
        }
        unpacked.bytes += read as u64;
        if has_texts {
            let texts = claimed(buffer.get(..SEAM + read).unwrap_or_default());
            unpacked.texts = unpacked.texts.max(texts);
            buffer.copy_within(read..read + SEAM, 0);
        }
    }
}

/// The greatest number behind a `uniqueCount`.
fn claimed(bytes: &[u8]) -> u64 {
    let places = bytes.windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT);
    let number = |at: usize| {
        let behind = bytes.get(at + COUNT.len()..)?.iter().skip_while(|byte| b" =\"'\t\r\n".contains(byte));
        let digits = behind.take_while(|byte| byte.is_ascii_digit());
        Some(digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))))
    };
    places.filter_map(|(at, _)| number(at)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    /// An archive of one file, whose directory claims that it unpacks to nothing.
    fn archive(name: &str, text: &[u8], method: u16) -> Vec<u8> {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(text).expect("packed");
        let data = if method == 8 { packer.finish().expect("packed") } else { text.to_vec() };
        let (length, name_length) =
            (u32::try_from(data.len()).expect("small"), u16::try_from(name.len()).expect("short"));
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 22]);
        bytes.extend(name_length.to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend(name.as_bytes());
        bytes.extend(&data);
        let directory = u32::try_from(bytes.len()).expect("small");
        bytes.extend(b"PK\x01\x02\0\0\0\0\0\0");
        bytes.extend(method.to_le_bytes());
        bytes.extend([0; 8]);
        bytes.extend(length.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(name_length.to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
        let end = u32::try_from(bytes.len()).expect("small");
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend((end - directory).to_le_bytes());
        bytes.extend(directory.to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    fn end(bytes: Vec<u8>) -> Result<(), String> {
        refuse(&mut Cursor::new(bytes), 1_000_000)
    }

    #[test]
    fn an_archive_is_refused_for_what_it_unpacks_to_and_not_for_what_it_claims() {
        for method in [0, 8] {
            assert_eq!(end(archive("xl/sheet.xml", &vec![b'x'; 1_000_000], method)), Ok(()));
            let refused = end(archive("xl/sheet.xml", &vec![b'x'; 1_000_001], method)).expect_err("too large");
            assert!(refused.contains("larger"), "{refused}");
        }
    }

    #[test]
    fn texts_that_cannot_be_there_are_not_made_room_for() {
        let texts = |count: &str, before: usize| {
            let text =
                format!("{}<sst count=\"1\" uniqueCount = \"{count}\"><si><t>a</t></si></sst>", " ".repeat(before));
            end(archive("xl/SharedStrings.xml", text.as_bytes(), 8))
        };
        for before in [0, 65_520, 65_530, 65_536] {
            assert_eq!(texts("1", before), Ok(()));
            assert!(texts("99999999999999", before).is_err(), "{before}");
        }
    }

    #[test]
    fn what_is_cut_or_no_archive_is_damaged() {
        let whole = archive("xl/sheet.xml", &[b'x'; 100], 8);
        for cut in [whole.len() - 23, 40, 0] {
            assert!(end(whole[..cut].to_vec()).is_err(), "{cut}");
        }
        assert!(end(archive("xl/sheet.xml", b"x", 99)).is_err());
    }
}
