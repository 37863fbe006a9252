//! A centre's plan: a whole folder that replaces the last one at once, and is kept as a version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{put_inside, sync_folder, unwritable};
use super::lock::FolderLock;
use super::versions::{self, own};
use super::{PLAN, tree};
use crate::domain::findings::Finding;
use crate::domain::version::VersionNote;
use crate::domain::words;

/// A plan under construction in a centre directory. Files are written into it; [`PlanFolder::finish`] puts it in the place of
/// `plan/` as a whole. Dropped unfinished, it leaves the plan as it was.
#[derive(Debug)]
pub struct PlanFolder<'l> {
    lock: &'l FolderLock,
    building: PathBuf,
}

/// What becomes of a plan that was changed by hand and is about to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It becomes a version of its own.
    Kept,
    /// The new plan is made of it, but for these files and folders: only where one of them was changed is it kept first.
    CarriedOver(&'static [&'static str]),
}

impl<'l> PlanFolder<'l> {
    /// Starts a folder that will become `plan/`, and settles what a run that was cut short left.
    pub fn begin(lock: &'l FolderLock) -> Result<Self, Finding> {
        Self::open(lock).map_err(|error| unwritable(&lock.folder().join(PLAN), &error))
    }

    fn open(lock: &'l FolderLock) -> io::Result<Self> {
        let centre = lock.folder();
        recover(centre)?;
        if fs::symlink_metadata(centre.join(PLAN)).is_ok_and(|m| !m.is_dir()) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file of that name is in the way"));
        }
        let building = own(centre, "building");
        fs::create_dir_all(&building)?;
        Ok(Self { lock, building })
    }

    /// Writes a file of the new folder; `name` may lie in a subfolder (`ical/A0001.ics`), never outside.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Finding> {
        let shown = self.lock.folder().join(PLAN).join(name);
        let bytes = words::file(Path::new(name), bytes.to_vec());
        put_inside(&self.building, name, &bytes).map_err(|error| unwritable(&shown, &error))
    }

    /// Takes over every file of a folder, but for these files and folders of it.
    pub fn take_over(&self, folder: &Path, but: &[&str]) -> Result<(), Finding> {
        let taken = |name: &Path| !but.iter().any(|left| name.starts_with(left));
        tree::copy(folder, &self.building, taken).map_err(|error| unwritable(&self.lock.folder().join(PLAN), &error))
    }

    /// Where a file of the new folder lies until then, for a later step that reads it back.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.building.join(name)
    }

    /// Where a file of the folder that is replaced lies, if there is one.
    #[must_use]
    pub fn replaced(&self, name: &str) -> PathBuf {
        self.lock.folder().join(PLAN).join(name)
    }

    /// Puts the new folder in the place of `plan/` and files it as a version. Whoever looks sees the old plan or the new, and
    /// a run that is cut short anywhere is settled by the next [`PlanFolder::begin`]. A folder with the bytes that are in place
    /// and in the newest version already changes nothing.
    pub fn finish(self, what: &str, note: &VersionNote, edited: Edited) -> Result<(), Finding> {
        let centre = self.lock.folder();
        let plan = centre.join(PLAN);
        if tree::same(&self.building, &plan) && !versions::is_edited(centre) {
            return Ok(());
        }
        let loses = match edited {
            Edited::Kept => versions::is_edited(centre),
            Edited::CarriedOver(but) => versions::is_edited_in(centre, but),
        };
        if loses {
            versions::keep_edited(self.lock, note)?;
        }
        self.replace(&plan, what, note).map_err(|error| unwritable(&plan, &error))
    }

    fn replace(&self, plan: &Path, what: &str, note: &VersionNote) -> io::Result<()> {
        let centre = self.lock.folder();
        tree::sync(&self.building)?;
        versions::stage(centre, what, note, &self.building)?;
        swap(centre, &self.building, plan)?;
        sync_folder(centre);
        // The plan is in place. A version that cannot be filed now is filed by the next run, which finds its plan there.
        let _ = versions::file(centre);
        Ok(())
    }
}

