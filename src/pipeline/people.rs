//! The single commands on people: making a roster from a requirement, and checking one.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::inputs::{InputFiles, Inputs};
use super::step::{after, announce, fail, step};
use super::target::{self, Target};
use super::{compare, volume, weeks, what_if};
use crate::check::CheckReport;
use crate::domain::centre::ServicePeriod;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::people::{Agent, RosterRow};
use crate::domain::progress::Progress;
use crate::domain::relief;
use crate::domain::roster::{RosterLimits, RosterSummary, Status};
use crate::domain::series::Requirement;
use crate::domain::what_if::VariantResult;
use crate::ingest::{self, tables};
use crate::outputs::agent_page::{AgentPage, PageFacts, pages};
use crate::outputs::service::TargetCompared;
use crate::outputs::table::Table;
use crate::outputs::{json, tables as published};
use crate::staffing;

/// What a roster is made or checked from.
#[derive(Clone, Debug, Default)]
pub struct RosterSettings {
    /// The centre and its people.
    pub inputs: InputFiles,
    /// requirement.csv.
    pub requirement: PathBuf,
    /// First day of the first week; the local day of the first requirement row when absent.
    pub week: Option<NaiveDate>,
    /// Rosters for a service level by interval, day and week are to be compared.
    pub compare_targets: bool,
    /// Variants of the centre to put beside the roster.
    pub what_if: Vec<String>,
    /// Agents whose pages are wanted.
    pub pages: Vec<String>,
}

/// The settings, read.
pub(super) struct Job {
    pub(super) inputs: Inputs,
    pub(super) requirement: Requirement,
    pub(super) first_days: Vec<NaiveDate>,
}

impl RosterSettings {
    pub(super) fn files(&self) -> Vec<&Path> {
        let mut files = self.inputs.all();
        files.push(&self.requirement);
        files
    }

    pub(super) fn read(&self, findings: &mut Findings) -> Result<Job, Failure> {
        let mut inputs = Inputs::read(&self.inputs, findings)?;
        let zone = inputs.centre.zone;
        let requirement = step(findings, |f| tables::requirement::read(&self.requirement, &inputs.centre, f))?;
        let wants_curves = self.compare_targets || inputs.centre.objective.service != ServicePeriod::Interval;
        if wants_curves && self.inputs.curves.is_none() {
            let patience = volume::patience_beside(&self.inputs.config, &inputs.centre, findings)?;
            inputs.curves = staffing::curves_of_requirement(&requirement, &inputs.centre, &patience, findings);
        }
        let first_row = requirement.rows.iter().map(|row| row.start).min().map(|start| zone.day(start));
        let first_day = self.week.or(first_row).unwrap_or_default();
        let first_days = weeks::first_days(first_day, weeks::weeks_of(&requirement, first_day, zone));
        if first_days.is_empty() {
            let message = format!("the requirement has no interval on or after {first_day}");
            let finding = Finding::new(Code::NothingToCover, message)
                .at(Place::file(&self.requirement.display().to_string()))
                .hint("give --week a day that the requirement covers");
            return fail(findings, finding);
        }
        Ok(Job { inputs, requirement, first_days })
    }
}

/// Where the parts of a roster go.
#[derive(Clone, Debug)]
pub struct RosterTargets<'p> {
    /// roster.csv.
    pub roster: Target,
    /// roster.json.
    pub summary: Option<&'p Path>,
    /// What became of each wish: `agent,wish,granted,reason`.
    pub wishes: Option<&'p Path>,
    /// handover.csv: who relieves whom.
    pub handover_plan: Option<&'p Path>,
    /// standby.csv: who is on standby when.
    pub standby: Option<&'p Path>,
}

