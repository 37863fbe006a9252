//! Every version of a centre's plan, whole, in `.wfm/versions/NNNN/`: the folder as it was in `plan/`, and beside it
//! `version.json`, which says who made it, when and why. Versions are only ever added.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::files::{sync_folder, unwritable};
use super::lock::FolderLock;
use super::table::{Cell, Table};
use super::{PLAN, tree};
use crate::domain::findings::Finding;
use crate::domain::time::{Instant, Zone};
use crate::domain::version::{PlanVersion, VersionNote};

/// Where everything of ours lies in a centre directory that is not for people.
const OWN: &str = ".wfm";
/// The record of a version.
const RECORD: &str = "version.json";

/// A folder of ours in a centre directory.
pub(super) fn own(centre: &Path, name: &str) -> PathBuf {
    centre.join(OWN).join(name)
}

/// A version that is not yet in place: filed once the plan is.
fn staged(centre: &Path) -> PathBuf {
    own(centre, "next")
}

fn home(centre: &Path, number: u32) -> PathBuf {
    own(centre, "versions").join(format!("{number:04}"))
}

/// The plan of a version.
#[must_use]
pub fn plan_of(centre: &Path, number: u32) -> PathBuf {
    home(centre, number).join(PLAN)
}

/// Every version of a centre's plan, oldest first; the last is the plan as `wfm` left it. A record that cannot be read is
/// that of a version of which nothing but its number is known.
#[must_use]
pub fn list(centre: &Path) -> Vec<PlanVersion> {
    let entries = fs::read_dir(own(centre, "versions")).into_iter().flatten().flatten();
    let mut numbers: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    let record = |number: u32| {
        let text = fs::read_to_string(home(centre, number).join(RECORD)).unwrap_or_default();
        let read = serde_json::from_str(&text).unwrap_or_default();
        PlanVersion { number, ..read }
    };
    numbers.into_iter().map(record).collect()
}

/// The versions as a table, times on this clock.
#[must_use]
pub fn table(versions: &[PlanVersion], zone: Zone) -> Table {
    let mut table = Table::new(&["version", "at", "by", "what", "why"]);
    let text = |text: Option<&str>| text.map_or(Cell::Empty, Cell::text);
    table.rows.extend(versions.iter().map(|version| {
        let at = version.at.as_deref().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        vec![
            Cell::exact(f64::from(version.number)),
            at.map_or(Cell::Empty, |at| Cell::text(zone.rfc3339(Instant::from_unix(at.timestamp())))),
            text(version.by.as_deref()),
            Cell::text(version.what.as_str()),
            text(version.why.as_deref()),
        ]
    }));
    table
}

/// Whether `plan/` is no longer what the newest version holds.
#[must_use]
pub fn is_edited(centre: &Path) -> bool {
    let plan = centre.join(PLAN);
    let newest = list(centre).last().map(|version| version.number);
    plan.is_dir() && newest.is_none_or(|number| !tree::same(&plan, &plan_of(centre, number)))
}

/// The same for some files and folders of the plan only.
pub(super) fn is_edited_in(centre: &Path, names: &[&str]) -> bool {
    let newest = list(centre).last().map(|version| plan_of(centre, version.number));
    newest.is_none_or(|newest| names.iter().any(|name| !tree::same(&centre.join(PLAN).join(name), &newest.join(name))))
}

/// Keeps a plan that was changed by hand, or made by another program, as a version of its own before it is replaced.
pub fn keep_edited(lock: &FolderLock, note: &VersionNote) -> Result<(), Finding> {
    let centre = lock.folder();
    if !is_edited(centre) {
        return Ok(());
    }
    let found = VersionNote { at: note.at, ..VersionNote::default() };
    let keep = || {
        stage(centre, "found in plan/, changed by hand", &found, &centre.join(PLAN))?;
        file(centre)
    };
    keep().map_err(|error| unwritable(&own(centre, "versions"), &error))
}

/// Copies a folder as the version that comes next, and returns its number; [`file`] adds it to the others.
pub(super) fn stage(centre: &Path, what: &str, note: &VersionNote, plan: &Path) -> io::Result<u32> {
    let number = list(centre).last().map_or(0, |version| version.number).saturating_add(1);
    let staged = staged(centre);
    tree::remove(&staged)?;
    // Filing it must need nothing but a rename: by then its plan is in place.
    fs::create_dir_all(own(centre, "versions"))?;
    tree::copy(plan, &staged.join(PLAN), |_| true)?;
    let record = serde_json::to_string_pretty(&PlanVersion::new(number, what, note)).map_err(io::Error::other)?;
    let mut out = fs::File::create(staged.join(RECORD))?;
    io::Write::write_all(&mut out, format!("{record}\n").as_bytes())?;
    out.sync_all()?;
    sync_folder(&staged);
    Ok(number)
}

/// Adds the version that was staged.
pub(super) fn file(centre: &Path) -> io::Result<()> {
    let staged = staged(centre);
    let text = fs::read_to_string(staged.join(RECORD))?;
    let record: PlanVersion = serde_json::from_str(&text).map_err(io::Error::other)?;
    let to = home(centre, record.number);
    fs::rename(&staged, &to)?;
    for folder in to.ancestors().skip(1).take(2) {
        sync_folder(folder);
    }
    Ok(())
}

/// Settles what a run that was cut short left: its version counts if its plan is in place, and never was if not.
pub(super) fn settle(centre: &Path) -> io::Result<()> {
    let staged = staged(centre);
    if !staged.exists() {
        return Ok(());
    }
    let is_in_place = staged.join(RECORD).exists() && tree::same(&centre.join(PLAN), &staged.join(PLAN));
    // A record that was cut short too is that of a version that never was.
    if is_in_place && file(centre).is_ok() { Ok(()) } else { tree::remove(&staged) }
}
