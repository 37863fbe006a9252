//! Indicators from exports, logs and records.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::guess;
use super::inputs::read_centre;
use super::step::{after, fail, indispensable, step};
use super::target::{self, Target};
use crate::domain::adherence::Meaning;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::import::ImportOptions;
use crate::domain::kpi::{Cadence, Doing, KpiSettings};
use crate::domain::kpi_facts::{IntervalCounts, KpiFacts, StateChange};
use crate::domain::kpi_report::KpiReport;
use crate::domain::people::Activity;
use crate::domain::progress::Silent;
use crate::domain::series::CallRecord;
use crate::domain::time::Zone;
use crate::domain::units::{Minutes, Seconds};
use crate::ingest::tables::roster::RosterUse;
use crate::ingest::{self, exports, tables};
use crate::kpi::{self, KpiAsk};
use crate::outputs::kpi as published;

/// Where the facts are; what is absent is not known.
#[derive(Clone, Debug, Default)]
pub struct KpiFiles {
    /// centre.toml.
    pub config: Option<PathBuf>,
    /// special_days.csv; the one beside the config when absent.
    pub special_days: Option<PathBuf>,
    /// Call records: calls.csv, or exports read by a mapping.
    pub calls: Vec<PathBuf>,
    /// Interval counts: history.csv, or an export of counts.
    pub history: Option<PathBuf>,
    /// states.csv.
    pub states: Option<PathBuf>,
    /// roster.csv.
    pub roster: Option<PathBuf>,
    /// agents.csv; the one beside the config when absent.
    pub agents: Option<PathBuf>,
    /// costs.csv.
    pub costs: Option<PathBuf>,
    /// quality.csv.
    pub quality: Option<PathBuf>,
    /// fcr.csv.
    pub fcr: Option<PathBuf>,
    /// hr.csv.
    pub hr: Option<PathBuf>,
    /// Targets over those of the centre.
    pub targets: Option<PathBuf>,
}

impl KpiFiles {
    /// Every file named.
    pub(crate) fn all(&self) -> Vec<&Path> {
        let optional = [
            &self.config,
            &self.special_days,
            &self.history,
            &self.states,
            &self.roster,
            &self.agents,
            &self.costs,
            &self.quality,
            &self.fcr,
            &self.hr,
            &self.targets,
        ];
        let optional = optional.into_iter().filter_map(Option::as_deref);
        self.calls.iter().map(PathBuf::as_path).chain(optional).collect()
    }
}

/// How the facts are read, and what is asked of them.
#[derive(Clone, Debug, Default)]
pub struct KpiRequest {
    /// The files.
    pub files: KpiFiles,
    /// The zone of times without an offset, where there is no centre.
    pub zone: Option<Zone>,
    /// The planning interval, where there is no centre.
    pub interval: Option<Minutes>,
    /// A mapping by name.
    pub profile: Option<String>,
    /// Columns by field.
    pub map: Vec<(String, String)>,
    /// Definitions, as `service_level=f1`.
    pub variants: Vec<String>,
    /// The service level's time over every other setting.
    pub within: Option<Seconds>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub to: Option<NaiveDate>,
    /// One cadence for all.
    pub by: Option<Cadence>,
}

/// The indicators.
#[derive(Clone, Debug)]
pub struct KpiOutcome {
    /// The figures.
    pub report: KpiReport,
    /// The money of costs.
    pub currency: String,
    /// Notes and warnings.
    pub findings: Findings,
}

/// All indicators; CSV into a file where one is named (JSON where its name ends in `.json`).
pub fn kpi(request: &KpiRequest, to: &Target) -> Result<KpiOutcome, Failure> {
    to.prepare(&request.files.all())?;
    let mut findings = Findings::new();
    let (_, settings, facts) = read(request, &mut findings)?;
    let ask = KpiAsk { from: request.from, to: request.to, by: request.by };
    let report = indispensable(&mut findings, |f| kpi::report(&facts, &settings, ask, f))?;
    if let Some(path) = to.file() {
        let as_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let bytes = if as_json {
            published::document(published::members(&report, &settings.currency), published::SCHEMA).into_bytes()
        } else {
            published::csv(&report, &settings.currency).csv()
        };
        target::write(path, &bytes, &mut findings)?;
    }
    Ok(KpiOutcome { report, currency: settings.currency, findings })
}

