//! A folder belongs to one run at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::files::unwritable;
use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Place};

/// The file that is locked where the system cannot lock a folder itself.
pub(crate) const LOCK_FILE: &str = ".wfm.lock";

/// The right to change what is in a folder. It ends with the value or the process, however that ends.
#[derive(Debug)]
pub struct FolderLock {
    folder: PathBuf,
    _held: Option<File>,
}

impl FolderLock {
    /// Takes the lock; the finding says so when another run has it. Nothing is waited for.
    pub fn take(folder: &Path) -> Result<Self, Finding> {
        let held = match lock(File::open(folder)) {
            // Some network drives and systems lock files only.
            Err(error) if error.kind() != io::ErrorKind::WouldBlock && folder.is_dir() => {
                let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK_FILE));
                lock(file)
            }
            other => other,
        };
        match held {
            Ok(file) => Ok(Self { folder: folder.to_owned(), _held: Some(file) }),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(busy(folder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(folder)),
            // A drive that knows no locks at all is still a drive that people plan on.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Self { folder: folder.to_owned(), _held: None })
            }
            Err(error) => Err(unwritable(folder, &error)),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Whether another run has the folder.
#[must_use]
pub fn is_busy(folder: &Path) -> bool {
    FolderLock::take(folder).is_err_and(|finding| finding.code == Code::FolderBusy)
}

fn lock(opened: io::Result<File>) -> io::Result<File> {
    let file = opened?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn missing(folder: &Path) -> Finding {
    let shown = folder.display().to_string();
    Finding::new(Code::FileUnreadable, format!("the folder {shown} does not exist"))
        .at(Place::file(&shown))
        .hint(format!("name the folder of a centre, or make one to change: wfm init {shown}"))
}

fn busy(folder: &Path) -> Finding {
    let shown = folder.display().to_string();
    let message = format!("another run of wfm is at work in {shown}; nothing was changed");
    Finding::new(Code::FolderBusy, message)
        .at(Place::file(&shown))
        .hint("wait until it has ended, then run the command again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_refused_until_the_first_has_ended() {
        let home = tempfile::tempdir().expect("folder");
        let first = FolderLock::take(home.path()).expect("free");
        assert_eq!(FolderLock::take(home.path()).expect_err("busy").code, Code::FolderBusy);
        assert!(is_busy(home.path()));
        drop(first);
        assert!(!is_busy(home.path()));
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_busy() {
        let missing = Path::new("no such folder");
        assert_eq!(FolderLock::take(missing).expect_err("missing").code, Code::FileUnreadable);
    }
}
