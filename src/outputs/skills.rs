//! A requirement by skill group: as files, and as text beside the two limits.

use std::fmt::Write as _;

use super::number::{count, grouped, percent};
use super::table::{Cell, Table, aligned};
use super::text::{left, right};
use crate::domain::centre::Centre;
use crate::domain::simulation::Estimate;
use crate::domain::skills::{SkillGroup, SkillRequirement, SkillServiceRow};
use crate::domain::time::{Instant, Zone};

/// Intervals up to which the text shows each.
const SHOWN: usize = 12;

/// skill_groups.csv: `start,group,queues,agents,scheduled,scheduled_fte`; groups of which nobody is needed have no row.
#[must_use]
pub fn table(requirement: &SkillRequirement, zone: Zone) -> Table {
    let mut table = Table::new(&["start", "group", "queues", "agents", "scheduled", "scheduled_fte"]);
    table.rows.extend(requirement.rows.iter().filter_map(|row| {
        let group = requirement.groups.get(row.group)?;
        Some(vec![
            Cell::text(zone.rfc3339(row.start)),
            Cell::text(group.id.as_str()),
            Cell::text(queues(group)),
            Cell::exact(f64::from(row.agents)),
            Cell::exact(f64::from(row.scheduled)),
            Cell::rounded(row.scheduled_fte, 4),
        ])
    }));
    table
}

fn queues(group: &SkillGroup) -> String {
    group.queues.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

/// The service of each queue: by simulation with its 95 % interval, and by the formulas where they are exact.
#[must_use]
pub fn service(requirement: &SkillRequirement, zone: Zone) -> Table {
    let mut table = Table::new(&[
        "start",
        "queue",
        "offered",
        "able",
        "target",
        "service_level",
        "service_level_low",
        "service_level_high",
        "service_level_formula",
        "asa_s",
        "abandonment",
    ]);
    table.rows.extend(requirement.service.iter().map(|row| {
        let level = row.target.and(row.simulated.service_level);
        let mean = |figure: Option<Estimate>| figure.map(|e| e.mean);
        vec![
            Cell::text(zone.rfc3339(row.start)),
            Cell::text(row.queue.as_str()),
            Cell::rounded(row.offered, 4),
            Cell::exact(f64::from(row.able)),
            Cell::exact(row.target),
            Cell::rounded(mean(level), 6),
            Cell::rounded(level.map(|e| e.low), 6),
            Cell::rounded(level.map(|e| e.high), 6),
            Cell::rounded(row.by_formula, 6),
            Cell::rounded(mean(row.simulated.asa), 4),
            Cell::rounded(mean(row.simulated.abandonment), 6),
        ]
    }));
    table
}

/// Agents and service of few intervals one by one, of many as sums by group and queue; then where they lie between the limits.
#[must_use]
pub fn text(requirement: &SkillRequirement, centre: &Centre) -> String {
    let mut out = if requirement.limits.len() <= SHOWN {
        each(requirement, centre)
    } else {
        format!("{}\n{}", hours(requirement, centre), lowest(requirement, centre))
    };
    let agents: u32 = requirement.rows.iter().map(|row| row.agents).sum();
    let (pooled, separate) =
        requirement.limits.iter().fold((0, 0), |sum, (_, limits)| (sum.0 + limits.pooled, sum.1 + limits.separate));
    let of = centre.interval.as_hours();
    let _ = writeln!(
        out,
        "{} agent-hours on the queues in {}; {} if everybody could serve every queue, {} if nobody served two",
        grouped(f64::from(agents) * of, 1),
        count(requirement.limits.len(), "interval", "intervals"),
        grouped(f64::from(pooled) * of, 1),
        grouped(f64::from(separate) * of, 1),
    );
    let _ = writeln!(
        out,
        "service level = answered in time ÷ offered, by simulation with calls of its own, ± a 95 % interval; by formula where \
         Erlang's is exact"
    );
    out
}

fn each(requirement: &SkillRequirement, centre: &Centre) -> String {
    let local = |start: Instant| centre.zone.local(start).format("%Y-%m-%d %H:%M").to_string();
    let heads = requirement.rows.iter().filter_map(|row| {
        let group = requirement.groups.get(row.group)?;
        Some(vec![
            left(local(row.start)),
            left(group.id.as_str()),
            left(queues(group)),
            right(row.agents.to_string()),
            right(row.scheduled.to_string()),
        ])
    });
    let service = requirement.service.iter().map(|row| {
        vec![
            left(local(row.start)),
            left(row.queue.as_str()),
            right(grouped(row.offered, 1)),
            right(row.able.to_string()),
            right(with_half_width(row)),
            right(percent(row.by_formula)),
            right(percent(row.target)),
        ]
    });
    format!(
        "{}\n{}",
        aligned(&["interval", "group", "queues", "agents", "to schedule"], heads),
        aligned(&["interval", "queue", "calls", "able", "service level", "by formula", "asked"], service)
    )
}

/// `81.2 ± 0.4 %`; a dash without calls or target.
fn with_half_width(row: &SkillServiceRow) -> String {
    let level = row.target.and(row.simulated.service_level);
    level.map_or_else(
        || percent(None),
        |e| format!("{} ± {} %", grouped(e.mean * 100.0, 1), grouped((e.high - e.mean).max(e.mean - e.low) * 100.0, 1)),
    )
}

fn hours(requirement: &SkillRequirement, centre: &Centre) -> String {
    let of = centre.interval.as_hours();
    let lines = requirement.groups.iter().enumerate().map(|(at, group)| {
        let rows = || requirement.rows.iter().filter(move |row| row.group == at);
        let heads = |scheduled: bool| {
            let sum: u32 = rows().map(|row| if scheduled { row.scheduled } else { row.agents }).sum();
            f64::from(sum) * of
        };
        let peak = rows().map(|row| row.scheduled).max().unwrap_or_default();
        vec![
            left(group.id.as_str()),
            left(queues(group)),
            right(grouped(heads(false), 1)),
            right(grouped(heads(true), 1)),
            right(peak.to_string()),
        ]
    });
    aligned(&["group", "queues", "agents (h)", "to schedule (h)", "peak (heads)"], lines)
}

fn lowest(requirement: &SkillRequirement, centre: &Centre) -> String {
    let lines = centre.queues.iter().filter_map(|queue| {
        let rows = || requirement.service.iter().filter(|row| row.queue == queue.id && row.target.is_some());
        let levels = || rows().filter_map(|row| Some((row.offered, row.simulated.service_level?.mean)));
        let calls: f64 = levels().map(|(calls, _)| calls).sum();
        let in_time: f64 = levels().map(|(calls, level)| calls * level).sum();
        let least = levels().map(|(_, level)| level).reduce(f64::min)?;
        Some(vec![
            left(queue.id.as_str()),
            right(grouped(calls, 0)),
            right(percent((calls > 0.0).then(|| in_time / calls))),
            right(percent(Some(least))),
            right(percent(rows().find_map(|row| row.target))),
        ])
    });
    aligned(&["queue", "calls", "service level", "lowest", "asked"], lines)
}
