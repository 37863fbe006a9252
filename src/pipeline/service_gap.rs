//! Why the service of a day was missed: plan, calls, roster and states joined, with the staffing formulas as the model.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::kpi::{KpiRequest, agents_file, read};
use super::step::{indispensable, step};
use super::target::{self, Target};
use super::volume::patience_beside;
use crate::domain::centre::{Centre, Patience};
use crate::domain::findings::{Failure, Findings};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::kpi::{Cadence, KpiSettings};
use crate::domain::kpi_report::KpiReport;
use crate::domain::people::Agent;
use crate::domain::series::{Forecast, RequirementRow};
use crate::domain::service_gap::{DayFacts, ServiceExplanation};
use crate::domain::time::Zone;
use crate::domain::units::{Calls, Heads, Seconds};
use crate::ingest::tables;
use crate::kpi::{self, KpiAsk};
use crate::outputs::{kpi as published_kpi, service_gap as published};
use crate::staffing::{self, Demand};

/// What is asked beside the facts.
#[derive(Clone, Debug, Default)]
pub struct ExplainRequest {
    /// The facts, and how they are read.
    pub kpi: KpiRequest,
    /// The day.
    pub day: NaiveDate,
    /// The forecast that the day was planned from.
    pub forecast: PathBuf,
    /// The requirement; made from the forecast when absent.
    pub requirement: Option<PathBuf>,
    /// Known absences.
    pub time_off: Option<PathBuf>,
}

/// The explanation.
#[derive(Clone, Debug)]
pub struct ExplainOutcome {
    /// The gap and its causes.
    pub explanation: ServiceExplanation,
    /// The zone in which times are shown.
    pub zone: Zone,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Explains the service of a day; CSV into a file where one is named (JSON where its name ends in `.json`).
pub fn explain(request: &ExplainRequest, to: &Target) -> Result<ExplainOutcome, Failure> {
    let beside = [Some(&request.forecast), request.requirement.as_ref(), request.time_off.as_ref()];
    let inputs: Vec<&Path> =
        request.kpi.files.all().into_iter().chain(beside.into_iter().flatten().map(PathBuf::as_path)).collect();
    to.prepare(&inputs)?;
    let mut findings = Findings::new();
    let (centre, settings, facts) = read(&request.kpi, &mut findings)?;
    let patience = match &request.kpi.files.config {
        Some(config) => patience_beside(config, &centre, &mut findings)?,
        None => BTreeMap::new(),
    };
    let agents = match agents_file(&request.kpi.files) {
        Some(path) => step(&mut findings, |f| tables::agents::read(&path, &centre, f))?,
        None => Vec::new(),
    };
    let (forecast, requirement) = plan(request, &centre, &patience, &mut findings)?;
    let time_off = match &request.time_off {
        Some(path) => step(&mut findings, |f| tables::time_off::read(path, &centre, &agents, f))?,
        None => Vec::new(),
    };
    let input = DayFacts {
        day: request.day,
        roster: request.kpi.files.roster.is_some().then(|| facts.roster.clone()),
        facts,
        forecast: forecast.rows,
        requirement,
        time_off,
        shrinkage: centre.queues.iter().map(|queue| (queue.id.clone(), queue.unplanned_shrinkage)).collect(),
        special: centre.calendar.on(request.day).iter().map(|special| special.kind.clone()).collect(),
        since: since(&agents),
    };
    let ask = KpiAsk { from: Some(request.day), to: Some(request.day), by: Some(Cadence::Day) };
    let figures = indispensable(&mut findings, |f| kpi::report(&input.facts, &settings, ask, f))?;
    let explanation = indispensable(&mut findings, |f| explained(&input, &figures, &centre, &settings, &patience, f))?;
    if let Some(path) = to.file() {
        let as_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let bytes = if as_json {
            published_kpi::document(published::members(&explanation, centre.zone), published::SCHEMA).into_bytes()
        } else {
            published::csv(&explanation, centre.zone).csv()
        };
        target::write(path, &bytes, &mut findings)?;
    }
    Ok(ExplainOutcome { explanation, zone: centre.zone, findings })
}

/// The explanation of a day by the staffing formulas; `figures` are its indicators.
pub(super) fn explained(
    input: &DayFacts,
    figures: &KpiReport,
    centre: &Centre,
    settings: &KpiSettings,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Option<ServiceExplanation> {
    let model = |queue: &QueueId, calls: f64, aht: f64, agents: u32| {
        service(centre, patience, settings, queue, (calls, aht), agents)
    };
    kpi::explain::service_level(input, settings, figures, &model, findings)
}

/// The forecast, and the requirement as published or made from it.
fn plan(
    request: &ExplainRequest,
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    findings: &mut Findings,
) -> Result<(Forecast, Vec<RequirementRow>), Failure> {
    let rows = step(findings, |f| tables::forecast::read(&request.forecast, centre, f))?;
    let of_day = rows.into_iter().filter(|row| centre.zone.day(row.start) == request.day).collect();
    let forecast = Forecast { rows: of_day, ..Forecast::default() };
    let requirement = step(findings, |f| match &request.requirement {
        Some(path) => tables::requirement::read(path, centre, f),
        None => staffing::requirement(&forecast, centre, patience, f),
    })?;
    Ok((forecast, requirement.rows))
}

/// The first day of work of each agent, where known.
pub(super) fn since(agents: &[Agent]) -> Vec<(AgentId, NaiveDate)> {
    agents.iter().filter_map(|agent| Some((agent.id.clone(), agent.valid_from?))).collect()
}

/// The service level of the staffing formulas, by the queue's own patience and time.
fn service(
    centre: &Centre,
    patience: &BTreeMap<QueueId, Seconds>,
    settings: &KpiSettings,
    queue: &QueueId,
    (calls, aht): (f64, f64),
    agents: u32,
) -> Option<f64> {
    let queue = centre.queue(queue)?;
    let patience = match queue.patience {
        Patience::Infinite => None,
        Patience::Mean(mean) => Some(mean),
        Patience::Estimate => patience.get(&queue.id).copied(),
    };
    let within = settings.answer_within_of(queue.service_level.map(|target| target.within));
    let interval = centre.interval.as_seconds();
    let (calls, aht, concurrency) = (Calls::new(calls)?, Seconds::new(aht)?, queue.work.concurrency());
    let demand = Demand { calls, interval, aht, patience, concurrency };
    staffing::performance(&demand, Heads::new(agents), within).ok().map(|performance| performance.sl)
}
