//! `wfm intraday`: the rest of a day planned again. Outlook, requirement, feed and roster are joined here; the chosen changes are put to
//! the independent checker, and what it refuses is not offered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::inputs::{InputFiles, Inputs};
use super::step::{announce, step};
use super::target::{self, Target};
use super::volume::{When, patience_beside};
use super::weeks;
use crate::adherence::definition::Definition;
use crate::adherence::unmapped_states;
use crate::domain::adherence::{Meaning, StateEvent, StateLog};
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings, Severity};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::intraday::{Action, DayPlan};
use crate::domain::people::{Away, RosterRow, TimeOff};
use crate::domain::progress::Progress;
use crate::domain::series::Requirement;
use crate::domain::time::Instant;
use crate::ingest::tables;
use crate::intraday::{self, Barred, Day, Outlook, Seen};
use crate::outputs::{intraday as published, tables as published_tables};
use crate::{history, roster, staffing};

/// How often refused changes are taken out and the rest is decided again; after that nothing that is refused is left in.
const MOST_ROUNDS: usize = 12;

/// What the rest of a day is planned from.
#[derive(Clone, Debug)]
pub struct IntradayRequest {
    /// The centre, its people and what is known of them.
    pub inputs: InputFiles,
    /// history.csv with the intervals of today.
    pub history: PathBuf,
    /// roster.csv.
    pub roster: PathBuf,
    /// states.csv up to now.
    pub states: Option<PathBuf>,
    /// standby.csv.
    pub standby: Option<PathBuf>,
    /// The moment.
    pub now: When,
    /// Most agents whose day may change.
    pub max_changes: u32,
    /// Where the net staffing goes.
    pub intervals: Option<PathBuf>,
}

impl IntradayRequest {
    fn files(&self) -> Vec<&Path> {
        let optional = [&self.states, &self.standby].into_iter().filter_map(Option::as_deref);
        let own = [self.history.as_path(), self.roster.as_path()];
        self.inputs.all().into_iter().chain(own).chain(optional).collect()
    }
}

