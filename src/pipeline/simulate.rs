//! `wfm simulate`: a roster played through against its forecast, beside what the formulas promise for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::inputs::read_centre;
use super::step::{announce, indispensable, step};
use super::target::Target;
use super::volume::patience_beside;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::progress::Progress;
use crate::domain::series::ForecastRow;
use crate::domain::simulation::{Promise, SimulatedPeriod, SimulatedRow, Simulation};
use crate::domain::time::Instant;
use crate::domain::units::Seconds;
use crate::domain::work::WorkKept;
use crate::ingest::tables;
use crate::ingest::tables::roster::RosterUse;
use crate::outputs::number::percent;
use crate::outputs::simulation as published;
use crate::outputs::table::Table;
use crate::simulate::{self, Absence, Routing, Settings};
use crate::staffing;

/// What is simulated.
#[derive(Clone, Debug, Default)]
pub struct SimulateSettings {
    /// centre.toml.
    pub config: PathBuf,
    /// forecast.csv.
    pub forecast: PathBuf,
    /// roster.csv.
    pub roster: PathBuf,
    /// agents.csv: agents take calls of all their skills; without it only those of the queue that the roster names.
    pub agents: Option<PathBuf>,
    /// The roster of the days before, for shifts that run into the first.
    pub previous: Option<PathBuf>,
    /// special_days.csv; the one beside the config when absent.
    pub special_days: Option<PathBuf>,
    /// How often, and from which seed.
    pub runs: Settings,
}

impl SimulateSettings {
    fn files(&self) -> Vec<&Path> {
        let optional = [&self.agents, &self.previous, &self.special_days].into_iter().filter_map(Option::as_deref);
        [self.config.as_path(), &self.forecast, &self.roster].into_iter().chain(optional).collect()
    }
}

/// A simulation, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct SimulateOutcome {
    /// Every row, with its promise.
    pub simulation: Simulation,
    /// simulation.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// How the roster keeps the deadlines of work that may wait, by queue.
    pub work: Vec<WorkKept>,
    /// The centre.
    pub centre: Centre,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Plays a roster through.
pub fn run(settings: &SimulateSettings, to: &Target, progress: &dyn Progress) -> Result<SimulateOutcome, Failure> {
    to.prepare(&settings.files())?;
    let mut findings = Findings::new();
    let centre = read_centre(&settings.config, settings.special_days.as_deref(), &mut findings)?;
    let (forecast, agents, roster, previous) = step(&mut findings, |f| {
        let agents = settings.agents.as_deref().map(|path| tables::agents::read(path, &centre, f));
        let people = agents.as_deref().unwrap_or_default();
        // Without agents.csv any name is as good as another.
        let usage = if agents.is_some() { RosterUse::Published } else { RosterUse::Compared };
        let mut read = |path: &Path, usage| tables::roster::read(path, &centre, people, usage, f);
        let roster = read(&settings.roster, usage);
        let previous = settings.previous.as_deref().map(|path| read(path, RosterUse::Compared)).unwrap_or_default();
        (tables::forecast::read(&settings.forecast, &centre, f), agents, roster, previous)
    })?;
    let patience = patience_beside(&settings.config, &centre, &mut findings)?;
    let routing = agents.as_deref().map_or(Routing::Rostered, Routing::Skills);
    let problem = indispensable(&mut findings, |f| {
        simulate::problem(&centre, &forecast, &roster, &previous, routing, &patience, f)
    })?;
    if findings.has_errors() {
        return Err(Failure::Invalid(findings));
    }
    announce(progress, "Playing the roster through")?;
    let mut simulation = simulate::simulate(&problem, &settings.runs, progress)?;
    promise(&mut simulation, &centre, &forecast, &patience, settings.runs.absence);
    report(&simulation, &centre, &mut findings);
    let work = staffing::work_kept(&forecast, &centre, &roster);
    report_late(&work, &centre, &mut findings);
    let table = to.put(published::table(&simulation, centre.zone), &mut findings)?;
    Ok(SimulateOutcome { simulation, table, work, centre, findings })
}

