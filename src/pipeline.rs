//! The main path: from a centre directory to a checked roster. Read [`plan`] from top to bottom; it is the whole product.
//!
//! The stages know nothing of each other. What one hands to the next is a type of [`crate::domain`], and this module is the
//! only place where they meet. The submodules are the commands that run one stage alone, and what they share.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::domain::centre::Centre;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::people::RosterRow;
use crate::domain::plan::Plan;
use crate::domain::progress::Progress;
use crate::domain::relief;
use crate::domain::roster::{RosterLimits, RosterSummary, Status};
use crate::domain::series::{History, ServiceCurve};
use crate::domain::time::monday_after;
use crate::domain::version::VersionNote;
use crate::outputs::folder::{Edited, PlanFolder};
use crate::outputs::lock::FolderLock;
use crate::outputs::number::{count, grouped};
use crate::outputs::{PLAN, json, service, tables as published};
use crate::{forecast, history, staffing};

pub mod adherence;
pub mod attendance;
mod compare;
pub mod day_report;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod erlang;
pub mod export;
mod guess;
pub mod handover;
pub mod import;
pub mod inputs;
pub mod intraday;
pub mod kpi;
pub mod patience;
pub mod people;
pub mod report;
pub mod requests;
pub mod service_gap;
pub mod simulate;
pub mod skills;
mod step;
pub mod target;
pub mod versions;
pub mod volume;
mod weeks;
mod what_if;

use inputs::{InputFiles, Inputs};
use step::{after, announce, fail, step};

/// Past days from which `plan` forecasts again to measure its methods (0: as many as the forecast itself judges by, so that
/// both mark the same method), and weeks ahead of each.
const BACKTEST: (usize, usize) = (0, 1);

/// The roster that a plan was to keep, in its folder: its check and its pages made again need it.
const KEPT: &str = "kept.csv";

/// The variants that a plan was compared with, in its folder.
const WHAT_IF: &str = "what_if.json";

/// What `wfm plan` is asked for.
#[derive(Clone, Debug, Default)]
pub struct PlanSettings {
    /// First local day; the first Monday after the last history row when absent.
    pub week: Option<NaiveDate>,
    /// How many weeks, each chained to the one before.
    pub weeks: usize,
    /// When the roster engine stops; for each week.
    pub limits: RosterLimits,
    /// A roster of these weeks to change as little as possible.
    pub keep: Option<PathBuf>,
    /// Variants of the centre to put beside the plan, as [`crate::what_if::FORMS`].
    pub what_if: Vec<String>,
    /// Who plans, when and why.
    pub note: VersionNote,
}

/// A finished plan.
#[derive(Clone, Debug)]
pub struct PlanOutcome {
    /// Everything in it.
    pub plan: Plan,
    /// Where its files are.
    pub folder: PathBuf,
    /// Whether the user stopped the solver: the plan holds the best rosters found until then.
    pub interrupted: bool,
}

