//! Folders as a whole: compared, copied, made to last.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::files::sync_folder;

/// Every file below a folder, by its path from there.
pub(super) fn files(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner))? {
            let entry = entry?;
            let name = inner.join(entry.file_name());
            // Links are not followed: a loop of them has no end.
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

/// Whether two folders hold the same files with the same bytes; false where one cannot be read.
pub(super) fn same(a: &Path, b: &Path) -> bool {
    let (Ok(ours), Ok(theirs)) = (files(a), files(b)) else { return false };
    ours == theirs && ours.iter().all(|name| same_bytes(&a.join(name), &b.join(name)).unwrap_or(false))
}

fn same_bytes(a: &Path, b: &Path) -> io::Result<bool> {
    if fs::metadata(a)?.len() != fs::metadata(b)?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (io::BufReader::new(fs::File::open(a)?), io::BufReader::new(fs::File::open(b)?));
    let (mut ours, mut theirs) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let read = a.read(&mut ours)?;
        let (Some(ours), Some(theirs)) = (ours.get(..read), theirs.get_mut(..read)) else { return Ok(false) };
        b.read_exact(theirs)?;
        if ours != theirs {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// Copies every file of a folder into another, which is made, down to the disk.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for name in files(from)? {
        let target = to.join(&name);
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(from.join(&name), &target)?;
        fs::File::open(&target)?.sync_all()?;
    }
    sync(to)
}

/// Makes the names in a folder and below it last through a power cut; the files see to their own bytes.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync(&entry.path())?;
        }
    }
    sync_folder(folder);
    Ok(())
}

/// Removes a folder, if it is there.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_until_a_byte_or_a_name_changes() {
        let home = tempfile::tempdir().expect("folder");
        let (a, b) = (home.path().join("a"), home.path().join("b"));
        fs::create_dir_all(a.join("inner")).expect("made");
        fs::write(a.join("inner/x.csv"), b"12").expect("written");
        copy(&a, &b).expect("copied");
        assert!(same(&a, &b));
        fs::write(b.join("inner/x.csv"), b"13").expect("written");
        assert!(!same(&a, &b));
        fs::write(b.join("inner/x.csv"), b"12").expect("written");
        fs::write(b.join("y.csv"), b"").expect("written");
        assert!(!same(&a, &b));
        assert!(!same(&a, &home.path().join("missing")));
    }
}
