//! Folders as a whole: compared, copied, made to last.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::files::sync_folder;

/// Every file at or below a path, by its path from there. A pipe or a link that leads nowhere is none: it has no bytes to keep.
pub(super) fn files(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.is_file());
    if is_file(folder) {
        return Ok(BTreeSet::from([PathBuf::new()]));
    }
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner))? {
            let entry = entry?;
            let name = inner.join(entry.file_name());
            // Links are not followed: a loop of them has no end.
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else if is_file(&folder.join(&name)) {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

/// Whether two folders, or files, are the same to the byte; false where one cannot be read, true where neither is there.
pub(super) fn same(a: &Path, b: &Path) -> bool {
    let (Ok(ours), Ok(theirs)) = (files(a), files(b)) else { return !a.exists() && !b.exists() };
    ours == theirs && ours.iter().all(|name| same_bytes(&below(a, name), &below(b, name)).unwrap_or(false))
}

/// A path below a folder; the folder itself for the empty one, without the stroke at its end that a file cannot have.
fn below(folder: &Path, name: &Path) -> PathBuf {
    if name.as_os_str().is_empty() { folder.to_owned() } else { folder.join(name) }
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

/// Copies the files of a folder that are wanted into another, which is made, down to the disk.
pub(super) fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for name in files(from)?.into_iter().filter(|name| wanted(name)) {
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

/// Exchanges two folders in one step; false where the system or the drive cannot.
#[cfg(target_os = "linux")]
pub(super) fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> bool {
    false
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
        copy(&a, &b, |_| true).expect("copied");
        assert!(same(&a, &b) && same(&a.join("inner/x.csv"), &b.join("inner/x.csv")));
        fs::write(b.join("inner/x.csv"), b"13").expect("written");
        assert!(!same(&a, &b));
        fs::write(b.join("inner/x.csv"), b"12").expect("written");
        fs::write(b.join("y.csv"), b"").expect("written");
        assert!(!same(&a, &b));
        let missing = home.path().join("missing");
        assert!(!same(&a, &missing) && same(&missing, &missing));
    }

    #[cfg(unix)]
    #[test]
    fn what_has_no_bytes_is_left_where_it_is() {
        let home = tempfile::tempdir().expect("folder");
        let (a, b) = (home.path().join("a"), home.path().join("b"));
        fs::create_dir(&a).expect("made");
        fs::write(home.path().join("x.csv"), b"12").expect("written");
        for (target, link) in [("nowhere", "dangling"), ("/dev/zero", "endless"), ("../x.csv", "good"), (".", "loop")] {
            std::os::unix::fs::symlink(target, a.join(link)).expect("linked");
        }
        copy(&a, &b, |_| true).expect("copied");
        assert_eq!(files(&b).expect("listed"), BTreeSet::from(["good".into()]));
        assert!(same(&a, &b));
    }
}
