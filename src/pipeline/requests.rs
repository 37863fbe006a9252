//! `wfm requests`: open requests put to the independent checker, and decisions with a trail. A roster never changes silently:
//! an approved request makes a new file.

use std::fs;
use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::people::{Job, RosterSettings};
use super::step::{fail, indispensable, step};
use super::target;
use super::volume::When;
use super::weeks;
use crate::domain::adherence::Decision;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Place, Severity};
use crate::domain::people::RosterRow;
use crate::domain::requests::{DecisionMade, Request, RequestJudged, Verdict};
use crate::ingest::tables;
use crate::outputs::lock::FolderLock;
use crate::outputs::requests::{self as published, Version};
use crate::outputs::table::Table;
use crate::outputs::{files, tables as roster_tables};
use crate::requests::{self, Changed};

/// The requests and the roster that they are about.
#[derive(Clone, Debug, Default)]
pub struct RequestSettings {
    /// What the roster is made from.
    pub people: RosterSettings,
    /// roster.csv.
    pub roster: PathBuf,
    /// requests.csv.
    pub requests: PathBuf,
}

/// A decision on one request.
#[derive(Clone, Debug)]
pub struct DecisionSettings {
    /// Its id.
    pub id: String,
    /// Approved or refused.
    pub decision: Decision,
    /// Who decides.
    pub by: String,
    /// When.
    pub at: When,
    /// Why.
    pub note: String,
    /// Where the new roster goes; needed to approve.
    pub roster: Option<PathBuf>,
    /// Where time_off.csv with the granted leave goes; needed to approve leave.
    pub time_off: Option<PathBuf>,
    /// The trail; requests_audit.csv beside the requests when absent.
    pub audit: Option<PathBuf>,
}

/// What became of the requests.
#[derive(Clone, Debug)]
pub struct RequestsOutcome {
    /// Every request; of open ones what the checker says.
    pub judged: Vec<RequestJudged>,
    /// The same as a table.
    pub table: Table,
    /// What was decided, in words; empty without a decision.
    pub decided: String,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Judges every open request.
pub fn list(settings: &RequestSettings) -> Result<RequestsOutcome, Failure> {
    let mut findings = Findings::new();
    let desk = Desk::read(settings, &mut findings)?;
    let judge = |request: &Request| {
        let verdict = (request.state == Decision::Requested).then(|| desk.judge(request).1);
        RequestJudged { request: request.clone(), verdict }
    };
    let judged: Vec<RequestJudged> = desk.file.requests.iter().map(judge).collect();
    Ok(RequestsOutcome { table: published::table(&judged), judged, decided: String::new(), findings })
}

/// Decides one request: approved only where the checker finds no rule broken that was kept before.
pub fn decide(settings: &RequestSettings, made: &DecisionSettings) -> Result<RequestsOutcome, Failure> {
    let mut inputs = settings.people.files();
    inputs.extend([settings.roster.as_path(), settings.requests.as_path()]);
    for output in [&made.roster, &made.time_off, &made.audit].into_iter().flatten() {
        target::prepare(output, &inputs)?;
    }
    // Two who decide at once would each write the file without the other's decision.
    let _lock = FolderLock::take(&files::parent(&settings.requests))?;
    let mut findings = Findings::new();
    let desk = Desk::read(settings, &mut findings)?;
    let request = desk.open_request(&made.id, &settings.requests).or_else(|finding| fail(&mut findings, finding))?;
    let zone = desk.job.inputs.centre.zone;
    let decision = DecisionMade {
        decision: made.decision,
        by: made.by.clone(),
        at: made.at.instant(&desk.job.inputs.centre),
        note: made.note.clone(),
    };
    let before = version(&settings.roster).or_else(|finding| fail(&mut findings, finding))?;
    let mut after = Version::default();
    let (changed, verdict) = desk.judge(request);
    if made.decision == Decision::Approved {
        let changed = may_be_approved(request, changed, &verdict, made).map_err(|found| {
            findings.extend(found);
            Failure::Invalid(std::mem::take(&mut findings))
        })?;
        if let (Some(path), Some(granted)) = (&made.time_off, changed.time_off) {
            let all: Vec<_> = desk.job.inputs.time_off.iter().cloned().chain([granted]).collect();
            target::write(path, &published::time_off(&all, zone).csv(), &mut findings)?;
        }
        if let Some(path) = &made.roster {
            let bytes = roster_tables::roster(&changed.rows, zone).csv();
            target::write(path, &bytes, &mut findings)?;
            after = Version::of(&path.display().to_string(), &bytes);
        }
    }
    let written = published::decided(&desk.file.text, desk.file.separator, &request.id, &decision, zone);
    let bytes = written.map_err(|error| files::unwritable(&settings.requests, &error));
    let bytes = bytes.or_else(|finding| fail(&mut findings, finding))?;
    target::write(&settings.requests, &bytes, &mut findings)?;
    let trail = made.audit.clone().unwrap_or_else(|| settings.requests.with_file_name("requests_audit.csv"));
    let line = published::trail_line(request, &decision, &before, &after, zone);
    files::append(&trail, published::TRAIL_HEADER, &line).or_else(|finding| fail(&mut findings, finding))?;
    let mut decided = request.clone();
    decided.state = made.decision;
    let judged = vec![RequestJudged { request: decided, verdict: Some(verdict) }];
    let word = made.decision.as_str();
    let decided = format!("Request {} is {word} by {}; the trail is {}\n", made.id, made.by, trail.display());
    Ok(RequestsOutcome { table: published::table(&judged), judged, decided, findings })
}

/// What stands against an approval, if anything does.
fn may_be_approved(
    request: &Request,
    changed: Option<Changed>,
    verdict: &Verdict,
    made: &DecisionSettings,
) -> Result<Changed, Findings> {
    let about = |finding: Finding| finding.agent(&request.agent).day(request.day);
    let id = &request.id;
    let missing = |option: &str, what: &str| {
        let message = format!("request {id} cannot be approved without {option}: {what}");
        Findings::from(Finding::new(Code::OptionInvalid, message).hint(format!("give {option} a new file")))
    };
    match (verdict, changed) {
        (Verdict::Breaks(breaches), _) => {
            let broken = breaches.iter().map(|breach| {
                about(Finding::new(Code::RequestBreaksRules, format!("request {id} would break a rule: {breach}")))
            });
            Err(broken.collect())
        }
        (Verdict::Impossible(why), _) => {
            Err(about(Finding::new(Code::RequestImpossible, format!("request {id} cannot be carried out: {why}")))
                .into())
        }
        (Verdict::Legal { .. }, Some(_)) if made.roster.is_none() => {
            Err(missing("-o", "the roster with the change goes there, the old one stays"))
        }
        (Verdict::Legal { .. }, Some(changed)) if changed.time_off.is_some() && made.time_off.is_none() => {
            Err(missing("--time-off-output", "time_off.csv with the granted leave goes there"))
        }
        (Verdict::Legal { .. }, Some(changed)) => Ok(changed),
        (Verdict::Legal { .. }, None) => Err(Findings::new()),
    }
}

fn version(path: &Path) -> Result<Version, Finding> {
    let shown = path.display().to_string();
    fs::read(path).map(|bytes| Version::of(&shown, &bytes)).map_err(|error| {
        Finding::new(Code::FileUnreadable, format!("{shown} cannot be read: {error}")).at(Place::file(&shown))
    })
}

/// Everything that is needed to judge requests.
struct Desk {
    job: Job,
    rows: Vec<RosterRow>,
    file: tables::requests::RequestFile,
    /// What the checker says of the roster as it is, as text; and the agent-hours that it is short.
    now: (Vec<String>, f64),
}

impl Desk {
    fn read(settings: &RequestSettings, findings: &mut Findings) -> Result<Self, Failure> {
        let job = settings.people.read(findings)?;
        let rows = step(findings, |f| job.inputs.roster(&settings.roster, f))?;
        let file = step(findings, |f| tables::requests::read(&settings.requests, &job.inputs.agents, f))?;
        let file = indispensable(findings, |_| file)?;
        let now = checked(&job, &job.inputs, &rows);
        Ok(Self { job, rows, file, now })
    }