impl RosterTargets<'_> {
    /// Sees that every file can be written, and that none is an input or named twice.
    fn prepare(&self, settings: &RosterSettings) -> Result<(), Failure> {
        self.roster.prepare(&settings.files())?;
        let mut named = vec![("-o", self.roster.file())];
        let beside = [
            ("--summary", self.summary),
            ("--wishes", self.wishes),
            ("--handover-plan", self.handover_plan),
            ("--standby", self.standby),
        ];
        for (option, file) in beside {
            let Some(path) = file else { continue };
            if let Some((other, _)) = named.iter().find(|(_, taken)| *taken == Some(path)) {
                let message = format!("{other} and {option} both name {}", path.display());
                return Err(Finding::new(Code::OptionInvalid, message).hint("give them two names").into());
            }
            target::prepare(path, &settings.files())?;
            named.push((option, file));
        }
        Ok(())
    }
}

/// A roster, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct RosterMade {
    /// roster.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// The claims, one a week.
    pub summaries: Vec<RosterSummary>,
    /// Rosters for other periods of the service level beside it, where asked.
    pub compared: Vec<TargetCompared>,
    /// Variants beside the base; empty when none were asked for.
    pub what_if: Vec<VariantResult>,
    /// The pages of the agents asked for.
    pub pages: Vec<AgentPage>,
    /// Notes and warnings.
    pub findings: Findings,
}

impl RosterMade {
    /// Whether the user stopped the work.
    #[must_use]
    pub fn interrupted(&self) -> bool {
        self.summaries.iter().any(|s| s.status == Status::Interrupted)
    }
}

/// Makes the roster of every week that the requirement covers.
pub fn roster(
    settings: &RosterSettings,
    limits: &RosterLimits,
    to: &RosterTargets<'_>,
    progress: &dyn Progress,
) -> Result<RosterMade, Failure> {
    to.prepare(settings)?;
    announce(progress, "Reading")?;
    let mut findings = Findings::new();
    let job = settings.read(&mut findings)?;
    let variants = step(&mut findings, |f| {
        agents_known(&settings.pages, &job.inputs.agents, f);
        what_if::read(&settings.what_if, &job.inputs, f)
    })?;
    let made = if settings.compare_targets {
        compare::targets(&job.inputs, &job.requirement, &job.first_days, limits, progress)
    } else {
        let made = weeks::solve(&job.inputs, &job.requirement, &job.first_days, limits, progress);
        made.map(|outcomes| (Vec::new(), outcomes))
    };
    let (compared, outcomes) = made.map_err(|failure| after(&mut findings, failure))?;
    let mut rows: Vec<RosterRow> = Vec::new();
    let mut summaries = Vec::new();
    for outcome in outcomes {
        rows.extend(outcome.rows);
        summaries.push(with_findings(outcome.summary, &outcome.findings));
        findings.extend(outcome.findings);
    }
    let pages = pages_of(&settings.pages, &job.inputs, &rows, &summaries);
    let table = to.roster.put(published::roster(&rows, job.inputs.centre.zone), &mut findings)?;
    let what_if = what_if::compare(&job.inputs, &job.requirement, (&summaries, &rows), &variants, limits, progress)
        .map_err(|failure| after(&mut findings, failure))?;
    if let Some(path) = to.wishes {
        target::write(path, &published::wishes(&summaries).csv(), &mut findings)?;
    }
    if let Some(path) = to.summary {
        target::write(path, json::roster_of_weeks(&summaries, &Findings::new()).as_bytes(), &mut findings)?;
    }
    if let Some(path) = to.standby {
        target::write(path, &published::standby(&summaries).csv(), &mut findings)?;
    }
    if let Some(path) = to.handover_plan {
        let reliefs = relief::of_roster(&rows, &job.requirement, &job.inputs.centre);
        target::write(path, &published::handover(&reliefs, job.inputs.centre.zone).csv(), &mut findings)?;
    }
    Ok(RosterMade { table, summaries, compared, what_if, pages, findings })
}

fn agents_known(asked: &[String], agents: &[Agent], findings: &mut Findings) {
    for unknown in asked.iter().filter(|id| agents.iter().all(|agent| agent.id.as_str() != id.as_str())) {
        let message = format!("--page {unknown}: no agent of agents.csv has this id");
        findings.push(Finding::new(Code::OptionInvalid, message).hint("give an id of the column `agent`"));
    }
}

