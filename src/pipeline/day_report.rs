//! `wfm report --day`: the page of one day for its supervisor, from whatever the centre has of it.

mod facts;
mod files;
mod rest;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use self::facts::{Facts, Moment};
pub use self::files::DayFiles;
use super::kpi::{KpiRequest, read};
use super::step::{announce, fail, step};
use super::target;
use super::volume::When;
use crate::adherence::{self, strips};
use crate::domain::adherence::{Adherence, AgentDay, StateLog};
use crate::domain::codes::Code;
use crate::domain::day_report::{DayAdherence, DayReport, Section, StaffingSlot, VolumeSlot};
use crate::domain::findings::{Failure, Finding, Findings, Place};
use crate::domain::kpi::Cadence;
use crate::domain::kpi_report::KpiReport;
use crate::domain::progress::Progress;
use crate::domain::service_gap::ServiceExplanation;
use crate::domain::time::{Instant, Zone, add_days};
use crate::ingest::tables;
use crate::intraday::Outlook;
use crate::kpi::explain::day;
use crate::kpi::{self, KpiAsk};
use crate::outputs::report;

/// The page in the folder of its day.
const PAGE: &str = "report.html";

/// What the page of a day is made from.
#[derive(Clone, Debug, Default)]
pub struct DayReportSettings {
    /// The centre's folder.
    pub dir: PathBuf,
    /// The local day.
    pub day: NaiveDate,
    /// Everything up to here, and the rest of the day forecast again from here.
    pub at: Option<When>,
    /// Files that are not where they usually are.
    pub named: DayFiles,
    /// Where the page goes; `days/DAY/report.html` of the centre when absent.
    pub output: Option<PathBuf>,
}

