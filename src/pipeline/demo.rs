//! `wfm init`: the made-up centre, written into a folder that had nothing in it.

use std::fs;
use std::io;
use std::path::Path;

use crate::demo::{self, DemoFile};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Place};
use crate::outputs::files;
use crate::outputs::lock::{FolderLock, LOCK_FILE};

/// Writes the centre of this seed, and returns its files in order.
pub fn init(dir: &Path, seed: u64) -> Result<Vec<String>, Failure> {
    refuse_full(dir)?;
    let centre = demo::generate(seed);
    if dir.is_dir() {
        let _lock = FolderLock::take(dir)?;
        // Another run may have written between the look and the lock.
        refuse_full(dir)?;
        fill(dir, dir, &centre)?;
    } else {
        appear(dir, &centre)?;
    }
    Ok(centre.into_iter().map(|file| file.path).collect())
}

/// A folder that is not there yet appears whole: a run that is cut short leaves nothing that could be taken for a centre.
fn appear(dir: &Path, centre: &[DemoFile]) -> Result<(), Failure> {
    let parent = files::parent(dir);
    let begin = || {
        fs::create_dir_all(&parent)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wfm-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        builder.tempdir_in(&parent)
    };
    let building = begin().map_err(|error| unwritable(dir, &error))?;
    fill(building.path(), dir, centre)?;
    if let Err(error) = fs::rename(building.path(), dir) {
        // Another run may have made it in the meantime.
        refuse_full(dir)?;
        return Err(unwritable(dir, &error).into());
    }
    // It has another name now: nothing is left to clean up.
    let _ = building.keep();
    files::sync_folder(&parent);
    Ok(())
}

/// Writes the files into a folder that findings call `shown`; centre.toml, without which it is no centre, comes last.
fn fill(folder: &Path, shown: &Path, centre: &[DemoFile]) -> Result<(), Failure> {
    for DemoFile { path: name, bytes } in centre.iter().rev() {
        let path = folder.join(name);
        let put = || {
            fs::create_dir_all(files::parent(&path))?;
            files::replace(&path, bytes)
        };
        put().map_err(|error| unwritable(&shown.join(name), &error))?;
    }
    Ok(())
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
