//! The only writer to disk: a file is there whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::domain::codes::Code;
use crate::domain::findings::{Finding, Place};
use crate::domain::words;

/// Writes a file by way of a temporary file beside it and a rename: whoever reads the path sees the old bytes or the new,
/// never a part, and a failure leaves the old file whole. What is there but is no regular file (a pipe, `/dev/null`) is
/// written to as it is. A page, a picture or a workbook is in the language spoken.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Finding> {
    let bytes = &words::file(path, bytes.to_vec());
    let is_special = fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
    let written = if is_special { write_into(path, bytes) } else { replace(path, bytes) };
    written.map_err(|error| unwritable(path, &error))
}

/// Adds to the end of a file what is never changed afterwards; a new file begins with the header. On failure the file ends
/// where it ended before.
pub fn append(path: &Path, header: &str, line: &[u8]) -> Result<(), Finding> {
    let add = || {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = if length == 0 { header.as_bytes().to_vec() } else { Vec::new() };
        bytes.extend_from_slice(line);
        may_be_as_long(length.saturating_add(bytes.len() as u64))?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            file.set_len(length)?;
        } else if length == 0 {
            sync_folder(&parent(path));
        }
        written
    };
    add().map_err(|error| unwritable(path, &error))
}

/// The finding for a path that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Finding {
    let shown = path.display().to_string();
    Finding::new(
        Code::OutputUnwritable,
        format!("{shown} cannot be written: {error}; what was there before is untouched"),
    )
    .at(Place::file(&shown))
    .hint("make the folder, free some space, or choose another path")
}

fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    match file.write_all(bytes) {
        // The reader of a pipe may leave early; that is its right.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a file beside its place and puts it there once its bytes are on the disk.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Through a link to the file it names, so that the link stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    may_be_as_long(bytes.len() as u64)?;
    let folder = parent(&target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wfm-").suffix(".part");
    let kept = fs::metadata(&target).ok().map(|m| m.permissions());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What an ordinary new file has: the process's mask still applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(&folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = kept {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|failed| failed.error)?;
    sync_folder(&folder);
    Ok(())
}

/// Makes a folder of these files (name and bytes; a name may lie in a subfolder, never outside) in the place of the one that is
/// there: built beside it and exchanged with it, so that a failure leaves the old one whole.
pub fn write_folder(path: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Finding> {
    replace_folder(path, files).map_err(|error| unwritable(path, &error))
}

fn replace_folder(path: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    // Through a link to the folder it names, so that the link stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "a file of that name is in the way"));
    }
    let home = parent(&target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wfm-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    let building = builder.tempdir_in(&home)?;
    for (name, bytes) in files {
        put_inside(building.path(), name, bytes)?;
    }
    super::tree::sync(building.path())?;
    if !target.exists() {
        fs::rename(building.path(), &target)?;
        // It has another name now: nothing is left to clean up.
        let _ = building.keep();
    } else if !super::tree::exchange(building.path(), &target) {
        // The old folder waits in one that goes once the new folder is in place.
        let away = builder.tempdir_in(&home)?;
        let old = away.path().join("replaced");
        fs::rename(&target, &old)?;
        if let Err(error) = fs::rename(building.path(), &target) {
            if fs::rename(&old, &target).is_err() {
                // Better a folder of a strange name than none.
                let _ = away.keep();
            }
            return Err(error);
        }
        let _ = building.keep();
    }
    sync_folder(&home);
    Ok(())
}

/// Writes a file below a folder, down to the disk; never outside.
pub(super) fn put_inside(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let relative = Path::new(name);
    if name.is_empty() || !relative.components().all(|c| matches!(c, Component::Normal(_))) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the name leads out of the folder"));
    }
    may_be_as_long(bytes.len() as u64)?;
    let path = folder.join(relative);
    fs::create_dir_all(parent(&path))?;
    let mut file = fs::File::create(&path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Refuses a length that the system lets no file of this run have (`ulimit -f`): it would end the run and not say why.
#[cfg(target_os = "linux")]
pub(super) fn may_be_as_long(length: u64) -> io::Result<()> {
    use rustix::process::{Resource, getrlimit};
    match getrlimit(Resource::Fsize).current {
        Some(most) if length > most => {
            let message = "it would be longer than files may be here (ulimit -f)";
            Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
        }
        _ => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn may_be_as_long(_: u64) -> io::Result<()> {
    Ok(())
}

/// The folder that holds a path; `.` for a bare name.
pub(crate) fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Makes a rename last through a power cut where the system can; elsewhere it is not worth failing for.
pub(crate) fn sync_folder(folder: &Path) {
    if let Ok(handle) = fs::File::open(folder) {
        let _ = handle.sync_all();
    }
}

/// Refuses an output that is one of the inputs, however the two are written (`./a`, links, another name of the same file).
pub fn refuse_same<P: AsRef<Path>>(inputs: &[P], output: &Path) -> Result<(), Finding> {
    let same = inputs.iter().map(AsRef::as_ref).find(|input| is_same(input, output));
    same.map_or(Ok(()), |input| {
        let shown = output.display().to_string();
        let message = format!("{shown} is also an input ({}); writing would destroy it", input.display());
        Err(Finding::new(Code::OutputIsInput, message).at(Place::file(&shown)).hint("give -o another name"))
    })
}

fn is_same(a: &Path, b: &Path) -> bool {
    if !fs::metadata(a).is_ok_and(|m| m.is_file()) {
        return false;
    }
    #[cfg(unix)]
    if let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) {
        use std::os::unix::fs::MetadataExt;
        return (a.dev(), a.ino()) == (b.dev(), b.ino());
    }
    match (fs::canonicalize(a), canonical(b)) {
        (Ok(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The canonical path of a file that may not exist yet.
fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| Some(fs::canonicalize(parent(path)).ok()?.join(path.file_name()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.csv");
        write_atomic(&path, b"old").expect("written");
        write_atomic(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn a_folder_is_replaced_whole_and_a_name_that_leads_out_leaves_the_old_one() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("ics");
        let file = |name: &str| vec![(name.to_owned(), b"x".to_vec())];
        write_folder(&target, &file("old.ics")).expect("written");
        write_folder(&target, &file("teams/new.ics")).expect("written");
        assert!(target.join("teams/new.ics").is_file() && !target.join("old.ics").exists());
        for name in ["../out.ics", "", "/etc/x"] {
            assert_eq!(write_folder(&target, &file(name)).expect_err("refused").code, Code::OutputUnwritable);
        }
        assert!(target.join("teams/new.ics").is_file());
        assert_eq!(fs::read_dir(home.path()).expect("listed").count(), 1, "nothing else is left");
    }

    #[test]
    fn a_failure_is_u102_and_leaves_the_folder_as_it_was() {
        let folder = tempfile::tempdir().expect("folder");
        for path in [folder.path().join("missing/a.csv"), folder.path().to_owned()] {
            let finding = write_atomic(&path, b"x").expect_err("must fail");
            assert_eq!(finding.code, Code::OutputUnwritable);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
    }

    #[test]
    fn the_same_file_under_another_name_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let input = folder.path().join("in.csv");
        fs::write(&input, b"x").expect("written");
        let around = folder.path().join(".").join("in.csv");
        assert_eq!(refuse_same(&[&input], &around).expect_err("same").code, Code::OutputIsInput);
        assert!(refuse_same(&[&input], &folder.path().join("out.csv")).is_ok());
        #[cfg(unix)]
        {
            let link = folder.path().join("link.csv");
            std::os::unix::fs::symlink(&input, &link).expect("linked");
            assert!(refuse_same(&[&input], &link).is_err());
            write_atomic(&link, b"y").expect("written");
            assert!(fs::symlink_metadata(&link).expect("there").file_type().is_symlink());
            assert_eq!(fs::read(&input).expect("readable"), b"y");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_a_device() {
        write_atomic(Path::new("/dev/null"), b"x").expect("written");
        assert!(!fs::metadata("/dev/null").expect("there").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_an_ordinary_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("folder");
        let (ours, ordinary) = (folder.path().join("a"), folder.path().join("b"));
        write_atomic(&ours, b"x").expect("written");
        fs::write(&ordinary, b"x").expect("written");
        let mode = |p: &Path| fs::metadata(p).expect("there").permissions().mode();
        assert_eq!(mode(&ours), mode(&ordinary));
    }
}