fn pages_of(asked: &[String], inputs: &Inputs, rows: &[RosterRow], summaries: &[RosterSummary]) -> Vec<AgentPage> {
    if asked.is_empty() {
        return Vec::new();
    }
    let Inputs { centre, agents, previous, .. } = inputs;
    let facts = PageFacts { centre, agents, previous, rows, summaries };
    pages(&facts).filter(|page| asked.contains(&page.agent)).collect()
}

/// A summary that carries its findings, for roster.json.
pub(crate) fn with_findings(mut summary: RosterSummary, findings: &Findings) -> RosterSummary {
    summary.findings = findings.iter().map(json::finding).collect();
    summary
}

/// Reads roster.json back: one summary a week.
pub(crate) fn read_claims(path: &Path, findings: &mut Findings) -> Vec<RosterSummary> {
    let shown = path.display().to_string();
    let text = match ingest::text_of(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("{shown} cannot be read: {error}");
            findings.push(Finding::new(Code::FileUnreadable, message).at(Place::file(&shown)));
            return Vec::new();
        }
    };
    claims_of(&text).unwrap_or_else(|error| {
        let place = u64::try_from(error.line()).map_or(Place::file(&shown), |line| Place::line(&shown, line));
        let message = format!("{shown} is not a summary of a roster: {error}");
        findings.push(
            Finding::new(Code::SummaryUnreadable, message)
                .at(place)
                .hint("give the file that `wfm roster --summary` wrote"),
        );
        Vec::new()
    })
}

fn claims_of(text: &str) -> Result<Vec<RosterSummary>, serde_json::Error> {
    /// Several weeks in one file.
    #[derive(serde::Deserialize)]
    struct Weeks {
        #[serde(default)]
        weeks: Vec<RosterSummary>,
    }
    let Weeks { weeks } = serde_json::from_str(text)?;
    if weeks.is_empty() { Ok(vec![serde_json::from_str(text)?]) } else { Ok(weeks) }
}

/// What the check of a roster found.
#[derive(Clone, Debug)]
pub struct CheckOutcome {
    /// What was recomputed, one a week.
    pub weeks: Vec<CheckReport>,
    /// First days of the weeks.
    pub first_days: Vec<NaiveDate>,
    /// Breaches and remarks.
    pub findings: Findings,
}

/// Checks a published roster against every rule, and its claims when a summary is given.
pub fn check(settings: &RosterSettings, roster: &Path, summary: Option<&Path>) -> Result<CheckOutcome, Failure> {
    let mut findings = Findings::new();
    let job = settings.read(&mut findings)?;
    let rows = step(&mut findings, |f| job.inputs.roster(roster, f))?;
    remark_earlier(roster, &rows, &job.first_days, &mut findings);
    let claims = step(&mut findings, |f| summary.map(|path| read_claims(path, f)).unwrap_or_default())?;
    let weeks = weeks::check(&job.inputs, &job.requirement, &job.first_days, &rows, &claims);
    for week in &weeks {
        findings.extend(week.findings.clone());
    }
    Ok(CheckOutcome { weeks, first_days: job.first_days, findings })
}

/// Rows before the first week serve as the roster of the days before; the user should know that nobody checked them.
fn remark_earlier(roster: &Path, rows: &[RosterRow], first_days: &[NaiveDate], findings: &mut Findings) {
    let Some(first_day) = first_days.first() else { return };
    let earlier = rows.iter().filter(|row| row.day < *first_day).count();
    if earlier > 0 {
        let message = format!("{earlier} rows lie before {first_day}; they count as the roster of the days before");
        let place = Place::file(&roster.display().to_string());
        findings.push(
            Finding::new(Code::RowsBeforeWeek, message).at(place).hint("give --week an earlier day to check them"),
        );
    }
}
