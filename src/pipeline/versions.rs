//! `wfm versions` and `wfm undo`: what a centre's plan was, and how to have it again.

use std::path::{Path, PathBuf};

use super::export::{self, Sources};
use super::inputs::read_centre;
use super::people;
use super::report::CALENDARS;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::time::Zone;
use crate::domain::version::{PlanVersion, VersionNote};
use crate::ingest::calendars;
use crate::outputs::folder::{Edited, PlanFolder};
use crate::outputs::lock::FolderLock;
use crate::outputs::{PLAN, ical, versions as stored};

/// The versions of a plan.
#[derive(Clone, Debug)]
pub struct VersionsOutcome {
    /// Oldest first.
    pub versions: Vec<PlanVersion>,
    /// `plan/` was changed since the newest.
    pub edited: bool,
    /// The clock to show them on.
    pub zone: Zone,
}

/// A version that is in `plan/` again.
#[derive(Clone, Debug)]
pub struct UndoOutcome {
    /// Which.
    pub version: PlanVersion,
    /// Whether its calendars tell those who have the later ones what changed; otherwise they are those of then.
    pub calendars_renewed: bool,
}

/// Every version of the plan of a centre directory.
pub fn list(dir: &Path) -> Result<VersionsOutcome, Failure> {
    let versions = stored::list(dir);
    if versions.is_empty() {
        return Err(none(dir).into());
    }
    // A centre.toml with faults must not hide the versions: it is only asked for the clock.
    let zone =
        read_centre(&dir.join("centre.toml"), None, &mut Findings::new()).map_or(Zone::UTC, |centre| centre.zone);
    Ok(VersionsOutcome { versions, edited: stored::is_edited(dir), zone })
}

/// Puts a version back in the place of `plan/`: the one before the newest when none is named. It becomes a version itself, so
/// that doing it again takes it back. Its calendars go on from those that people have now.
pub fn undo(dir: &Path, to: Option<u32>, note: &VersionNote) -> Result<UndoOutcome, Failure> {
    let lock = FolderLock::take(dir)?;
    let folder = PlanFolder::begin(&lock)?;
    stored::keep_edited(&lock, note)?;
    let versions = stored::list(dir);
    let wanted = match to {
        Some(number) => versions.iter().find(|version| version.number == number),
        None => versions.iter().rev().nth(1),
    };
    let Some(wanted) = wanted else { return Err(missing(dir, to, &versions).into()) };
    let planned = stored::plan_of(dir, wanted.number);
    let renewed = calendars_after(dir, &planned);
    folder.take_over(&planned, if renewed.is_some() { &[CALENDARS] } else { &[] })?;
    for (name, calendar) in renewed.iter().flatten() {
        folder.write(&format!("{CALENDARS}/{name}"), calendar)?;
    }
    folder.finish(&format!("version {} put back", wanted.number), note, Edited::Kept)?;
    Ok(UndoOutcome { version: wanted.clone(), calendars_renewed: renewed.is_some() })
}

/// The calendars of a plan for people who have those of another: what differs has its next version, and shifts of the other
/// plan that are not of this one are cancelled. None where the centre's files no longer fit the plan.
fn calendars_after(dir: &Path, planned: &Path) -> Option<Vec<(String, Vec<u8>)>> {
    let ignored = &mut Findings::new();
    let plan = export::read(&Sources::of_plan(dir, planned), None, ignored).ok()?;
    let other = dir.join(PLAN);
    let claims = people::read_claims(&other.join("roster.json"), ignored);
    let withdrawn = claims.first().map(|week| ical::period(&plan, week.first_day, claims.len()));
    let published = calendars::read(&other.join(CALENDARS), ignored);
    Some(ical::files(&plan, &published, withdrawn.as_ref()))
}