/// Plans the next weeks of a centre directory into its folder `plan/`, which is swapped in as a whole at the end and kept as
/// a version; until then, and on any failure, what was there before stays.
pub fn plan(dir: &Path, settings: &PlanSettings, progress: &dyn Progress) -> Result<PlanOutcome, Failure> {
    let lock = FolderLock::take(dir)?;
    let mut findings = Findings::new();

    // What the planner wrote, and what the telephone system counted.
    announce(progress, "Reading the centre")?;
    let files = InputFiles { keep: settings.keep.clone(), ..InputFiles::of_directory(dir) };
    let mut inputs = Inputs::read(&files, &mut findings)?;
    let centre = &inputs.centre;
    let variants = step(&mut findings, |f| what_if::read(&settings.what_if, &inputs, f))?;
    let folder = PlanFolder::begin(&lock).or_else(|finding| fail(&mut findings, finding))?;
    announce(progress, "Importing the history")?;
    let past = import::of_directory(dir, centre, &mut findings)?;
    let first_day = settings.week.unwrap_or_else(|| monday_after_last_row(&past.history, centre));

    // How many calls will come, by the method that did best on this very history.
    let grid = step(&mut findings, |f| history::regular(&past.history, centre, f))?;
    announce(progress, "Forecasting the past again")?;
    let accuracy = step(&mut findings, |f| forecast::backtest(&grid, centre, BACKTEST.0, BACKTEST.1, f))?;
    announce(progress, "Forecasting")?;
    let forecast = step(&mut findings, |f| {
        let days = settings.weeks * weeks::WEEK;
        forecast::forecast(&grid, centre, &inputs.overrides, first_day, days, f)
    })?;
    // From here on the numbers that are published, so that `wfm staff forecast.csv` gives the same seats.
    let forecast = published::forecast_as_published(&forecast);

    // How many agents that takes, those already at work included.
    announce(progress, "Staffing")?;
    let patience = staffing::estimate_patience(&past.calls);
    let mut requirement = step(&mut findings, |f| staffing::requirement(&forecast, centre, &patience, f))?;
    weeks::carry_in(&mut requirement, &inputs.previous, centre.interval);
    inputs.curves = staffing::curves(&forecast, centre, &patience);

    // Who works when: one roster a week, each knowing the one before. Work that may wait is done where shifts have room for it.
    announce(progress, "Making the roster")?;
    let first_days = weeks::first_days(first_day, settings.weeks);
    let works = staffing::work_ranges(&forecast.rows, centre);
    if !works.is_empty() {
        weeks::plan_work(&inputs, &mut requirement, &works, &first_days, progress);
    }
    let made = weeks::solve(&inputs, &requirement, &first_days, &settings.limits, progress);
    let outcomes = made.map_err(|failure| after(&mut findings, failure))?;
    let first_days = weeks::first_days(first_day, outcomes.len());
    let mut rows: Vec<RosterRow> = Vec::new();
    let mut summaries: Vec<RosterSummary> = Vec::new();
    for outcome in outcomes {
        rows.extend(outcome.rows);
        summaries.push(people::with_findings(outcome.summary, &outcome.findings));
        findings.extend(outcome.findings);
    }

    let beside = what_if::compare(&inputs, &requirement, (&summaries, &rows), &variants, &settings.limits, progress)
        .map_err(|failure| after(&mut findings, failure))?;

    // The data files; then the roster is read back as anyone would read it, and checked from that.
    progress.stage("Checking");
    let mut plan = Plan {
        first_day,
        weeks: first_days.len(),
        history: past.history,
        accuracy,
        forecast,
        requirement,
        agents: inputs.agents.clone(),
        time_off: inputs.time_off.clone(),
        previous: inputs.previous.clone(),
        rows,
        summaries,
        what_if: beside,
        breaches: Findings::new(),
        findings: Findings::new(),
        centre: centre.clone(),
    };
    write_data(&plan, &inputs.curves, &folder).or_else(|finding| fail(&mut findings, finding))?;
    if !inputs.keep.is_empty() {
        let kept = published::roster(&inputs.keep, centre.zone).csv();
        folder.write(KEPT, &kept).or_else(|finding| fail(&mut findings, finding))?;
    }
    plan.rows = step(&mut findings, |f| inputs.roster(&folder.path("roster.csv"), f))?;
    for week in weeks::check(&inputs, &plan.requirement, &first_days, &plan.rows, &plan.summaries) {
        plan.breaches.extend(week.findings);
    }

    // The pages for people, and the whole folder into its place.
    progress.stage("Writing");
    plan.findings = findings.clone();
    report::write_pages(&plan, &folder).or_else(|finding| fail(&mut findings, finding))?;
    let put = folder.finish(&description(&plan), &settings.note, Edited::Kept);
    put.or_else(|finding| fail(&mut findings, finding))?;
    let interrupted = plan.summaries.iter().any(|s| s.status == Status::Interrupted);
    Ok(PlanOutcome { plan, folder: dir.join(PLAN), interrupted })
}

/// A plan in a line, for the list of versions.
fn description(plan: &Plan) -> String {
    let weeks = count(plan.weeks, "week", "weeks");
    let cost: f64 = plan.summaries.iter().map(|week| week.objective).sum();
    format!("{weeks} from {}, cost {}", plan.first_day, grouped(cost, 1))
}

/// The first Monday after the last day of the history.
fn monday_after_last_row(history: &History, centre: &Centre) -> NaiveDate {
    let last = history.rows.iter().map(|row| row.start).max();
    last.map_or_else(NaiveDate::default, |start| monday_after(centre.zone.day(start)))
}

/// The files that another program takes.
fn write_data(plan: &Plan, curves: &[ServiceCurve], folder: &PlanFolder<'_>) -> Result<(), Finding> {
    let zone = plan.centre.zone;
    folder.write("history.csv", &published::history(&plan.history, zone).csv())?;
    folder.write("accuracy.csv", &published::accuracy(&plan.accuracy).csv())?;
    folder.write("forecast.csv", &published::forecast(&plan.forecast, zone).csv())?;
    folder.write("forecast_days.csv", &published::forecast_days(&plan.forecast).csv())?;
    if !curves.is_empty() {
        folder.write("curves.csv", &service::curves(curves, zone).csv())?;
    }
    folder.write("requirement.csv", &published::requirement(&plan.requirement, zone).csv())?;
    folder.write("roster.csv", &published::roster(&plan.rows, zone).csv())?;
    let reliefs = relief::of_roster(&plan.rows, &plan.requirement, &plan.centre);
    folder.write("handover.csv", &published::handover(&reliefs, zone).csv())?;
    if plan.summaries.iter().any(|week| !week.standby.is_empty()) {
        folder.write("standby.csv", &published::standby(&plan.summaries).csv())?;
    }
    folder.write("roster.json", json::roster_of_weeks(&plan.summaries, &Findings::new()).as_bytes())?;
    if plan.what_if.is_empty() {
        return Ok(());
    }
    folder.write(WHAT_IF, json::what_if(&plan.what_if).as_bytes())
}