/// Reads centre, settings and facts; the errors of all tables come back together.
pub(crate) fn read(request: &KpiRequest, findings: &mut Findings) -> Result<(Centre, KpiSettings, KpiFacts), Failure> {
    let files = &request.files;
    if files.all().is_empty() {
        let finding = Finding::new(Code::OptionInvalid, "there is nothing to compute indicators from");
        return fail(findings, finding.hint("give --calls, --history, --states or another of the inputs"));
    }
    let centre = centre(request, findings)?;
    let settings = settings(request, &centre, findings)?;
    let mut facts = KpiFacts::none(centre.zone, centre.interval);
    let queues: Vec<QueueId> = centre.queues.iter().map(|queue| queue.id.clone()).collect();
    let within = centre.queues.iter().filter_map(|queue| Some((queue.id.clone(), queue.service_level?)));
    facts.service = within.collect();
    facts.calls = calls(request, &centre, findings)?;
    if let Some(path) = &files.history {
        facts.counts = counts(path, request, &centre, &queues, findings)?;
    }
    step(findings, |f| {
        if let Some(path) = &files.states {
            facts.states = StateChange::of_log(&tables::states::read(path, centre.zone, f));
        }
        if let Some(path) = &files.roster {
            facts.roster = tables::roster::read(path, &centre, &[], RosterUse::Compared, f);
        }
        if let Some(path) = agents_file(files) {
            let agents = tables::agents::read(&path, &centre, f);
            facts.teams = agents.into_iter().map(|agent| (agent.id, agent.team)).collect();
        }
        let list = |path: &Option<PathBuf>| path.clone();
        facts.costs = list(&files.costs).map(|path| tables::kpi::records::costs(&path, f)).unwrap_or_default();
        facts.scores = list(&files.quality).map(|path| tables::kpi::records::quality(&path, f)).unwrap_or_default();
        facts.contacts = list(&files.fcr).map(|path| tables::kpi::records::contacts(&path, f)).unwrap_or_default();
        facts.heads = list(&files.hr).map(|path| tables::kpi::records::heads(&path, f)).unwrap_or_default();
    })?;
    Ok((centre, settings, facts))
}

/// The centre of the config; without one, what the options and the files' own times tell.
fn centre(request: &KpiRequest, findings: &mut Findings) -> Result<Centre, Failure> {
    let files = &request.files;
    if let Some(config) = &files.config {
        return read_centre(config, files.special_days.as_deref(), findings);
    }
    let first = files.history.as_deref().or_else(|| files.all().first().copied()).unwrap_or(Path::new(""));
    let mut told = Findings::new();
    let mut centre = guess::centre_of_times(first, &mut told);
    match request.zone {
        Some(zone) => centre.zone = zone,
        None => findings.extend(told),
    }
    centre.interval = request.interval.unwrap_or(centre.interval);
    centre.kpi = ingest::centre::kpi_defaults();
    Ok(centre)
}

/// The centre's settings, and over them the file of targets and the options.
fn settings(request: &KpiRequest, centre: &Centre, findings: &mut Findings) -> Result<KpiSettings, Failure> {
    let mut settings = centre.kpi.clone();
    // What [adherence] says of a state holds here too; [kpi.states] says more and comes after.
    let of_adherence = centre.adherence.states.iter().map(|(state, meaning)| (state.clone(), doing(*meaning)));
    settings.states = of_adherence.chain(settings.states).collect();
    step(findings, |f| {
        if let Some(path) = &request.files.targets {
            ingest::centre::kpi_targets(path, &mut settings, f);
        }
        for text in &request.variants {
            if let Err(finding) = ingest::centre::kpi_variant(text, &mut settings) {
                f.push(finding);
            }
        }
    })?;
    settings.answer_within = request.within.or(settings.answer_within);
    Ok(settings)
}

/// What a meaning of `[adherence.states]` is for indicators.
fn doing(meaning: Meaning) -> Doing {
    match meaning {
        Meaning::Doing(Activity::Work) => Doing::Work,
        Meaning::Doing(Activity::Break | Activity::Meal | Activity::Split) => Doing::OnBreak,
        Meaning::Doing(Activity::Handover | Activity::Training | Activity::Meeting) | Meaning::Neutral => Doing::Other,
        Meaning::Out => Doing::SignedOut,
        Meaning::Unknown => Doing::Unknown,
    }
}

/// Calls of our own table as they stand; of exports as their mapping says.
fn calls(request: &KpiRequest, centre: &Centre, findings: &mut Findings) -> Result<Vec<CallRecord>, Failure> {
    let queues: Vec<QueueId> = centre.queues.iter().map(|queue| queue.id.clone()).collect();
    let is_own = |path: &&PathBuf| {
        request.profile.is_none() && ingest::first_line(path).is_some_and(|line| tables::kpi::calls::is_header(&line))
    };
    let (own, foreign): (Vec<&PathBuf>, Vec<&PathBuf>) = request.files.calls.iter().partition(is_own);
    let mut calls = Vec::new();
    for path in own {
        calls.extend(step(findings, |f| tables::kpi::calls::read(path, centre.zone, &queues, f))?);
    }
    if !foreign.is_empty() {
        let paths: Vec<PathBuf> = foreign.into_iter().cloned().collect();
        let options = options(request, centre);
        let mut of_import = Findings::new();
        let imported = indispensable(&mut of_import, |f| exports::import(&paths, &options, &Silent, f));
        // Whole intervals are the business of a history; a ratio of calls needs none.
        findings.extend(of_import.into_iter().filter(|f| f.code != Code::IntervalsMissing).collect());
        let imported = imported.map_err(|failure| after(findings, failure))?;
        if imported.calls.is_empty() {
            let message = "the files of --calls hold counts of intervals and no calls";
            let finding = Finding::new(Code::OptionInvalid, message);
            return fail(findings, finding.hint("give them as --history, or name their mapping with --profile"));
        }
        calls.extend(imported.calls);
    }
    calls.sort_by(|a, b| (a.asked, &a.queue).cmp(&(b.asked, &b.queue)));
    Ok(calls)
}

