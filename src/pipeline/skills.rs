//! `wfm staff --skills`: what every interval of a forecast needs of each group of agents with the same skills.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::step::{announce, step};
use super::target::{self, Target};
use super::volume::StaffSettings;
use crate::domain::centre::Centre;
use crate::domain::codes::Code;
use crate::domain::findings::{Failure, Finding, Findings};
use crate::domain::ids::QueueId;
use crate::domain::people::Agent;
use crate::domain::progress::Progress;
use crate::domain::skills::{SkillGroup, SkillRequirement, SteadyEffort, SteadyFloor, Takes};
use crate::ingest::tables;
use crate::outputs::skills as published;
use crate::outputs::table::Table;
use crate::outputs::tables as tables_of;
use crate::{simulate, staffing};

/// A forecast, a centre, and who has which skills.
#[derive(Clone, Debug, Default)]
pub struct SkillSettings {
    /// Forecast and centre; of the rest only the kind of load counts.
    pub staff: StaffSettings,
    /// agents.csv: its agents make the groups; those of `[[skill_group]]` when absent.
    pub agents: Option<PathBuf>,
    /// Where the service of each queue goes.
    pub service: Option<PathBuf>,
    /// Where the same heads go by queue, for a roster.
    pub by_queue: Option<PathBuf>,
    /// Seed of every random choice.
    pub seed: u64,
    /// Calls simulated for one question of one interval; by the number of intervals when absent.
    pub calls: Option<u64>,
}

/// A requirement by skill group, and what was not written to a file.
#[derive(Clone, Debug)]
pub struct SkillOutcome {
    /// The requirement.
    pub requirement: SkillRequirement,
    /// skill_groups.csv, when it did not go to a file.
    pub table: Option<Table>,
    /// The centre whose targets it meets.
    pub centre: Centre,
    /// Notes and warnings.
    pub findings: Findings,
}

/// The agents of each skill group that every interval of a forecast needs.
pub fn staff(settings: &SkillSettings, to: &Target, progress: &dyn Progress) -> Result<SkillOutcome, Failure> {
    let inputs: Vec<&Path> = settings.staff.files().into_iter().chain(settings.agents.as_deref()).collect();
    let more = [("--service", settings.service.as_deref()), ("--by-queue", settings.by_queue.as_deref())];
    target::prepare_several(to, &more, &inputs)?;
    let mut findings = Findings::new();
    let (centre, forecast, patience) = settings.staff.read(&mut findings)?;
    let agents = settings.agents.as_deref();
    let agents = agents.map(|path| step(&mut findings, |f| tables::agents::read(path, &centre, f))).transpose()?;
    let groups = agents.map_or_else(|| of_calls(&centre.skill_groups, &centre), |agents| of_agents(&agents, &centre));
    if groups.is_empty() {
        let message = "nobody has a skill: centre.toml has no [[skill_group]] with calls, and no agents.csv is given";
        let finding = Finding::new(Code::OptionInvalid, message).hint("give --skills agents.csv, or write the groups");
        return super::step::fail(&mut findings, finding);
    }
    announce(progress, "Staffing by skill group")?;
    let simulator =
        |floor: &SteadyFloor, effort: &SteadyEffort| -> Option<_> { simulate::steady(floor, effort, progress) };
    let forecast = staffing::with_offered_load(&forecast, &centre, settings.staff.load);
    let found = step(&mut findings, |f| {
        staffing::skill_requirement(
            &forecast,
            &centre,
            &groups,
            &patience,
            &simulator,
            (settings.seed, settings.calls),
            f,
        )
    })?;
    let requirement = found.ok_or(Failure::Interrupted)?;
    let table = to.put(published::table(&requirement, centre.zone), &mut findings)?;
    if let Some(path) = &settings.service {
        target::write(path, &published::service(&requirement, centre.zone).csv(), &mut findings)?;
    }
    if let Some(path) = &settings.by_queue {
        let calls = staffing::by_queue(&requirement);
        // chats, e-mails and the rest stand beside the calls, so that a roster covers all of it
        let all = staffing::requirement_beside(calls, &forecast, &centre, &patience, &mut findings);
        target::write(path, &tables_of::requirement(&all, centre.zone).csv(), &mut findings)?;
    }
    Ok(SkillOutcome { requirement, table, centre, findings })
}

/// Groups without the queues that have no calls.
fn of_calls(groups: &[SkillGroup], centre: &Centre) -> Vec<SkillGroup> {
    let calls = |id: &QueueId| centre.queue(id).is_some_and(|queue| queue.work.is_calls());
    let kept = groups.iter().map(|group| {
        let queues: Vec<QueueId> = group.queues.iter().filter(|id| calls(id)).cloned().collect();
        SkillGroup { queues, ..group.clone() }
    });
    kept.filter(|group| !group.queues.is_empty()).collect()
}

/// Agents with the same skills in the same order, as many as they are. Where `[[skill_group]]` has these skills its name, price and
/// way of taking calls hold.
fn of_agents(agents: &[Agent], centre: &Centre) -> Vec<SkillGroup> {
    let written = of_calls(&centre.skill_groups, centre);
    let mut heads: BTreeMap<Vec<QueueId>, u32> = BTreeMap::new();
    for agent in agents {
        *heads.entry(agent.skills.clone()).or_default() += 1;
    }
    let all: Vec<SkillGroup> = heads
        .into_iter()
        .map(|(queues, most)| SkillGroup {
            id: queues.iter().map(ToString::to_string).collect::<Vec<_>>().join("+"),
            price: SkillGroup::usual_price(queues.len()),
            takes: Takes::default(),
            most: Some(most),
            queues,
        })
        .collect();
    let mut groups: Vec<SkillGroup> = Vec::new();
    for group in of_calls(&all, centre) {
        let like = written.iter().find(|written| written.queues == group.queues);
        let named = like.map_or_else(|| group.clone(), |like| SkillGroup { most: group.most, ..like.clone() });
        // without a queue that has no calls two groups may be the same
        match groups.iter_mut().find(|other| other.queues == named.queues) {
            Some(same) => same.most = same.most.zip(named.most).map(|(one, other)| one.saturating_add(other)),
            None => groups.push(named),
        }
    }
    groups
}
