//! A staffing case: calls and a service level in, agents and every figure of the queue out.

use super::super::digits::{margin, twelve, twelve_or_empty};
use super::super::load::Load;
use super::super::performance::Traffic;
use super::super::staff::{Staffing, StaffingError, Targets};
use super::reader::Cells;
use crate::domain::findings::Finding;
use crate::domain::units::{Seconds, ServiceTarget, Share};

pub(super) const INPUTS: &[&str] =
    &["id", "model", "calls", "interval_s", "aht_s", "patience_s", "sl_target", "threshold_s", "max_occ", "shrinkage"];

pub(super) const OUTPUTS: &[&str] = &[
    "load",
    "agents_sl",
    "agents_occ",
    "agents",
    "scheduled_fte",
    "scheduled",
    "sl",
    "asa_s",
    "occupancy",
    "p_wait",
    "p_abandon",
    "sl_answered",
    "sl_excl_short",
    "sl_wait_le_T",
    "sl_virtual",
    "asa_answered_s",
    "queue_len",
    "margin_at",
    "margin_below",
    "tie",
];

struct Case {
    traffic: Traffic,
    targets: Targets,
    sl_target: f64,
    shrinkage: f64,
}

pub(super) fn answer(cells: &Cells<'_>) -> Result<Vec<String>, Vec<Finding>> {
    let mut faults = Vec::new();
    let case = read(cells, &mut faults).filter(|_| faults.is_empty()).ok_or(faults)?;
    let staffing =
        case.traffic.staff(&case.targets, case.shrinkage).map_err(|e| vec![cells.unanswerable(e.to_string())])?;
    let inputs = INPUTS.iter().map(|column| cells.text(column).to_owned());
    Ok(inputs.chain(outputs(&case, &staffing)).collect())
}

fn read(cells: &Cells<'_>, faults: &mut Vec<Finding>) -> Option<Case> {
    let patient = match cells.text("model") {
        "erlang_c" => true,
        "erlang_a" => false,
        _ => {
            faults.push(cells.fault("model", "not a model of staffing cases; wanted: erlang_c or erlang_a"));
            true
        }
    };
    let calls = cells.number("calls", "calls in the interval, 0 or more", |v| v >= 0.0, faults);
    let interval = cells.number("interval_s", "seconds above 0", |v| v > 0.0, faults);
    let aht = cells.number("aht_s", "seconds above 0", |v| v > 0.0, faults);
    let patience = if patient {
        Some(None)
    } else {
        cells.number("patience_s", "seconds above 0, the mean patience", |v| v > 0.0, faults).map(Some)
    };
    let sl_target = cells.number("sl_target", "a fraction from 0 to 1", is_share, faults);
    let threshold = cells.number("threshold_s", "seconds, 0 or more", |v| v >= 0.0, faults);
    let max_occ = cells.number("max_occ", "a fraction above 0, at most 1", |v| v > 0.0 && v <= 1.0, faults);
    let shrinkage = cells.number("shrinkage", "a fraction from 0 to below 1", |v| (0.0..1.0).contains(&v), faults);
    let (calls, interval, aht, patience, sl_target) = (calls?, interval?, aht?, patience?, sl_target?);
    let target = ServiceTarget { share: Share::new(sl_target)?, within: Seconds::new(threshold?)? };
    let targets = Targets { max_occupancy: Share::new(max_occ?)?, ..Targets::service_level(target) };
    let traffic = Load::offered(calls, aht, interval)
        .ok_or(StaffingError::LoadTooGreat)
        .and_then(|load| Traffic::new(load, aht, patience));
    match traffic {
        Ok(traffic) => Some(Case { traffic, targets, sl_target, shrinkage: shrinkage? }),
        Err(error) => {
            let column = if error == StaffingError::LoadTooGreat { "calls" } else { "patience_s" };
            faults.push(cells.fault(column, error.to_string()));
            None
        }
    }
}

fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

fn outputs(case: &Case, staffing: &Staffing) -> Vec<String> {
    let p = &staffing.performance;
    let agents_sl = staffing.agents_sl.unwrap_or_default();
    let idle = case.traffic.load.erlangs() <= 0.0;
    // with abandonment a cap that does not bind is not a number of agents
    let binds = case.traffic.patience.is_none() || staffing.agents_occ > agents_sl || idle;
    let agents_occ = if binds { staffing.agents_occ.to_string() } else { String::new() };
    let mut row = vec![
        twelve(case.traffic.load.erlangs()),
        agents_sl.to_string(),
        agents_occ,
        staffing.agents.to_string(),
        twelve(staffing.scheduled_fte),
        staffing.scheduled.to_string(),
    ];
    row.extend([Some(p.sl), p.asa_s, p.occupancy, Some(p.p_wait), Some(p.p_abandon)].map(twelve_or_empty));
    row.extend([p.sl_answered, p.sl_excl_short, Some(p.sl_wait_le_t), Some(p.sl_virtual)].map(twelve_or_empty));
    row.extend([p.asa_answered_s, p.queue_len].map(twelve_or_empty));
    row.extend(margins(case, agents_sl, idle));
    row
}

/// How far the service level at `agents_sl` is above the target, how far with one agent fewer below it, and whether either
/// is within rounding.
fn margins(case: &Case, agents_sl: u32, idle: bool) -> [String; 3] {
    if idle || agents_sl == 0 {
        return [String::new(), String::new(), "0".to_owned()];
    }
    let sl = |agents: u32| case.traffic.performance(agents, case.targets.threshold()).sl;
    let at = sl(agents_sl) - case.sl_target;
    let below = case.sl_target - sl(agents_sl - 1);
    let tie = at.min(below) < 1e-11;
    [margin(at), margin(below), u8::from(tie).to_string()]
}
