//! `wfm export`: a roster in the forms of other programs.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::inputs::{InputFiles, Inputs};
use super::people;
use super::step::{fail, step};
use super::target::{self, Target};
use crate::domain::calendar_event::Calendars;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::foreign_ids::ForeignIds;
use crate::domain::ids::QueueId;
use crate::domain::kpi::Cadence;
use crate::domain::payroll::{self, PayrollFacts};
use crate::domain::people::RosterRow;
use crate::domain::plan::Plan;
use crate::domain::series::Forecast;
use crate::domain::time::add_days;
use crate::ingest::tables::roster::RosterUse;
use crate::ingest::{calendars, tables};
use crate::outputs::table::Table;
use crate::outputs::{PLAN, files, genesys, ical, parquet, payroll as paid, tables as published, xlsx};

/// What a roster is turned into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// A workbook.
    Xlsx,
    /// Calendars.
    Ics,
    /// Hours by kind.
    Payroll,
    /// A schedule for Genesys Cloud.
    Genesys,
    /// Tables as Parquet.
    Parquet,
}

/// What is exported, and how.
#[derive(Clone, Debug)]
pub struct ExportSettings {
    /// The form.
    pub form: ExportForm,
    /// A centre directory that was planned; each file named takes the place of its own.
    pub dir: Option<PathBuf>,
    /// centre.toml.
    pub config: Option<PathBuf>,
    /// agents.csv.
    pub agents: Option<PathBuf>,
    /// roster.csv.
    pub roster: Option<PathBuf>,
    /// requirement.csv.
    pub requirement: Option<PathBuf>,
    /// time_off.csv.
    pub time_off: Option<PathBuf>,
    /// special_days.csv.
    pub special_days: Option<PathBuf>,
    /// First day of the first week.
    pub week: Option<NaiveDate>,
    /// What people have already: a folder of calendars, or a roster.
    pub published: Option<PathBuf>,
    /// ids.csv.
    pub ids: Option<PathBuf>,
    /// The period of a payroll's rows.
    pub by: Cadence,
    /// First day on the payroll; the roster's when absent.
    pub from: Option<NaiveDate>,
    /// Last day on the payroll; the roster's when absent.
    pub to: Option<NaiveDate>,
}

/// What was made.
#[derive(Clone, Debug, Default)]
pub struct ExportOutcome {
    /// The files in the folder that was made.
    pub files: Vec<String>,
    /// The payroll, when it did not go to a file.
    pub table: Option<Table>,
    /// The schedule for another system, when it did not go to a file.
    pub schedule: Option<String>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Where everything is that an export may read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    inputs: InputFiles,
    roster: PathBuf,
    requirement: Option<PathBuf>,
    /// The folder of the plan, where there is one.
    planned: Option<PathBuf>,
}

impl Sources {
    /// A plan that lies in this folder, of the centre of a directory.
    pub(super) fn of_plan(dir: &Path, planned: &Path) -> Self {
        let InputFiles { config, agents, time_off, special_days, .. } = InputFiles::of_directory(dir);
        Self {
            inputs: InputFiles { config, agents, special_days, time_off, ..InputFiles::default() },
            roster: planned.join("roster.csv"),
            requirement: Some(planned.join("requirement.csv")).filter(|path| path.exists()),
            planned: Some(planned.to_owned()),
        }
    }

    fn of(settings: &ExportSettings) -> Self {
        let planned = |dir: &PathBuf| Self::of_plan(dir, &dir.join(PLAN));
        let Self { inputs: usual, roster, requirement, planned } =
            settings.dir.as_ref().map(planned).unwrap_or_default();
        let named = |file: &Option<PathBuf>, usual: PathBuf| file.clone().unwrap_or(usual);
        Self {
            inputs: InputFiles {
                config: named(&settings.config, usual.config),
                agents: named(&settings.agents, usual.agents),
                time_off: settings.time_off.clone().or(usual.time_off),
                special_days: settings.special_days.clone().or(usual.special_days),
                ..InputFiles::default()
            },
            roster: named(&settings.roster, roster),
            requirement: settings.requirement.clone().or(requirement),
            planned,
        }
    }

    fn all<'s>(&'s self, settings: &'s ExportSettings) -> Vec<&'s Path> {
        let named = [&self.requirement, &settings.published, &settings.ids].into_iter().flatten().map(PathBuf::as_path);
        self.inputs.all().into_iter().chain([self.roster.as_path()]).chain(named).collect()
    }
}