/// The rest of a day.
#[derive(Clone, Debug)]
pub struct IntradayOutcome {
    /// What is expected, and why.
    pub outlook: Outlook,
    /// Who is there, and what to do.
    pub plan: DayPlan,
    /// Changes that the checker refused, by rule.
    pub refused: Vec<String>,
    /// The centre.
    pub centre: Centre,
    /// The moment.
    pub now: Instant,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Plans the rest of the day. The new roster goes to a file, where one is named; the old one stays as it is.
pub fn intraday(settings: &IntradayRequest, to: &Target, progress: &dyn Progress) -> Result<IntradayOutcome, Failure> {
    to.prepare(&settings.files())?;
    if let Some(path) = &settings.intervals {
        target::prepare(path, &settings.files())?;
    }
    announce(progress, "Reading")?;
    let mut findings = Findings::new();
    let mut inputs = Inputs::read(&settings.inputs, &mut findings)?;
    let now = settings.now.instant(&inputs.centre);
    let today = inputs.centre.zone.day(now);
    inputs.centre = inputs.centre.under_law_of(today);
    let centre = &inputs.centre;
    let queues: Vec<QueueId> = centre.queues.iter().map(|queue| queue.id.clone()).collect();
    let (past, rows, log, standby) = step(&mut findings, |f| {
        let past = tables::history::read(&settings.history, centre.zone, &queues, f);
        let rows = inputs.roster(&settings.roster, f);
        let log = settings.states.as_ref().map(|path| tables::states::read(path, centre.zone, f));
        let standby = settings.standby.as_ref().map(|path| tables::standby::read(path, centre.zone, &inputs.agents, f));
        (past, rows, log, standby.unwrap_or_default())
    })?;
    let seen = log.map(|log| seen(&log, centre, now, &mut findings));
    announce(progress, "Forecasting the rest of the day")?;
    let outlook = step(&mut findings, |f| {
        let grid = history::regular(&past, centre, f);
        intraday::outlook(&grid, &past, centre, &inputs.overrides, now, f)
    })?;
    let patience = patience_beside(&settings.inputs.config, centre, &mut findings)?;
    let requirement = step(&mut findings, |f| staffing::requirement(&outlook.rest, centre, &patience, f))?;
    announce(progress, "Looking for changes")?;
    let day = Day {
        centre,
        agents: &inputs.agents,
        roster: &rows,
        forecast: &outlook.rest.rows,
        requirement: &requirement.rows,
        patience: &patience,
        seen: seen.as_ref(),
        time_off: &inputs.time_off,
        standby: &standby,
        now,
        max_changes: settings.max_changes,
    };
    let (plan, refused) = legal_plan(&day, &inputs, &requirement);
    if let Some(path) = to.file() {
        target::write(path, &published_tables::roster(&plan.roster, centre.zone).csv(), &mut findings)?;
    }
    if let Some(path) = &settings.intervals {
        target::write(path, &published::intervals(&plan, centre.zone).csv(), &mut findings)?;
    }
    Ok(IntradayOutcome { outlook, plan, refused, centre: inputs.centre, now, findings })
}

/// What the feed told of each agent up to now.
pub(super) fn seen(log: &StateLog, centre: &Centre, now: Instant, findings: &mut Findings) -> Seen {
    let definition = Definition::new(&centre.adherence);
    unmapped_states(&log.states, &definition, findings);
    let meanings: Vec<Meaning> =
        log.states.iter().map(|state| definition.meaning(state).unwrap_or(Meaning::Unknown)).collect();
    let meaning = |index: u32| {
        usize::try_from(index).ok().and_then(|index| meanings.get(index)).copied().unwrap_or(Meaning::Unknown)
    };
    let of_agent = |events: &[StateEvent]| {
        events.iter().take_while(|event| event.at <= now).map(|event| (event.at, meaning(event.state.0))).collect()
    };
    log.events.iter().map(|(agent, events)| (agent.clone(), of_agent(events))).collect()
}

/// A plan whose roster breaks nothing that the roster before it kept, and the rules that stood in the way of other changes.
fn legal_plan(day: &Day<'_>, inputs: &Inputs, requirement: &Requirement) -> (DayPlan, Vec<String>) {
    let checker =
        Checker { inputs, requirement, roster: day.roster, before: breaches(inputs, requirement, day.roster) };
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let mut barred = Barred::default();
    let mut round = 0;
    loop {
        round += 1;
        let plan = intraday::plan(day, &barred, &roster::minimise);
        let new = if plan.actions.is_empty() { Vec::new() } else { checker.new_breaches(&plan.roster) };
        if new.is_empty() {
            return (plan, refused.into_iter().collect());
        }
        refused.extend(new.iter().map(|breach| format!("{} {}", breach.code.as_str(), breach.message)));
        let known = barred.clone();
        if round < MOST_ROUNDS {
            checker.bar(day, &plan, &new, &mut barred);
        }
        if barred == known {
            // what is broken is about nobody whom an action names: nothing of it can be kept
            let all = plan.actions.iter().flat_map(|a| a.agents.iter().map(|agent| (agent.clone(), a.change.kind())));
            barred.kinds.extend(all);
        }
    }
}

/// The checker, and what it finds in the roster as it is.
struct Checker<'a> {
    inputs: &'a Inputs,
    requirement: &'a Requirement,
    roster: &'a [RosterRow],
    before: Vec<Finding>,
}