/// A file of a version of the plan.
pub fn file_of(dir: &Path, number: u32, name: &str) -> Result<PathBuf, Failure> {
    let versions = stored::list(dir);
    if versions.iter().any(|version| version.number == number) {
        return Ok(stored::plan_of(dir, number).join(name));
    }
    Err(missing(dir, Some(number), &versions).into())
}

fn missing(dir: &Path, number: Option<u32>, versions: &[PlanVersion]) -> Finding {
    let shown = dir.display();
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return none(dir) };
    let message = match number {
        Some(number) => {
            format!("the plan of {shown} has no version {number}, but {} to {}", first.number, last.number)
        }
        None => format!("the plan of {shown} has one version only: there is none before it"),
    };
    unknown(dir, message, format!("`wfm versions {shown}` lists them"))
}

fn none(dir: &Path) -> Finding {
    let shown = dir.display();
    unknown(dir, format!("{shown} has no plan yet"), format!("`wfm plan {shown}` makes the first version"))
}

fn unknown(dir: &Path, message: String, hint: String) -> Finding {
    Finding::new(Code::VersionUnknown, message).at(Place::file(&dir.display().to_string())).hint(hint)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn plan(dir: &Path, bytes: &[u8]) {
        let lock = FolderLock::take(dir).expect("free");
        let folder = PlanFolder::begin(&lock).expect("begun");
        folder.write("roster.csv", bytes).expect("written");
        folder.finish("a plan", &VersionNote::default(), Edited::Kept).expect("in place");
    }

    fn now(dir: &Path) -> Vec<u8> {
        fs::read(dir.join("plan/roster.csv")).expect("there")
    }

    #[test]
    fn undo_goes_back_again_forth_and_to_any_version() {
        let home = tempfile::tempdir().expect("folder");
        let dir = home.path();
        for bytes in [b"1", b"2", b"3"] {
            plan(dir, bytes);
        }
        let note = VersionNote { why: Some("too few on Monday".into()), ..VersionNote::default() };
        assert_eq!((undo(dir, None, &note).expect("back").version.number, now(dir)), (2, b"2".to_vec()));
        assert_eq!((undo(dir, None, &note).expect("forth").version.number, now(dir)), (3, b"3".to_vec()));
        assert_eq!((undo(dir, Some(1), &note).expect("far back").version.number, now(dir)), (1, b"1".to_vec()));
        let versions = list(dir).expect("some").versions;
        assert_eq!(versions.len(), 6);
        assert_eq!(versions.last().and_then(|v| v.why.as_deref()), Some("too few on Monday"));
    }

    #[test]
    fn undo_of_an_edit_by_hand_brings_back_what_was_edited_and_loses_nothing() {
        let home = tempfile::tempdir().expect("folder");
        let dir = home.path();
        plan(dir, b"1");
        fs::write(dir.join("plan/roster.csv"), b"by hand").expect("edited");
        assert!(list(dir).expect("one").edited);
        undo(dir, None, &VersionNote::default()).expect("back");
        assert_eq!(now(dir), b"1");
        undo(dir, None, &VersionNote::default()).expect("forth");
        assert_eq!(now(dir), b"by hand");
    }

    #[test]
    fn a_version_that_there_is_not_is_u113() {
        let home = tempfile::tempdir().expect("folder");
        let code = |end: Failure| match end {
            Failure::Invalid(found) => found.iter().next().map(|f| f.code),
            _ => None,
        };
        assert_eq!(code(list(home.path()).expect_err("none")), Some(Code::VersionUnknown));
        let missing = home.path().join("missing");
        let end = undo(&missing, None, &VersionNote::default()).expect_err("none");
        assert_eq!((code(end), missing.exists()), (Some(Code::FileUnreadable), false));
        plan(home.path(), b"1");
        for to in [None, Some(7)] {
            let end = undo(home.path(), to, &VersionNote::default()).expect_err("none");
            assert_eq!(code(end), Some(Code::VersionUnknown));
        }
        assert!(file_of(home.path(), 1, "roster.csv").expect("there").exists());
    }
}
