//! A feed that is read as it grows: what is done where the file is moved away and begun anew, or cut and written again.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::domain::findings::Findings;
use crate::ingest::source;

/// Bytes before the place of reading that must still be what they were: else the file was written again.
const REMEMBERED: usize = 64;

/// A feed as one stream of bytes, whatever becomes of its file.
pub struct FollowedFile {
    stream: Box<dyn BufRead>,
    /// The file that is watched; nothing for standard input and for a packed file, which do not grow.
    watched: Option<Watched>,
    is_input: bool,
}

/// What became of a file that is read no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// Another bears its name; what is left of it can still be read.
    MovedAway,
    /// It was cut and written again: what comes next in it belongs to the new text.
    WrittenAgain,
}

/// A file by what tells it from another of the same name.
struct Watched {
    path: PathBuf,
    id: Option<(u64, u64)>,
    /// Bytes read of it.
    read: u64,
    /// The last bytes read.
    tail: Vec<u8>,
}

impl FollowedFile {
    /// Opens a feed; `-` is standard input.
    ///
    /// Errors: the file cannot be read.
    pub fn open(path: &Path, findings: &mut Findings) -> Option<Self> {
        if path.as_os_str() == "-" {
            return Some(Self { stream: Box::new(BufReader::new(io::stdin())), watched: None, is_input: true });
        }
        // A pipe cannot be opened twice; a packed file, or one in another encoding, is read as a whole. Any other is followed
        // from its first byte.
        let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
        let stream = source::open_stream(path, findings)?;
        if !is_file || source::is_packed_or_foreign(path) {
            return Some(Self { stream, watched: None, is_input: false });
        }
        let watched = Watched { path: path.to_owned(), id: None, read: 0, tail: Vec::new() };
        let mut followed = Self { stream, watched: Some(watched), is_input: false };
        followed.begin_again();
        Some(followed)
    }

    /// Whether the feed is standard input, which may go on for ever.
    #[must_use]
    pub const fn is_input(&self) -> bool {
        self.is_input
    }

    /// Whether another file has taken the place of the one that is read, or its content is another than was read.
    #[must_use]
    pub fn replaced(&self) -> Option<Replaced> {
        let watched = self.watched.as_ref()?;
        // Between being moved away and begun anew there is no file for a moment.
        let now = fs::metadata(&watched.path).ok()?;
        if identity(&now) != watched.id {
            return Some(Replaced::MovedAway);
        }
        (now.len() < watched.read || !watched.is_unchanged()).then_some(Replaced::WrittenAgain)
    }

    /// Goes on at the start of the file that is there now.
    pub fn begin_again(&mut self) {
        let Some(watched) = &mut self.watched else { return };
        let Ok(file) = File::open(&watched.path) else { return };
        (watched.id, watched.read) = (file.metadata().ok().and_then(|metadata| identity(&metadata)), 0);
        watched.tail.clear();
        self.stream = Box::new(BufReader::with_capacity(1 << 16, file));
    }
}

impl Watched {
    /// Whether the bytes just before the place of reading are those that were read.
    fn is_unchanged(&self) -> bool {
        let Ok(mut file) = File::open(&self.path) else { return true };
        let length = u64::try_from(self.tail.len()).unwrap_or_default();
        let mut there = vec![0; self.tail.len()];
        let sought = file.seek(SeekFrom::Start(self.read.saturating_sub(length)));
        sought.and_then(|_| file.read_exact(&mut there)).is_ok_and(|()| there == self.tail)
    }

    fn remember(&mut self, bytes: &[u8]) {
        self.read += u64::try_from(bytes.len()).unwrap_or_default();
        self.tail.extend(bytes.iter().skip(bytes.len().saturating_sub(REMEMBERED)));
        let old = self.tail.len().saturating_sub(REMEMBERED);
        self.tail.drain(..old);
    }
}

/// What tells one file from another of the same name; nothing where the system has no such thing.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

/// What tells one file from another of the same name; nothing where the system has no such thing.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

impl Read for FollowedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for FollowedFile {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if amount > 0
            && let Some(watched) = &mut self.watched
            && let Ok(bytes) = self.stream.fill_buf()
        {
            watched.remember(bytes.get(..amount).unwrap_or_default());
        }
        self.stream.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn rest(file: &mut FollowedFile) -> String {
        let mut text = String::new();
        file.read_to_string(&mut text).expect("read");
        text
    }

    fn append(path: &Path, text: &str) {
        let mut file = fs::OpenOptions::new().append(true).open(path).expect("opened");
        file.write_all(text.as_bytes()).expect("written");
    }

    #[test]
    fn a_file_that_grows_is_read_on_and_is_not_taken_for_another() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("states.csv");
        fs::write(&path, "one\n").expect("written");
        let mut file = FollowedFile::open(&path, &mut Findings::new()).expect("opened");
        assert_eq!((rest(&mut file), file.replaced()), ("one\n".into(), None));
        append(&path, "two\n");
        assert_eq!(file.replaced(), None);
        assert_eq!(rest(&mut file), "two\n");
    }

    #[test]
    fn a_file_moved_away_is_read_to_its_end_and_the_new_one_from_its_start() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("states.csv");
        fs::write(&path, "one\n").expect("written");
        let mut file = FollowedFile::open(&path, &mut Findings::new()).expect("opened");
        rest(&mut file);
        append(&path, "last\n");
        let old = dir.path().join("states.csv.1");
        fs::rename(&path, &old).expect("moved");
        assert_eq!(file.replaced(), None, "there is no new one yet");
        fs::write(&path, "new\n").expect("written");
        append(&old, "very last\n");
        assert_eq!(file.replaced(), Some(Replaced::MovedAway));
        assert_eq!(rest(&mut file), "last\nvery last\n");
        file.begin_again();
        assert_eq!((rest(&mut file), file.replaced()), ("new\n".into(), None));
    }

    #[test]
    fn a_file_that_was_cut_is_read_again_though_it_has_grown_past_its_old_length() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("states.csv");
        fs::write(&path, "a long first line\n").expect("written");
        let mut file = FollowedFile::open(&path, &mut Findings::new()).expect("opened");
        rest(&mut file);
        fs::OpenOptions::new().write(true).open(&path).and_then(|f| f.set_len(0)).expect("cut");
        assert_eq!(file.replaced(), Some(Replaced::WrittenAgain), "shorter");
        append(&path, "another text, longer than what was there before\n");
        assert_eq!(file.replaced(), Some(Replaced::WrittenAgain), "other bytes");
        file.begin_again();
        assert!(rest(&mut file).starts_with("another") && file.replaced().is_none());
    }
}
