//! The bytes of a file as text: `.gz` unpacked, byte order marks dropped, the encoding found.

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Findings, Place};

/// Bytes of the largest text that is read whole, packed or not: a hostile file must not fill the memory.
const LARGEST_TEXT: u64 = 1 << 30;

/// Reads a text file; says what could not be read, and which encoding was guessed.
pub(crate) fn read_text(path: &Path, findings: &mut Findings) -> Option<String> {
    let file = path.display().to_string();
    let bytes = bytes_of(path)
        .map_err(|e| format!("the file cannot be read: {}", plain_reason(&e)))
        .and_then(unpack)
        .map_err(|message| findings.push(Finding::new(Code::FileUnreadable, message).at(Place::file(&file))))
        .ok()?;
    decode(&file, bytes, findings)
}

/// The bytes of a file; one that is larger than texts may be, or has no end, is refused.
pub(crate) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path)?;
    bytes.reserve(usize::try_from(file.metadata()?.len().min(LARGEST_TEXT)).unwrap_or(0));
    file.take(LARGEST_TEXT + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n > LARGEST_TEXT) {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
    }
    Ok(bytes)
}

/// The text of a file in UTF-8, no larger than texts may be.
pub(crate) fn text_of(path: &Path) -> std::io::Result<String> {
    String::from_utf8(bytes_of(path)?)
        .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// The bytes of a file that is UTF-8, as a stream: `.gz` unpacked, a byte order mark dropped. A file in another encoding is
/// decoded whole first, as [`read_text`] does.
pub(crate) fn open_stream(path: &Path, findings: &mut Findings) -> Option<Box<dyn BufRead>> {
    let mut reader = match fs::File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 18, file),
        Err(error) => {
            findings.push(unreadable(path, &error));
            return None;
        }
    };
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => {
            findings.push(unreadable(path, &error));
            return None;
        }
    };
    if !is_plain(head) {
        return read_text(path, findings).map(|text| Box::new(Cursor::new(text)) as Box<dyn BufRead>);
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Some(Box::new(reader))
}

/// Whether the first bytes of a file are plain UTF-8, neither packed nor in another encoding.
fn is_plain(head: &[u8]) -> bool {
    let is_text = match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        // The buffer may end inside a character.
        Err(error) => error.error_len().is_none() && !head.contains(&0),
    };
    is_text && !head.starts_with(&[0x1f, 0x8b])
}

/// Whether a file is packed or not in UTF-8, so that it can only be read as a whole.
pub(crate) fn is_packed_or_foreign(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(1 << 12).read_to_end(&mut head));
    read.is_ok() && !is_plain(&head)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
    let message = format!("the file cannot be read: {}", plain_reason(error));
    Finding::new(Code::FileUnreadable, message).at(Place::file(&path.display().to_string()))
}

/// The reason in words that do not differ between systems.
fn plain_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// The bytes themselves, or what they unpack to when they are gzip data (by their first bytes, whatever the name).
fn unpack(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .take(LARGEST_TEXT + 1)
        .read_to_end(&mut unpacked)
        .map_err(|e| format!("the gzip data is damaged: {e}"))?;
    if u64::try_from(unpacked.len()).is_ok_and(|n| n > LARGEST_TEXT) {
        return Err("the gzip data unpacks to more than 1 GiB".to_owned());
    }
    Ok(unpacked)
}

/// UTF-8 with or without a byte order mark; UTF-16 with one; else GB18030, said as a guess.
pub(crate) fn decode(file: &str, bytes: Vec<u8>, findings: &mut Findings) -> Option<String> {
    let guess = |name: &str| {
        Finding::new(Code::TextGuessed, format!("the file is not UTF-8; it was read as {name}"))
            .at(Place::file(file))
            .hint("save it as UTF-8 to be sure")
    };
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => {
            return Some(match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            });
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let encoding = encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::GB18030, |(found, _)| found);
    let (text, encoding, damaged) = encoding.decode(&bytes);
    if damaged || text.contains('\0') {
        let message = "the file is not text in UTF-8, UTF-16 or GB18030";
        findings.push(
            Finding::new(Code::NotText, message)
                .at(Place::file(file))
                .hint("save the table as CSV in UTF-8; a workbook or an archive cannot be read here"),
        );
        return None;
    }
    findings.push(guess(encoding.name()));
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn byte_order_marks_and_gb18030_are_read() {
        let mut findings = Findings::new();
        assert_eq!(decode("f", b"\xef\xbb\xbfa,b".to_vec(), &mut findings).as_deref(), Some("a,b"));
        assert!(findings.is_empty());
        assert_eq!(decode("f", b"\xff\xfea\0,\0".to_vec(), &mut findings).as_deref(), Some("a,"));
        let (bytes, _, _) = encoding_rs::GB18030.encode("队列,早班");
        assert_eq!(decode("f", bytes.into_owned(), &mut findings).as_deref(), Some("队列,早班"));
        assert_eq!(findings.len(), 2);
        assert!(findings.iter().all(|f| f.code == Code::TextGuessed));
    }

    #[test]
    fn noise_is_refused() {
        let mut findings = Findings::new();
        assert_eq!(decode("f", vec![0, 255, 1, 254, 128, 0], &mut findings), None);
        assert!(findings.has(Code::NotText));
    }

    #[test]
    fn packed_files_are_unpacked_and_damaged_ones_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.csv.gz");
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"a,b\n1,2\n").expect("packed");
        let packed = packer.finish().expect("packed");
        fs::write(&path, &packed).expect("written");
        let mut findings = Findings::new();
        assert_eq!(read_text(&path, &mut findings).as_deref(), Some("a,b\n1,2\n"));
        fs::write(&path, &packed[..packed.len() / 2]).expect("written");
        assert_eq!(read_text(&path, &mut findings), None);
        assert_eq!(read_text(&folder.path().join("absent"), &mut findings), None);
        assert_eq!(findings.iter().filter(|f| f.code == Code::FileUnreadable).count(), 2);
    }
}
