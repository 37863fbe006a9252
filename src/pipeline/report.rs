//! The pages of a plan for people: workbook, calendars, report. Made with the plan, and again after a hand edit.

use std::path::{Path, PathBuf};

use super::inputs::{InputFiles, Inputs};
use super::step::{announce, fail, step};
use super::{BACKTEST, KEPT, WHAT_IF, people, weeks};
use crate::check::CheckReport;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::handover;
use crate::domain::ids::QueueId;
use crate::domain::plan::Plan;
use crate::domain::progress::Progress;
use crate::domain::relief;
use crate::domain::roster::RosterSummary;
use crate::domain::series::Forecast;
use crate::domain::version::VersionNote;
use crate::domain::what_if::VariantResult;
use crate::ingest::{self, calendars, tables};
use crate::outputs::agent_page::{PageFacts, pages};
use crate::outputs::folder::{Edited, PlanFolder};
use crate::outputs::lock::FolderLock;
use crate::outputs::{PLAN, handover as to_sign, ical, report, tables as published, xlsx};
use crate::{forecast, history};

/// The answers to the wishes, in the plan's folder.
const WISHES: &str = "wishes.csv";

/// The sheets of the changes of shift, in the plan's folder.
const HANDOVER: &str = "handover.html";

/// The calendars, in the plan's folder.
pub(super) const CALENDARS: &str = "ics";

/// Names in the plan folder that are made from the others.
const PAGES: [&str; 6] = ["roster.xlsx", "report.html", CALENDARS, "agents", WISHES, HANDOVER];

/// Writes the workbook, the calendars, the pages of agents, the answers to wishes, the handover sheets and the report.
pub(crate) fn write_pages(plan: &Plan, folder: &PlanFolder<'_>) -> Result<(), Finding> {
    folder.write("roster.xlsx", &xlsx::workbook(plan)?)?;
    // What cannot be read of the calendars that are replaced has no version to go on from.
    let published = calendars::read(&folder.replaced(CALENDARS), &mut Findings::new());
    for (name, calendar) in ical::files(plan, &published, None) {
        folder.write(&format!("{CALENDARS}/{name}"), &calendar)?;
    }
    let names = ical::file_names(plan.agents.iter().map(|agent| agent.id.as_str()));
    for (agent, page) in plan.agents.iter().zip(pages(&PageFacts::from(plan))) {
        let name = names.get(agent.id.as_str()).map_or("", String::as_str);
        folder.write(&format!("agents/{name}.html"), report::agent(&plan.centre.name, &page).as_bytes())?;
    }
    if plan.summaries.iter().any(|week| !week.wishes.is_empty()) {
        folder.write(WISHES, &published::wishes(&plan.summaries).csv())?;
    }
    let sheets = handover::sheets(&relief::of_roster(&plan.rows, &plan.requirement, &plan.centre), &[]);
    if !sheets.is_empty() {
        let names = plan.agents.iter().map(|agent| (agent.id.clone(), agent.name.clone())).collect();
        let page = to_sign::html(&plan.centre.name, &sheets, &names, plan.centre.zone);
        folder.write(HANDOVER, page.as_bytes())?;
    }
    folder.write("report.html", report::html(plan).as_bytes())
}

/// The pages, made again.
#[derive(Clone, Debug)]
pub struct ReportOutcome {
    /// What they show.
    pub plan: Plan,
    /// Where they are.
    pub folder: PathBuf,
    /// Breaches of the roster as it is now, and remarks.
    pub findings: Findings,
}

/// Makes the pages of `DIR/plan/` again from its data files: the roster is read as it is now, checked, and priced anew.
pub fn report(
    dir: &Path,
    roster: Option<&Path>,
    note: &VersionNote,
    progress: &dyn Progress,
) -> Result<ReportOutcome, Failure> {
    // Before anything is read: the pages and the data beside them must be of one plan.
    let lock = FolderLock::take(dir)?;
    let mut findings = Findings::new();
    announce(progress, "Reading the plan")?;
    let planned = dir.join(PLAN);
    let beside = |name: &str| Some(planned.join(name)).filter(|path| path.exists());
    let files = InputFiles { curves: beside("curves.csv"), keep: beside(KEPT), ..InputFiles::of_directory(dir) };
    let inputs = Inputs::read(&files, &mut findings)?;
    let mut plan = read(&planned, roster, &inputs, &mut findings)?;
    announce(progress, "Checking")?;
    let first_days = weeks::first_days(plan.first_day, plan.weeks);
    // Without claims: after a hand edit those of roster.json are of another roster.
    let checked = weeks::check(&inputs, &plan.requirement, &first_days, &plan.rows, &[]);
    for (summary, week) in plan.summaries.iter_mut().zip(&checked) {
        reprice(summary, week);
        plan.breaches.extend(week.findings.clone());
    }
    findings.extend(plan.breaches.clone());
    plan.findings = findings.clone();
    announce(progress, "Writing")?;
    let rewritten = rewrite(&lock, &plan, note);
    rewritten.or_else(|finding| fail(&mut findings, finding))?;
    Ok(ReportOutcome { plan, folder: planned, findings })
}

