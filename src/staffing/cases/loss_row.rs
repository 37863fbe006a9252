//! A loss case: agents for a blocking target (Erlang B), or the figures of agents with few places (M/M/c/K).

use super::super::MAX_LOAD;
use super::super::digits::{twelve, twelve_or_empty};
use super::super::erlang_b::{agents_for_blocking, loss};
use super::super::loss::bounded;
use super::super::staff::StaffingError;
use super::reader::Cells;
use crate::domain::findings::Finding;

pub(super) const INPUTS: &[&str] = &["id", "model", "load", "blocking_target", "c", "K", "aht_s", "threshold_s"];

pub(super) const OUTPUTS: &[&str] =
    &["p_block", "carried", "occupancy", "p_wait_accepted", "asa_accepted_s", "sl_accepted", "sl_offered", "queue_len"];

pub(super) fn answer(cells: &Cells<'_>) -> Result<Vec<String>, Vec<Finding>> {
    let mut faults = Vec::new();
    let row = match cells.text("model") {
        "erlang_b" => erlang_b(cells, &mut faults),
        "mmck" => mmck(cells, &mut faults),
        _ => {
            faults.push(cells.fault("model", "not a model of loss cases; wanted: erlang_b or mmck"));
            None
        }
    };
    row.filter(|_| faults.is_empty()).ok_or(faults)
}

/// The input cells as read, with the agents in `c`.
fn inputs(cells: &Cells<'_>, agents: u32) -> Vec<String> {
    let text = |column: &&str| if *column == "c" { agents.to_string() } else { cells.text(column).to_owned() };
    INPUTS.iter().map(text).collect()
}

fn load(cells: &Cells<'_>, faults: &mut Vec<Finding>) -> Option<f64> {
    let load = cells.number("load", "Erlangs, 0 or more", |v| v >= 0.0, faults)?;
    if load > MAX_LOAD {
        faults.push(cells.fault("load", StaffingError::LoadTooGreat.to_string()));
        return None;
    }
    Some(load)
}

fn erlang_b(cells: &Cells<'_>, faults: &mut Vec<Finding>) -> Option<Vec<String>> {
    let load = load(cells, faults);
    let target = cells.number("blocking_target", "a fraction from 0 to 1", |v| (0.0..=1.0).contains(&v), faults);
    let (load, target) = (load?, target?);
    let Some(agents) = agents_for_blocking(load, target) else {
        faults.push(cells.unanswerable("no number of agents loses no call at all; allow more than 0"));
        return None;
    };
    let figures = loss(agents, load)?;
    let mut row = inputs(cells, agents);
    row.extend([Some(figures.p_block), Some(figures.carried), figures.occupancy].map(twelve_or_empty));
    row.resize(INPUTS.len() + OUTPUTS.len(), String::new());
    Some(row)
}

fn mmck(cells: &Cells<'_>, faults: &mut Vec<Finding>) -> Option<Vec<String>> {
    let load = load(cells, faults);
    let agents = cells.count("c", "whole agents", faults);
    let places = cells.count("K", "whole places, agents included", faults);
    let aht = cells.number("aht_s", "seconds above 0", |v| v > 0.0, faults);
    let threshold = cells.number("threshold_s", "seconds, 0 or more", |v| v >= 0.0, faults);
    let (agents, places) = (agents?, places?);
    if places < agents {
        faults.push(cells.fault("K", format!("fewer places than the {agents} agents")));
        return None;
    }
    let figures = bounded(agents, places, load?, aht?, threshold?)?;
    let mut row = inputs(cells, agents);
    row.extend([twelve(figures.p_block), twelve(figures.carried), twelve_or_empty(figures.occupancy)]);
    row.extend([figures.p_wait_accepted, figures.asa_accepted_s, figures.sl_accepted].map(twelve_or_empty));
    row.extend([twelve(figures.sl_offered), twelve(figures.queue_len)]);
    Some(row)
}