/// Puts what the formulas say beside every row: an interval's agents less the share that is lost, a longer period's intervals
/// weighted by their calls (occupancy by agents).
fn promise(
    simulation: &mut Simulation,
    centre: &Centre,
    forecast: &[ForecastRow],
    patience: &BTreeMap<QueueId, Seconds>,
    absence: Absence,
) {
    let by_row: BTreeMap<(Instant, &QueueId), &ForecastRow> =
        forecast.iter().map(|row| ((row.start, &row.queue), row)).collect();
    let mut sums: BTreeMap<(SimulatedPeriod, QueueId), Sums> = BTreeMap::new();
    let first = simulation.rows.iter().find_map(|row| match row.period {
        SimulatedPeriod::All(first) => Some(first),
        _ => None,
    });
    for row in &mut simulation.rows {
        if let SimulatedPeriod::Interval(start) = row.period {
            let Some(asked) = by_row.get(&(start, &row.queue)) else { continue };
            let lost = match absence {
                Absence::None => 0.0,
                _ => centre.queue(&row.queue).map_or(0.0, |queue| queue.unplanned_shrinkage.get()),
            };
            let agents = row.rostered * (1.0 - lost);
            row.promise = staffing::promise(asked, centre, patience, agents).unwrap_or_default();
            let day = SimulatedPeriod::Day(centre.zone.day(start));
            for period in std::iter::once(day).chain(first.map(SimulatedPeriod::All)) {
                sums.entry((period, row.queue.clone())).or_default().add(&row.promise, asked.offered.get(), agents);
            }
        } else if let Some(sum) = sums.get(&(row.period, row.queue.clone())) {
            row.promise = sum.promise();
        }
    }
}

/// Promises of intervals on their way to one of a longer time.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    calls: f64,
    agents: f64,
    in_time: f64,
    waited: f64,
    lost: f64,
    busy: f64,
    /// Some interval had no service level, mean wait or abandonment.
    unknown: [bool; 3],
}

impl Sums {
    fn add(&mut self, promise: &Promise, calls: f64, agents: f64) {
        self.calls += calls;
        self.agents += agents;
        let figures = [promise.service_level, promise.asa, promise.abandonment];
        for ((sum, unknown), figure) in
            [&mut self.in_time, &mut self.waited, &mut self.lost].into_iter().zip(&mut self.unknown).zip(figures)
        {
            *sum += calls * figure.unwrap_or_default();
            *unknown |= figure.is_none() && calls > 0.0;
        }
        self.busy += agents * promise.occupancy.unwrap_or_default();
    }

    fn promise(&self) -> Promise {
        let of = |sum: f64, unknown: bool| (self.calls > 0.0 && !unknown).then(|| sum / self.calls);
        let [service, wait, lost] = self.unknown;
        Promise {
            service_level: of(self.in_time, service),
            asa: of(self.waited, wait),
            abandonment: of(self.lost, lost),
            occupancy: (self.agents > 0.0).then(|| self.busy / self.agents),
        }
    }
}

/// A queue whose whole interval lies below what it asks for is worth a look.
fn report(simulation: &Simulation, centre: &Centre, findings: &mut Findings) {
    let over_all = |row: &&SimulatedRow| matches!(row.period, SimulatedPeriod::All(_));
    for row in simulation.rows.iter().filter(over_all) {
        let asked = centre.queue(&row.queue).and_then(|queue| queue.service_level);
        let (Some(asked), Some(given)) = (asked, row.service_level) else { continue };
        if given.high >= asked.share.get() {
            continue;
        }
        let promised = match row.promise.service_level {
            Some(share) => format!("; the formulas promise {}", percent(Some(share))),
            None => String::new(),
        };
        let message = format!(
            "queue {} answers {} of its calls within {} s, asked are {}{promised}",
            row.queue,
            percent(Some(given.mean)),
            asked.within,
            percent(Some(asked.share.get())),
        );
        let hint =
            "look at the intervals with the lowest service_level in the table; more agents there, or breaks elsewhere";
        findings.push(Finding::new(Code::ServiceNotDelivered, message).hint(hint).queue(&row.queue));
    }
}

/// Work that the roster does after its deadline, or not at all.
fn report_late(work: &[WorkKept], centre: &Centre, findings: &mut Findings) {
    for kept in work {
        let Some(first) = kept.first_late else { continue };
        let message = format!(
            "{:.1} of {:.1} hours of work of queue {} are done after their deadline, the first of them due in the interval from {}",
            kept.late_hours,
            kept.hours,
            kept.queue,
            centre.zone.rfc3339(first)
        );
        let hint = "more heads on this queue before that time, or a longer deadline_hours";
        findings.push(Finding::new(Code::WorkLate, message).hint(hint).queue(&kept.queue));
    }
}