/// Everything that the pages show, from the published files.
fn read(planned: &Path, roster: Option<&Path>, inputs: &Inputs, findings: &mut Findings) -> Result<Plan, Failure> {
    let centre = &inputs.centre;
    let queues: Vec<QueueId> = centre.queues.iter().map(|q| q.id.clone()).collect();
    let file = |name: &str| planned.join(name);
    let roster = roster.map_or_else(|| file("roster.csv"), Path::to_owned);
    let (history, intervals, days, requirement, rows, summaries) = step(findings, |f| {
        (
            tables::history::read(&file("history.csv"), centre.zone, &queues, f),
            tables::forecast::read(&file("forecast.csv"), centre, f),
            tables::forecast::read_days(&file("forecast_days.csv"), centre, f),
            tables::requirement::read(&file("requirement.csv"), centre, f),
            inputs.roster(&roster, f),
            people::read_claims(&file("roster.json"), f),
        )
    })?;
    // Accuracy is a matter of the history alone, so it is measured again rather than read.
    let accuracy = step(&mut Findings::new(), |f| {
        forecast::backtest(&history::regular(&history, centre, f), centre, BACKTEST.0, BACKTEST.1, f)
    })?;
    Ok(Plan {
        first_day: summaries.first().map(|s| s.first_day).unwrap_or_default(),
        weeks: summaries.len(),
        history,
        accuracy,
        // Why a method was taken is known when it is taken; the accuracy below says how it does.
        forecast: Forecast { rows: intervals, days, methods: Vec::new() },
        requirement,
        agents: inputs.agents.clone(),
        time_off: inputs.time_off.clone(),
        previous: inputs.previous.clone(),
        rows,
        summaries,
        what_if: what_if_of(&file(WHAT_IF)),
        breaches: Findings::new(),
        findings: Findings::new(),
        centre: centre.clone(),
    })
}

/// The variants that the plan was compared with; none where there is no such file.
fn what_if_of(path: &Path) -> Vec<VariantResult> {
    #[derive(serde::Deserialize)]
    struct WhatIf {
        variants: Vec<VariantResult>,
    }
    let text = ingest::text_of(path).unwrap_or_default();
    serde_json::from_str(&text).map_or_else(|_| Vec::new(), |WhatIf { variants }| variants)
}

/// The figures of the roster as it is now; the bound stays, for it holds for every legal roster. The reasons of shortfalls
/// are the solver's, and go when the roster is no longer short as it left it.
fn reprice(summary: &mut RosterSummary, now: &CheckReport) {
    if (summary.under_hours - now.under_hours).abs() > 1e-6 {
        summary.shortfalls.clear();
    }
    summary.terms = now.terms;
    summary.objective = now.terms.total();
    summary.under_hours = now.under_hours;
    summary.over_hours = now.over_hours;
    summary.paid_hours = now.paid_hours;
    summary.required_hours = now.required_hours;
    summary.days.clone_from(&now.days);
    summary.agents.clone_from(&now.agents);
    let changed = summary.wishes.iter_mut().zip(&now.wishes).filter(|(answer, days)| answer.against != **days);
    for (answer, days) in changed {
        // why it was so is known of the solver's roster only
        answer.reason.clear();
        answer.against.clone_from(days);
        answer.granted = days.is_empty();
    }
    if !summary.service.is_empty() {
        summary.service.clone_from(&now.service);
    }
    summary.gap = summary.bound.map(|bound| {
        let room = summary.objective - bound;
        if room.abs() < f64::EPSILON { 0.0 } else { room / summary.objective }
    });
}

/// A new plan folder with the data files of the old one and new pages.
fn rewrite(lock: &FolderLock, plan: &Plan, note: &VersionNote) -> Result<(), Finding> {
    let folder = PlanFolder::begin(lock)?;
    folder.take_over(&lock.folder().join(PLAN), &PAGES)?;
    write_pages(plan, &folder)?;
    folder.finish("pages made again", note, Edited::CarriedOver(&PAGES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::roster::{Status, Terms, Timing};

    fn summary(bound: Option<f64>) -> RosterSummary {
        RosterSummary {
            schema: "wfm.roster/1".into(),
            status: Status::GapReached,
            objective: 100.0,
            bound,
            gap: None,
            bound_method: String::new(),
            under_hours: 0.0,
            over_hours: 0.0,
            paid_hours: 0.0,
            required_hours: 0.0,
            terms: Terms::default(),
            first_day: "2026-12-07".parse().expect("date"),
            seed: 1,
            days: Vec::new(),
            agents: Vec::new(),
            wishes: Vec::new(),
            standby: Vec::new(),
            shortfalls: Vec::new(),
            service: Vec::new(),
            timing: Timing::default(),
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_hand_edit_is_priced_against_the_same_bound() {
        let now = CheckReport {
            findings: Findings::new(),
            terms: Terms { under: 200.0, ..Terms::default() },
            under_hours: 3.0,
            over_hours: 1.0,
            paid_hours: 40.0,
            required_hours: 43.0,
            days: Vec::new(),
            agents: Vec::new(),
            wishes: Vec::new(),
            service: Vec::new(),
            rules: Vec::new(),
        };
        let mut edited = summary(Some(50.0));
        reprice(&mut edited, &now);
        assert!((edited.objective - 200.0).abs() < 1e-9 && (edited.gap.expect("known") - 0.75).abs() < 1e-9);
        let mut free = summary(Some(0.0));
        reprice(&mut free, &CheckReport { terms: Terms::default(), ..now });
        assert_eq!(free.gap, Some(0.0));
    }
}
