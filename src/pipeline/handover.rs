//! `wfm handover`: the sheets that are signed at each change of shift of a day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::inputs::read_centre;
use super::step::step;
use super::target::{self, Target};
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::handover::{self, HandoverSheet};
use crate::domain::ids::{AgentId, QueueId};
use crate::domain::people::{Activity, RosterRow};
use crate::domain::relief::{self, Staffed};
use crate::domain::span::{self, Span};
use crate::domain::time::Zone;
use crate::ingest::tables;
use crate::ingest::tables::roster::RosterUse;
use crate::outputs::handover as published;
use crate::outputs::table::Table;

/// What the sheets are made from, and where the page goes.
#[derive(Clone, Debug, Default)]
pub struct HandoverSettings {
    /// centre.toml.
    pub config: PathBuf,
    /// roster.csv.
    pub roster: PathBuf,
    /// The local day whose changes of shift are wanted; all when absent.
    pub day: Option<NaiveDate>,
    /// agents.csv, for the names; the one beside the config when absent.
    pub agents: Option<PathBuf>,
    /// requirement.csv: when a post is staffed; where the roster has work when absent.
    pub requirement: Option<PathBuf>,
    /// open_items.csv.
    pub items: Option<PathBuf>,
    /// Where the page to print goes.
    pub html: Option<PathBuf>,
}

/// The sheets.
#[derive(Clone, Debug)]
pub struct HandoverOutcome {
    /// By time and post.
    pub sheets: Vec<HandoverSheet>,
    /// Names of the agents.
    pub names: BTreeMap<AgentId, String>,
    /// The clock to show them on.
    pub zone: Zone,
    /// The table, when it did not go to a file.
    pub table: Option<Table>,
    /// Notes and warnings.
    pub findings: Findings,
}

/// Says who relieves whom, and makes the sheets.
pub fn handover(settings: &HandoverSettings, to: &Target) -> Result<HandoverOutcome, Failure> {
    let optional = [&settings.agents, &settings.requirement, &settings.items].into_iter().flatten();
    let inputs: Vec<&Path> =
        [&settings.config, &settings.roster].into_iter().chain(optional).map(PathBuf::as_path).collect();
    to.prepare(&inputs)?;
    if let Some(path) = &settings.html {
        target::prepare(path, &inputs)?;
    }
    let mut findings = Findings::new();
    let centre = read_centre(&settings.config, None, &mut findings)?;
    let (rows, requirement, items) = step(&mut findings, |f| {
        let rows = tables::roster::read(&settings.roster, &centre, &[], RosterUse::Compared, f);
        let requirement = settings.requirement.as_deref().map(|path| tables::requirement::read(path, &centre, f));
        let items = settings.items.as_deref().map(|path| tables::open_items::read(path, &centre, f));
        (rows, requirement, items.unwrap_or_default())
    })?;
    let agents = super::adherence::agents(settings.agents.as_deref(), &settings.config, &centre, &mut findings)?;
    let names: BTreeMap<AgentId, String> = agents.into_iter().map(|agent| (agent.id, agent.name)).collect();
    let staffed = requirement.map_or_else(|| staffed_by(&rows), |r| relief::staffed(&r, centre.interval));
    let mut reliefs = relief::pairs(&relief::presences(&rows, centre.handover), &staffed);
    reliefs.retain(|relief| settings.day.is_none_or(|day| centre.zone.day(relief.time) == day));
    for alone in reliefs.iter().filter(|relief| relief.incoming.is_none()) {
        let when = centre.zone.local(alone.time).format("%Y-%m-%d %H:%M");
        let message = format!("{} leaves {} at {when} and nobody takes over", alone.outgoing, alone.queue);
        let hint = "let a shift begin earlier or end later, or ask for [handover] relief";
        findings.push(
            Finding::new(Code::HandoverUnmanned, message)
                .hint(hint)
                .agent(&alone.outgoing)
                .day(alone.day)
                .queue(&alone.queue),
        );
    }
    let sheets = handover::sheets(&reliefs, &items);
    if let Some(path) = &settings.html {
        let page = published::html(&centre.name, &sheets, &names, centre.zone);
        target::write(path, page.as_bytes(), &mut findings)?;
    }
    let table = to.put(published::table(&sheets, &names, centre.zone), &mut findings)?;
    Ok(HandoverOutcome { sheets, names, zone: centre.zone, table, findings })
}

/// A post is staffed while anybody is scheduled at work there.
fn staffed_by(rows: &[RosterRow]) -> BTreeMap<QueueId, Staffed> {
    let mut work: BTreeMap<QueueId, Vec<Span>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.activity == Activity::Work) {
        if let Some(queue) = &row.queue {
            work.entry(queue.clone()).or_default().extend(Span::new(row.start, row.end));
        }
    }
    let staffed = |spans| span::union(spans).into_iter().map(|span| (span.start(), span.end())).collect();
    work.into_iter().map(|(queue, spans)| (queue, staffed(spans))).collect()
}
