//! A whole folder of outputs that replaces the last one at once.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::files::{parent, sync_folder, unwritable};
use crate::domain::findings::Finding;

/// A folder under construction beside its target. Files are written into it; [`PlanFolder::finish`] swaps it in as a whole.
/// Dropped unfinished, it leaves no trace and the target as it was.
#[derive(Debug)]
pub struct PlanFolder {
    target: PathBuf,
    building: tempfile::TempDir,
}

impl PlanFolder {
    /// Starts a folder that will become `target`; the folder that holds `target` must exist.
    pub fn begin(target: &Path) -> Result<Self, Finding> {
        Self::open(target).map_err(|error| unwritable(target, &error))
    }

    fn open(target: &Path) -> io::Result<Self> {
        let name = target.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
        let target = parent(target).join(name);
        recover(&target)?;
        if fs::symlink_metadata(&target).is_ok_and(|m| !m.is_dir()) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file of that name is in the way"));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wfm-plan-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let building = builder.tempdir_in(parent(&target))?;
        Ok(Self { target, building })
    }

    /// Writes a file of the new folder; `name` may lie in a subfolder (`ical/A0001.ics`), never outside.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Finding> {
        let shown = self.target.join(name);
        self.put(name, bytes).map_err(|error| unwritable(&shown, &error))
    }

    /// Where a file of the new folder lies until then, for a later step that reads it back.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.building.path().join(name)
    }

    /// Where a file of the folder that is replaced lies, if there is one.
    #[must_use]
    pub fn replaced(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let relative = Path::new(name);
        if name.is_empty() || !relative.components().all(|c| matches!(c, Component::Normal(_))) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the name leads out of the folder"));
        }
        let path = self.building.path().join(relative);
        fs::create_dir_all(parent(&path))?;
        let mut file = fs::File::create(&path)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    }

    /// Puts the new folder in the target's place. Two renames: the old one away, the new one in; when the second fails the
    /// old one comes back, and a power cut between them is repaired by the next [`PlanFolder::begin`].
    pub fn finish(self) -> Result<(), Finding> {
        let target = self.target.clone();
        self.swap().map_err(|error| unwritable(&target, &error))
    }

    fn swap(self) -> io::Result<()> {
        let away = retired(&self.target);
        let had_old = self.target.exists();
        if had_old {
            fs::rename(&self.target, &away)?;
        }
        if let Err(error) = fs::rename(self.building.path(), &self.target) {
            if had_old {
                fs::rename(&away, &self.target)?;
            }
            return Err(error);
        }
        // Its folder is now the target: nothing is left to clean up.
        let _ = self.building.keep();
        sync_folder(&parent(&self.target));
        if had_old {
            // The new plan is in place; a rest of the old one is hidden and goes with the next plan.
            let _ = fs::remove_dir_all(&away);
        }
        Ok(())
    }
}

/// Where the old folder waits while the new one moves in.
fn retired(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    parent(target).join(format!(".{name}.replaced"))
}

/// Repairs what a swap that was cut short left: brings the old folder back, or removes it when the new one is in.
fn recover(target: &Path) -> io::Result<()> {
    let away = retired(target);
    match (away.exists(), target.exists()) {
        (true, false) => fs::rename(&away, target),
        (true, true) => fs::remove_dir_all(&away),
        (false, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::domain::codes::Code;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("listed")
            .map(|e| e.expect("entry").file_name().to_string_lossy().into())
            .collect();
        names.sort();
        names
    }

    fn plan_with(target: &Path, name: &str, bytes: &[u8]) {
        let folder = PlanFolder::begin(target).expect("begun");
        folder.write(name, bytes).expect("written");
        folder.finish().expect("swapped");
    }

    #[test]
    fn the_new_folder_replaces_the_old_as_a_whole() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("plan");
        plan_with(&target, "old.csv", b"old");
        plan_with(&target, "ical/a.ics", b"new");
        assert_eq!(names(home.path()), ["plan"]);
        assert_eq!(names(&target), ["ical"]);
        assert_eq!(fs::read(target.join("ical/a.ics")).expect("readable"), b"new");
    }

    #[test]
    fn an_unfinished_folder_leaves_the_old_plan_and_no_trace() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("plan");
        plan_with(&target, "old.csv", b"old");
        let folder = PlanFolder::begin(&target).expect("begun");
        folder.write("new.csv", b"new").expect("written");
        drop(folder);
        assert_eq!((names(home.path()), names(&target)), (vec!["plan".to_owned()], vec!["old.csv".to_owned()]));
    }

    #[test]
    fn a_swap_that_was_cut_short_is_repaired() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("plan");
        plan_with(&target, "old.csv", b"old");
        fs::rename(&target, retired(&target)).expect("as after a power cut");
        drop(PlanFolder::begin(&target).expect("begun"));
        assert_eq!((names(home.path()), names(&target)), (vec!["plan".to_owned()], vec!["old.csv".to_owned()]));
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let home = tempfile::tempdir().expect("folder");
        let folder = PlanFolder::begin(&home.path().join("plan")).expect("begun");
        for name in ["../a", "/etc/a", "a/../../b", ""] {
            assert_eq!(folder.write(name, b"x").expect_err("refused").code, Code::OutputUnwritable);
        }
    }

    #[test]
    fn a_file_in_the_way_or_a_missing_home_is_u102() {
        let home = tempfile::tempdir().expect("folder");
        fs::write(home.path().join("plan"), b"x").expect("written");
        for target in [home.path().join("plan"), home.path().join("missing/plan")] {
            assert_eq!(PlanFolder::begin(&target).expect_err("refused").code, Code::OutputUnwritable);
        }
        assert_eq!(fs::read(home.path().join("plan")).expect("readable"), b"x");
    }
}
