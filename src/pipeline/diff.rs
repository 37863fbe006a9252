//! `wfm diff`: two roster files read and compared.

use std::path::{Path, PathBuf};

use super::guess;
use super::inputs::read_centre;
use super::step::step;
use super::target::Target;
use super::versions::file_of;
use crate::diff;
use crate::domain::codes::Code;
use crate::domain::diff::RosterDiff;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::time::Zone;
use crate::ingest::tables;
use crate::ingest::tables::roster::RosterUse;
use crate::outputs::diff as published;
use crate::outputs::table::Table;

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct DiffSettings {
    /// The first roster.
    pub before: PathBuf,
    /// The second.
    pub after: PathBuf,
    /// centre.toml: the clock, and the interval of the requirement.
    pub config: Option<PathBuf>,
    /// requirement.csv: compare coverage as well; needs the config.
    pub requirement: Option<PathBuf>,
}

/// Two rosters compared.
#[derive(Clone, Debug)]
pub struct DiffOutcome {
    /// What differs.
    pub diff: RosterDiff,
    /// The clock to show it on.
    pub zone: Zone,
    /// The days that differ as a table, when it did not go to a file.
    pub table: Option<Table>,
    /// Notes of the reading.
    pub findings: Findings,
}

/// The comparison of two versions of a centre's plan, named by their numbers; what is not given comes from the centre and
/// from the second version.
pub fn of_versions(
    dir: &Path,
    versions: [PathBuf; 2],
    config: Option<PathBuf>,
    requirement: Option<PathBuf>,
) -> Result<DiffSettings, Failure> {
    let [before, after] = versions.map(|text| number(&text));
    let (before, after) = (before?, after?);
    let requirement = requirement.map_or_else(|| file_of(dir, after, "requirement.csv"), Ok)?;
    Ok(DiffSettings {
        before: file_of(dir, before, "roster.csv")?,
        after: file_of(dir, after, "roster.csv")?,
        config: Some(config.unwrap_or_else(|| dir.join("centre.toml"))),
        requirement: Some(requirement),
    })
}

fn number(text: &Path) -> Result<u32, Failure> {
    let read = text.to_str().and_then(|text| text.trim().parse().ok());
    read.ok_or_else(|| {
        let message = format!("with --of, {:?} must be the number of a version", text.display().to_string());
        Finding::new(Code::OptionInvalid, message)
            .hint("`wfm versions DIR` lists them; without --of name two files")
            .into()
    })
}

/// Reads both rosters, names as written, and compares them.
pub fn diff(settings: &DiffSettings, to: &Target) -> Result<DiffOutcome, Failure> {
    let mut inputs = vec![settings.before.as_path(), settings.after.as_path()];
    inputs.extend(settings.config.as_deref());
    inputs.extend(settings.requirement.as_deref());
    to.prepare(&inputs)?;
    let mut findings = Findings::new();
    let centre = match &settings.config {
        Some(config) => read_centre(config, None, &mut findings)?,
        None if settings.requirement.is_some() => {
            let message = "--requirement needs --config: centre.toml says how long an interval is";
            return Err(Finding::new(Code::OptionInvalid, message).hint("give --config centre.toml").into());
        }
        None => guess::centre_of_times(&settings.before, &mut findings),
    };
    let (before, after, requirement) = step(&mut findings, |f| {
        let roster = |path, f: &mut Findings| tables::roster::read(path, &centre, &[], RosterUse::Compared, f);
        let requirement = settings.requirement.as_ref().map(|path| tables::requirement::read(path, &centre, f));
        (roster(&settings.before, f), roster(&settings.after, f), requirement)
    })?;
    let diff = diff::compare(&before, &after, requirement.as_ref().map(|r| (r, centre.interval)));
    let table = to.put(published::table(&diff, centre.zone), &mut findings)?;
    Ok(DiffOutcome { diff, zone: centre.zone, table, findings })
}