/// Makes one form of a roster.
pub fn export(settings: &ExportSettings, to: &Target) -> Result<ExportOutcome, Failure> {
    let sources = Sources::of(settings);
    to.prepare(&sources.all(settings))?;
    let mut findings = Findings::new();
    let plan = read(&sources, settings.week, &mut findings)?;
    let mut outcome = match settings.form {
        ExportForm::Payroll => payroll(settings, &plan, to, &mut findings)?,
        ExportForm::Genesys => schedule(settings, &plan, to, &mut findings)?,
        ExportForm::Xlsx => {
            let path = needed(to, "roster.xlsx", &mut findings)?;
            let workbook = xlsx::workbook(&plan).or_else(|finding| fail(&mut findings, finding))?;
            target::write(path, &workbook, &mut findings)?;
            ExportOutcome::default()
        }
        ExportForm::Ics => {
            let path = needed(to, "calendars", &mut findings)?;
            let earlier = step(&mut findings, |f| earlier(settings, &plan, path, f))?;
            folder(path, ical::files(&plan, &earlier, None), "ics", &mut findings)?
        }
        ExportForm::Parquet => {
            let path = needed(to, "tables", &mut findings)?;
            let files = analysts(&plan).or_else(|finding| fail(&mut findings, finding))?;
            folder(path, files, "parquet", &mut findings)?
        }
    };
    outcome.findings = findings;
    Ok(outcome)
}

/// The roster with what belongs to it; parts of a plan that no export needs stay empty.
pub(super) fn read(sources: &Sources, week: Option<NaiveDate>, findings: &mut Findings) -> Result<Plan, Failure> {
    let Inputs { centre, agents, time_off, .. } = Inputs::read(&sources.inputs, findings)?;
    let planned = |name: &str| sources.planned.as_ref().map(|plan| plan.join(name)).filter(|path| path.exists());
    let queues: Vec<QueueId> = centre.queues.iter().map(|q| q.id.clone()).collect();
    let (rows, requirement, history, forecast, summaries) = step(findings, |f| {
        let rows = tables::roster::read(&sources.roster, &centre, &agents, RosterUse::Published, f);
        let requirement = sources.requirement.as_deref().map(|path| tables::requirement::read(path, &centre, f));
        let history = planned("history.csv").map(|path| tables::history::read(&path, centre.zone, &queues, f));
        let forecast = planned("forecast.csv").map(|path| tables::forecast::read(&path, &centre, f));
        let days = planned("forecast_days.csv").map(|path| tables::forecast::read_days(&path, &centre, f));
        let forecast =
            Forecast { rows: forecast.unwrap_or_default(), days: days.unwrap_or_default(), methods: Vec::new() };
        let summaries = planned("roster.json").map(|path| people::read_claims(&path, f)).unwrap_or_default();
        (rows, requirement.unwrap_or_default(), history.unwrap_or_default(), forecast, summaries)
    })?;
    let first_day = week.or(summaries.first().map(|week| week.first_day)).unwrap_or_else(|| monday(&rows));
    let mut rows = rows;
    rows.retain(|row| row.day >= first_day);
    let last = rows.iter().map(|row| row.day).max().unwrap_or(first_day);
    let days = usize::try_from(last.signed_duration_since(first_day).num_days()).unwrap_or(0);
    Ok(Plan {
        first_day,
        weeks: (days / 7 + 1).max(summaries.len()),
        history,
        accuracy: Vec::new(),
        forecast,
        requirement,
        agents,
        time_off,
        previous: Vec::new(),
        rows,
        summaries,
        what_if: Vec::new(),
        breaches: Findings::new(),
        findings: Findings::new(),
        centre,
    })
}

/// The Monday of the roster's first day.
fn monday(rows: &[RosterRow]) -> NaiveDate {
    let first = rows.iter().map(|row| row.day).min().unwrap_or_default();
    add_days(first, -i64::from(first.weekday().num_days_from_monday()))
}

/// The path that a form cannot do without.
fn needed<'t>(to: &'t Target, example: &str, findings: &mut Findings) -> Result<&'t Path, Failure> {
    to.file().map_or_else(
        || {
            let finding = Finding::new(Code::OptionInvalid, "this form cannot go to standard output");
            fail(findings, finding.hint(format!("say where it goes: -o {example}")))
        },
        Ok,
    )
}

fn payroll(
    settings: &ExportSettings,
    plan: &Plan,
    to: &Target,
    findings: &mut Findings,
) -> Result<ExportOutcome, Failure> {
    let Plan { centre, agents, time_off, rows, .. } = plan;
    let days = payroll::days(&PayrollFacts { centre, agents, time_off, rows });
    let all = || days.keys().map(|(_, day)| *day);
    let between = (
        settings.from.or(all().min()).unwrap_or(plan.first_day),
        settings.to.or(all().max()).unwrap_or(plan.first_day),
    );
    let periods = payroll::periods(&days, settings.by, between);
    let table = to.put(paid::table(&periods, agents), findings)?;
    Ok(ExportOutcome { table, ..ExportOutcome::default() })
}

fn schedule(
    settings: &ExportSettings,
    plan: &Plan,
    to: &Target,
    findings: &mut Findings,
) -> Result<ExportOutcome, Failure> {
    let ids = step(findings, |f| {
        let ids = settings.ids.as_deref().map(|path| tables::foreign_ids::read(path, f)).unwrap_or_default();
        lacking(settings, plan, &ids, f);
        ids
    })?;
    let schedule = genesys::schedule(plan, &ids);
    let Some(path) = to.file() else {
        return Ok(ExportOutcome { schedule: Some(schedule), ..ExportOutcome::default() });
    };
    target::write(path, schedule.as_bytes(), findings)?;
    Ok(ExportOutcome::default())
}