fn options(request: &KpiRequest, centre: &Centre) -> ImportOptions {
    let mut options = ImportOptions::of(centre);
    options.profile = request.profile.clone().or(options.profile);
    options.map.retain(|(field, _)| !request.map.iter().any(|(own, _)| own == field));
    options.map.extend(request.map.iter().cloned());
    options
}

/// Interval counts of our own table with all that it has; of exports what history.csv has.
fn counts(
    path: &Path,
    request: &KpiRequest,
    centre: &Centre,
    queues: &[QueueId],
    findings: &mut Findings,
) -> Result<Vec<IntervalCounts>, Failure> {
    if ingest::first_line(path).is_some_and(|line| tables::kpi::counts::is_header(&line)) {
        return step(findings, |f| tables::kpi::counts::read(path, centre.zone, queues, f));
    }
    let mut options = options(request, centre);
    if !request.files.calls.is_empty() {
        // The mapping named is that of the calls.
        options.profile = None;
    }
    let paths = [path.to_owned()];
    let imported = indispensable(findings, |f| exports::import(&paths, &options, &Silent, f));
    let imported = imported.map_err(|failure| after(findings, failure))?;
    Ok(imported.history.rows.into_iter().map(IntervalCounts::from).collect())
}

/// agents.csv as named, or beside the config; without a centre nothing in it can be checked, and teams are not known.
pub(crate) fn agents_file(files: &KpiFiles) -> Option<PathBuf> {
    let config = files.config.as_ref()?;
    let beside = config.with_file_name("agents.csv");
    files.agents.clone().or_else(|| beside.exists().then_some(beside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kpi::Indicator;
    use crate::domain::kpi_report::Scope;

    /// Where the published call records are, beside the project; `None` where they are not.
    fn published_calls(month: &str) -> Option<PathBuf> {
        let name = format!("../shared/data/anonymousbank/calls_1999-{month}.csv.gz");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        path.exists().then_some(path)
    }

    #[test]
    fn published_months_give_their_reference_figures() {
        let (Some(january), Some(february)) = (published_calls("01"), published_calls("02")) else { return };
        let files = KpiFiles { calls: vec![january, february], ..KpiFiles::default() };
        let zone = Zone::parse("Asia/Jerusalem");
        let request = KpiRequest { files, zone, by: Some(Cadence::Month), ..KpiRequest::default() };
        let outcome = kpi(&request, &Target::Stdout).expect("figures");
        let value = |indicator: Indicator, month: &str| {
            let rows = outcome.report.rows.iter();
            let mut found =
                rows.filter(|r| r.indicator == indicator && r.period.label == month && r.scope == Scope::All);
            found.next().and_then(|row| row.value).expect("known")
        };
        for (month, offered, abandoned, asa, within, handle) in [
            ("1999-01", 30_140.0, 10.219, 35.028, 54.419, 183.452),
            ("1999-02", 31_094.0, 12.646, 40.774, 52.129, 176.353),
        ] {
            for (indicator, scale, expected) in [
                (Indicator::Offered, 1.0, offered),
                (Indicator::AbandonRate, 100.0, abandoned),
                (Indicator::SpeedOfAnswer, 1.0, asa),
                (Indicator::ServiceLevel, 100.0, within),
                (Indicator::HandleTime, 1.0, handle),
            ] {
                let found = value(indicator, month) * scale;
                assert!((found - expected).abs() < 5.5e-4, "{indicator} {month}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn meanings_of_adherence_are_taken_over() {
        let does = Meaning::Doing;
        let meanings = [does(Activity::Work), does(Activity::Meal), does(Activity::Training)];
        assert_eq!(
            [meanings.map(doing), [Meaning::Neutral, Meaning::Out, Meaning::Unknown].map(doing)].concat(),
            [Doing::Work, Doing::OnBreak, Doing::Other, Doing::Other, Doing::SignedOut, Doing::Unknown]
        );
    }
}
