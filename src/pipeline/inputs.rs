//! What a planner wrote down: the centre and its people, read in one pass so that every fault is told at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::step::step;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::people::{Agent, Availability, PlannedActivity, Preference, RosterRow, TimeOff};
use crate::domain::roster::RosterProblem;
use crate::domain::series::{Override, Requirement, ServiceCurve};
use crate::domain::team::LeaveAllowance;
use crate::ingest::tables::roster::{self, RosterUse};
use crate::ingest::{self, tables};

/// Where the inputs of a roster are; an absent file means that there is nothing of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputFiles {
    /// centre.toml.
    pub config: PathBuf,
    /// agents.csv.
    pub agents: PathBuf,
    /// special_days.csv; when absent, the one beside the config counts.
    pub special_days: Option<PathBuf>,
    /// time_off.csv.
    pub time_off: Option<PathBuf>,
    /// allowances.csv.
    pub allowances: Option<PathBuf>,
    /// availability.csv.
    pub availability: Option<PathBuf>,
    /// activities.csv.
    pub activities: Option<PathBuf>,
    /// preferences.csv.
    pub preferences: Option<PathBuf>,
    /// locked.csv.
    pub locked: Option<PathBuf>,
    /// previous.csv.
    pub previous: Option<PathBuf>,
    /// A roster of the same weeks to change as little as possible.
    pub keep: Option<PathBuf>,
    /// overrides.csv: the planner's corrections of the forecast.
    pub overrides: Option<PathBuf>,
    /// curves.csv: the service that agents give, by interval.
    pub curves: Option<PathBuf>,
}

impl InputFiles {
    /// The files of a centre directory under their usual names.
    #[must_use]
    pub fn of_directory(dir: &Path) -> Self {
        let optional = |name: &str| Some(dir.join(name)).filter(|path| path.exists());
        Self {
            config: dir.join("centre.toml"),
            agents: dir.join("agents.csv"),
            special_days: optional("special_days.csv"),
            time_off: optional("time_off.csv"),
            allowances: optional("allowances.csv"),
            availability: optional("availability.csv"),
            activities: optional("activities.csv"),
            preferences: optional("preferences.csv"),
            locked: optional("locked.csv"),
            previous: optional("previous.csv"),
            keep: None,
            overrides: optional("overrides.csv"),
            curves: None,
        }
    }

    /// Every file named.
    #[must_use]
    pub fn all(&self) -> Vec<&Path> {
        let optional = [
            &self.special_days,
            &self.time_off,
            &self.allowances,
            &self.availability,
            &self.activities,
            &self.preferences,
            &self.locked,
            &self.previous,
            &self.keep,
            &self.overrides,
            &self.curves,
        ];
        let named = optional.into_iter().filter_map(Option::as_deref);
        [self.config.as_path(), self.agents.as_path()].into_iter().chain(named).collect()
    }
}

/// The centre and its people.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The centre.
    pub centre: Centre,
    /// The people.
    pub agents: Vec<Agent>,
    /// Absences.
    pub time_off: Vec<TimeOff>,
    /// How many may be on leave.
    pub allowances: Vec<LeaveAllowance>,
    /// Recurring availability.
    pub availability: Vec<Availability>,
    /// Trainings and meetings.
    pub activities: Vec<PlannedActivity>,
    /// Wishes.
    pub preferences: Vec<Preference>,
    /// Assignments that must stay.
    pub locked: Vec<RosterRow>,
    /// The roster of the days before.
    pub previous: Vec<RosterRow>,
    /// A roster of the same weeks to change as little as possible.
    pub keep: Vec<RosterRow>,
    /// A roster of the same weeks from which the search starts; never read from a file.
    pub start: Vec<RosterRow>,
    /// Corrections of the forecast.
    pub overrides: Vec<Override>,
    /// The service that agents give, by interval; empty where nobody asks or a later step makes them.
    pub curves: Vec<ServiceCurve>,
}

