//! A schedule as Genesys Cloud imports it: the body that its API takes for `schedules/import` (models `ImportScheduleUploadSchema`,
//! `BuImportAgentScheduleUploadSchema`, `BuAgentScheduleShiftRequest` and `BuAgentScheduleActivity` of its published SDKs).

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};

use super::shifts::{Shift, shifts, week_start};
use crate::domain::foreign_ids::ForeignIds;
use crate::domain::ids::AgentId;
use crate::domain::people::{Activity, RosterRow};
use crate::domain::plan::Plan;
use crate::domain::time::Instant;

/// What a schedule of these rows needs an id for and has none: people and activities, each once.
#[must_use]
pub fn lacking(rows: &[RosterRow], ids: &ForeignIds) -> (Vec<AgentId>, Vec<Activity>) {
    let mut agents: Vec<AgentId> = rows.iter().map(|row| row.agent.clone()).collect();
    agents.sort_unstable();
    agents.dedup();
    agents.retain(|agent| !ids.agents.is_empty() && !ids.agents.contains_key(agent.as_str()));
    let used = |activity: &Activity| *activity != Activity::Split && rows.iter().any(|row| row.activity == *activity);
    let activities = Activity::ALL.into_iter().filter(used);
    (agents, activities.filter(|activity| !ids.activities.contains_key(activity)).collect())
}

/// The body: one schedule of all weeks, moments in UTC. The parts of a split shift are shifts of their own.
#[must_use]
pub fn schedule(plan: &Plan, ids: &ForeignIds) -> String {
    let mut by_agent: BTreeMap<&AgentId, Vec<Value>> = BTreeMap::new();
    for shift in shifts(&plan.rows, plan.centre.handover) {
        by_agent.entry(shift.agent).or_default().extend(parts(&shift, ids));
    }
    let agent = |(agent, shifts): (&AgentId, Vec<Value>)| {
        let user = ids.agents.get(agent.as_str()).map_or(agent.as_str(), String::as_str);
        json!({ "userId": user, "shifts": shifts })
    };
    let (first, end) = (plan.first_day, week_start(plan, plan.weeks));
    let body = json!({
        "description": format!("{} {first}/{}", plan.centre.name, end.pred_opt().unwrap_or(end)).trim(),
        "weekCount": plan.weeks,
        "agentSchedules": by_agent.into_iter().map(agent).collect::<Vec<Value>>(),
    });
    format!("{body:#}\n")
}

/// A shift cut at the time between its parts.
fn parts(shift: &Shift<'_>, ids: &ForeignIds) -> Vec<Value> {
    let together = shift.rows.split(|row| row.activity == Activity::Split).filter(|part| !part.is_empty());
    let part = |rows: &[&RosterRow]| {
        let activities: Vec<Value> = rows.iter().map(|row| activity(row, ids)).collect();
        json!({ "activities": activities, "manuallyEdited": false })
    };
    together.map(part).collect()
}

fn activity(row: &RosterRow, ids: &ForeignIds) -> Value {
    json!({
        "activityCodeId": ids.activities.get(&row.activity).map(String::as_str).unwrap_or_default(),
        "startDate": utc(row.start),
        "lengthMinutes": row.end.seconds_since(row.start) / 60,
        "description": row.queue.as_ref().map_or_else(|| row.activity.to_string(), ToString::to_string),
        "paid": row.paid,
    })
}

/// `2026-12-07T00:30:00.000Z`.
fn utc(at: Instant) -> String {
    DateTime::from_timestamp(at.unix(), 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn ids() -> ForeignIds {
        let activities = Activity::ALL.into_iter().enumerate().map(|(n, activity)| (activity, n.to_string()));
        ForeignIds { agents: BTreeMap::new(), activities: activities.collect() }
    }

    #[test]
    fn every_stretch_is_an_activity_with_its_utc_start_and_minutes() {
        let plan = sample::plan(12, 2);
        let body: Value = serde_json::from_str(&schedule(&plan, &ids())).expect("json");
        assert_eq!(body["weekCount"], 2);
        let first = &body["agentSchedules"][0];
        let own: Vec<&RosterRow> =
            plan.rows.iter().filter(|row| Some(row.agent.as_str()) == first["userId"].as_str()).collect();
        let activities: Vec<&Value> = first["shifts"]
            .as_array()
            .expect("shifts")
            .iter()
            .flat_map(|s| s["activities"].as_array().expect("list"))
            .collect();
        assert_eq!(activities.len(), own.len());
        let minutes: i64 = activities.iter().filter_map(|a| a["lengthMinutes"].as_i64()).sum();
        assert_eq!(minutes * 60, own.iter().map(|row| row.end.seconds_since(row.start)).sum::<i64>());
        let start = activities[0]["startDate"].as_str().expect("a start");
        assert!(start.ends_with(":00.000Z") && start.len() == 24, "{start}");
    }

    #[test]
    fn a_split_shift_is_two_shifts_and_what_has_no_id_is_named() {
        let mut plan = sample::plan(12, 1);
        let (agent, day) = (plan.rows[0].agent.clone(), plan.rows[0].day);
        plan.rows.retain(|row| row.agent == agent && row.day == day);
        let before = serde_json::from_str::<Value>(&schedule(&plan, &ids())).expect("json");
        assert_eq!(before["agentSchedules"][0]["shifts"].as_array().map(Vec::len), Some(1));
        let middle = plan.rows.len() / 2;
        plan.rows[middle].activity = Activity::Split;
        let after = serde_json::from_str::<Value>(&schedule(&plan, &ids())).expect("json");
        assert_eq!(after["agentSchedules"][0]["shifts"].as_array().map(Vec::len), Some(2));
        let known = ForeignIds { agents: [("nobody".to_owned(), "x".to_owned())].into(), ..ForeignIds::default() };
        let (people, activities) = lacking(&plan.rows, &known);
        assert_eq!(people, [agent]);
        assert!(activities.contains(&Activity::Work) && !activities.contains(&Activity::Split));
    }
}
