//! `wfm init`: the made-up centre, written into a folder that had nothing in it.

use std::fs;
use std::io;
use std::path::Path;

use crate::demo;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Place};
use crate::outputs::files;
use crate::outputs::lock::{FolderLock, LOCK_FILE};

/// Writes the centre of this seed, and returns its files in order.
pub fn init(dir: &Path, seed: u64) -> Result<Vec<String>, Failure> {
    refuse_full(dir)?;
    fs::create_dir_all(dir).map_err(|error| Failure::from(unwritable(dir, &error)))?;
    let _lock = FolderLock::take(dir)?;
    // Another run may have written between the look and the lock.
    refuse_full(dir)?;
    let mut names = Vec::new();
    for demo::DemoFile { path: name, bytes } in demo::generate(seed) {
        let path = dir.join(&name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(|error| Failure::from(unwritable(folder, &error)))?;
        files::write_atomic(&path, &bytes)?;
        names.push(name);
    }
    Ok(names)
}

fn refuse_full(dir: &Path) -> Result<(), Failure> {
    let shown = dir.display().to_string();
    let refuse = |message: String| {
        Finding::new(Code::FolderNotEmpty, message)
            .at(Place::file(&shown))
            .hint("name a folder that does not exist yet, or is empty")
            .into()
    };
    match fs::read_dir(dir).map(|entries| entries.flatten().all(|entry| entry.file_name() == LOCK_FILE)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refuse(format!("{shown} is not empty, and nothing in it will be touched"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(refuse(format!("{shown} is a file"))),
        Err(error) => Err(unwritable(dir, &error).into()),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Finding {
    let shown = path.display().to_string();
    Finding::new(Code::OutputUnwritable, format!("{shown} cannot be made: {error}")).at(Place::file(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_in_it_is_refused() {
        let dir = tempfile::tempdir().expect("folder");
        assert!(refuse_full(dir.path()).is_ok());
        assert!(refuse_full(&dir.path().join("new")).is_ok());
        fs::write(dir.path().join("a"), "x").expect("written");
        for taken in [dir.path().to_owned(), dir.path().join("a")] {
            let Err(Failure::Invalid(findings)) = refuse_full(&taken) else { panic!("must be refused") };
            assert!(findings.has(Code::FolderNotEmpty));
        }
    }
}