/// The page of a day.
#[derive(Clone, Debug)]
pub struct DayReportOutcome {
    /// What it shows.
    pub report: DayReport,
    /// Where it is.
    pub path: PathBuf,
    /// How large it is, in bytes.
    pub bytes: usize,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Makes the page of a day. What the centre does not have is said in its place on the page; a file that is there and cannot
/// be read stops the work.
pub fn day_report(settings: &DayReportSettings, progress: &dyn Progress) -> Result<DayReportOutcome, Failure> {
    announce(progress, "Reading the day")?;
    let (dir, date) = (&settings.dir, settings.day);
    let files = settings.named.clone().or_of_directory(dir, date);
    let path = settings.output.clone().unwrap_or_else(|| files::folder_of(dir, date).join(PAGE));
    if settings.output.is_some() {
        target::prepare(&path, &files.all())?;
    }
    let mut findings = Findings::new();
    let request = KpiRequest { files: files.of_kpi(dir, date), ..KpiRequest::default() };
    let (centre, kpi_settings, counted) = read(&request, &mut findings)?;
    let at = settings.at.map(|at| at.instant(&centre));
    let mut day = Facts::read(settings, files, (centre, kpi_settings, counted), &mut findings)?;
    if let Some(at) = at.filter(|at| !(day.midnight()..=day.end()).contains(at)) {
        let message = format!("--at {} lies outside {date}", day.centre.zone.rfc3339(at));
        return fail(&mut findings, Finding::new(Code::OptionInvalid, message).hint("give a time of the day of --day"));
    }
    let moment = day.cut(at);
    announce(progress, "Comparing the day with its plan")?;
    let log = day.log();
    let so_far = day::volumes(&day.input, &day.settings, &[]);
    let going_on = moment.filter(|moment| moment.cut < day.end());
    let again = going_on.map(|moment| day.outlook(moment, &so_far)).transpose();
    let rest = match (&again, going_on) {
        (Ok(Some(outlook)), Some(moment)) => day.rest(outlook, moment, log.as_ref()),
        _ => None,
    };
    let again_from = going_on.filter(|_| matches!(again, Ok(Some(_)))).map(|moment| moment.cut);
    let volume = volume(&day, so_far, again);
    let staffing = staffing(&day, moment);
    let adherence = who(&day, log.as_ref(), moment, &mut findings)?;
    let figures = figures(&day, moment);
    let explanation = why(&day, figures.content.as_ref(), &mut findings);
    let report = DayReport {
        centre: day.centre.name.clone(),
        zone: day.centre.zone,
        interval: day.centre.interval,
        queues: day.centre.queues.iter().map(|queue| queue.id.clone()).collect(),
        day: date,
        at: moment.map(|moment| moment.at),
        again_from,
        volume,
        staffing,
        rest,
        adherence,
        explanation,
        figures,
        currency: day.settings.currency.clone(),
        sources: day.sources(),
    };
    announce(progress, "Writing")?;
    let page = report::day_html(&report);
    if settings.output.is_none() {
        make_folder(&files::folder_of(dir, date)).or_else(|finding| fail(&mut findings, finding))?;
    }
    target::write(&path, page.as_bytes(), &mut findings)?;
    Ok(DayReportOutcome { report, path, bytes: page.len(), findings })
}

fn make_folder(folder: &Path) -> Result<(), Finding> {
    fs::create_dir_all(folder).map_err(|error| {
        let shown = folder.display().to_string();
        Finding::new(Code::OutputUnwritable, format!("{shown} cannot be made: {error}")).at(Place::file(&shown))
    })
}

/// Calls against the forecast and, while the day goes on, against the forecast made again of its rest.
fn volume(day: &Facts, so_far: Vec<VolumeSlot>, again: Result<Option<Outlook>, String>) -> Section<Vec<VolumeSlot>> {
    let mut lacks = day.lacks_of(&["calls", "forecast"]);
    let slots = match again {
        Ok(Some(outlook)) => day::volumes(&day.input, &day.settings, &outlook.rest.rows),
        Ok(None) => so_far,
        Err(lack) => {
            lacks.push(lack);
            so_far
        }
    };
    Section { content: Some(slots).filter(|slots| !slots.is_empty()), lacks }
}

fn staffing(day: &Facts, moment: Option<Moment>) -> Section<Vec<StaffingSlot>> {
    let rows = day::net_staffing(&day.input, &day.settings, moment.map(|moment| moment.cut));
    let content = Some(rows).filter(|rows| !rows.is_empty());
    Section { content, lacks: day.lacks_of(&["forecast", "roster", "states"]) }
}

/// Adherence of the shifts that begin on the day, and of those of the evening before.
fn who(
    day: &Facts,
    log: Option<&StateLog>,
    moment: Option<Moment>,
    findings: &mut Findings,
) -> Result<Section<DayAdherence>, Failure> {
    let lacks = day.lacks_of(&["roster", "states"]);
    let (Some(roster), Some(log)) = (&day.input.roster, log) else {
        return Ok(Section { content: None, lacks });
    };
    let centre = &day.centre;
    let exceptions = match &day.files.exceptions {
        Some(path) => step(findings, |f| tables::exceptions::read(path, centre.zone, f))?,
        None => Vec::new(),
    };
    let facts = adherence::Facts {
        roster,
        log,
        exceptions: &exceptions,
        teams: &day.input.facts.teams,
        zone: centre.zone,
        at: moment.map(|moment| moment.at),
        days: adherence::EVERY_DAY,
    };
    let all = step(findings, |f| adherence::compute(&facts, &centre.adherence, f))?;
    let (before, own): (Vec<AgentDay>, Vec<AgentDay>) = all.days.into_iter().partition(|shift| shift.day < day.date);
    let content = DayAdherence {
        own: Adherence { days: own, ..all },
        before,
        strips: strips::strips(&facts, &centre.adherence),
        names: day.names(),
        about: super::adherence::about(centre),
    };
    Ok(Section { content: Some(content), lacks })
}

/// The indicators of the day; of a day that goes on without a trend, for half a day is no match for a whole one.
fn figures(day: &Facts, moment: Option<Moment>) -> Section<KpiReport> {
    let ask = KpiAsk { from: Some(day.date), to: Some(day.date), by: Some(Cadence::Day) };
    let mut told = Findings::new();
    let mut content = kpi::report(&day.input.facts, &day.settings, ask, &mut told);
    if let Some(report) = content.as_mut().filter(|_| moment.is_some()) {
        let all = report.whole.iter_mut().chain(&mut report.rows).chain(&mut report.groups);
        all.for_each(|figure| figure.trend = None);
    }
    let lacks = if content.is_some() { Vec::new() } else { day.lacks_of(&["calls", "states"]) };
    Section { content, lacks }
}

/// Why the service was what it was.
fn why(day: &Facts, figures: Option<&KpiReport>, findings: &mut Findings) -> Section<ServiceExplanation> {
    let mut lacks = day.lacks_of(&["calls", "forecast", "roster", "states"]);
    let mut told = Findings::new();
    let content = figures.filter(|_| day.has("calls") && day.has("forecast")).and_then(|figures| {
        super::service_gap::explained(&day.input, figures, &day.centre, &day.settings, &day.patience, &mut told)
    });
    lacks.extend(told.iter().filter(|f| f.code == Code::DayUnexplained).map(|f| f.message.clone()));
    findings.extend(told.into_iter().filter(|f| f.code != Code::DayUnexplained).collect());
    Section { content, lacks }
}

/// The first moment after a local day.
fn end_of(zone: Zone, day: NaiveDate) -> Instant {
    zone.midnight(add_days(day, 1))
}