impl Checker<'_> {
    fn new_breaches(&self, rows: &[RosterRow]) -> Vec<Finding> {
        let is_known = |breach: &Finding| {
            self.before.iter().any(|known| {
                known.message == breach.message || (known.day == breach.day && self.is_eased(known, breach, rows))
            })
        };
        breaches(self.inputs, self.requirement, rows).into_iter().filter(|breach| !is_known(breach)).collect()
    }

    /// Whether a breach is a known one with other figures and no worse.
    fn is_eased(&self, known: &Finding, breach: &Finding, rows: &[RosterRow]) -> bool {
        match breach.code {
            // the choice lets no more of a team be on break than may or already are: fewer too many is no new breach
            Code::TooManyOnBreak => known.code == breach.code,
            // the choice keeps to the most hours of a contract: with more than before, what is too few was fewer. A roster of a
            // day or two has too few of everybody
            Code::WeeklyHours => {
                matches!(known.code, Code::WeeklyHours | Code::EmptyWeek) && self.works_more(known, breach, rows)
            }
            Code::DaysPerWeek => known.code == Code::EmptyWeek && self.works_more(known, breach, rows),
            _ => false,
        }
    }

    /// Whether the agent of both breaches has more paid time than before. Leave counts as the longest shift of its week, so that with leave
    /// longer need not be nearer to the contract.
    fn works_more(&self, known: &Finding, breach: &Finding, rows: &[RosterRow]) -> bool {
        let Some(agent) = breach.agent.as_ref().filter(|agent| known.agent.as_ref() == Some(*agent)) else {
            return false;
        };
        let has_leave = |off: &TimeOff| off.agent == *agent && matches!(off.when, Away::Days(..));
        let paid = |rows: &[RosterRow]| -> i64 {
            rows.iter().filter(|row| row.paid && row.agent == *agent).map(|row| row.end.seconds_since(row.start)).sum()
        };
        !self.inputs.time_off.iter().any(has_leave) && paid(rows) > paid(self.roster)
    }

    /// Bars the changes by which rules are broken: every change of its kind of an agent whom a breach names. A breach about several
    /// agents names nobody: then the least useful action without which there are fewer such breaches.
    fn bar(&self, day: &Day<'_>, plan: &DayPlan, new: &[Finding], barred: &mut Barred) {
        for action in &plan.actions {
            let named = |agent: &&AgentId| new.iter().any(|breach| breach.agent.as_ref() == Some(*agent));
            let agents = action.agents.iter().filter(named);
            barred.kinds.extend(agents.map(|agent| (agent.clone(), action.change.kind())));
        }
        let of_several = |breaches: &[Finding]| breaches.iter().filter(|breach| breach.agent.is_none()).count();
        if of_several(new) == 0 {
            return;
        }
        let cures = |action: &&Action| of_several(&self.new_breaches(&without(day, plan, action))) < of_several(new);
        let culprit = plan.actions.iter().rev().find(cures).or(plan.actions.last());
        if let Some(action) = culprit {
            barred.changes.extend(action.agents.iter().map(|agent| (agent.clone(), action.change.clone())));
        }
    }
}

/// The roster of a plan without one of its actions; nobody is changed by two.
fn without(day: &Day<'_>, plan: &DayPlan, action: &Action) -> Vec<RosterRow> {
    let agents: BTreeSet<&AgentId> = action.agents.iter().collect();
    let others = plan.roster.iter().filter(|row| !agents.contains(&row.agent));
    others.chain(day.roster.iter().filter(|row| agents.contains(&row.agent))).cloned().collect()
}

/// What the independent checker finds wrong with a roster of some weeks.
fn breaches(inputs: &Inputs, requirement: &Requirement, rows: &[RosterRow]) -> Vec<Finding> {
    let days = || rows.iter().map(|row| row.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Vec::new() };
    let count = usize::try_from((last - first).num_days()).unwrap_or_default() / weeks::WEEK + 1;
    let first_days: Vec<NaiveDate> = weeks::first_days(first, count);
    let reports = weeks::check(inputs, requirement, &first_days, rows, &[]);
    let found = reports.iter().flat_map(|report| report.findings.iter().cloned());
    found.filter(|finding| finding.severity == Severity::Error).collect()
}