/// Says for whom and for what no id is given: the other system would refuse the whole schedule.
fn lacking(settings: &ExportSettings, plan: &Plan, ids: &ForeignIds, findings: &mut Findings) {
    let (agents, activities) = genesys::lacking(&plan.rows, ids);
    let lists = [
        ("agent", agents.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ("activity", activities.iter().map(ToString::to_string).collect()),
    ];
    for (kind, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
        let message = format!("no id is given for: {}", names.join(", "));
        let place = settings.ids.as_deref().map(|path| Place::file(&path.display().to_string()));
        let hint = format!("add to the file of --ids a row {kind},{},ID for each", names.first().map_or("", |n| n));
        findings.push(Finding::new(Code::OptionInvalid, message).at(place.unwrap_or_default()).hint(hint));
    }
}

/// What people have already: what was named, or else what the calendars that are replaced say.
fn earlier(settings: &ExportSettings, plan: &Plan, target: &Path, findings: &mut Findings) -> Calendars {
    let Some(path) = settings.published.as_deref() else { return calendars::read(target, findings) };
    if path.is_dir() {
        return calendars::read(path, findings);
    }
    let rows = tables::roster::read(path, &plan.centre, &[], RosterUse::Compared, findings);
    ical::events(plan, &rows)
}

/// The tables of a plan, each as a file.
fn analysts(plan: &Plan) -> Result<Vec<(String, Vec<u8>)>, Finding> {
    let Plan { centre, agents, time_off, rows, history, forecast, requirement, .. } = plan;
    let zone = centre.zone;
    let days = payroll::days(&PayrollFacts { centre, agents, time_off, rows });
    let always = (NaiveDate::MIN, NaiveDate::MAX);
    let all = [
        ("roster", published::roster(rows, zone)),
        ("payroll", paid::table(&payroll::periods(&days, Cadence::Day, always), agents)),
        ("requirement", published::requirement(requirement, zone)),
        ("forecast", published::forecast(forecast, zone)),
        ("forecast_days", published::forecast_days(forecast)),
        ("history", published::history(history, zone)),
    ];
    let present = all.into_iter().filter(|(_, table)| !table.rows.is_empty());
    present.map(|(name, table)| Ok((format!("{name}.parquet"), parquet::file(name, &table, zone)?))).collect()
}

/// Writes a folder as a whole; refuses to replace one that holds anything but files of this kind.
fn folder(
    path: &Path,
    made: Vec<(String, Vec<u8>)>,
    ending: &str,
    findings: &mut Findings,
) -> Result<ExportOutcome, Failure> {
    let shown = path.display().to_string();
    if path.exists() && !path.is_dir() {
        let finding = Finding::new(Code::OutputUnwritable, format!("{shown} is a file, and a folder is to be made"));
        return fail(findings, finding.at(Place::file(&shown)).hint("name a folder after -o"));
    }
    if let Some(other) = stranger(path, ending) {
        let message = format!("{shown} holds {other}, and would be replaced as a whole");
        let finding = Finding::new(Code::FolderNotEmpty, message).at(Place::file(&shown));
        return fail(findings, finding.hint("choose a folder of its own"));
    }
    files::write_folder(path, &made).or_else(|finding| fail(findings, finding))?;
    let files = made.into_iter().map(|(name, _)| name).collect();
    Ok(ExportOutcome { files, ..ExportOutcome::default() })
}

/// The first file in a folder, or in a folder of it, that has another ending.
fn stranger(folder: &Path, ending: &str) -> Option<String> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    names.sort();
    names.into_iter().find_map(|path| {
        if path.is_dir() {
            return stranger(&path, ending);
        }
        let known = path.extension().is_some_and(|own| own == ending);
        (!known).then(|| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_files_is_not_replaced() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("ics");
        let one = || vec![("A1.ics".to_owned(), b"x".to_vec())];
        let mut findings = Findings::new();
        assert!(folder(&target, one(), "ics", &mut findings).is_ok());
        assert!(folder(&target, one(), "ics", &mut findings).is_ok(), "its own files are replaced");
        fs::create_dir(target.join("teams")).expect("made");
        fs::write(target.join("teams/notes.txt"), "mine").expect("written");
        let Err(Failure::Invalid(findings)) = folder(&target, one(), "ics", &mut findings) else { panic!("refused") };
        assert!(findings.has(Code::FolderNotEmpty));
        assert!(target.join("teams/notes.txt").exists());
    }

    #[test]
    fn a_file_is_not_replaced_by_a_folder() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("roster.parquet");
        fs::write(&target, "mine").expect("written");
        let Err(Failure::Invalid(findings)) = folder(&target, Vec::new(), "parquet", &mut Findings::new()) else {
            panic!("refused")
        };
        assert!(findings.has(Code::OutputUnwritable));
        assert_eq!(fs::read(&target).expect("still there"), b"mine");
    }
}