    /// The request of an id, if it is still open.
    fn open_request(&self, id: &str, path: &Path) -> Result<&Request, Finding> {
        let place = Place::file(&path.display().to_string());
        let found = self.file.requests.iter().find(|request| request.id == id);
        let refused = |message: String| Finding::new(Code::RequestNotOpen, message).at(place.clone());
        let request = found.ok_or_else(|| refused(format!("there is no request {id:?}")))?;
        if request.state == Decision::Requested {
            return Ok(request);
        }
        Err(refused(format!("request {id} is {} already", request.state.as_str())))
    }

    /// The roster after a request, and what the checker says of it.
    fn judge(&self, request: &Request) -> (Option<Changed>, Verdict) {
        let changed = match requests::carry_out(request, &self.rows) {
            Ok(changed) => changed,
            Err(why) => return (None, Verdict::Impossible(why)),
        };
        let mut inputs = self.job.inputs.clone();
        inputs.time_off.extend(changed.time_off.clone());
        let (breaches, short) = checked(&self.job, &inputs, &changed.rows);
        let new: Vec<String> = breaches.into_iter().filter(|breach| !self.now.0.contains(breach)).collect();
        if !new.is_empty() {
            return (None, Verdict::Breaks(new));
        }
        (Some(changed), Verdict::Legal { more_short_hours: short - self.now.1 })
    }
}

/// The breaches that the independent checker finds, and the agent-hours that the roster is short.
fn checked(job: &Job, inputs: &Inputs, rows: &[RosterRow]) -> (Vec<String>, f64) {
    let weeks = weeks::check(inputs, &job.requirement, &job.first_days, rows, &[]);
    let errors = weeks.iter().flat_map(|week| &week.findings).filter(|f| f.severity == Severity::Error);
    let breaches = errors.map(|f| format!("{} {}", f.code.as_str(), f.message)).collect();
    (breaches, weeks.iter().map(|week| week.under_hours).sum())
}