impl Inputs {
    /// Reads every file named; the errors of all of them come back together.
    pub(crate) fn read(files: &InputFiles, findings: &mut Findings) -> Result<Self, Failure> {
        let centre = read_centre(&files.config, files.special_days.as_deref(), findings)?;
        step(findings, |f| {
            let agents = tables::agents::read(&files.agents, &centre, f);
            teams_known(&files.config, &centre, &agents, f);
            Self {
                time_off: optional(files.time_off.as_ref(), |path| tables::time_off::read(path, &centre, &agents, f)),
                allowances: optional(files.allowances.as_ref(), |path| tables::allowances::read(path, &agents, f)),
                availability: optional(files.availability.as_ref(), |path| {
                    tables::availability::read(path, &agents, f)
                }),
                activities: optional(files.activities.as_ref(), |path| {
                    tables::activities::read(path, &centre, &agents, f)
                }),
                preferences: optional(files.preferences.as_ref(), |path| {
                    tables::preferences::read(path, &centre, &agents, f)
                }),
                locked: optional(files.locked.as_ref(), |path| {
                    roster::read(path, &centre, &agents, RosterUse::Locked, f)
                }),
                previous: optional(files.previous.as_ref(), |path| {
                    roster::read(path, &centre, &agents, RosterUse::Previous, f)
                }),
                keep: optional(files.keep.as_ref(), |path| {
                    roster::read(path, &centre, &agents, RosterUse::Previous, f)
                }),
                start: Vec::new(),
                overrides: optional(files.overrides.as_ref(), |path| tables::overrides::read(path, &centre, f)),
                curves: optional(files.curves.as_ref(), |path| tables::curves::read(path, &centre, f)),
                agents,
                centre,
            }
        })
    }

    /// Reads a published roster of this centre.
    pub(crate) fn roster(&self, path: &Path, findings: &mut Findings) -> Vec<RosterRow> {
        roster::read(path, &self.centre, &self.agents, RosterUse::Published, findings)
    }

    /// The problem of one week: these inputs, what is to be covered, and the roster of the days before.
    pub(crate) fn problem(
        &self,
        first_day: NaiveDate,
        requirement: Requirement,
        previous: Vec<RosterRow>,
    ) -> RosterProblem {
        RosterProblem {
            centre: self.centre.clone().under_law_of(first_day),
            first_day,
            requirement,
            curves: self.curves.clone(),
            agents: self.agents.clone(),
            time_off: self.time_off.clone(),
            allowances: self.allowances.clone(),
            availability: self.availability.clone(),
            activities: self.activities.clone(),
            preferences: self.preferences.clone(),
            locked: self.locked.clone(),
            previous,
            keep: self.keep.clone(),
            start: self.start.clone(),
        }
    }
}

/// A rule for a team that nobody belongs to would never bind: the name is a slip.
fn teams_known(config: &Path, centre: &Centre, agents: &[Agent], findings: &mut Findings) {
    let known: BTreeSet<&str> = agents.iter().map(|agent| agent.team.as_str()).collect();
    let named = centre.team_rules.breaks.iter().filter_map(|share| share.team.as_deref());
    for unknown in named.filter(|team| !agents.is_empty() && !known.contains(team)) {
        let message = format!("[[team]] id {unknown:?}: no agent of agents.csv is of this team");
        let teams: Vec<&str> = known.iter().copied().filter(|team| !team.is_empty()).collect();
        let hint = if teams.is_empty() {
            "agents.csv has no teams: fill its column `team`".to_owned()
        } else {
            format!("the teams are {}", teams.join(", "))
        };
        let place = Place::file(&config.display().to_string());
        findings.push(Finding::new(Code::TeamUnknown, message).at(place).hint(hint));
    }
}

fn optional<T: Default>(path: Option<&PathBuf>, read: impl FnOnce(&Path) -> T) -> T {
    path.map(PathBuf::as_path).map(read).unwrap_or_default()
}

/// Reads centre.toml, with special_days.csv over its holidays: the file named, or else the one beside the config.
pub(crate) fn read_centre(
    config: &Path,
    special_days: Option<&Path>,
    findings: &mut Findings,
) -> Result<Centre, Failure> {
    let beside = config.with_file_name("special_days.csv");
    let special_days = special_days.or_else(|| beside.exists().then_some(beside.as_path()));
    step(findings, |f| {
        let centre = ingest::centre::read(config, f);
        let own = special_days.map(|path| tables::special_days::read(path, f)).unwrap_or_default();
        centre.map(|mut centre| {
            centre.calendar = centre.calendar.overridden_by(&own);
            centre
        })
    })?
    .ok_or_else(|| Failure::Invalid(std::mem::take(findings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_names_only_the_optional_files_that_are_there() {
        let dir = tempfile::tempdir().expect("folder");
        std::fs::write(dir.path().join("time_off.csv"), "agent,start,end,kind\n").expect("written");
        let files = InputFiles::of_directory(dir.path());
        assert!(files.time_off.is_some() && files.locked.is_none());
        let names: Vec<_> = files.all().iter().filter_map(|p| p.file_name()?.to_str()).collect();
        assert_eq!(names, ["centre.toml", "agents.csv", "time_off.csv"]);
    }
}
