//! Exports and history.csv: what the volume side of every path starts from.

use std::fs;
use std::path::{Path, PathBuf};

use super::inputs::read_centre;
use super::step::{fail, indispensable};
use super::target::Target;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::import::{Description, ImportOptions, Imported, ImportedStates, Spread};
use crate::domain::progress::{Progress, Silent};
use crate::domain::time::Zone;
use crate::domain::units::Minutes;
use crate::ingest::exports;
use crate::outputs::table::Table;
use crate::outputs::tables;

/// How exports are to be read: what a centre says, and what the user says over it.
#[derive(Clone, Debug, Default)]
pub struct ImportSettings {
    /// centre.toml; without it `zone` and `interval` count.
    pub config: Option<PathBuf>,
    /// Zone of times without an offset.
    pub zone: Option<Zone>,
    /// The grid; 30 minutes when absent.
    pub interval: Option<Minutes>,
    /// A mapping by name.
    pub profile: Option<String>,
    /// Columns by field.
    pub map: Vec<(String, String)>,
    /// The encoding.
    pub encoding: Option<String>,
    /// How dates are written.
    pub date_format: Option<String>,
    /// How totals of days become intervals.
    pub spread: Option<Spread>,
}

impl ImportSettings {
    fn options(&self, findings: &mut Findings) -> Result<ImportOptions, Failure> {
        let mut options = match &self.config {
            Some(config) => ImportOptions::of(&read_centre(config, None, findings)?),
            None => ImportOptions::new(self.interval.unwrap_or(Minutes::new(30))),
        };
        options.zone = self.zone.or(options.zone);
        options.profile = self.profile.clone().or(options.profile);
        options.encoding = self.encoding.clone().or(options.encoding);
        options.date_format.clone_from(&self.date_format);
        options.spread.clone_from(&self.spread);
        options.map.retain(|(field, _)| !self.map.iter().any(|(own, _)| own == field));
        options.map.extend(self.map.iter().cloned());
        Ok(options)
    }
}

/// What an import gave.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    /// History, calls and the table that a planner checks.
    pub imported: Imported,
    /// The zone in which times are shown.
    pub zone: Zone,
    /// history.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Refused rows, guesses, duplicates.
    pub findings: Findings,
}

/// Reads exports into one history.csv. Refused rows are findings, the rest is written; nothing usable is a failure.
pub fn import(
    exports: &[PathBuf],
    settings: &ImportSettings,
    target: &Target,
    progress: &dyn Progress,
) -> Result<ImportOutcome, Failure> {
    let inputs: Vec<&Path> = exports.iter().chain(&settings.config).map(PathBuf::as_path).collect();
    target.prepare(&inputs)?;
    let mut findings = Findings::new();
    // Nobody asks for the single calls here: without them memory does not grow with their number.
    let options = ImportOptions { keep_calls: false, ..settings.options(&mut findings)? };
    let imported = indispensable(&mut findings, |f| exports::import(exports, &options, progress, f))?;
    let zone = options.zone.unwrap_or(Zone::UTC);
    let table = target.put(tables::history(&imported.history, zone), &mut findings)?;
    Ok(ImportOutcome { imported, zone, table, findings })
}

/// What schedule reports gave.
#[derive(Clone, Debug)]
pub struct StatesOutcome {
    /// The states by agent and time.
    pub states: ImportedStates,
    /// states.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// Refused rows and guesses.
    pub findings: Findings,
}

/// Reads schedule reports into one states.csv.
pub fn states(reports: &[PathBuf], settings: &ImportSettings, target: &Target) -> Result<StatesOutcome, Failure> {
    let inputs: Vec<&Path> = reports.iter().chain(&settings.config).map(PathBuf::as_path).collect();
    target.prepare(&inputs)?;
    let mut findings = Findings::new();
    let options = settings.options(&mut findings)?;
    let states = indispensable(&mut findings, |f| exports::states(reports, &options, f))?;
    let table = target.put(tables::states(&states, options.zone.unwrap_or(Zone::UTC)), &mut findings)?;
    Ok(StatesOutcome { states, table, findings })
}

/// What an export looks like and what would be done with it; writes nothing.
pub fn describe(export: &Path, settings: &ImportSettings) -> Result<(Description, Findings), Failure> {
    let mut findings = Findings::new();
    let options = settings.options(&mut findings)?;
    let description = indispensable(&mut findings, |f| exports::describe(export, &options, f))?;
    Ok((description, findings))
}

/// Reads everything in `history/` of a centre directory, in the order of its names.
pub(crate) fn of_directory(dir: &Path, centre: &Centre, findings: &mut Findings) -> Result<Imported, Failure> {
    let folder = dir.join("history");
    let exports = exports_in(&folder);
    if exports.is_empty() {
        let message = format!("{} holds no export of the past, and a forecast needs one", folder.display());
        let finding = Finding::new(Code::NoHistory, message)
            .at(Place::file(&folder.display().to_string()))
            .hint("put the exports of your telephone system there as they come");
        return fail(findings, finding);
    }
    indispensable(findings, |f| exports::import(&exports, &ImportOptions::of(centre), &Silent, f))
}

/// The files of a folder by name, hidden ones left out.
pub(crate) fn exports_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let visible = |path: &PathBuf| path.file_name().is_some_and(|n| !n.to_string_lossy().starts_with('.'));
    let mut files: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file() && visible(p)).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_taken_by_name_without_hidden_files_and_folders() {
        let dir = tempfile::tempdir().expect("folder");
        for name in ["b.csv", "a.csv.gz", ".DS_Store"] {
            fs::write(dir.path().join(name), "x").expect("written");
        }
        fs::create_dir(dir.path().join("old")).expect("made");
        let names: Vec<_> = exports_in(dir.path()).iter().filter_map(|p| Some(p.file_name()?.to_owned())).collect();
        assert_eq!(names, ["a.csv.gz", "b.csv"]);
    }
}