impl Drop for PlanFolder<'_> {
    fn drop(&mut self) {
        // What cannot be removed goes with the next plan.
        let centre = self.lock.folder();
        let _ = versions::settle(centre);
        let _ = tree::remove(&self.building);
        // A folder goes only while it is empty.
        for folder in ["versions", ""] {
            let _ = fs::remove_dir(own(centre, folder));
        }
    }
}

/// Puts a folder in the place of another, which takes its place: at once where the system can, else by way of a third name.
fn swap(centre: &Path, building: &Path, plan: &Path) -> io::Result<()> {
    if !plan.exists() {
        return fs::rename(building, plan);
    }
    if tree::exchange(building, plan) {
        return Ok(());
    }
    let away = own(centre, "replaced");
    fs::rename(plan, &away)?;
    if let Err(error) = fs::rename(building, plan) {
        fs::rename(&away, plan)?;
        return Err(error);
    }
    // The new plan is in place; a rest of the old one, which is a version, goes with the next plan.
    let _ = tree::remove(&away);
    Ok(())
}

/// Settles what a run that was cut short left: a plan on its way out comes back, parts go, a version whose plan is in place
/// counts.
fn recover(centre: &Path) -> io::Result<()> {
    let (plan, away) = (centre.join(PLAN), own(centre, "replaced"));
    match (away.exists(), plan.exists()) {
        (true, false) => fs::rename(&away, &plan)?,
        (true, true) => tree::remove(&away)?,
        (false, _) => {}
    }
    versions::settle(centre)?;
    tree::remove(&own(centre, "building"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Code;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("listed")
            .map(|e| e.expect("entry").file_name().to_string_lossy().into())
            .collect();
        names.sort();
        names
    }

    fn plan_with(centre: &Path, name: &str, bytes: &[u8]) {
        let lock = FolderLock::take(centre).expect("free");
        let folder = PlanFolder::begin(&lock).expect("begun");
        folder.write(name, bytes).expect("written");
        folder.finish("a plan", &VersionNote::default(), Edited::Kept).expect("swapped");
    }

    fn versions_of(centre: &Path) -> Vec<(u32, String)> {
        versions::list(centre).into_iter().map(|v| (v.number, v.what)).collect()
    }

    #[test]
    fn the_new_folder_replaces_the_old_as_a_whole_and_both_are_versions() {
        let home = tempfile::tempdir().expect("folder");
        plan_with(home.path(), "old.csv", b"old");
        plan_with(home.path(), "ical/a.ics", b"new");
        assert_eq!(names(home.path()), [".wfm", "plan"]);
        assert_eq!(names(&home.path().join(".wfm")), ["versions"]);
        assert_eq!(names(&home.path().join("plan")), ["ical"]);
        assert_eq!(fs::read(home.path().join("plan/ical/a.ics")).expect("readable"), b"new");
        assert_eq!(fs::read(versions::plan_of(home.path(), 1).join("old.csv")).expect("readable"), b"old");
        assert_eq!(versions_of(home.path()), [(1, "a plan".to_owned()), (2, "a plan".to_owned())]);
    }

    #[test]
    fn the_same_plan_again_is_no_new_version() {
        let home = tempfile::tempdir().expect("folder");
        plan_with(home.path(), "a.csv", b"1");
        plan_with(home.path(), "a.csv", b"1");
        assert_eq!(versions_of(home.path()).len(), 1);
    }

    #[test]
    fn an_edit_by_hand_is_kept_before_it_is_replaced() {
        let home = tempfile::tempdir().expect("folder");
        plan_with(home.path(), "a.csv", b"1");
        fs::write(home.path().join("plan/a.csv"), b"by hand").expect("edited");
        assert!(versions::is_edited(home.path()));
        plan_with(home.path(), "a.csv", b"2");
        let kept = fs::read(versions::plan_of(home.path(), 2).join("a.csv")).expect("kept");
        assert_eq!((kept.as_slice(), versions_of(home.path()).len()), (b"by hand".as_slice(), 3));
    }

    #[test]
    fn pages_made_again_carry_the_data_over_and_keep_a_page_that_was_changed() {
        let home = tempfile::tempdir().expect("folder");
        let plan = home.path().join("plan");
        let again = || {
            let lock = FolderLock::take(home.path()).expect("free");
            let folder = PlanFolder::begin(&lock).expect("begun");
            folder.take_over(&plan, &["ics"]).expect("copied");
            folder.write("ics/a.ics", b"made").expect("written");
            let note = VersionNote::default();
            folder.finish("again", &note, Edited::CarriedOver(&["ics"])).expect("in place");
            versions_of(home.path()).len()
        };
        plan_with(home.path(), "ics/a.ics", b"made");
        fs::create_dir(plan.join("own")).expect("made");
        fs::write(plan.join("own/notes.txt"), b"mine").expect("by hand");
        assert_eq!(again(), 2, "the data are in the new version: the old need none of their own");
        assert_eq!(fs::read(plan.join("own/notes.txt")).expect("still there"), b"mine");
        fs::write(plan.join("ics/a.ics"), b"coloured").expect("by hand");
        assert_eq!(again(), 4);
        assert_eq!(fs::read(versions::plan_of(home.path(), 3).join("ics/a.ics")).expect("kept"), b"coloured");
    }

    #[test]
    fn an_unfinished_folder_leaves_the_old_plan_and_no_trace() {
        let home = tempfile::tempdir().expect("folder");
        let lock = FolderLock::take(home.path()).expect("free");
        let folder = PlanFolder::begin(&lock).expect("begun");
        folder.write("new.csv", b"new").expect("written");
        versions::stage(home.path(), "half", &VersionNote::default(), &folder.building).expect("staged");
        drop(folder);
        assert_eq!(names(home.path()), Vec::<String>::new());
    }

    #[test]
    fn a_run_that_was_cut_short_is_settled_wherever_it_was() {
        let home = tempfile::tempdir().expect("folder");
        let centre = home.path();
        let begin = || drop(PlanFolder::begin(&FolderLock::take(centre).expect("free")).expect("begun"));
        plan_with(centre, "a.csv", b"1");
        // The old plan away, the new one not yet in.
        fs::rename(centre.join("plan"), own(centre, "replaced")).expect("as after a power cut");
        begin();
        assert_eq!(fs::read(centre.join("plan/a.csv")).expect("back"), b"1");
        // A version staged whose plan is not in place never was; one whose plan is in place counts.
        let half = own(centre, "half");
        fs::create_dir_all(&half).expect("made");
        fs::write(half.join("a.csv"), b"2").expect("written");
        versions::stage(centre, "half", &VersionNote::default(), &half).expect("staged");
        begin();
        assert_eq!(versions_of(centre).len(), 1);
        versions::stage(centre, "whole", &VersionNote::default(), &half).expect("staged");
        fs::write(centre.join("plan/a.csv"), b"2").expect("swapped");
        begin();
        assert_eq!(versions_of(centre).last(), Some(&(2, "whole".to_owned())));
        assert_eq!(names(&centre.join(".wfm")), ["half", "versions"]);
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let home = tempfile::tempdir().expect("folder");
        let lock = FolderLock::take(home.path()).expect("free");
        let folder = PlanFolder::begin(&lock).expect("begun");
        for name in ["../a", "/etc/a", "a/../../b", ""] {
            assert_eq!(folder.write(name, b"x").expect_err("refused").code, Code::OutputUnwritable);
        }
    }

    #[test]
    fn a_file_in_the_way_is_u102() {
        let home = tempfile::tempdir().expect("folder");
        fs::write(home.path().join("plan"), b"x").expect("written");
        let lock = FolderLock::take(home.path()).expect("free");
        assert_eq!(PlanFolder::begin(&lock).expect_err("refused").code, Code::OutputUnwritable);
        assert_eq!(fs::read(home.path().join("plan")).expect("readable"), b"x");
    }
}
